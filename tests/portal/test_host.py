"""A district at a host of its own: the same pages without its short name in front, and nothing else moves."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.places.models import District
from tests import factories
from tests.portal import press
from tests.portal.press import NEWS, article


@pytest.fixture
def at_home(settings, district: District) -> Client:
    settings.LINLI_DISTRICT_HOSTS = {"demo.example": factories.SLUG}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "demo.example"]
    settings.LINLI_ADDRESS = "https://linli.example"
    return Client(SERVER_NAME="demo.example", headers={"user-agent": press.AGENT})


def test_the_front_page_is_there_without_being_sent_on(at_home: Client) -> None:
    answer = at_home.get("/")
    assert answer.status_code == 200 and "演示区" in answer.content.decode()
    assert '<link rel="canonical" href="https://demo.example/demo/">' in answer.content.decode()


def test_its_pages_are_there_with_and_without_its_name(at_home: Client, district: District) -> None:
    page = article(district)
    short = page.address.removeprefix(f"/{factories.SLUG}")
    for path in ("/open", "/publishing", "/feed", "/report", f"/{NEWS}/", short, "/sitemap.xml"):
        assert at_home.get(path).status_code == 200, path
        if path != "/sitemap.xml":
            assert at_home.get(f"/{factories.SLUG}{path}").status_code == 200, path


def test_what_belongs_to_no_district_stays_where_it_is(at_home: Client) -> None:
    for path, status in (("/my", 200), ("/offline", 200), ("/sw.js", 200), ("/healthz", 200), ("/staff/sign-in", 200), ("/cms/", 302), ("/desk/", 302)):  # fmt: skip
        assert at_home.get(path).status_code == status, path


def test_another_district_is_still_found_by_its_path(at_home: Client) -> None:
    press.neighbour()
    assert "邻区" in at_home.get(f"/{press.OTHER_SLUG}/").content.decode()
    assert at_home.get("/nothing-like-this/").status_code == 404


def test_elsewhere_nothing_changes(at_home: Client) -> None:
    press.neighbour()
    answer = Client().get("/")
    assert answer.status_code == 200 and "您在哪个区" in answer.content.decode()
    assert Client().get("/open/").status_code == 404
    assert "https://demo.example/demo/" in Client().get(f"/{factories.SLUG}/").content.decode(), (
        "told by its own address"
    )

"""Feeds, sitemaps and the API: what programs read, of each district its own."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client

from linli.places.models import District
from linli.portal.models import Policy
from tests import factories
from tests.portal import press
from tests.portal.press import DAY, FIRMS, NEWS, article, picture

ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOME = f"/{factories.SLUG}"


def atom(client: Client, address: str) -> Xml.Element:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/atom+xml")
    return Xml.fromstring(answer.content)


def titles(feed: Xml.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_feeds_tell_what_is_new(client: Client, district: District) -> None:
    article(district, "旧", at=DAY - timedelta(days=1))
    page = article(district, "新 <&>", summary="一句话")
    article(district, "企业的", FIRMS)
    article(district, "草稿", live=False)
    whole = atom(client, f"{HOME}/feed")
    assert set(titles(whole)) == {"旧", "新 <&>", "企业的"} and "草稿" not in titles(whole)
    assert whole.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    one = atom(client, f"{HOME}/feed/{NEWS}")
    assert titles(one) == ["新 <&>", "旧"]
    entry = next(one.iter(f"{ATOM}entry"))
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href") == f"http://127.0.0.1:8000{page.address}"
    assert entry.findtext(f"{ATOM}id") == f"tag:127.0.0.1:8000,2026:article-{page.pk}"
    assert (entry.findtext(f"{ATOM}updated") or "").startswith("2026-11-01T")
    assert client.get(f"{HOME}/feed/no-such").status_code == 404
    assert client.get("/nowhere/feed").status_code == 404


def test_policies_have_a_feed(client: Client, district: District) -> None:
    Policy.objects.create(district=district, title="稳岗若干措施", level="district", text="正文", live=True)
    Policy.objects.create(district=district, title="没发布的", level="district", text="正文", live=False)
    assert titles(atom(client, f"{HOME}/feed/policies")) == ["稳岗若干措施"]


def test_sitemaps_name_every_page_for_anyone(client: Client, district: District) -> None:
    far = press.neighbour()
    page, hidden = article(district), article(district, "草稿", live=False)
    theirs = article(far, "邻区的")
    policy = Policy.objects.create(district=district, title="措施", level="district", text="正文", live=True)
    index = Xml.fromstring(client.get("/sitemap.xml").content)
    assert [one.text for one in index.iter(f"{MAP}loc")] == [
        f"http://127.0.0.1:8000/{slug}/sitemap.xml" for slug in (factories.SLUG, press.OTHER_SLUG)
    ]
    paths = {(one.text or "").removeprefix("http://127.0.0.1:8000") for one in Xml.fromstring(client.get(f"{HOME}/sitemap.xml").content).iter(f"{MAP}loc")}  # fmt: skip
    assert {f"{HOME}/", f"{HOME}/{NEWS}/", page.address, f"{HOME}/policies/{policy.pk}"} <= paths
    assert not {hidden.address, theirs.address} & paths
    assert all(client.get(path).status_code == 200 for path in paths), "no address in it leads nowhere"


def test_robots_are_told_the_sitemap_and_kept_from_the_rest(client: Client, district: District) -> None:
    told = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in told and "Disallow: /cms/" in told


def test_channels_and_articles_by_api(client: Client, district: District) -> None:
    shown = picture(district)
    pages = [article(district, f"第{number}条", at=DAY - timedelta(days=number), picture=shown) for number in range(3)]
    channels = client.get(f"/api/v1/channels?district={factories.SLUG}").json()
    assert [(one["code"], one["name"]) for one in channels] == [(NEWS, "新闻"), (FIRMS, "企业")]
    first = client.get(f"/api/v1/articles?district={factories.CODE}&channel={NEWS}&limit=2").json()
    assert [one["title"] for one in first["items"]] == ["第0条", "第1条"]
    assert first["items"][0]["picture"].startswith("http://127.0.0.1:8000/files/images/")
    rest = client.get(f"/api/v1/articles?district={factories.CODE}&limit=2&after={first['next']}").json()
    assert [one["title"] for one in rest["items"]] == ["第2条"] and rest["next"] is None
    one = client.get(f"/api/v1/articles/{pages[0].pk}").json()
    assert one["channel"] == NEWS and one["published_at"].startswith("2026-11-01") and "html" in one


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/channels", 422),
        ("/api/v1/channels?district=nowhere", 404),
        (f"/api/v1/articles?district={factories.SLUG}&channel=no-such", 404),
        (f"/api/v1/articles?district={factories.SLUG}&limit=many", 422),
        (f"/api/v1/articles?district={factories.SLUG}&after=²&limit=100000", 200),
        ("/api/v1/articles/999999", 404),
    ],
)
def test_what_is_asked_wrongly_is_answered_plainly(
    client: Client, district: District, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    if status >= 400:
        assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_a_draft_is_nothing_to_the_api(client: Client, district: District) -> None:
    draft = article(district, "草稿", live=False)
    assert client.get(f"/api/v1/articles/{draft.pk}").status_code == 404
    assert client.get(f"/api/v1/articles?district={factories.SLUG}").json()["items"] == []

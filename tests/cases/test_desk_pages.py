"""The desk's pages without scripts: opening a case for someone, and what is offered to whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.people.models import Account
from linli.people.sessions import BACKEND
from tests.cases.resident_town import XIJIE, Town, build, html

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return build()


@pytest.fixture
def desk(town: Town) -> Client:
    """The desk of 东街社区."""
    client = Client()
    client.force_login(Account.objects.get(username="dongjie"), backend=BACKEND)
    return client


def test_an_address_that_fits_several_places_is_asked_back(desk: Client) -> None:
    told = {"text": "路灯不亮", "address": "人民路20号", "key": "k1"}
    asked = desk.post("/desk/new", told)
    page = html(asked)
    choices = re.findall(r'name="place" value="([^"]+)"', page)
    assert asked.status_code == 422 and XIJIE in choices and choices[-1] == "unknown" and "西街社区" in page
    assert not Case.objects.exists()

    assert desk.post("/desk/new", {**told, "asked": "人民路20号", "place": XIJIE}).status_code == 201
    case = Case.objects.get()
    assert (case.community, case.address, case.lat) == (XIJIE, "西街社区人民路20号", None)


def test_a_choice_holds_for_the_address_that_was_asked_about(desk: Client) -> None:
    told = {"text": "路灯不亮", "address": "人民路30号", "asked": "人民路20号", "place": XIJIE, "key": "k1"}
    assert desk.post("/desk/new", told).status_code == 422
    assert desk.post("/desk/new", {**told, "asked": "人民路30号", "place": "unknown"}).status_code == 201
    assert Case.objects.get().area_id is None


def test_all_that_is_wrong_with_a_new_case_is_said_at_once(desk: Client) -> None:
    page = desk.post("/desk/new", {"text": "", "phone": "1381234567", "name": "刘" * 41})
    told = html(page)
    assert page.status_code == 422 and 'value="1381234567"' in told
    assert all(words in told for words in ("请您填写“内容”", "只有 10 位", "最多 40"))

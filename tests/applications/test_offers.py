"""Who agrees is told what they may get by what they handed in before, once, and begins with all that is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from linli.applications.actions import drafting, offering
from linli.applications.models import Agreement, Draft
from linli.applications.queries.drafts import documents_of
from linli.catalogue.models import Question
from linli.notices.models import Notice
from linli.places.actions import bump_revision
from tests import factories
from tests.applications import town
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
OFFERS = f"/{factories.SLUG}/offers"
AGES = [
    {"text": "60至79岁", "ages": [60, 79]},
    {"text": "80岁及以上", "ages": [80, 150]},
]


@pytest.fixture
def mother(clock: MovableClock) -> Client:
    """The browser of somebody who once handed in a certificate for a woman born on the last day of 1949."""
    place = town.district()
    fits = {"age": ["80岁及以上"]}
    town.offer(
        place,
        town.spec_of("cuiping", town.ELDERLY, fits=fits, nearly={}),
        town.spec_of("cuiping", town.ELDERLY, fits={}, nearly={}, name="老年人优待证", code_="youdai-zheng"),
    )
    Question.objects.create(
        district=place, order=0, code="age", spec={"id": "age", "text": "今年多大年纪？", "choices": AGES}
    )
    bump_revision(place)
    owner = town.resident()
    town.apply(owner, service="youdai-zheng")
    client = Client()
    assert owner.account is not None
    client.force_login(owner.account, backend="linli.people.session_store.Accounts")
    return client


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_nothing_is_looked_through_without_a_word(mother: Client, clock: MovableClock) -> None:
    clock.set(datetime(2030, 1, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert "刘桂芳" not in said(mother.get(OFFERS))
    assert offering.tell_offers() == 0 and not Notice.objects.filter(template="service_offered").exists()


def test_on_the_eightieth_birthday_it_is_told_once_and_begun_with_one_tap(mother: Client, clock: MovableClock) -> None:
    mother.post(f"{OFFERS}/agree", {"agree": "yes"})
    clock.set(datetime(2029, 12, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert "高龄津贴" not in said(mother.get(OFFERS)) and offering.tell_offers() == 1
    clock.set(datetime(2029, 12, 31, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert "高龄津贴" in said(mother.get(OFFERS)) and "80 岁" in said(mother.get(OFFERS))
    for _day in range(3):
        offering.tell_offers()
        clock.advance(days=1)
    told = Notice.objects.filter(template="service_offered")
    assert told.count() == 1 and "刘" not in told.get().text and "1949" not in told.get().key
    begun = mother.post(f"/{factories.SLUG}/services/{town.ELDERLY}/offers/0", {"tail": "002X"})
    draft = Draft.objects.get()
    assert begun["Location"] == f"/apply/{draft.pk}/3", "all but the agreement is known"
    answers = drafting.answers_of(draft)
    assert answers["elder"]["name"] == "刘桂芳" and set(documents_of(draft)) == {"id_card", "bank_card"}


def test_who_agreed_last_is_looked_through_first(mother: Client, clock: MovableClock) -> None:
    mother.post(f"{OFFERS}/agree", {"agree": "yes"})
    assert offering.tell_offers() == 1
    clock.advance(days=2)
    fresh = town.resident("13800000008")
    offering.agree(fresh, factories.CODE, yes=True)
    assert offering.tell_offers(limit=1) == 1
    assert Agreement.objects.get(account=fresh.account).looked_at == clock.now


def test_who_ends_it_is_offered_nothing_more(mother: Client, clock: MovableClock) -> None:
    mother.post(f"{OFFERS}/agree", {"agree": "yes"})
    mother.post(f"{OFFERS}/agree", {"agree": "no"})
    clock.set(datetime(2030, 1, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert offering.tell_offers() == 0
    assert mother.post(f"/{factories.SLUG}/services/{town.ELDERLY}/offers/0").status_code == 404

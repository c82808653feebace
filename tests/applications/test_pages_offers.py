"""The page of what one may get: whom a button is about, and what the page costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.applications.actions import drafting
from linli.applications.models import Draft
from linli.applications.queries.offers import offers
from linli.catalogue.models import Question
from linli.people.actors import Actor
from linli.places.actions import bump_revision
from tests import factories
from tests.applications import town
from tests.cases.test_sql_budgets import at_most

pytestmark = pytest.mark.django_db
OFFERS = f"/{factories.SLUG}/offers"
BEGIN = f"/{factories.SLUG}/services/{town.ELDERLY}/offers"
AGES = [{"text": "60至79岁", "ages": [60, 79]}, {"text": "80岁及以上", "ages": [80, 150]}]
OLDER = {"name": "王秀兰", "id_number": "11010119380101122X"}
STATEMENTS = 4


@pytest.fixture
def family(clock: Any) -> Actor:
    """Who once handed in something for two old women, where several services are made for their age."""
    place = town.district()
    fits: dict[str, Any] = {"fits": {"age": ["60至79岁", "80岁及以上"]}, "nearly": {}}
    more = [town.spec_of("cuiping", town.ELDERLY, code_=f"jintie-{n}", name=f"津贴{n}", **fits) for n in range(4)]
    other = town.spec_of("cuiping", town.ELDERLY, fits={}, nearly={}, name="老年人优待证", code_="youdai-zheng")
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, **fits), other, *more)
    asked = {"id": "age", "text": "今年多大年纪？", "choices": AGES}
    Question.objects.create(district=place, order=0, code="age", spec=asked)
    bump_revision(place)
    owner = town.resident()
    for elder in (OLDER, town.ELDER):
        town.apply(owner, service="youdai-zheng", answers=town.elderly_answers(elder=elder))
    return owner


def signed_in(owner: Actor) -> Client:
    client = Client()
    assert owner.account is not None
    client.force_login(owner.account, backend="linli.people.session_store.Accounts")
    client.post(f"{OFFERS}/agree", {"agree": "yes"})
    return client


def place_of(owner: Actor, name: str) -> int:
    assert owner.account is not None
    found = offers(owner.account, factories.CODE)
    return next(at for at, one in enumerate(found) if (one.guide.code, one.name) == (town.ELDERLY, name))


def test_a_button_of_an_older_page_takes_nobody_else(family: Actor) -> None:
    client = signed_in(family)
    at = place_of(family, "刘桂芳")
    assert 'name="tail" value="002X"' in client.get(OFFERS).content.decode()
    for path, tail in ((f"{BEGIN}/{at}", "122X"), (f"{BEGIN}/{at}", ""), (f"{BEGIN}/99", "002X")):
        stale = client.post(path, {"tail": tail}, follow=True)
        assert stale.redirect_chain[0][0] == OFFERS and "请再选一次" in stale.content.decode()
    assert not Draft.objects.exists()
    client.post(f"{BEGIN}/{at}", {"tail": "002X"})
    assert drafting.answers_of(Draft.objects.get())["elder"]["name"] == "刘桂芳"


def test_the_list_costs_the_same_however_much_is_offered(family: Actor) -> None:
    account = family.account
    assert account is not None
    assert len(offers(account, factories.CODE)) == 10
    with at_most(STATEMENTS):
        offers(account, factories.CODE)

"""Several people at one application, and many at their drafts, at the same moment: one wins, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from linli.applications.actions import drafting, offering
from linli.applications.errors import NoSuchDraft
from linli.applications.models import Agreement, Decision, Draft, HandedIn
from linli.audit import queries as audit
from linli.cases.models import Case, CaseEvent
from linli.cases.queries.replay import unfolded
from linli.places.models import District
from tests import factories
from tests.applications import town
from tests.cases.program import Heard, Program
from tests.cases.test_two_people import at_once, statuses
from tests.conftest import MovableClock

PEOPLE = 24


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """The district, with real transactions."""
    return town.district()


def test_two_reviewers_decide_at_once_and_there_is_one_decision(busy: District) -> None:
    case = town.agree(town.apply(), "here", "street")
    path, checks = f"/applications/{case.code}/moves", town.checks(case)
    one, other = Program("works"), Program("works2")
    heard = at_once(
        lambda: one.post(f"{path}/grant", checks=checks), lambda: other.post(f"{path}/refuse", reason="不符合条件")
    )
    assert statuses(heard) == {200: 1, 409: 1}
    case.refresh_from_db()
    assert Decision.objects.filter(case=case).count() == 1 and case.result in ("granted", "refused")
    assert not list(unfolded()) and not list(audit.broken(CaseEvent))


def test_a_double_tap_hands_in_once(busy: District) -> None:
    owner = town.resident()
    key = town.draft(owner)
    drafting.save_step(owner, key, town.elderly_answers())
    materials = {one.id: one for one in town.spec_of("cuiping", town.ELDERLY).materials}
    for name in ("id_card", "bank_card"):
        drafting.add_document(owner, key, materials[name], [town.paper(f"{name}.jpg")])
    clients = [_browser(owner) for _tap in range(3)]
    heard = at_once(*(lambda client=client: _sent(client, f"/apply/{key}/5") for client in clients))
    assert {one.status for one in heard} == {302} and Case.objects.count() == 1 and not Draft.objects.exists()


def test_many_keep_their_drafts_at_once_and_none_is_lost(busy: District) -> None:
    drafts = [(town.resident(f"139000000{number:02d}"), number) for number in range(PEOPLE)]
    keys = [town.draft(owner) for owner, _number in drafts]
    browsers = [_browser(owner) for owner, _number in drafts]
    at_once(
        *(
            lambda client=client, key=key, number=number: _kept(client, f"/apply/{key}/1", f"林家巷{number}号")
            for client, key, (_owner, number) in zip(browsers, keys, drafts, strict=True)
        )
    )
    found = [drafting.answers_of(Draft.objects.get(pk=key))["address"] for key in keys]
    assert found == [f"林家巷{number}号" for number in range(PEOPLE)]


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second is begun while the transaction of the first is still open, and waits for it."""
    open_now = Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                open_now.set()
                time.sleep(0.5)
        finally:
            open_now.set()
            connection.close()

    holding = Thread(target=hold)
    holding.start()
    assert open_now.wait(10)
    try:
        second()
    finally:
        holding.join(20)


@pytest.mark.postgres
def test_a_paper_for_a_draft_that_is_just_going_is_told_so(busy: District) -> None:
    owner = town.resident()
    key, card = town.draft(owner), town.document(owner)
    material = town.spec_of("cuiping", town.ELDERLY).materials[0]
    with pytest.raises(NoSuchDraft):
        meanwhile(
            lambda: drafting.throw_away(owner, key), lambda: drafting.choose_document(owner, key, material, card.pk)
        )


@pytest.mark.postgres
def test_a_draft_that_a_paper_is_just_put_into_goes_with_it(busy: District) -> None:
    owner = town.resident()
    key, card = town.draft(owner), town.document(owner)
    material = town.spec_of("cuiping", town.ELDERLY).materials[0]
    meanwhile(lambda: drafting.choose_document(owner, key, material, card.pk), lambda: drafting.throw_away(owner, key))
    assert not Draft.objects.exists() and not HandedIn.objects.exists()


@pytest.mark.postgres
def test_who_agrees_twice_at_once_has_agreed_once(busy: District) -> None:
    owner = town.resident()
    agree = partial(offering.agree, owner, factories.CODE, yes=True)
    meanwhile(agree, agree)
    assert Agreement.objects.count() == 1


@pytest.mark.postgres
def test_nobody_is_looked_through_who_is_just_ending_it(busy: District) -> None:
    owner = town.resident()
    offering.agree(owner, factories.CODE, yes=True)
    looked_at: list[int] = []
    meanwhile(
        lambda: offering.agree(owner, factories.CODE, yes=False), lambda: looked_at.append(offering.tell_offers())
    )
    assert looked_at == [0] and Agreement.objects.get().ended_at


def _browser(owner: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(owner.account, backend="linli.people.session_store.Accounts")
    return client


def _sent(client: Client, address: str) -> Heard:
    return Heard(client.post(address, {"send": ""}).status_code, None, {})


def _kept(client: Client, address: str, where: str) -> Heard:
    page = {"f-household_area": factories.HERE, "f-address": where, "f-living": "自己住", "save": "1"}
    return Heard(client.post(address, page).status_code, None, {})

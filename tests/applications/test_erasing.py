"""Who handed in an application is erased: what they wrote is gone for good, what was open has ended, all chains are whole."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from linli.administering import erase_person
from linli.applications.actions import drafting
from linli.applications.file import ApplicationFile
from linli.applications.models import Application, Draft, HandedIn
from linli.audit import queries as audit
from linli.cases.models import Case, CaseEvent, DeadlineState
from linli.cases.queries.replay import unfolded
from linli.places.models import District
from tests import factories
from tests.applications import town
from tests.conftest import MovableClock

PHONE = "13800000001"


@pytest.fixture
def place(db: None, clock: MovableClock) -> District:
    return town.district()


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """With real transactions."""
    return town.district()


@pytest.mark.parametrize("come_to", ["submitted", "accepted", "under_review", "returned", "consulting"])
def test_what_is_open_ends_with_the_person(place: District, come_to: str) -> None:
    case = town.apply(town.resident(PHONE))
    if come_to != "submitted":
        town.move("here", case, "accept")
    if come_to == "under_review":
        town.move("here", case, "report_up", checks=town.checks(case))
    if come_to == "returned":
        town.move("here", case, "return", shortcomings={"address": "请写全"})
    if come_to == "consulting":
        town.move("here", case, "consult", reason="请专家看")
    erase_person(PHONE)
    case.refresh_from_db()
    assert case.state == "withdrawn" and case.closed_at
    last = CaseEvent.objects.filter(stream=case.pk).order_by("-seq")[0]
    assert (last.kind, last.actor_kind) == ("withdrawn", "system")
    assert not case.deadlines.filter(state__in=(DeadlineState.RUNNING, DeadlineState.PAUSED)).exists()
    assert not bytes(Application.objects.get(case=case).answers_cipher)
    assert list(unfolded()) == [] and list(audit.broken(CaseEvent)) == []


def test_what_was_decided_stays_decided(place: District) -> None:
    case = town.agree(town.apply(town.resident(PHONE)), "here", "street", "works")
    erase_person(PHONE)
    case.refresh_from_db()
    assert case.state == "granted"


def test_a_correction_that_the_counter_began_goes_too(place: District) -> None:
    helper = factories.actor("here")
    case = town.at_counter(helper, phone=PHONE)
    town.move("here", case, "return", shortcomings={"address": "请写全"})
    drafting.begin_correction(helper, case, "Edge · Windows")
    Case.objects.filter(pk=case.pk).update(state="declined")
    erase_person(PHONE)
    assert not Draft.objects.exists() and not HandedIn.objects.exclude(draft=None).exists()


@pytest.mark.postgres
def test_a_move_on_its_way_writes_nothing_back(busy: District) -> None:
    case = town.apply(town.resident(PHONE))
    loaded, failed = Event(), list[BaseException]()

    def move() -> None:
        """Accepts, slowly: what was handed in is read, then kept again."""
        try:
            with transaction.atomic():
                file = ApplicationFile.load(Case.objects.select_for_update().get(pk=case.pk))
                loaded.set()
                time.sleep(0.6)
                file.keep(file.answers)
                file.application.returns += 1
                file.file.record("noted", factories.actor("here"))
                file.save()
        except BaseException as problem:
            failed.append(problem)
        finally:
            connection.close()

    mover = Thread(target=move)
    mover.start()
    assert loaded.wait(10)
    erase_person(PHONE)
    mover.join(20)
    found: Any = Application.objects.get(case=case)
    assert not failed and not bytes(found.answers_cipher)

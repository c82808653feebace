"""Reminders are told once each, whatever becomes of the worker, and never of what is over."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from linli import worker
from linli.appointments import actions
from linli.appointments.actions import chores
from linli.appointments.models import Appointment
from linli.notices.models import Notice
from linli.places.models import District
from tests.appointments.town import at, book, holding, resident
from tests.conftest import MovableClock


def reminders() -> int:
    return Notice.objects.filter(template="appointment_reminder").count()


def test_the_worker_has_these_chores() -> None:
    names = {chore.name: chore.run for chore in worker.chores()}
    assert names["remind of appointments"] is chores.remind and names["close past appointments"] is chores.close_past


@pytest.mark.parametrize(
    ("booked", "expected"),
    [
        ("2026-11-02 15:00", "2026-11-02 16:00"),
        ("2026-11-02 16:30", "2026-11-03 08:30"),
        ("2026-11-03 08:45", None),
    ],
)
def test_the_first_reminder_is_the_first_that_is_still_to_come(
    district: District, clock: MovableClock, booked: str, expected: str | None
) -> None:
    clock.set(at(booked))
    assert book().remind_at == (at(expected) if expected else None)


def test_a_worker_that_was_dead_reminds_late_and_once(district: District, clock: MovableClock) -> None:
    book()
    clock.set(at("2026-11-03 08:40"))
    assert (chores.remind(), chores.remind(), reminders()) == (1, 0, 1)


def test_after_its_time_nobody_is_reminded(district: District, clock: MovableClock) -> None:
    row = book()
    clock.set(at("2026-11-03 09:30"))
    assert chores.remind() == 0 == reminders()
    row.refresh_from_db()
    assert row.remind_at is None, "and it is not looked at again"


def test_a_worker_that_dies_in_the_middle_has_told_nothing_and_the_next_one_tells(
    district: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = book()
    clock.set(at("2026-11-02 16:00"))

    class Killed(BaseException):
        pass

    def dies(*_any: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Appointment, "save", dies)
        with pytest.raises(Killed):
            chores.remind()
    assert reminders() == 0
    assert chores.remind() == 1
    # As after a worker that had told, and whose second half was lost: the key is the same.
    Appointment.objects.filter(pk=row.pk).update(remind_at=at("2026-11-02 16:00"))
    chores.remind()
    assert reminders() == 1


def test_what_was_moved_is_reminded_of_at_its_new_time(district: District, clock: MovableClock) -> None:
    row = book(resident())
    actions.move(resident_of(row), row.code, {"at": "2026-11-05T14:00"})
    clock.set(at("2026-11-03 08:30"))
    assert chores.remind() == 0
    clock.set(at("2026-11-04 16:00"))
    assert chores.remind() == 1
    clock.set(at("2026-11-05 13:00"))
    assert (chores.remind(), reminders()) == (1, 2)


def resident_of(row: Appointment) -> Any:
    from linli.people.actors import Actor

    assert row.account is not None
    return Actor.of(row.account)


def test_of_what_was_cancelled_or_has_begun_nobody_is_reminded(district: District, clock: MovableClock) -> None:
    cancelled, here = book(), book(phone="13900000002", at="2026-11-02T11:00")
    actions.cancel(holding(cancelled), cancelled.code)
    from tests.factories import actor

    actions.perform(actor("works"), here.pk, "check-in", {})
    clock.set(at("2026-11-02 16:00"))
    assert chores.remind() == 0 == reminders()
    with transaction.atomic():
        assert not Appointment.objects.filter(remind_at__isnull=False).exists()

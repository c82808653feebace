"""A day and an hour before: told once each, whatever becomes of the worker, and never of what is over."""

from __future__ import annotations

from typing import Any

import pytest

from linli import worker
from linli.community import actions
from linli.community.actions import chores
from linli.community.models import Registration
from linli.places.models import District
from tests.community.town import at, event, register, resident, sheet, told
from tests.conftest import MovableClock
from tests.factories import actor


def test_the_worker_has_these_chores() -> None:
    runs = {chore.run for chore in worker.chores()}
    assert {actions.remind, actions.close_over, actions.let_go, actions.tell_due, actions.follow_faults} <= runs


def test_a_day_and_an_hour_before_each_once(district: District, clock: MovableClock) -> None:
    register(event())
    clock.set(at("2026-11-06 13:59"))
    assert actions.remind() == 0
    clock.set(at("2026-11-06 14:00"))
    assert (actions.remind(), actions.remind(), told("event_reminder")) == (1, 0, 1)
    clock.set(at("2026-11-07 13:00"))
    assert (actions.remind(), actions.remind(), told("event_reminder")) == (1, 0, 2)
    assert not Registration.objects.exclude(remind_at=None).exists()


def test_who_waits_is_not_reminded_and_who_moves_up_is(district: District, clock: MovableClock) -> None:
    talk = event(seats=1)
    first = register(talk, 1)
    register(talk, 2)
    clock.set(at("2026-11-06 15:00"))
    assert actions.remind() == 1
    actions.cancel_registration(resident(1), first.code)
    clock.set(at("2026-11-07 13:00"))
    assert (actions.remind(), told("event_reminder")) == (1, 2)


def test_of_what_was_cancelled_moved_or_has_begun_nobody_is_reminded_wrongly(
    district: District, clock: MovableClock
) -> None:
    off, moved = event(), event(title="另一场")
    register(off, 1)
    register(moved, 2)
    actions.cancel_event(actor("here"), off.pk, {"reason": "停电"})
    later = {"title": "另一场", "begins_at": "2026-11-09T14:00", "ends_at": "2026-11-09T16:00"}
    actions.edit_event(actor("here"), moved.pk, sheet(**later))
    clock.set(at("2026-11-07 13:30"))
    assert actions.remind() == 0
    clock.set(at("2026-11-08 14:00"))
    assert actions.remind() == 1
    clock.set(at("2026-11-09 14:00"))
    assert actions.remind() == 0


def test_a_worker_that_dies_in_the_middle_has_told_nothing_and_the_next_one_tells_once(
    district: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = register(event())
    clock.set(at("2026-11-06 14:00"))

    class Killed(BaseException):
        pass

    def dies(*_any: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Registration, "save", dies)
        with pytest.raises(Killed):
            chores.remind()
    assert told("event_reminder") == 0
    assert chores.remind() == 1
    # As after a worker that had told, and whose second half was lost: the key is the same.
    Registration.objects.filter(pk=row.pk).update(remind_at=at("2026-11-06 14:00"))
    chores.remind()
    assert told("event_reminder") == 1

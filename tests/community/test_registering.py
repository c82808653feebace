"""Seats are given in the order in which people come, the rest wait, and move up by themselves when somebody cancels."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.administering import erase_person
from linli.cases.errors import InvalidInput
from linli.community import actions
from linli.community.errors import (
    AlreadyRegistered,
    CalledOff,
    NoRegistration,
    NoSuchEvent,
    NoSuchRegistration,
    NotNow,
    NotOpenYet,
    RegistrationOver,
    SignInFirst,
    TooLate,
    TooManyCompanions,
)
from linli.community.models import Event, Registration
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.community.town import CODE, at, draft, event, line, register, resident, sheet, told
from tests.conftest import MovableClock
from tests.factories import actor


def test_the_third_for_two_seats_waits_and_moves_up_when_one_cancels(district: District) -> None:
    talk = event()
    first, second, third = (register(talk, number) for number in (1, 2, 3))
    assert line(talk) == [(1, "seated", 1), (2, "seated", 1), (3, "waiting", 1)]
    assert (told("event_seated"), told("event_waiting")) == (2, 1)
    actions.cancel_registration(resident(1), first.code)
    assert line(talk) == [(1, "cancelled", 1), (2, "seated", 1), (3, "seated", 1)]
    moved = Notice.objects.get(template="event_moved_up")
    assert moved.account_id == third.account_id and third.code in moved.text and "东街讲堂" in moved.text
    talk.refresh_from_db()
    assert (talk.taken, talk.left, talk.is_full) == (2, 0, True)
    assert second.code != third.code


def test_nobody_overtakes_a_party_that_waits_for_enough_seats(district: District) -> None:
    """Two free seats, three wait for them: who comes later and alone stands behind."""
    talk = event(seats=3, companions=2)
    register(talk, 1)
    party = register(talk, 2, companions=2)
    register(talk, 3)
    assert [state for _turn, state, _party in line(talk)] == ["seated", "waiting", "waiting"]
    actions.cancel_registration(resident(2), party.code)
    assert [state for _turn, state, _party in line(talk)] == ["seated", "cancelled", "seated"]


def test_more_seats_are_given_to_those_who_wait(district: District) -> None:
    talk = event()
    for number in range(1, 6):
        register(talk, number)
    actions.edit_event(actor("here"), talk.pk, sheet(seats=4))
    assert [state for _turn, state, _party in line(talk)] == ["seated"] * 4 + ["waiting"]
    talk.refresh_from_db()
    assert talk.taken == 4 and told("event_moved_up") == 2


def test_one_registration_a_person_and_after_cancelling_the_end_of_the_line(district: District) -> None:
    talk = event(seats=1)
    mine = register(talk, 1)
    with pytest.raises(AlreadyRegistered, match=mine.code):
        register(talk, 1)
    register(talk, 2)
    actions.cancel_registration(resident(1), mine.code)
    register(talk, 1)
    assert line(talk) == [(1, "cancelled", 1), (2, "seated", 1), (3, "waiting", 1)]


def test_the_database_itself_refuses_a_seat_too_many_and_a_person_twice(district: District) -> None:
    talk = event()
    row = register(talk, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=talk.pk).update(taken=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            district=district, event=talk, account=row.account, code="HD-0000-0000", size=1, turn=9, state="waiting",
            created_at=row.created_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "when", "wrong", "says"),
    [
        ({"opens_at": "2026-11-03T08:00"}, "2026-11-02 10:00", NotOpenYet, "2026-11-03 08:00"),
        ({"closes_at": "2026-11-06T12:00"}, "2026-11-06 12:00", RegistrationOver, "2026-11-06 12:00"),
        ({}, "2026-11-07 14:00", RegistrationOver, "2026-11-07 14:00"),
        ({"seats": None}, "2026-11-02 10:00", NoRegistration, "直接来"),
    ],
)
def test_when_one_cannot_register_it_says_why_and_what_would_do(
    district: District, clock: MovableClock, changed: dict[str, Any], when: str, wrong: type[Exception], says: str
) -> None:
    talk = event(**changed)
    clock.set(at(when))
    with pytest.raises(wrong, match=says):
        register(talk)


def test_companions_are_as_many_as_the_event_and_the_room_allow(district: District) -> None:
    talk = event(seats=2, companions=5)
    with pytest.raises(TooManyCompanions, match="1"):
        register(talk, 1, companions=2)
    alone = event(companions=0)
    with pytest.raises(TooManyCompanions):
        register(alone, 1, companions=1)
    for bad in (-1, "x", 1_001):
        with pytest.raises(InvalidInput):
            actions.register(resident(), CODE, talk.code, {"companions": bad})


def test_a_draft_a_guest_and_staff_get_no_seat(district: District) -> None:
    unseen = draft()
    with pytest.raises(NoSuchEvent):
        register(unseen)
    talk = event()
    for who in (Actor.guest(), actor("here")):
        with pytest.raises(SignInFirst):
            actions.register(who, CODE, talk.code, {})
    actions.cancel_event(actor("here"), talk.pk, {"reason": "讲师生病"})
    with pytest.raises(CalledOff, match="讲师生病"):
        register(talk)


def test_of_others_nothing_can_be_seen_or_cancelled(district: District) -> None:
    mine = register(event())
    for who, code in (
        (resident(2), mine.code),
        (Actor.guest(), mine.code),
        (resident(1), "HD-1111-1111"),
        (resident(1), "x"),
    ):
        with pytest.raises(NoSuchRegistration):
            actions.cancel_registration(who, code)


def test_once_it_has_begun_nothing_is_cancelled_and_nobody_moves_up(district: District, clock: MovableClock) -> None:
    talk = event(seats=1)
    mine = register(talk, 1)
    register(talk, 2)
    clock.set(at("2026-11-07 14:00"))
    with pytest.raises(TooLate):
        actions.cancel_registration(resident(1), mine.code)
    assert [state for _turn, state, _party in line(talk)] == ["seated", "waiting"]


def test_cancelling_twice_changes_nothing(district: District) -> None:
    talk = event()
    mine = register(talk)
    actions.cancel_registration(resident(), mine.code)
    with pytest.raises(NotNow):
        actions.cancel_registration(resident(), mine.code)
    talk.refresh_from_db()
    assert talk.taken == 0


def test_who_is_erased_gives_the_seat_back_and_leaves_no_trace(district: District) -> None:
    talk = event(seats=1)
    register(talk, 1)
    register(talk, 2)
    erase_person("13800000001")
    assert [state for _turn, state, _party in line(talk)] == ["cancelled", "seated"]
    assert Registration.objects.get(event=talk, turn=1).account_id is None

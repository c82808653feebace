"""Many at the same moment: exactly as many seats are given as there are, and a room is never booked twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from linli.courses import actions
from linli.courses.errors import AlreadyEnrolled, SlotTaken, TooManyBooked
from linli.courses.models import Booking, CourseClass, Enrolment, Therapist
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places.models import District
from tests.conftest import MovableClock
from tests.courses import town
from tests.courses.town import CODE, a_class, at_once, enrol, line, resident

PEOPLE, SEATS = 120, 20
AT_A_TIME = {"postgresql": 24, "sqlite": 8}


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def residents(number: int) -> list[Actor]:
    phones = [f"138{one:08d}" for one in range(number)]
    accounts = [Account(phone_cipher=seal(phone), phone_index=blind_index(phone)) for phone in phones]
    return [Actor.of(account) for account in Account.objects.bulk_create(accounts)]


def test_a_hundred_and_twenty_for_twenty_seats(busy: District) -> None:
    held = a_class(seats=SEATS)

    def take(who: Actor) -> str:
        try:
            return actions.enrol(who, CODE, held.code, {"name": "某人"}).state
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_A_TIME[connection.vendor]) as pool:
        heard = Counter(pool.map(take, residents(PEOPLE)))
    assert heard == {"seated": SEATS, "waiting": PEOPLE - SEATS}
    stood = line(held)
    assert [turn for turn, _state in stood] == list(range(1, PEOPLE + 1)), "each has a turn of their own"
    assert [state for _turn, state in stood] == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    held.refresh_from_db()
    assert (held.taken, held.left) == (SEATS, 0)


def test_seats_given_back_at_once_go_to_the_first_in_line(busy: District) -> None:
    held = a_class(seats=4)
    rows = [enrol(held, number) for number in range(1, 11)]
    at_once(*(lambda n=n: actions.withdraw(resident(n), rows[n - 1].code) for n in range(1, 4)))
    states = [state for _turn, state in line(held)]
    assert states == ["withdrawn"] * 3 + ["seated"] * 4 + ["waiting"] * 3
    assert CourseClass.objects.get(pk=held.pk).taken == 4


def test_one_person_many_times_at_once_has_one_place(busy: District) -> None:
    held = a_class(seats=5)
    who = resident(1)
    key = who.reach.account_id

    def go() -> str:
        return actions.enrol(Actor.of(Account.objects.get(pk=key)), CODE, held.code, {"name": "某人"}).state

    heard = Counter(at_once(*(go for _time in range(6))))
    assert heard == {"seated": 1, AlreadyEnrolled: 5}
    assert Enrolment.objects.count() == 1 == CourseClass.objects.get(pk=held.pk).taken


def test_one_time_of_therapy_wanted_by_eight(busy: District) -> None:
    people = residents(8)
    heard = Counter(at_once(*(lambda who=who: actions.book(who, CODE, town.slot()).state for who in people)))
    assert heard == {"booked": 1, SlotTaken: 7}
    assert Booking.objects.count() == 1


def test_one_person_books_no_more_than_two_however_fast(busy: District) -> None:
    who = resident(1)
    moments = ("2026-11-09T09:00", "2026-11-09T09:30", "2026-11-09T10:00")
    heard = Counter(at_once(*(lambda m=m: actions.book(who, CODE, town.slot(moment=m)).state for m in moments)))
    assert heard == {"booked": 2, TooManyBooked: 1}


def test_the_database_itself_refuses_a_room_or_a_therapist_twice(busy: District) -> None:
    row = actions.book(resident(1), CODE, town.slot())
    other = Therapist.objects.exclude(pk=row.therapist_id).get()
    same = {
        "district": busy, "room": row.room, "begins_at": row.begins_at, "ends_at": row.ends_at, "created_at": row.created_at,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(id=uuid7(), therapist=other, code="LL-ROOM", **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        from linli.courses.models import TherapyRoom

        room = TherapyRoom.objects.exclude(pk=row.room_id).get()
        Booking.objects.create(id=uuid7(), therapist=row.therapist, code="LL-THER", **{**same, "room": room})
    actions.cancel_booking(resident(1), row.code)
    assert actions.book(resident(2), CODE, town.slot()).state == "booked", "a time given back is free at once"

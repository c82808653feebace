"""Times of therapy: where there are any, booked, given back, used or not, reminded of."""

from __future__ import annotations

import pytest

from linli.cases.errors import InvalidInput
from linli.courses import actions
from linli.courses.errors import NoSuchSlot, NotHeldYet, NotNow, NotThere, NotYours, SignInFirst, TooManyMissed
from linli.courses.models import Booking
from linli.courses.queries import therapy as times
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.courses import town
from tests.courses.town import CODE, LI, SONG, actor, resident, slot


def test_free_times_are_those_of_the_shifts_less_what_is_taken(district: District) -> None:
    monday = next(one for one in times.open_days(CODE) if one.day.day == 9)
    shown = [(one.hour, one.therapist.code, one.room.code) for one in monday.slots]
    assert shown == [
        ("09:00", LI, "one"), ("09:00", SONG, "two"), ("09:30", LI, "one"), ("09:30", SONG, "two"), ("10:00", LI, "one"),
        ("14:00", SONG, "one"), ("14:30", SONG, "one"),
    ]  # fmt: skip
    actions.book(resident(), CODE, slot())
    again = next(one for one in times.open_days(CODE) if one.day.day == 9)
    assert len(again.slots) == 6 and all((one.hour, one.therapist.code) != ("09:00", LI) for one in again.slots)


def test_nothing_is_booked_where_nobody_treats(district: District) -> None:
    for moment in ("2026-11-09T09:10", "2026-11-10T09:00", "2026-11-02T09:00", "2026-12-14T09:00", "2020-01-06T09:00"):
        with pytest.raises(NoSuchSlot):
            actions.book(resident(), CODE, slot(moment=moment))
    with pytest.raises(NoSuchSlot):
        actions.book(resident(), CODE, slot("nobody"))
    with pytest.raises(SignInFirst):
        actions.book(Actor.guest(), CODE, slot())
    with pytest.raises(InvalidInput):
        actions.book(resident(), CODE, {**slot(), "begins_at": "bald"})
    assert not Booking.objects.exists()


def test_reminded_the_day_before_and_missed_when_nobody_saw_them(district: District, clock: MovableClock) -> None:
    row = actions.book(resident(), CODE, slot())
    assert actions.remind() == 0
    clock.set(town.at("2026-11-08 10:00"))
    assert actions.remind() == 1 and actions.remind() == 0
    assert Notice.objects.filter(template="therapy_reminder").count() == 1
    clock.set(town.at("2026-11-09 12:00"))
    with pytest.raises(NotNow):
        actions.cancel_booking(resident(), row.code)
    assert actions.close_past() == 0, "the therapist has the day to say who came"
    clock.set(town.at("2026-11-09 23:00"))
    assert actions.close_past() == 1
    assert Booking.objects.get(pk=row.pk).state == "missed"
    actions.note_came(actor("teacher"), row.code, True)
    assert Booking.objects.get(pk=row.pk).state == "came", "a slip is corrected"


def test_who_let_three_times_pass_is_booked_for_by_staff(district: District, clock: MovableClock) -> None:
    for moment in ("2026-11-02T14:00", "2026-11-02T14:30", "2026-11-09T09:00"):
        row = actions.book_for(
            actor("teacher"), {**slot(SONG if "14" in moment else LI, moment), "phone": "13800000001"}
        )
        Booking.objects.filter(pk=row.pk).update(state="missed")
    clock.set(town.at("2026-11-09 18:00"))
    with pytest.raises(TooManyMissed):
        actions.book(resident(1), CODE, slot(moment="2026-11-16T09:00"))
    row = actions.book_for(actor("teacher"), {**slot(moment="2026-11-16T09:00"), "phone": "13800000001"})
    assert row.by_staff and row.account == resident(1).account


def test_only_the_university_and_who_oversees_it_see_and_write(district: District, clock: MovableClock) -> None:
    row = actions.book(resident(), CODE, slot())
    for stranger in ("doctor", "here"):
        with pytest.raises(NotYours):
            actions.cancel_booking_for(actor(stranger), row.code)
        with pytest.raises(NotYours):
            actions.book_for(actor(stranger), slot(SONG))
    with pytest.raises(NotThere):
        actions.cancel_booking(resident(2), row.code)
    with pytest.raises(NotHeldYet):
        actions.note_came(actor("teacher"), row.code, True)
    actions.cancel_booking_for(actor("health"), row.code)
    assert Notice.objects.filter(template="therapy_cancelled").count() == 1


def test_after_half_a_year_nothing_says_who_was_treated(district: District, clock: MovableClock) -> None:
    row = actions.book(resident(), CODE, slot())
    clock.set(town.at("2027-06-01 09:00"))
    assert actions.let_go() == 1 and actions.let_go() == 0
    kept = Booking.objects.get(pk=row.pk)
    assert (kept.account, kept.name) == (None, "")

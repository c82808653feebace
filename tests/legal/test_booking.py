"""Times with a lawyer: booked, moved, given back, walked in; a lawyer is in one place at a time, whoever asks at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.cases.errors import InvalidInput
from linli.ids import uuid7
from linli.legal import actions
from linli.legal.errors import (
    DayHasBookings,
    ElsewhereThen,
    HoursOverlap,
    LawyerBusy,
    LawyerNotThere,
    NoSuchSlot,
    NotBegunYet,
    NotNow,
    NotThere,
    NotYours,
    SignInFirst,
    SlotTaken,
    TooManyBooked,
    TooManyMissed,
)
from linli.legal.models import Consultation, Lawyer, Ten
from linli.legal.queries import times
from linli.notices.models import Notice
from linli.people.actions import erase_person
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.legal import town
from tests.legal.town import AT_HERE, CODE, LEASE, SU, WHO, ZHUO, actor, asked, at, at_once, booked, fresh, resident


@pytest.mark.parametrize(
    ("moment", "lawyer"),
    [
        ("2026-11-09T08:30", SU), ("2026-11-09T11:00", SU), ("2026-11-09T09:10", SU), ("2026-11-10T09:00", SU), ("2026-11-02T09:00", SU),
        ("2026-10-26T09:00", SU), ("2027-11-08T09:00", SU), ("2026-11-09T10:00", ZHUO), ("2026-11-09T09:00", "nobody"),
    ],
)  # fmt: skip
def test_outside_of_hours_or_in_the_past_nothing_is_booked(moment: str, lawyer: str, district: District) -> None:
    with pytest.raises(NoSuchSlot):
        booked(moment=moment, lawyer=lawyer)
    assert not Consultation.objects.exists() and not Ten.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"kind": "nothing"}, {"name": ""}, {"question": "长" * 501}, {"begins_at": "bald"}]
)
def test_what_cannot_be_booked(changed: dict[str, Any], district: District) -> None:
    with pytest.raises(InvalidInput):
        actions.book(resident(), CODE, asked(**changed))
    assert not Consultation.objects.exists()


def test_a_lawyer_is_booked_once_and_free_again_when_given_back(district: District) -> None:
    row = booked()
    with pytest.raises(SlotTaken):
        booked(2)
    assert booked(2, lawyer=ZHUO).state == "booked", "the other lawyer is free then"
    actions.cancel(resident(1), row.code)
    assert booked(3).state == "booked"
    with pytest.raises(NotNow):
        actions.cancel(resident(1), row.code)
    with pytest.raises(NotThere):
        actions.cancel(resident(2), row.code)


def test_who_is_not_a_resident_signed_in_books_nothing(district: District) -> None:
    for who in (Actor.guest(), actor("here"), actor("su.lawyer")):
        with pytest.raises(SignInFirst):
            actions.book(who, CODE, asked())


def test_two_at_once_for_one_person_and_none_at_the_same_time(district: District) -> None:
    booked()
    with pytest.raises(ElsewhereThen):
        booked(lawyer=ZHUO)
    booked(moment="2026-11-09T10:00")
    with pytest.raises(TooManyBooked):
        booked(moment="2026-11-11T14:00")


def test_who_let_three_pass_is_booked_for(district: District, clock: MovableClock) -> None:
    for day in ("2026-11-09T09:00", "2026-11-16T09:00", "2026-11-23T09:00"):
        clock.set(at(day))
        clock.advance(days=-1)
        booked(moment=day)
        clock.advance(days=2)
        assert actions.close_past() == 1
    with pytest.raises(TooManyMissed):
        booked(moment="2026-11-30T09:00")
    actions.book_for(actor("bureau"), asked("2026-11-30T09:00", phone="13800000001"))


def test_a_time_is_moved(district: District) -> None:
    row, other = booked(), booked(2, "2026-11-09T09:30")
    with pytest.raises(SlotTaken):
        actions.move(resident(1), row.code, {"lawyer": SU, "begins_at": other.begins_at})
    assert Ten.objects.filter(consultation=row).count() == 3, "what could not be moved stays"
    with pytest.raises(NoSuchSlot):
        actions.move(resident(1), row.code, {"lawyer": SU, "begins_at": at("2026-11-09T20:00")})
    with pytest.raises(NotThere):
        actions.move(resident(2), row.code, {"lawyer": SU, "begins_at": at("2026-11-11T14:00")})
    actions.move(resident(1), row.code, {"lawyer": SU, "begins_at": at("2026-11-11T14:00")})
    row = fresh(row)
    assert (row.place.code, row.moved, row.tens.count()) == ("dianhua", 1, 2), "twenty minutes on the telephone"
    assert booked(3).state == "booked", "the old time is free"


def test_other_hours_do_not_let_a_lawyer_be_in_two_talks(district: District) -> None:
    """Slots that begin otherwise than those that are booked still meet them in their ten minutes."""
    booked(moment="2026-11-09T09:30")
    hours = Lawyer.objects.get(code=SU).hours.get(weekday=0)
    actions.end_hours(actor("bureau"), hours.pk)
    set_ = {"lawyer": SU, "place": AT_HERE, "weekday": "0", "begins": "09:00", "ends": "11:00", "minutes": "20"}
    actions.set_hours(actor("bureau"), set_)
    with pytest.raises(SlotTaken):
        booked(2, "2026-11-09T09:20")
    with pytest.raises(SlotTaken):
        booked(2, "2026-11-09T09:40")
    assert booked(2, "2026-11-09T10:00").state == "booked"
    taken = [slot.hour for day in times.days(CODE) for slot in day.slots if slot.is_taken and slot.lawyer.code == SU]
    assert taken == ["09:20", "09:40", "10:00"]


def test_the_database_itself_refuses_ten_minutes_twice(district: District) -> None:
    row = booked()
    ten = row.tens.order_by("at").first()
    assert ten is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Ten.objects.create(id=uuid7(), consultation=row, lawyer=row.lawyer, at=ten.at)


def test_a_desk_books_for_its_own_place(district: District) -> None:
    given = asked(phone="13800000009")
    assert actions.book_for(actor("here"), given).by_staff
    with pytest.raises(NotYours):
        actions.book_for(actor("there"), asked("2026-11-09T09:30"))
    with pytest.raises(NotYours):
        actions.book_for(actor("zhuo.lawyer"), asked("2026-11-09T09:30"))
    row = actions.book_for(actor("su.lawyer"), asked("2026-11-09T09:30"))
    with pytest.raises(NotYours):
        actions.cancel_for(actor("there"), row.code)
    actions.move_for(actor("bureau"), row.code, {"lawyer": ZHUO, "begins_at": at("2026-11-09T09:30")})
    actions.cancel_for(actor("here"), row.code)


def test_somebody_walks_in_while_the_lawyer_is_there(district: District, clock: MovableClock) -> None:
    given = {"lawyer": SU, "place": AT_HERE, "kind": LEASE, "name": WHO}
    with pytest.raises(NotYours):
        actions.walk_in(actor("there"), given)
    row = actions.walk_in(actor("here"), {**given, "minutes": "20"})
    assert (row.state, row.walked_in, row.tens.count()) == ("came", True, 2)
    with pytest.raises(LawyerBusy):
        actions.walk_in(actor("here"), given)
    clock.set(at("2026-11-02T12:00"))
    with pytest.raises(LawyerNotThere):
        actions.walk_in(actor("here"), given)
    with pytest.raises(NotThere):
        actions.walk_in(actor("here"), {**given, "lawyer": "nobody"})
    with pytest.raises(InvalidInput):
        actions.walk_in(actor("here"), {**given, "minutes": "45"})
    assert Consultation.objects.count() == 1


def test_who_came_is_noted_and_can_be_corrected(district: District, clock: MovableClock) -> None:
    row = booked()
    with pytest.raises(NotBegunYet):
        actions.note_came(actor("here"), row.code, True)
    clock.set(row.begins_at)
    with pytest.raises(NotYours):
        actions.note_came(actor("there"), row.code, True)
    actions.note_came(actor("here"), row.code, False)
    assert fresh(row).state == "missed"
    actions.note_came(actor("here"), row.code, True)
    actions.write_note(actor("su.lawyer"), row.code, town.NOTE)
    with pytest.raises(NotNow):
        actions.note_came(actor("here"), row.code, False)


def test_hours_are_the_bureaus(district: District) -> None:
    set_ = {"lawyer": SU, "place": AT_HERE, "weekday": "4", "begins": "09:00", "ends": "10:00", "minutes": "30"}
    for who in ("here", "su.lawyer", "works", "admin"):
        with pytest.raises(NotYours):
            actions.set_hours(actor(who), set_)
    actions.set_hours(actor("bureau"), set_)
    for begins, ends in (("09:30", "10:30"), ("08:30", "09:30"), ("09:00", "10:00"), ("08:00", "11:00")):
        with pytest.raises(HoursOverlap):
            actions.set_hours(actor("bureau"), {**set_, "begins": begins, "ends": ends})
    for bad in (
        {"begins": "10:05", "ends": "11:00"}, {"begins": "11:00", "ends": "10:00"}, {"begins": "23:00", "ends": "00:30"},
        {"minutes": "25"}, {"weekday": "7"},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            actions.set_hours(actor("bureau"), {**set_, "weekday": "5", **bad})
    with pytest.raises(NotThere):
        actions.set_hours(actor("bureau"), {**set_, "weekday": "5", "place": "nowhere"})


def test_a_day_off_is_taken_before_somebody_is_booked(district: District) -> None:
    row = booked()
    day = {"lawyer": SU, "day": "2026-11-09"}
    with pytest.raises(DayHasBookings):
        actions.take_day_off(actor("bureau"), day)
    actions.cancel_for(actor("bureau"), row.code)
    off = actions.take_day_off(actor("bureau"), day)
    with pytest.raises(NoSuchSlot):
        booked()
    assert all(
        slot.lawyer.code != SU for one in times.days(CODE) if one.day.isoformat() == "2026-11-09" for slot in one.slots
    )
    with pytest.raises(InvalidInput):
        actions.take_day_off(actor("bureau"), {"lawyer": SU, "day": "2020-01-01"})
    actions.end_day_off(actor("bureau"), off.pk)
    assert booked().state == "booked"


def test_the_clock_reminds_once_and_closes_what_is_past(district: District, clock: MovableClock) -> None:
    row = booked()
    assert actions.remind() == 0
    clock.set(at("2026-11-08T10:00"))
    assert (actions.remind(), actions.remind()) == (1, 0)
    reminder = Notice.objects.get(template="legal_reminder").text
    assert row.code in reminder and row.place.name in reminder and "见苏律师" in reminder and "11月9日" in reminder
    clock.set(at("2026-11-09T20:00"))
    assert actions.close_past() == 0
    clock.set(at("2026-11-09T22:00"))
    assert actions.close_past() == 1 and fresh(row).state == "missed"
    clock.advance(days=3 * 366)
    assert (actions.let_go(), actions.let_go()) == (1, 0)
    assert fresh(row).name == "" and fresh(row).account_id is None


def test_a_person_is_forgotten_and_the_visit_stays_counted(district: District, clock: MovableClock) -> None:
    row = town.noted(clock)
    clock.advance(hours=-24)
    coming = booked(moment="2026-11-11T14:00")
    assert actions.forget_person(erase_person("13800000001")) == 2
    row, coming = fresh(row), fresh(coming)
    assert (row.name, row.question, row.account_id, row.state) == ("", "", None, "came")
    assert not hasattr(Consultation.objects.get(pk=row.pk), "note") and coming.state == "cancelled"
    assert booked(2, "2026-11-11T14:00").state == "booked"


@pytest.mark.django_db(transaction=True)
def test_one_time_wanted_by_eight_at_once(clock: MovableClock) -> None:
    town.district()
    people = [resident(number) for number in range(1, 9)]
    heard = Counter(at_once(*(lambda who=who: actions.book(who, CODE, asked()).state for who in people)))
    assert heard == {"booked": 1, SlotTaken: 7}
    assert (Consultation.objects.count(), Ten.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_one_person_however_fast_has_one_lawyer_at_a_time(clock: MovableClock) -> None:
    town.district()
    who = resident(1)
    heard = Counter(
        at_once(*(lambda name=lawyer: actions.book(who, CODE, asked(lawyer=name)).state for lawyer in (SU, ZHUO, SU)))
    )
    assert heard["booked"] == 1 and sum(heard.values()) == 3
    assert Consultation.objects.count() == 1

"""Booking a room once or weekly: what its rules allow, what is refused and why, and that nothing half is written."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from linli.cases.errors import InvalidInput
from linli.ids import uuid7
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from linli.problem import Problem
from linli.spaces import actions, errors
from linli.spaces.actions.booking import slots_of
from linli.spaces.commands import on_half_hours
from linli.spaces.models import Booking, OpeningChange, Slot
from linli.spaces.queries.opening import halves, spans_on, week
from tests.conftest import MovableClock
from tests.spaces import town
from tests.spaces.town import CODE, HALL, KITCHEN, TOMORROW, actor, at, book, resident, sheet


def refused(kind: type[Problem], begins: str = "14:00", room: str = HALL, number: int = 1, **changed: Any) -> Problem:
    """Nothing is written, and the person is told why."""
    before = Booking.objects.count(), Slot.objects.count()
    with pytest.raises(kind) as problem:
        actions.book(resident(number), CODE, room, sheet(begins, **changed))
    assert (Booking.objects.count(), Slot.objects.count()) == before
    assert problem.value.message
    return problem.value


def test_a_room_is_booked_and_holds_its_half_hours(district: District) -> None:
    row = book("14:30", minutes="90")
    assert row.state == "booked" and row.name == "段某" and "段某".encode() not in bytes(row.name_cipher)
    assert [one.begins_at for one in row.slots.order_by("begins_at")] == halves(row.begins_at, row.ends_at)
    assert len(row.slots.all()) == 3
    day = week(row.room, row.begins_at.date(), 1)[0]
    assert [one.value for one in day.halves if one.state == "taken"] == ["14:30", "15:00", "15:30"]


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (errors.Taken, {"begins": "14:30"}),
        (errors.Taken, {"begins": "14:00", "minutes": "30"}),
        (errors.AcrossMidnight, {"begins": "23:00", "minutes": "120"}),
        (errors.InThePast, {"begins": "09:00", "day": "2026-11-02"}),
        (errors.TooLong, {"begins": "17:00", "minutes": "210"}),
        (errors.TooFarAhead, {"day": "2027-02-02"}),
        (errors.ClosedThen, {"begins": "08:00"}),
        (errors.ClosedThen, {"begins": "11:30"}),
        (errors.ClosedThen, {"begins": "20:30"}),
        (errors.ClosedThen, {"day": "2026-11-07"}),
        (errors.NotOnTheHalfHour, {"begins": "14:10"}),
        (errors.TooManyPeople, {"begins": "17:00", "people": "41"}),
        (InvalidInput, {"minutes": "45"}),
        (InvalidInput, {"minutes": "0"}),
        (InvalidInput, {"day": "soon"}),
        (InvalidInput, {"purpose": ""}),
        (InvalidInput, {"whom": "team"}),
        (InvalidInput, {"until": "2026-10-01"}),
        (InvalidInput, {"unknown": "1"}),
    ],
)
def test_what_the_rules_forbid_is_refused_with_the_reason(
    district: District, kind: type[Problem], changed: dict[str, Any]
) -> None:
    book("14:00", 2)
    refused(kind, **changed)


def test_a_booking_across_midnight_says_so(district: District) -> None:
    with translation.override("zh-hans"):
        said = refused(errors.AcrossMidnight, "23:30", minutes="60")
    assert "同一天" in said.message and said.faults[0].field == "minutes"


def test_a_guest_signs_in_first_and_a_room_of_elsewhere_is_not_there(district: District) -> None:
    with pytest.raises(errors.SignInFirst):
        actions.book(Actor.guest(), CODE, HALL, sheet())
    with pytest.raises(errors.SignInFirst):
        actions.book(actor("here"), CODE, HALL, sheet())
    refused(errors.NotThere, room="cellar")


def test_one_person_has_so_many_at_once_and_a_weekly_one_counts_once(district: District) -> None:
    weekly = book("09:00", until="2026-11-24")
    assert Booking.objects.filter(series=weekly.series).count() == 4
    book("14:00")
    refused(errors.TooManyOpen, "16:00")
    actions.cancel_series(resident(), weekly.code)
    assert book("16:00").state == "booked"


def test_a_weekly_booking_is_all_or_nothing_or_only_what_is_free(district: District) -> None:
    book("14:00", 2, day="2026-11-10")
    said = refused(errors.SomeTaken, until="2026-11-24")
    assert isinstance(said, errors.SomeTaken)
    assert [f"{begins:%m-%d}" for begins, _why in said.wrong] == ["11-10"]
    done = actions.book(resident(), CODE, HALL, sheet(until="2026-11-24", how="free"))
    assert [f"{row.begins_at:%m-%d}" for row in done.rows] == ["11-03", "11-17", "11-24"]
    assert [f"{begins:%m-%d}" for begins, _why in done.left_out] == ["11-10"]
    refused(errors.NothingFree, number=3, until="2026-11-10", how="free")


def test_what_is_given_back_is_free_at_once(district: District) -> None:
    row = book()
    refused(errors.Taken, number=2)
    with pytest.raises(errors.NotThere):
        actions.cancel(resident(2), row.code)
    actions.cancel(resident(1), row.code)
    assert book(number=2).begins_at == row.begins_at
    with pytest.raises(errors.NotNow):
        actions.cancel(resident(1), row.code)


def test_the_database_itself_refuses_a_second_booking(district: District) -> None:
    row = book()
    other = Booking(
        id=uuid7(), district=district, room=row.room, code="YD-XXXX-XXXX", begins_at=row.begins_at, ends_at=row.ends_at,
        purpose="抢", people=1, created_at=row.created_at,
    )  # fmt: skip
    other.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.bulk_create(slots_of(other))
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=row.pk).update(ends_at=row.begins_at)


def test_who_runs_it_agrees_or_refuses_with_the_reason(district: District) -> None:
    asked = book("09:00", room=KITCHEN, people="6")
    assert asked.state == "asked"
    refused(errors.Taken, "09:30", room=KITCHEN, number=2, people="4")
    with pytest.raises(errors.NotYours):
        actions.agree(actor("here"), asked.code)
    with pytest.raises(InvalidInput):
        actions.refuse(actor("there"), asked.code, {"reason": ""})
    assert actions.agree(actor("there"), asked.code).state == "booked"
    with pytest.raises(errors.NotNow):
        actions.refuse(actor("there"), asked.code, {"reason": "迟了"})
    other = book("11:00", number=2, room=KITCHEN, people="6")
    assert actions.refuse(actor("there"), other.code, {"reason": "要消杀"}).state == "refused"
    told = Notice.objects.get(about=other.pk).text
    assert "没能订上" in told and "要消杀" in told and "另选时间" in told
    assert not other.slots.exists()
    assert book("11:00", number=3, room=KITCHEN, people="6").state == "asked"


def test_nobody_stands_before_a_closed_door(district: District) -> None:
    row = book()
    closing = {"opens": False, "begins_at": f"{TOMORROW}T13:00", "ends_at": f"{TOMORROW}T18:00", "reason": "检修电路"}
    with pytest.raises(errors.NotYours):
        actions.change_opening(actor("there"), HALL, closing)
    with pytest.raises(errors.BookedThen):
        actions.change_opening(actor("here"), HALL, closing)
    assert not OpeningChange.objects.exists()
    made = actions.change_opening(actor("here"), HALL, {**closing, "cancel": True})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("cancelled", "检修电路")
    assert "检修电路" in refused(errors.ClosedThen, "15:00").message
    assert book("18:00").state == "booked"
    actions.strike_change(actor("here"), HALL, made.pk)
    assert book("14:00", 2).state == "booked"


def test_a_room_is_opened_besides_its_hours(district: District) -> None:
    refused(errors.ClosedThen, day="2026-11-07")
    opening = {"opens": True, "begins_at": "2026-11-07T14:00", "ends_at": "2026-11-07T16:00", "reason": "周末加开"}
    actions.change_opening(actor("here"), HALL, opening)
    assert book(day="2026-11-07", minutes="120").state == "booked"
    with pytest.raises(InvalidInput):
        actions.change_opening(actor("here"), HALL, {**opening, "ends_at": "2026-11-08T09:00"})
    with pytest.raises(InvalidInput):
        actions.change_opening(actor("here"), HALL, {**opening, "ends_at": "2026-11-07T10:00"})


def test_who_comes_checks_in_with_the_number_at_the_door(district: District, clock: MovableClock) -> None:
    row = book()
    door = town.hall().door
    with pytest.raises(errors.TooEarly):
        actions.check_in(resident(), row.code, door)
    clock.set(at(f"{TOMORROW} 13:45"))
    with pytest.raises(errors.WrongDoor):
        actions.check_in(resident(), row.code, "0000")
    assert actions.check_in(resident(), row.code, door).state == "came"
    with pytest.raises(errors.NotNow):
        actions.check_in(resident(), row.code, door)
    with pytest.raises(errors.NotThere):
        actions.check_in(resident(2), row.code, door)


def test_what_nobody_came_to_counts_as_not_used_and_can_be_corrected(district: District, clock: MovableClock) -> None:
    row, asked = book(), book("09:00", 2, KITCHEN, people="3")
    clock.set(at(f"{TOMORROW} 22:00"))
    assert actions.close_past() == 2
    row.refresh_from_db()
    asked.refresh_from_db()
    assert (row.state, asked.state) == ("missed", "refused")
    assert actions.check_in_at_door(actor("here"), row.code).state == "came"
    assert actions.note_missed(actor("here"), row.code).state == "missed"
    clock.set(at("2026-11-05 22:00"))
    with pytest.raises(errors.NotNow):
        actions.check_in_at_door(actor("here"), row.code)


def test_rules_changed_at_the_desk_outlive_the_next_load(district: District) -> None:
    hours = {"mon": "09:00-12:00", "tue": "", "wed": "", "thu": "", "fri": "", "sat": "", "sun": "10:00-16:30"}
    rules = {"seats": "30", "longest_minutes": "120", "days_ahead": "10", "most_open": "1", "about": "新的", **hours}
    with pytest.raises(errors.NotYours):
        actions.change_rules(actor("there"), HALL, rules)
    with pytest.raises(InvalidInput):
        actions.change_rules(actor("here"), HALL, {**rules, "mon": "12:00-09:00"})
    actions.change_rules(actor("here"), HALL, rules)
    town.district()
    room = town.hall()
    assert (room.seats, room.longest_minutes, room.hours) == (
        30, 120, {"mon": [["09:00", "12:00"]], "sun": [["10:00", "16:30"]]},
    )  # fmt: skip
    refused(errors.ClosedThen)


@pytest.mark.parametrize("wrong", ["9-12", "09:00", "09:00-09:00", "09:10-10:00", "09:00-11:00 10:30-12:00", "abc"])
def test_hours_are_written_in_one_way(wrong: str) -> None:
    with pytest.raises(PydanticCustomError):
        on_half_hours(wrong)


def test_hours_are_read_in_the_ways_people_write_them() -> None:
    assert on_half_hours("14:00–17:30， 09:00-12:00") == "09:00-12:00 14:00-17:30"
    assert on_half_hours("") == ""


_HALF = st.integers(0, 47)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.booleans(), _HALF, st.integers(1, 48)), max_size=5))
def test_spans_are_in_order_apart_and_never_in_a_closure(changes: list[tuple[bool, int, int]]) -> None:
    """Whatever is opened and closed: spans follow one another with a gap between, and what is closed is closed."""
    room = town.Room(hours={"mon": [["09:00", "12:00"]]}, open_on_holidays=True)
    day = at("2026-11-02 00:00")
    rows = [
        OpeningChange(room=room, opens=opens, begins_at=day + timedelta(minutes=30 * n), ends_at=day + timedelta(minutes=30 * (n + k)))
        for opens, n, k in changes
    ]  # fmt: skip
    spans = spans_on(room, day.date(), rows)
    assert all(begins < ends for begins, ends in spans)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))
    for one in (row for row in rows if not row.opens):
        assert all(ends <= one.begins_at or begins >= one.ends_at for begins, ends in spans)

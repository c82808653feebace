"""The story of a class: seats and the line behind them, the roll, the certificate for two thirds, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.courses import actions
from linli.courses.errors import (
    AlreadyEnrolled,
    DayNotPossible,
    EnrolmentNotOpen,
    NotHeldYet,
    NotNow,
    NotThere,
    NotYours,
    SeatsGivenAway,
    SignInFirst,
)
from linli.courses.models import Course, CourseClass, Enrolment, Session
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.people.queries import person_of
from linli.places.models import District
from tests.conftest import MovableClock
from tests.courses import town
from tests.courses.town import CODE, a_class, actor, enrol, line, resident, roll


def told(template: str) -> int:
    return Notice.objects.filter(template=template).count()


def test_from_the_first_seat_to_the_certificate(district: District, clock: MovableClock) -> None:
    held = a_class(seats=2)
    assert [one.day for one in held.sessions.order_by("number")] == [date(2026, 11, day) for day in (10, 17, 24)]
    first, second, third = (enrol(held, number) for number in (1, 2, 3))
    assert line(held) == [(1, "seated"), (2, "seated"), (3, "waiting")]
    assert (told("course_seated"), told("course_waiting")) == (2, 1)
    assert b"\xe5\xad\xa6\xe5\x91\x98" not in bytes(Enrolment.objects.get(pk=first.pk).name_cipher), (
        "the name is sealed"
    )

    actions.withdraw(resident(2), second.code)
    assert line(held) == [(1, "seated"), (2, "withdrawn"), (3, "seated")], "who waited moved up by themselves"
    assert told("course_moved_up") == 1

    clock.set(town.at("2026-11-10 10:00"))
    roll(held, 1, first, third)
    clock.set(town.at("2026-11-17 10:00"))
    roll(held, 2, first)
    clock.set(town.at("2026-11-24 10:00"))
    assert not Enrolment.objects.exclude(certificate=None).exists(), "before the last roll nobody has earned it"
    roll(held, 3, third)
    rows = {row.turn: row for row in Enrolment.objects.filter(course_class=held)}
    assert rows[1].certificate and rows[3].certificate, "two of three is two thirds"
    assert rows[1].certificate != rows[3].certificate and told("course_certificate") == 2

    roll(held, 3)
    certified = Enrolment.objects.exclude(certificate=None).get()
    assert certified.turn == 1 and certified.certified_on == date(2026, 11, 24), (
        "a roll that is corrected takes it, too"
    )
    assert certified.certificate == rows[1].certificate, "and a number once given stays"


def test_a_session_that_was_dropped_counts_for_nobody(district: District, clock: MovableClock) -> None:
    held = a_class()
    row = enrol(held)
    session = held.sessions.get(number=2)
    actions.drop_session(actor("teacher"), session.pk, {"reason": "停电"})
    assert told("course_session_dropped") == 1
    clock.set(town.at("2026-11-24 10:00"))
    roll(held, 1, row)
    with pytest.raises(NotNow):
        roll(held, 2, row)
    roll(held, 3)
    assert not Enrolment.objects.get(pk=row.pk).certificate, "one of two is less than two thirds"


@settings(max_examples=40, deadline=None)
@given(present=st.integers(0, 30), held=st.integers(1, 30))
def test_two_thirds_is_meant_exactly(present: int, held: int) -> None:
    from linli.courses.actions.classes import OF, PARTS

    assert (present * OF >= held * PARTS) == (3 * present >= 2 * held)


def test_who_enrols_when_and_for_whom(district: District, clock: MovableClock) -> None:
    held = a_class(seats=1)
    with pytest.raises(SignInFirst):
        actions.enrol(Actor.guest(), CODE, held.code, {"name": "某人"})
    with pytest.raises(InvalidInput):
        actions.enrol(resident(), CODE, held.code, {"name": "  "})
    with pytest.raises(NotThere):
        actions.enrol(resident(), CODE, "k-none", {"name": "某人"})
    row = enrol(held)
    with pytest.raises(AlreadyEnrolled) as there:
        enrol(held)
    assert there.value.enrolment == row.code
    clock.set(town.at("2026-11-09 09:00"))
    with pytest.raises(EnrolmentNotOpen) as early:
        enrol(held, 2)
    assert "11月8日" in early.value.message
    by_staff = actions.enrol_for(actor("teacher"), held.pk, {"name": "王大爷", "phone": "13900000001"})
    assert (by_staff.state, by_staff.by_staff) == ("waiting", True), "staff may after the days of enrolling, in line"
    without = actions.enrol_for(actor("teacher"), held.pk, {"name": "李大妈", "phone": ""})
    assert without.account is None and told("course_waiting") == 1, "who left no number is told nothing"
    with pytest.raises(InvalidInput):
        actions.enrol_for(actor("teacher"), held.pk, {"name": "李大妈", "phone": "12"})
    clock.set(town.at("2026-12-05 09:00"))
    with pytest.raises(NotNow):
        actions.enrol_for(actor("teacher"), held.pk, {"name": "赵大爷", "phone": ""})
    assert actions.close_past() == 1, "one class was closed"
    assert [state for _turn, state in line(held)] == ["seated", "passed", "passed"]


def test_more_seats_and_calling_off(district: District) -> None:
    held = a_class(seats=1)
    for number in (1, 2, 3):
        enrol(held, number)
    with pytest.raises(SeatsGivenAway):
        actions.change_seats(actor("teacher"), held.pk, 0)
    actions.change_seats(actor("teacher"), held.pk, 2)
    assert [state for _turn, state in line(held)] == ["seated", "seated", "waiting"]
    actions.cancel_class(actor("teacher"), held.pk, {"reason": "教室漏水"})
    assert told("course_cancelled") == 3
    with pytest.raises(NotNow):
        enrol(held, 4)


def test_sessions_leave_days_off_out_and_do_not_meet_twice(district: District, clock: MovableClock) -> None:
    district.settings["holidays"] = ["2026-11-17"]
    district.save()
    from linli.places.revision import forget

    forget()
    held = a_class()
    assert [one.day.day for one in held.sessions.order_by("number")] == [10, 24]
    session = held.sessions.get(number=1)
    with pytest.raises(DayNotPossible):
        actions.move_session(actor("teacher"), session.pk, {"day": "2026-11-24"})
    with pytest.raises(InvalidInput):
        actions.move_session(actor("teacher"), session.pk, {"day": "2020-01-01"})
    actions.move_session(actor("teacher"), session.pk, {"day": "2026-11-12"})
    with pytest.raises(NotHeldYet):
        roll(held, 1)
    clock.set(town.at("2026-11-12 09:00"))
    with pytest.raises(NotThere):
        actions.note_roll(actor("teacher"), session.pk, {"present": ["XX-NONE"]})
    with pytest.raises(DayNotPossible):
        a_class(weekday=6, term=town.term(name="一天", first="2026-11-09", last="2026-11-10").code)
    with pytest.raises(InvalidInput):
        town.term(first="2026-11-30", last="2026-11-09")


def test_only_who_holds_the_course_sees_and_writes_its_names(district: District) -> None:
    held = a_class()
    row = enrol(held)
    for stranger in ("here", "doctor"):
        with pytest.raises(NotYours):
            actions.see_roll(actor(stranger), held.pk)
        with pytest.raises(NotYours):
            actions.withdraw_for(actor(stranger), row.code)
        with pytest.raises(NotYours):
            actions.enrol_for(actor(stranger), held.pk, {"name": "某人", "phone": ""})
    with pytest.raises(NotYours):
        actions.see_roll(actor("works"), held.pk)
    with pytest.raises(NotThere):
        actions.withdraw(resident(2), row.code)
    _held, rows = actions.see_roll(actor("health"), held.pk)
    assert [one.name for one in rows] == ["学员1"], "the department of health oversees all"
    seen = AuditEntry.objects.filter(kind="roll_seen").get()
    assert seen.subject == f"class:{held.code}" and "学员" not in str(seen.data)
    actions.withdraw_for(actor("teacher"), row.code)
    assert line(held) == [(1, "withdrawn")] and CourseClass.objects.get(pk=held.pk).taken == 0


def test_a_person_who_is_erased_gives_the_seat_back_and_leaves_no_name(district: District) -> None:
    held = a_class(seats=1)
    enrol(held, 1)
    enrol(held, 2)
    actions.book(resident(1), CODE, town.slot())
    from linli.administering import erase_person

    erase_person("13800000001")
    assert [state for _turn, state in line(held)] == ["withdrawn", "seated"]
    gone = Enrolment.objects.get(course_class=held, turn=1)
    assert (gone.account, gone.name) == (None, "")
    assert not person_of("13800000001").is_known
    assert actions.book(resident(2), CODE, town.slot()).state == "booked", "the time is free again"


def test_what_a_pack_lists_no_more_is_closed_and_what_it_changes_is_changed(district: District) -> None:
    held = a_class()
    same = actions.CourseRow(town.PRESSURE, "高血压课", "hypertension", "三堂课。", town.UNIVERSITY, town.OUTLINE)
    changes = actions.replace_courses(district, [same])
    assert (changes.added, changes.changed, changes.removed) == ([], ["高血压课"], ["糖尿病饮食"])
    assert not actions.replace_courses(district, [same])
    assert held.sessions.count() == 3 and Session.objects.filter(course_class=held).exists()
    assert [row.code for row in Course.objects.filter(active=True)] == [town.PRESSURE]
    changes = actions.replace_courses(district, [])
    assert changes.removed == ["高血压课"], "one that is taught is closed, not removed"
    assert Course.objects.get(code=town.PRESSURE).active is False

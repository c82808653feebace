"""A demo's invented year: lectures held and to come, boards changed, lessons in schools, classes and who was there.

Everything is told in days from the day it is loaded, and made once: what became of it since is its organisation's.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from linli.clock import LOCAL, now, today
from linli.ids import case_code, drawn_from, uuid7
from linli.inserting import insert
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District, Venue

from ..models import (
    Attendance,
    Board,
    BoardChange,
    Booking,
    BookingState,
    Course,
    CourseClass,
    Enrolment,
    EnrolmentState,
    Lecture,
    LectureState,
    School,
    SchoolLesson,
    Session,
    Term,
)
from ..queries.therapy import days as therapy_days
from .classes import add_sessions, settle_certificates


@dataclass(frozen=True)
class LectureRow:
    """`day`: days from today; one that is past was held, and `attended` says by whom."""

    code: str
    topic: str
    organisation: str
    area: str
    day: int
    at: time
    minutes: int
    lecturer: str
    about: str = ""
    venue: str = ""
    place: str = ""
    audience: str = ""
    materials: str = ""
    handed_out: int | None = None
    attended: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeRow:
    """What a board (by code) was changed to, so many days ago."""

    board: str
    days_ago: int
    theme: str


@dataclass(frozen=True)
class LessonRow:
    school: str
    grade: str
    topic: str
    days_ago: int
    lessons: int
    pupils: int
    organisation: str
    lecturer: str = ""


@dataclass(frozen=True)
class TermRow:
    """Days from today."""

    code: str
    name: str
    first: int
    last: int
    enrol_from: int
    enrol_until: int


@dataclass(frozen=True)
class ClassRow:
    """`learners` are invented names in the order in which they came."""

    code: str
    course: str
    term: str
    name: str
    teacher: str
    place: str
    weekday: int
    at: time
    minutes: int
    seats: int
    learners: tuple[str, ...] = ()


@dataclass(frozen=True)
class BookingRow:
    """The n-th slot of a day that has any, so many such days from today (negative: past)."""

    day: int
    slot: int
    name: str


@dataclass(frozen=True)
class YearRow:
    """All of it."""

    lectures: Sequence[LectureRow] = ()
    changes: Sequence[ChangeRow] = ()
    lessons: Sequence[LessonRow] = ()
    terms: Sequence[TermRow] = ()
    classes: Sequence[ClassRow] = ()
    bookings: Sequence[BookingRow] = ()


def add_demo_year(district: District, year: YearRow) -> Changes:
    """Each lecture, change, lesson and class once; bookings with the first of the classes."""
    changes = Changes()
    changes.added += _lectures(district, year.lectures)
    changes.added += _board_changes(district, year.changes)
    changes.added += _lessons(district, year.lessons)
    changes.added += _terms(district, year.terms)
    fresh = _classes(district, year.classes)
    changes.added += fresh
    if fresh:
        _bookings(district, year.bookings)
    return changes


def _day(days: int) -> date:
    return today() + timedelta(days=days)


def _lectures(district: District, rows: Sequence[LectureRow]) -> list[str]:
    known = set(Lecture.objects.filter(district=district).values_list("code", flat=True))
    venues = dict(Venue.objects.filter(district=district).exclude(code="").values_list("code", "pk"))
    added = [_lecture(district, row, venues) for row in rows if row.code not in known]
    Lecture.objects.bulk_create(added)
    return [row.topic for row in added]


def _lecture(district: District, row: LectureRow, venues: Mapping[str, Any]) -> Lecture:
    begins = datetime.combine(_day(row.day), row.at, LOCAL)
    is_over = begins + timedelta(minutes=row.minutes) <= now()
    held = is_over and bool(row.attended)
    return Lecture(
        id=uuid7(), district=district, code=row.code, topic=row.topic, about=row.about, organisation_id=row.organisation,
        area_id=row.area, venue_id=venues.get(row.venue), place=row.place, begins_at=begins, minutes=row.minutes,
        lecturer=row.lecturer, audience=row.audience, materials=row.materials,
        handed_out=row.handed_out if held else None, state=LectureState.HELD if held else LectureState.PLANNED,
        attended={sex: dict(groups) for sex, groups in row.attended.items()} if held else {},
        people=sum(number for groups in row.attended.values() for number in groups.values()) if held else None,
        created_at=now(),
    )  # fmt: skip


def _board_changes(district: District, rows: Sequence[ChangeRow]) -> list[str]:
    boards = {row.code: row for row in Board.objects.filter(district=district, changed_on=None)}
    added = []
    for row in sorted(rows, key=lambda one: -one.days_ago):
        board = boards.get(row.board)
        if board is None:
            continue
        added.append(BoardChange(id=uuid7(), board=board, day=_day(-row.days_ago), theme=row.theme, created_at=now()))
        board.theme, board.changed_on = row.theme, _day(-row.days_ago)
    BoardChange.objects.bulk_create(added)
    Board.objects.bulk_update({one.board_id: one.board for one in added}.values(), ["theme", "changed_on"])
    return [row.theme for row in added]


def _lessons(district: District, rows: Sequence[LessonRow]) -> list[str]:
    if SchoolLesson.objects.filter(district=district).exists():
        return []
    schools = dict(School.objects.filter(district=district).values_list("code", "pk"))
    added = [
        SchoolLesson(
            id=uuid7(), district=district, school_id=schools[row.school], grade=row.grade, topic=row.topic,
            day=_day(-row.days_ago), lessons=row.lessons, pupils=row.pupils, lecturer=row.lecturer,
            organisation_id=row.organisation, created_at=now(),
        )
        for row in rows
        if row.school in schools
    ]  # fmt: skip
    SchoolLesson.objects.bulk_create(added)
    return [row.topic for row in added]


def _terms(district: District, rows: Sequence[TermRow]) -> list[str]:
    known = set(Term.objects.filter(district=district).values_list("code", flat=True))
    added = [
        Term(
            id=uuid7(), district=district, code=row.code, name=row.name, first=_day(row.first), last=_day(row.last),
            enrol_from=_day(row.enrol_from), enrol_until=_day(row.enrol_until),
        )
        for row in rows
        if row.code not in known
    ]  # fmt: skip
    Term.objects.bulk_create(added)
    return [row.name for row in added]


def _classes(district: District, rows: Sequence[ClassRow]) -> list[str]:
    known = set(CourseClass.objects.filter(district=district).values_list("code", flat=True))
    courses = {row.code: row for row in Course.objects.filter(district=district)}
    terms = {row.code: row for row in Term.objects.filter(district=district)}
    added = []
    for row in (one for one in rows if one.code not in known):
        held = CourseClass(
            id=uuid7(), district=district, course=courses[row.course], term=terms[row.term], code=row.code, name=row.name,
            teacher=row.teacher, place=row.place, weekday=row.weekday, at=row.at, minutes=row.minutes, seats=row.seats,
            taken=min(row.seats, len(row.learners)), last_turn=len(row.learners),
        )  # fmt: skip
        held.save(force_insert=True)
        add_sessions(held)
        _fill(held, row.learners)
        added.append(held.title)
    return added


def _fill(held: CourseClass, names: Iterable[str]) -> None:
    """Invented learners, and at the sessions that were who of them came: the same in every installation."""
    drawn = random.Random(f"{held.district_id} {held.code}")
    with drawn_from(drawn):
        rows = [
            Enrolment(
                id=uuid7(), district_id=held.district_id, course_class=held, name_cipher=seal(name), code=case_code("XX"),
                turn=turn, by_staff=True, created_at=now(), seated_at=now() if turn <= held.seats else None,
                state=EnrolmentState.SEATED if turn <= held.seats else EnrolmentState.WAITING,
            )
            for turn, name in enumerate(names, 1)
        ]  # fmt: skip
    insert(rows)
    past = [one for one in held.sessions.order_by("day") if one.day < today()]
    seated = [row for row in rows if row.state == EnrolmentState.SEATED]
    keen = {row.pk: drawn.uniform(0.55, 1) for row in seated}
    Attendance.objects.bulk_create(
        Attendance(id=uuid7(), session=one, enrolment=row, present=drawn.random() < keen[row.pk])
        for one in past
        for row in seated
    )
    Session.objects.filter(pk__in=[one.pk for one in past]).update(noted_at=now())
    settle_certificates(held)
    if past:
        held.enrolments.exclude(certificate=None).update(certified_on=past[-1].day)


def _bookings(district: District, rows: Sequence[BookingRow]) -> None:
    coming = therapy_days(district.code)
    past = list(reversed(therapy_days(district.code, today() - timedelta(days=14), 14)))
    with drawn_from(random.Random(f"{district.code} therapy")):
        added = []
        for place, row in enumerate(rows):
            days, number = (coming, row.day) if row.day >= 0 else (past, -row.day - 1)
            if number >= len(days) or row.slot >= len(days[number].slots):
                continue
            slot = days[number].slots[row.slot]
            past_state = BookingState.MISSED if place % 8 == 4 else BookingState.CAME
            state = BookingState.BOOKED if slot.ends_at > now() else past_state
            added.append(
                Booking(
                    id=uuid7(), district=district, room=slot.room, therapist=slot.therapist, begins_at=slot.begins_at,
                    ends_at=slot.ends_at, name_cipher=seal(row.name), code=case_code("LL"), by_staff=True, state=state,
                    created_at=now(), ended_at=None if state == BookingState.BOOKED else slot.ends_at,
                )
            )  # fmt: skip
    insert(added, unless_there=True)

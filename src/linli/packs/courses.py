"""courses.yaml of a pack: boards, schools, courses for the elderly and physiotherapy; for a demo also an invented year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.courses import actions as courses
from linli.places.actions import Changes
from linli.places.models import District

from .halls import Days, Hour, weekdays
from .mistakes import Mistakes, did_you_mean
from .reading import Document
from .schema import AreaCode, Latitude, Longitude
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FILE = "courses.yaml"
Title = Annotated[Text, Field(max_length=60)]
Name = Annotated[Text, Field(max_length=40)]
Short = Annotated[Text, Field(max_length=20)]
Place = Annotated[str, StringConstraints(max_length=120)]
Minutes = Annotated[int, Field(ge=10, le=480)]
People = Annotated[int, Field(ge=0, le=20_000)]
Days_ = Annotated[int, Field(ge=-800, le=800)]
AgeGroup = Literal["0-17", "18-44", "45-59", "60-74", "75+"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class PeopleCountedEntry(Entry):
    """How many people live in the district, when they were counted, and who says so."""

    number: Annotated[int, Field(ge=1, le=50_000_000)]
    counted_on: date
    source: Annotated[Text, Field(max_length=120)]


class BoardEntry(Entry):
    """A board to read or a room to learn in."""

    code: Slug
    kind: Literal["board", "room"]
    name: Title
    area: AreaCode
    organisation: OrganisationCode
    place: Place = ""
    lat: Latitude | None = None
    lon: Longitude | None = None


class SchoolEntry(Entry):
    code: Slug
    name: Title
    stage: Literal["nursery", "primary", "middle", "high", "other"]
    area: AreaCode
    pupils: Annotated[int, Field(ge=1, le=20_000)] | None = None


class CourseEntry(Entry):
    """What is taught every term; `outline` is what each session is about."""

    code: Slug
    name: Name
    subject: Literal["hypertension", "diabetes", "movement", "food", "other"]
    about: Annotated[Text, Field(max_length=2000)]
    organisation: OrganisationCode
    outline: list[Title] = Field(min_length=1, max_length=60)


class TherapistEntry(Entry):
    code: Slug
    name: Short
    treats: Annotated[str, StringConstraints(max_length=60)] = ""


class ShiftEntry(Entry):
    """Who treats in a room, on which weekdays (mon-fri, sat), from when to when, in slots of how many minutes."""

    therapist: Slug
    days: Days
    begins: Hour
    ends: Hour
    minutes: Annotated[int, Field(ge=10, le=180)]

    @model_validator(mode="after")
    def _follows(self) -> ShiftEntry:
        if self.ends <= self.begins or not weekdays(self.days):
            raise wrong(_("The hours and weekdays of a shift must run forwards."))
        return self


class RoomEntry(Entry):
    code: Slug
    name: Name
    address: Annotated[Text, Field(max_length=120)]
    organisation: OrganisationCode
    note: Annotated[str, StringConstraints(max_length=120)] = ""
    shifts: list[ShiftEntry] = Field(min_length=1, max_length=20)


class LectureEntry(Entry):
    """`day` in days from the day it is loaded; one that is past was held, by whom says `attended`."""

    code: Slug
    topic: Title
    about: Annotated[str, StringConstraints(max_length=2000)] = ""
    organisation: OrganisationCode
    area: AreaCode
    day: Days_
    at: Hour
    minutes: Minutes
    lecturer: Name
    venue: Annotated[str, StringConstraints(max_length=40)] = ""
    place: Place = ""
    audience: Annotated[str, StringConstraints(max_length=60)] = ""
    materials: Annotated[str, StringConstraints(max_length=200)] = ""
    handed_out: People | None = None
    attended: dict[Literal["male", "female"], dict[AgeGroup, People]] = {}


class ChangeEntry(Entry):
    board: Slug
    days_ago: Annotated[int, Field(ge=0, le=800)]
    theme: Title


class LessonEntry(Entry):
    school: Slug
    grade: Short
    topic: Title
    days_ago: Annotated[int, Field(ge=0, le=800)]
    lessons: Annotated[int, Field(ge=1, le=40)]
    pupils: Annotated[int, Field(ge=1, le=20_000)]
    organisation: OrganisationCode
    lecturer: Annotated[str, StringConstraints(max_length=40)] = ""


class TermEntry(Entry):
    """Days from the day it is loaded."""

    code: Slug
    name: Name
    first: Days_
    last: Days_
    enrol_from: Days_
    enrol_until: Days_

    @model_validator(mode="after")
    def _days_follow(self) -> TermEntry:
        if self.last < self.first or self.enrol_until < self.enrol_from:
            raise wrong(_("The first day of a term comes before the last, and so it is with the days of enrolling."))
        return self


class ClassEntry(Entry):
    """`learners` are invented names, in the order in which they came; who comes after the last seat waits."""

    code: Slug
    course: Slug
    term: Slug
    name: Name
    teacher: Name
    place: Annotated[Text, Field(max_length=120)]
    weekday: Weekday
    at: Hour
    minutes: Annotated[int, Field(ge=15, le=480)]
    seats: Annotated[int, Field(ge=1, le=500)]
    learners: list[Short] = Field(default=[], max_length=600)


class BookingEntry(Entry):
    """The n-th slot (from 0) of the n-th day that has any: 0 the first from today on, -1 the last before."""

    day: Annotated[int, Field(ge=-10, le=10)]
    slot: Annotated[int, Field(ge=0, le=60)]
    name: Short


class YearEntry(Entry):
    """A demo's invented year."""

    lectures: list[LectureEntry] = []
    changes: list[ChangeEntry] = []
    lessons: list[LessonEntry] = []
    terms: list[TermEntry] = []
    classes: list[ClassEntry] = []
    bookings: list[BookingEntry] = []


class CoursesEntry(Entry):
    """courses.yaml"""

    people: PeopleCountedEntry | None = None
    boards: list[BoardEntry] = []
    schools: list[SchoolEntry] = []
    courses: list[CourseEntry] = []
    therapists: list[TherapistEntry] = []
    rooms: list[RoomEntry] = []
    demo: YearEntry = YearEntry()


class Courses:
    """courses.yaml as it was read, with the line of each thing in it."""

    def __init__(self, entry: CoursesEntry | None = None, document: Document | None = None) -> None:
        self.entry = entry or CoursesEntry()
        self._document = document

    def line(self, *steps: str | int) -> int:
        return self._document.line(steps) if self._document else 0


def read_courses(document: Document | None, mistakes: Mistakes) -> Courses:
    entry = one_of(document, CoursesEntry, mistakes) if document else None
    return Courses(entry, document) if entry else Courses()


def check_courses(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each code once, every name known, no therapist in two rooms and no room with two, and invented things in a demo only."""
    found = contents.courses
    entry, year = found.entry, found.entry.demo
    if year != YearEntry() and not contents.district.demo:
        message = _("An invented year can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    held = ("boards", "schools", "courses", "therapists", "rooms")
    invented = ("lectures", "terms", "classes")
    listed: list[tuple[tuple[str, ...], list[Entry]]] = [
        *(((name,), getattr(entry, name)) for name in held),
        *((("demo", name), getattr(year, name)) for name in invented),
        (("demo", "lessons"), list(year.lessons)),
    ]
    for steps, rows in listed:
        _check_once(found, steps, rows, mistakes)
        for place, row in enumerate(rows):
            line = found.line(*steps, place)
            if organisation := getattr(row, "organisation", None):
                names.organisations.must_hold(organisation, FILE, line, "organisation")
            if area := getattr(row, "area", None):
                names.areas.must_hold(area, FILE, line, "area")
    _check_shifts(found, mistakes)
    _check_year(contents, mistakes)


def _check_once(found: Courses, steps: tuple[str, ...], rows: Iterable[Entry], mistakes: Mistakes) -> None:
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        key, line = getattr(row, "code", ""), found.line(*steps, place)
        if key and key in first:
            message = _("“%(key)s” is there twice; first in line %(line)d.") % {"key": key, "line": first[key]}
            mistakes.add(FILE, line, "code", message)
        first.setdefault(key, line)


def _check_shifts(found: Courses, mistakes: Mistakes) -> None:
    known = {one.code for one in found.entry.therapists}
    busy: dict[tuple[str, str, str], list[tuple[str, str, int]]] = {}
    for place, room in enumerate(found.entry.rooms):
        for number, one in enumerate(room.shifts):
            line = found.line("rooms", place, "shifts", number)
            if one.therapist not in known:
                _unknown(line, "therapist", _("therapist"), one.therapist, known, mistakes)
            for day in weekdays(one.days):
                for key in (("room", room.code, day), ("therapist", one.therapist, day)):
                    busy.setdefault(key, []).append((one.begins, one.ends, line))
    for (_kind, who, day), hours in busy.items():
        for earlier, later in pairwise(sorted(hours)):
            if later[0] < earlier[1]:
                message = _("On %(day)s “%(who)s” is busy from %(begins)s to %(ends)s already.")
                told = {"day": day, "who": who, "begins": earlier[0], "ends": earlier[1]}
                mistakes.add(FILE, later[2], "shifts", message % told)


def _check_year(contents: Contents, mistakes: Mistakes) -> None:
    found, year = contents.courses, contents.courses.entry.demo
    venues = {one.code for one, _line in contents.venues if one.code}
    known = {
        "board": {one.code for one in found.entry.boards}, "school": {one.code for one in found.entry.schools},
        "course": {one.code for one in found.entry.courses}, "term": {one.code for one in year.terms}, "venue": venues,
    }  # fmt: skip
    kinds = {"board": _("board"), "school": _("school"), "course": _("course"), "term": _("term"), "venue": _("venue")}
    for name in ("lectures", "changes", "lessons", "classes"):
        for place, row in enumerate(getattr(year, name)):
            for part, codes in known.items():
                value = getattr(row, part, None)
                if value and value not in codes:
                    _unknown(found.line("demo", name, place), part, kinds[part], value, codes, mistakes)
    for place, lecture in enumerate(year.lectures):
        if not lecture.venue and not lecture.place:
            message = _("A lecture needs a “venue”, or a “place” in words.")
            mistakes.add(FILE, found.line("demo", "lectures", place), "venue", message)


def _unknown(line: int, path: str, kind: str, value: str, known: set[str], mistakes: Mistakes) -> None:
    message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
    mistakes.add(FILE, line, path, message + did_you_mean(value, known))


def people_row(contents: Contents) -> courses.PeopleRow | None:
    one = contents.courses.entry.people
    return courses.PeopleRow(one.number, one.counted_on, one.source) if one else None


def board_rows(contents: Contents) -> list[courses.BoardRow]:
    return [courses.BoardRow(**one.model_dump()) for one in contents.courses.entry.boards]


def school_rows(contents: Contents) -> list[courses.SchoolRow]:
    return [courses.SchoolRow(**one.model_dump()) for one in contents.courses.entry.schools]


def course_rows(contents: Contents) -> Iterator[courses.CourseRow]:
    for one in contents.courses.entry.courses:
        yield courses.CourseRow(**{**one.model_dump(), "outline": tuple(one.outline)})


def therapist_rows(contents: Contents) -> list[courses.TherapistRow]:
    return [courses.TherapistRow(**one.model_dump()) for one in contents.courses.entry.therapists]


def room_rows(contents: Contents) -> Iterator[courses.RoomRow]:
    for one in contents.courses.entry.rooms:
        shifts = tuple(
            courses.ShiftRow(
                shift.therapist, WEEKDAYS.index(day), time.fromisoformat(shift.begins), time.fromisoformat(shift.ends),
                shift.minutes,
            )
            for shift in one.shifts
            for day in weekdays(shift.days)
        )  # fmt: skip
        yield courses.RoomRow(one.code, one.name, one.address, one.organisation, one.note, shifts)


def year_row(contents: Contents) -> courses.YearRow:
    year = contents.courses.entry.demo
    return courses.YearRow(
        [courses.LectureRow(**{**one.model_dump(), "at": time.fromisoformat(one.at)}) for one in year.lectures],
        [courses.ChangeRow(**one.model_dump()) for one in year.changes],
        [courses.LessonRow(**one.model_dump()) for one in year.lessons],
        [courses.TermRow(**one.model_dump()) for one in year.terms],
        [_class_row(one) for one in year.classes],
        [courses.BookingRow(**one.model_dump()) for one in year.bookings],
    )


def _class_row(one: ClassEntry) -> courses.ClassRow:
    given = one.model_dump() | {
        "weekday": WEEKDAYS.index(one.weekday), "at": time.fromisoformat(one.at), "learners": tuple(one.learners),
    }  # fmt: skip
    return courses.ClassRow(**given)


def course_parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """What is to be made of it, each kind after those it refers to."""
    therapists, rooms = therapist_rows(contents), list(room_rows(contents))
    return {
        gettext_noop("People counted"): partial(courses.replace_people_counted, district, people_row(contents)),
        gettext_noop("Health boards"): partial(courses.replace_boards, district, board_rows(contents)),
        gettext_noop("Schools"): partial(courses.replace_schools, district, school_rows(contents)),
        gettext_noop("Courses"): partial(courses.replace_courses, district, list(course_rows(contents))),
        gettext_noop("Physiotherapy"): partial(courses.replace_therapy, district, therapists, rooms),
        gettext_noop("Invented year of courses"): partial(courses.add_demo_year, district, year_row(contents)),
    }

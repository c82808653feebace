"""Typed commands of health education: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, When, tidy
from linli.clock import now, today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile

from .models import AGE_GROUPS

MOST_PEOPLE, MOST_SEATS, MOST_SESSIONS = 20_000, 500, 60
# Nothing is announced further ahead, nor noted later than a year after.
AHEAD, BEHIND = timedelta(days=400), timedelta(days=400)


def _said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    """An empty field of a form is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def _mobile(given: str) -> str:
    try:
        return normal_mobile(given) if given else ""
    except InvalidPhone as wrong:
        raise PydanticCustomError("said", "{said}", {"said": wrong.message}) from None


def _has_been(day: date) -> date:
    if not today() - BEHIND <= day <= today():
        raise _said(_("Please give a day from the last year up to today."))
    return day


Title = Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
Person = Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
Who = Annotated[str, Field(min_length=1, max_length=40), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=100), BeforeValidator(tidy)]
Phone = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
PastDay = Annotated[date, AfterValidator(_has_been)]
People = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Given = BeforeValidator(_nothing)
Sex = Literal["male", "female"]
AgeGroup = Literal["0-17", "18-44", "45-59", "60-74", "75+"]
assert set(AGE_GROUPS) == {"0-17", "18-44", "45-59", "60-74", "75+"}


class LectureSheet(Command):
    """A talk as its organisation announces it; at a `venue` of the district (by code) or at a `place` in words."""

    topic: Title
    about: Annotated[str, Field(max_length=2000), BeforeValidator(tidy)] = ""
    organisation: Code
    area: Code
    venue: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    place: Line = ""
    begins_at: When
    minutes: Annotated[int, Field(ge=10, le=480)]
    lecturer: Who
    audience: Annotated[str, Field(max_length=60), BeforeValidator(tidy)] = ""
    materials: Annotated[str, Field(max_length=200), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _is_somewhere_soon(self) -> LectureSheet:
        if not self.venue and not self.place:
            raise _said(_("Please choose a venue, or say where it is."))
        if not now() - BEHIND <= self.begins_at <= now() + AHEAD:
            raise _said(_("A lecture lies within a year from now. Please check the year."))
        return self


class LectureCount(Command):
    """How many came: the number alone, or by sex and age group; `handed_out`: leaflets and the like."""

    people: Annotated[People | None, Given] = None
    groups: dict[Sex, dict[AgeGroup, People]] = {}
    handed_out: Annotated[Annotated[int, Field(ge=0, le=100_000)] | None, Given] = None

    @property
    def counted(self) -> int:
        return sum(number for groups in self.groups.values() for number in groups.values())

    @model_validator(mode="after")
    def _says_a_number(self) -> LectureCount:
        if self.people is None and not self.groups:
            raise _said(_("Please say how many people came, in all or by age."))
        return self


class Because(Command):
    reason: Reason


class BoardSheet(Command):
    """A board or room that a community has; `organisation` looks after it."""

    kind: Literal["board", "room"]
    name: Title
    area: Code
    place: Line = ""
    organisation: Code


class BoardChanged(Command):
    day: PastDay
    theme: Title
    note: Annotated[str, Field(max_length=200), BeforeValidator(tidy)] = ""


class LessonSheet(Command):
    """A health class held in a school."""

    school: Code
    grade: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
    topic: Title
    day: PastDay
    lessons: Annotated[int, Field(ge=1, le=40)]
    pupils: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    lecturer: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    organisation: Code


class TermSheet(Command):
    name: Annotated[str, Field(min_length=2, max_length=40), BeforeValidator(tidy)]
    first: date
    last: date
    enrol_from: date
    enrol_until: date

    @model_validator(mode="after")
    def _days_follow(self) -> TermSheet:
        if not (self.first <= self.last <= self.first + timedelta(days=370)):
            raise _said(_("A term ends after it begins, and lasts a year at most."))
        if not (self.enrol_from <= self.enrol_until <= self.last):
            raise _said(_("One enrols before the term ends; the first day of it comes before the last."))
        if abs((self.first - today()).days) > AHEAD.days:
            raise _said(_("A term begins within a year from now. Please check the year."))
        return self


class ClassSheet(Command):
    """A course held in a term: its sessions are every week on the weekday of the term, as many as its outline has."""

    course: Code
    term: Code
    name: Annotated[str, Field(min_length=1, max_length=40), BeforeValidator(tidy)]
    teacher: Who
    place: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
    weekday: Annotated[int, Field(ge=0, le=6)]
    at: time
    minutes: Annotated[int, Field(ge=15, le=480)]
    seats: Annotated[int, Field(ge=1, le=MOST_SEATS)]


class Enrol(Command):
    """The name as it is to stand on the certificate."""

    name: Person


class EnrolFor(Enrol):
    """Somebody who called or stands at the desk; without a `phone` they are told nothing."""

    phone: Phone = ""


class Roll(Command):
    """Who was there, by the numbers of their enrolments; everybody else with a seat was not."""

    present: list[Code] = Field(max_length=MOST_SEATS)


class MoveSession(Command):
    day: date

    @model_validator(mode="after")
    def _comes(self) -> MoveSession:
        if not today() <= self.day <= today() + AHEAD:
            raise _said(_("Please give a day from today on, within a year."))
        return self


class Book(Command):
    """A slot as the page offers it: the therapist, and the moment at which it begins."""

    therapist: Code
    begins_at: When
    name: Person


class BookFor(Book):
    phone: Phone = ""

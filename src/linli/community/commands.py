"""Typed commands of events and inspections: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, Reason, When, tidy
from linli.clock import now, today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile, normal_phone

MOST_SEATS, MOST_COMPANIONS = 100_000, 9
MOST_DAYS_CLOSED = 366
# Nothing is announced further ahead, nor lasts longer.
FARTHEST, LONGEST = timedelta(days=731), timedelta(days=366)


def _nothing(value: object) -> object:
    """An empty field of a form is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def _phone(given: str) -> str:
    try:
        if given:
            normal_phone(given)
    except InvalidPhone as wrong:
        raise PydanticCustomError("said", "{said}", {"said": wrong.message}) from None
    return given


def _mobile(given: str) -> str:
    """A number that takes text messages."""
    try:
        return normal_mobile(given) if given else ""
    except InvalidPhone as wrong:
        raise PydanticCustomError("said", "{said}", {"said": wrong.message}) from None


Optional = BeforeValidator(_nothing)


class EventSheet(Command):
    """An event as its organisation writes it; at a `venue` of the district (by code) or at a `place` in words."""

    title: Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
    text: Annotated[str, Field(min_length=2, max_length=8000), BeforeValidator(tidy)]
    organisation: Code
    venue: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    place: Line = ""
    audience: Annotated[str, Field(max_length=60), BeforeValidator(tidy)] = ""
    phone: Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_phone)] = ""
    begins_at: When
    ends_at: When
    seats: Annotated[Annotated[int, Field(ge=1, le=MOST_SEATS)] | None, Optional] = None
    companions: Annotated[int, Field(ge=0, le=MOST_COMPANIONS), BeforeValidator(lambda given: given or 0)] = 0
    opens_at: Annotated[When | None, Optional] = None
    closes_at: Annotated[When | None, Optional] = None
    picture_alt: Line = ""

    @model_validator(mode="after")
    def _times_follow(self) -> EventSheet:
        if self.ends_at <= self.begins_at:
            raise _said(_("The event must end after it begins."))
        if self.begins_at - now() > FARTHEST or self.ends_at - self.begins_at > LONGEST:
            raise _said(_("An event begins within two years and lasts a year at most. Please check the year."))
        if self.opens_at and self.opens_at >= (self.closes_at or self.begins_at):
            raise _said(_("Registration must open before it closes, and before the event begins."))
        if not self.venue and not self.place:
            raise _said(_("Please choose a venue, or say where it is."))
        return self


def _said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


class Register(Command):
    """How many come along."""

    companions: Annotated[int, Field(ge=0, le=1_000), BeforeValidator(lambda given: given or 0)] = 0


class RegisterFor(Register):
    """Somebody who called or stands at the desk; without a `phone` they are told nothing and keep the number on paper."""

    phone: Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)] = ""


class LookAtPhone(Command):
    """Why the number is needed."""

    reason: Reason


class Closure(Command):
    """The days on which a venue is closed beside its hours, the first and the last, and why."""

    first: date
    last: Annotated[date | None, Optional] = None
    reason: Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]

    @model_validator(mode="after")
    def _days_follow(self) -> Closure:
        if self.until < self.first:
            raise _said(_("The last day must not lie before the first."))
        if self.until < today():
            raise _said(_("These days have passed already. Please give days from today on."))
        if self.until - self.first > timedelta(days=MOST_DAYS_CLOSED) or self.first - today() > timedelta(days=366):
            raise _said(_("At most %(n)d days at a time, and within a year from now.") % {"n": MOST_DAYS_CLOSED})
        return self

    @property
    def until(self) -> date:
        return self.last or self.first


class Because(Command):
    reason: Annotated[str, Field(min_length=2, max_length=200), BeforeValidator(tidy)]


class Attendance(Command):
    attended: Annotated[int, Field(ge=0, le=1_000_000)]


class Look(Command):
    """What was found of one item."""

    item: Code
    finding: Literal["fine", "fault", "none"]
    remark: Annotated[str, Field(max_length=500), BeforeValidator(tidy)] = ""


class NamePerson(Command):
    """Who answers for a venue on a level; nobody: the organisation as such."""

    level: Literal["venue", "street", "district"]
    person: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""

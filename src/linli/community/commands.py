"""Typed commands of events and inspections: each way in parses its input into one of these."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, When, tidy
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_phone

MOST_SEATS, MOST_COMPANIONS = 100_000, 9


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

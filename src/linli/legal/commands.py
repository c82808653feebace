"""Typed commands of the legal desk: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, When, tidy
from linli.clock import today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile

LONGEST = 4000


def said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _mobile(given: str) -> str:
    try:
        return normal_mobile(given) if given else ""
    except InvalidPhone as wrong:
        raise said(wrong.message) from None


def _number(given: object) -> object:
    """A form sends the length as text."""
    return int(given) if isinstance(given, str) and given.isascii() and given.isdigit() else given


Minutes = Annotated[Literal[20, 30], BeforeValidator(_number)]
PersonName = Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
Phone = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
Words = Annotated[str, Field(min_length=5, max_length=LONGEST), BeforeValidator(tidy)]
OptionalWords = Annotated[str, Field(max_length=LONGEST), BeforeValidator(tidy)]


class Slot(Command):
    """A time as the page offers it: the lawyer, and the moment at which it begins."""

    CALLED = {
        "lawyer": gettext_lazy("Lawyer"), "begins_at": gettext_lazy("Time"),
    }  # fmt: skip

    lawyer: Code
    begins_at: When


class Book(Slot):
    CALLED = Slot.CALLED | {
        "kind": gettext_lazy("What is it about?"), "name": gettext_lazy("Your name"),
        "question": gettext_lazy("What would you like to know? (optional)"),
    }  # fmt: skip

    kind: Code
    name: PersonName
    question: Annotated[str, Field(max_length=500), BeforeValidator(tidy)] = ""


class BookFor(Book):
    """For somebody who called or stands there; without a phone they are told nothing."""

    CALLED = Book.CALLED | {
        "name": gettext_lazy("Name of the person"), "phone": gettext_lazy("Mobile phone"),
    }  # fmt: skip

    phone: Phone = ""


class WalkIn(Command):
    """Somebody is there without having booked."""

    CALLED = {
        "lawyer": gettext_lazy("With whom"), "kind": gettext_lazy("What is it about?"),
        "name": gettext_lazy("Name of the person"),
        "phone": gettext_lazy("Mobile phone"), "minutes": gettext_lazy("How long it takes"),
    }  # fmt: skip

    lawyer: Code
    place: Code
    kind: Code
    name: PersonName
    phone: Phone = ""
    minutes: Minutes = 20


class WriteNote(Command):
    """For the resident: what was asked, what was explained, which law, what to do next."""

    CALLED = {
        "asked": gettext_lazy("What was asked"), "explained": gettext_lazy("What was explained"),
        "law": gettext_lazy("Which law"),
        "next": gettext_lazy("What to do next"),
    }  # fmt: skip

    asked: Words
    explained: Words
    law: OptionalWords = ""
    next: OptionalWords = ""


class ProposeAid(Command):
    CALLED = {
        "reason": gettext_lazy("Why legal aid could help"),
    }  # fmt: skip

    reason: Annotated[str, Field(min_length=5, max_length=1000), BeforeValidator(tidy)]


class AnswerAid(Command):
    """The bureau's word on an application for legal aid."""

    CALLED = {
        "answer": gettext_lazy("What they are told"),
    }  # fmt: skip

    taken: bool
    answer: Annotated[str, Field(min_length=2, max_length=500), BeforeValidator(tidy)]


class SetHours(Command):
    """Every week; both ends on the same day, on a full ten minutes, in slots of 20 or 30."""

    CALLED = {
        "lawyer": gettext_lazy("Lawyer"), "place": gettext_lazy("Where"), "weekday": gettext_lazy("Day"),
        "begins": gettext_lazy("Begins at"),
        "ends": gettext_lazy("Ends at"), "minutes": gettext_lazy("Minutes for each"),
    }  # fmt: skip

    lawyer: Code
    place: Code
    weekday: Annotated[int, Field(ge=0, le=6)]
    begins: time
    ends: time
    minutes: Minutes

    @model_validator(mode="after")
    def _follow(self) -> SetHours:
        if self.begins.minute % 10 or self.ends.minute % 10:
            raise said(_("Hours begin and end on a full ten minutes, such as 09:00 or 14:30."))
        begins, ends = (one.hour * 60 + one.minute for one in (self.begins, self.ends))
        if ends - begins < self.minutes:
            raise said(_("Hours end after they begin, on the same day, and hold one slot at least."))
        return self


class TakeDayOff(Command):
    CALLED = {
        "lawyer": gettext_lazy("Lawyer"), "day": gettext_lazy("Which day"),
    }  # fmt: skip

    lawyer: Code
    day: date

    @model_validator(mode="after")
    def _comes(self) -> TakeDayOff:
        if not today() <= self.day <= today() + timedelta(days=400):
            raise said(_("Please give a day from today on, within a year."))
        return self

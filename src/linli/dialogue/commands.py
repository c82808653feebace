"""Typed commands of the dialogue: each way in parses its input into one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, When, tidy
from linli.faults import faults_of
from linli.problem import Fault

from .errors import InvalidInput
from .models import Moderation, Outcome

LONGEST_TEXT, LONGEST_COMMENT, MOST_OPTIONS, MOST_AT_ONCE = 4000, 1000, 12, 200

Title = Annotated[str, Field(min_length=4, max_length=60), BeforeValidator(tidy)]
Text = Annotated[str, Field(min_length=10, max_length=LONGEST_TEXT), BeforeValidator(tidy)]
Said = Annotated[str, Field(min_length=2, max_length=LONGEST_COMMENT), BeforeValidator(tidy)]
Line = Annotated[str, Field(max_length=120), BeforeValidator(tidy)]
Name = Annotated[str, Field(max_length=20), BeforeValidator(tidy)]
Why = Annotated[str, Field(min_length=4, max_length=300), BeforeValidator(tidy)]
Question = Annotated[str, Field(min_length=6, max_length=300), BeforeValidator(tidy)]
Background = Annotated[str, Field(max_length=8000), BeforeValidator(tidy)]
Optional = Annotated[str, Field(max_length=40), BeforeValidator(tidy)]


def _no_number(given: object) -> object:
    """A field left empty is no number."""
    return None if isinstance(given, str) and not given.strip() else given


def _web_address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise PydanticCustomError("said", "{said}", {"said": _("Please give the meeting’s web address, such as https://meeting.example.cn/123.")})  # fmt: skip
    return given


class Propose(Command):
    """A proposal to a topic, or a free one: then `organisation` or `category` may say whom it concerns."""

    district: Code
    topic: Optional = ""
    organisation: Optional = ""
    category: Optional = ""
    title: Title
    text: Text
    place: Line = ""
    name: Name = ""
    show_name: bool = False


class Say(Command):
    """A comment."""

    text: Said
    name: Name = ""
    show_name: bool = False


class Object(Command):
    """Why a comment should not stand there."""

    reason: Annotated[str, Field(max_length=200), BeforeValidator(tidy)] = ""


class AnswerThem(Command):
    """An official answer to one or many proposals; a later one says what became of them since."""

    proposals: Annotated[list[Code], Field(min_length=1, max_length=MOST_AT_ONCE)]
    text: Text
    outcome: Outcome
    planned_for: Annotated[date | None, BeforeValidator(_no_number)] = None
    case: Optional = ""
    project: Annotated[str, Field(max_length=80), BeforeValidator(tidy)] = ""


class Reason(Command):
    reason: Why


class Route(Command):
    organisation: Code


class OpenTopic(Command):
    """A topic, and perhaps a secret ballot: `options`, one a line."""

    organisation: Optional = ""
    title: Title
    question: Question
    background: Background = ""
    opens_at: Annotated[When | None, BeforeValidator(_no_number)] = None
    closes_at: When
    moderation: Moderation = Moderation.BEFORE
    answer_days: Annotated[int, Field(ge=1, le=90)] = 15
    ballot: Annotated[str, Field(max_length=200), BeforeValidator(tidy)] = ""
    options: Annotated[str, Field(max_length=1200), BeforeValidator(tidy)] = ""

    @property
    def choices(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class ChangeTopic(Command):
    """Other words for a topic that has begun, or a later end."""

    title: Title
    question: Question
    background: Background = ""
    closes_at: When


class Vote(Command):
    option: UUID


class PlanMeeting(Command):
    organisation: Optional = ""
    topic: Optional = ""
    title: Title
    agenda: Text
    starts_at: When
    ends_at: When
    link: Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(tidy), AfterValidator(_web_address)]
    seats: Annotated[Annotated[int, Field(ge=1, le=5000)] | None, BeforeValidator(_no_number)] = None


class Minutes(Command):
    minutes: Text


class Register(Command):
    name: Name = ""


# What the fields of these commands are called where people read of them.
_NAMES = {
    "title": gettext_lazy("Title"), "text": gettext_lazy("Text"), "place": gettext_lazy("Place"), "name": gettext_lazy("How you are called"),
    "question": gettext_lazy("Question"), "background": gettext_lazy("Background"), "opens_at": gettext_lazy("From"),
    "closes_at": gettext_lazy("Until"), "moderation": gettext_lazy("When we look through it"), "outcome": gettext_lazy("What becomes of it"),
    "answer_days": gettext_lazy("Working days for an answer"), "ballot": gettext_lazy("Question of the ballot"),
    "options": gettext_lazy("Answers to choose from"), "planned_for": gettext_lazy("Planned for"), "proposals": gettext_lazy("Proposals"),
    "case": gettext_lazy("Case code"), "project": gettext_lazy("Project"), "agenda": gettext_lazy("Agenda"),
    "starts_at": gettext_lazy("Begins"), "ends_at": gettext_lazy("Ends"), "link": gettext_lazy("Address of the meeting"),
    "seats": gettext_lazy("Seats"), "minutes": gettext_lazy("Minutes"), "reason": gettext_lazy("Reason"), "option": gettext_lazy("Your choice"),
    "organisation": gettext_lazy("Whom it concerns"), "category": gettext_lazy("Subject"), "topic": gettext_lazy("Topic"),
}  # fmt: skip

Given = TypeVar("Given", bound=Command)


def parse(kind: type[Given], given: Given | Mapping[str, Any]) -> Given:
    """The command, or InvalidInput with every fault at once."""
    if isinstance(given, kind):
        return given
    try:
        return kind.model_validate(given)
    except ValidationError as wrong:
        raise InvalidInput([_named(fault) for fault in faults_of(wrong.errors(include_url=False))]) from None


def _named(fault: Fault) -> Fault:
    """By the name that the field has on the page."""
    name = _NAMES.get(fault.field.split(".")[-1])
    return replace(fault, message=fault.message.replace(f"“{fault.field}”", f"“{name}”")) if name else fault

"""Typed commands of mediation: each way in parses its input into one of these."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, When, tidy
from linli.clock import now, today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile

LONGEST, MOST_TERMS = 4000, 20
AHEAD = timedelta(days=180)
# The field that is signed in: so many units wide and high, whatever the screen.
WIDE, HIGH = 1000, 600
MOST_STROKES, MOST_POINTS = 120, 6000
_REACH = 60


def said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _mobile(given: str) -> str:
    try:
        return normal_mobile(given) if given else ""
    except InvalidPhone as wrong:
        raise said(wrong.message) from None


def _ticked(value: object) -> object:
    return value in (True, "on", "yes", "true", "1") if not isinstance(value, bool) else value


Words = Annotated[str, Field(min_length=5, max_length=LONGEST), BeforeValidator(tidy)]
OptionalWords = Annotated[str, Field(max_length=LONGEST), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=500), BeforeValidator(tidy)]
PersonName = Annotated[str, Field(min_length=2, max_length=20), BeforeValidator(tidy)]
Phone = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
Ticked = Annotated[bool, BeforeValidator(_ticked)]


class Bring(Command):
    """A quarrel as somebody in it tells it, and with whom it is."""

    CALLED = {
        "kind": gettext_lazy("What is it about?"), "team": gettext_lazy("Which team?"),
        "story": gettext_lazy("What happened?"), "name": gettext_lazy("Your name"),
        "other_name": gettext_lazy("With whom is it?"), "other_phone": gettext_lazy("Their mobile phone"),
    }  # fmt: skip

    kind: Code
    team: Code
    story: Words
    name: PersonName
    other_name: PersonName
    other_phone: Phone = ""
    agrees: Ticked = False

    @model_validator(mode="after")
    def _knows_what_it_is(self) -> Bring:
        if not self.agrees:
            raise said(
                _("Please tick that you take part of your own free will: a mediation is never forced on anybody.")
            )
        return self


class BringAtDesk(Command):
    """The same, taken down for somebody; with `case`, handed over from it."""

    CALLED = {
        "kind": gettext_lazy("What is it about?"), "team": gettext_lazy("Which team?"),
        "story": gettext_lazy("What happened?"),
        "name": gettext_lazy("Name of who brings it"), "phone": gettext_lazy("Mobile phone"),
        "other_name": gettext_lazy("Name of the other side"),
        "other_phone": gettext_lazy("Their mobile phone"),
    }  # fmt: skip

    kind: Code
    team: Code
    story: Words
    name: PersonName
    phone: Phone = ""
    other_name: PersonName
    other_phone: Phone = ""
    case: Line = ""


class AddParty(Command):
    CALLED = {
        "name": gettext_lazy("Name of the person"), "phone": gettext_lazy("Mobile phone"),
    }  # fmt: skip

    name: PersonName
    phone: Phone = ""


class AnswerOf(Command):
    """A party's word, noted by a mediator whom they told it."""

    party: Annotated[int, Field(ge=1, le=6)]
    agrees: Ticked


class PlanSession(Command):
    CALLED = {
        "begins_at": gettext_lazy("When"), "place": gettext_lazy("Where"),
    }  # fmt: skip

    begins_at: When
    place: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]


class HoldSession(Command):
    """Who was there, by the numbers of the parties, and what was said."""

    CALLED = {
        "there": gettext_lazy("Who was there?"), "notes": gettext_lazy("What was said, and how far they came"),
    }  # fmt: skip

    there: Annotated[list[Annotated[int, Field(ge=1, le=6)]], Field(min_length=1, max_length=6)]
    notes: Words


class WriteEntry(Command):
    CALLED = {
        "text": gettext_lazy("Write a page"),
    }  # fmt: skip

    text: Words


class Point(Command):
    """One point of an agreement, and by when it is done."""

    text: Annotated[str, Field(min_length=4, max_length=500), BeforeValidator(tidy)]
    due: date | None = None

    @model_validator(mode="after")
    def _is_to_come(self) -> Point:
        if self.due is not None and not today() <= self.due <= today() + timedelta(days=3 * 366):
            raise said(_("A point is done on a day from today on, within three years. Please check the year."))
        return self


class WriteAgreement(Command):
    """`anew`: a version that everybody signs again, though somebody signed the one before."""

    CALLED = {
        "points": gettext_lazy("What is agreed"), "text": gettext_lazy("What is agreed"), "due": gettext_lazy("By when"),
    }  # fmt: skip

    points: Annotated[list[Point], Field(min_length=1, max_length=MOST_TERMS)]
    anew: Ticked = False


def _strokes(value: object) -> object:
    """What the signature field sends: a list of strokes, each a list of points [x, y]."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else []
    except (ValueError, RecursionError):
        return None


Coordinate = Annotated[int, Field(ge=0, le=WIDE)]
Strokes = Annotated[
    list[Annotated[list[tuple[Coordinate, Annotated[int, Field(ge=0, le=HIGH)]]], Field(max_length=MOST_POINTS)]],
    Field(max_length=MOST_STROKES),
    BeforeValidator(_strokes),
]


class Sign(Command):
    """`digest` is that of the text on the page; either strokes, or the name typed (a party also with the code sent)."""

    CALLED = {
        "name": gettext_lazy("Name, typed"), "code": gettext_lazy("Code from the message"),
    }  # fmt: skip

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    strokes: Strokes = []
    name: Annotated[str, Field(max_length=20), BeforeValidator(tidy)] = ""
    code: Annotated[str, Field(max_length=10), BeforeValidator(tidy)] = ""
    agrees: Ticked = False

    @property
    def is_drawn(self) -> bool:
        return any(self.strokes)

    @property
    def says_something(self) -> bool:
        """A dot or a line too short is no name."""
        points = [point for stroke in self.strokes for point in stroke]
        if not 8 <= len(points) <= MOST_POINTS:
            return False
        across = max(x for x, _y in points) - min(x for x, _y in points)
        down = max(y for _x, y in points) - min(y for _x, y in points)
        return across + down >= _REACH and across >= _REACH // 3

    @model_validator(mode="after")
    def _is_meant(self) -> Sign:
        if not self.agrees:
            raise said(_("Please tick that you read all of it and agree."))
        return self


class FollowUp(Command):
    """What became of it, and what comes next."""

    CALLED = {
        "kept": gettext_lazy("Kept or broken"), "notes": gettext_lazy("What they say"), "next": gettext_lazy("What next"),
    }  # fmt: skip

    kept: Literal["kept", "partly", "broken"]
    notes: OptionalWords = ""
    next: Literal["close", "again", "court"]

    @model_validator(mode="after")
    def _says_why(self) -> FollowUp:
        if self.kept != "kept" and len(self.notes) < 5:
            raise said(_("Please write what was not kept, and why."))
        return self


class Refer(Command):
    CALLED = {
        "court": gettext_lazy("Which court"), "summary": gettext_lazy("How the matter stands"),
    }  # fmt: skip

    court: Annotated[str, Field(min_length=4, max_length=60), BeforeValidator(tidy)]
    summary: Words


class Because(Command):
    CALLED = {
        "reason": gettext_lazy("Why"),
    }  # fmt: skip

    reason: Reason


def in_time(given: Any) -> bool:
    """Whether a session can be planned at that moment."""
    return bool(now() < given <= now() + AHEAD)

"""Typed commands of shared spaces: each way in parses its input into one of these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Command, When, tidy
from linli.catalogue.opening import WEEKDAYS
from linli.clock import LOCAL

from .models import Whom

MOST_WEEKS = 26


def said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Purpose = Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
Person = Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
Why = Annotated[str, Field(min_length=2, max_length=200), BeforeValidator(tidy)]


class _Form(Command):
    """Base: what the forms call the fields."""

    CALLED: ClassVar[Mapping[str, object]] = {
        "day": gettext_lazy("Day"), "begins": gettext_lazy("From when"), "minutes": gettext_lazy("For how long"),
        "purpose": gettext_lazy("Purpose of the booking"), "people": gettext_lazy("How many people"), "whom": gettext_lazy("Booked for"),
        "whom_name": gettext_lazy("Name of the team or organisation"), "until": gettext_lazy("Weekly, up to this day"), "seats": gettext_lazy("Seats of the room"),
        "about": gettext_lazy("What the room is like"), "equipment": gettext_lazy("There is"), "longest_minutes": gettext_lazy("Longest, in minutes"),
        "days_ahead": gettext_lazy("Days ahead"), "most_open": gettext_lazy("Bookings to come a person"), "not_for": gettext_lazy("What it is not for"),
        "begins_at": gettext_lazy("From"), "ends_at": gettext_lazy("Until"), "reason": gettext_lazy("The reason"),
    }  # fmt: skip


class Book(_Form):
    """A room on a `day` from `begins` for `minutes`; with `until` every week up to that day, and `how` to deal with weeks
    in which it cannot be had: “all” or nothing, or only the “free” ones."""

    day: date
    begins: time
    minutes: Annotated[int, Field(ge=30, le=24 * 60, multiple_of=30)]
    purpose: Purpose
    people: Annotated[int, Field(ge=1, le=2000)]
    name: Person
    whom: Whom = Whom.SELF
    whom_name: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    until: Annotated[date | None, BeforeValidator(_nothing)] = None
    how: Literal["all", "free"] = "all"

    @model_validator(mode="after")
    def _says_for_whom(self) -> Book:
        if self.whom != Whom.SELF and not self.whom_name:
            raise said(_("Please name the team or organisation that you book for."))
        if self.until is not None and not 0 <= (self.until - self.day).days <= 7 * MOST_WEEKS:
            raise said(_("A weekly booking ends after its first day, and within half a year."))
        return self


class Change(_Form):
    """Open or closed for a time; `cancel`: bookings that lie in a closed time are cancelled and told."""

    opens: bool
    begins_at: When
    ends_at: When
    reason: Reason
    cancel: bool = False

    @model_validator(mode="after")
    def _follows(self) -> Change:
        if self.ends_at <= self.begins_at:
            raise said(_("The end comes after the beginning. Please look at both times again."))
        return self


def on_half_hours(text: str) -> str:
    """Hours as people write them, 09:00-12:00 14:00-17:30, in one spelling. Raises PydanticCustomError."""
    spans = []
    for part in text.replace("，", " ").replace(",", " ").replace("–", "-").split():
        try:
            begins, ends = (time.fromisoformat(one) for one in part.split("-"))
        except ValueError:
            raise said(_("Please write hours like 09:00-12:00 14:00-17:30.")) from None
        if ends <= begins or begins.minute % 30 or ends.minute % 30:
            raise said(_("Hours run forwards within a day, on the hour or half past."))
        spans.append((begins, ends))
    if any(later[0] < earlier[1] for earlier, later in zip(sorted(spans), sorted(spans)[1:], strict=False)):
        raise said(_("Two of these hours overlap."))
    return " ".join(f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in sorted(spans))


Hours = Annotated[str, Field(max_length=80), BeforeValidator(tidy), AfterValidator(on_half_hours)]


class Rules(_Form):
    """What the desk may change of a room. Hours by weekday in one line each."""

    about: Annotated[str, Field(max_length=300), BeforeValidator(tidy)] = ""
    seats: Annotated[int, Field(ge=1, le=2000)]
    equipment: Annotated[str, Field(max_length=200), BeforeValidator(tidy)] = ""
    longest_minutes: Annotated[int, Field(ge=30, le=16 * 60, multiple_of=30)]
    days_ahead: Annotated[int, Field(ge=1, le=180)]
    most_open: Annotated[int, Field(ge=1, le=20)]
    not_for: Annotated[str, Field(max_length=200), BeforeValidator(tidy)] = ""
    needs_agreement: bool = False
    mon: Hours = ""
    tue: Hours = ""
    wed: Hours = ""
    thu: Hours = ""
    fri: Hours = ""
    sat: Hours = ""
    sun: Hours = ""

    @property
    def hours(self) -> dict[str, list[list[str]]]:
        lines = {day: str(getattr(self, day)) for day in WEEKDAYS}
        return {day: [span.split("-") for span in line.split()] for day, line in lines.items() if line}


class Because(_Form):
    reason: Why


def moment_of(day: date, at: time) -> datetime:
    """A time of the wall here."""
    return datetime.combine(day, at, LOCAL)

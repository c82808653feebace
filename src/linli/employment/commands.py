"""Typed commands of a community service company: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, When, tidy
from linli.clock import now, today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile, normal_phone

MOST_WANTED, MOST_DAYS = 200, 62
# Nothing is offered, and nobody placed, further ahead or back; no contract is longer.
AHEAD, BEHIND, LONGEST = timedelta(days=366), timedelta(days=366), timedelta(days=731)
HIGHEST_WAGE, HOURS_IN_A_DAY = Decimal("100000"), Decimal("24")


# What their forms call the fields of these commands.
NAMES = {
    "title": gettext_lazy("What it is called"), "about": gettext_lazy("What is to be done"), "area": gettext_lazy("Community"),
    "place": gettext_lazy("Where, in words"), "kind": gettext_lazy("Full or part time"), "hours_a_week": gettext_lazy("Hours a week"),
    "times": gettext_lazy("When, in words"), "pay": gettext_lazy("For a month, or for an hour"), "wage": gettext_lazy("Wage in yuan"),
    "wanted": gettext_lazy("How many people are wanted"), "open_from": gettext_lazy("Open from"), "open_until": gettext_lazy("Open until the day"),
    "name": gettext_lazy("Name of the person"), "contact": gettext_lazy("Telephone"), "phone": gettext_lazy("Mobile phone"),
    "group": gettext_lazy("Does one of these fit?"), "words": gettext_lazy("A few words"), "reason": gettext_lazy("Why"), "at": gettext_lazy("When"),
    "where": gettext_lazy("Where"), "begins": gettext_lazy("First day"), "ends": gettext_lazy("Last day"), "why": gettext_lazy("Why out of turn"),
    "day": gettext_lazy("Day"), "[key]": gettext_lazy("Day"), "hours": gettext_lazy("Hours worked"), "month": gettext_lazy("Month"),
}  # fmt: skip


def _missing() -> PydanticCustomError:
    return PydanticCustomError("missing", "missing")


def _said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    """An empty field of a form is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def _mobile(given: str) -> str:
    try:
        return normal_mobile(given) if given else ""
    except InvalidPhone as wrong:
        raise _said(wrong.message) from None


def _telephone(given: str) -> str:
    try:
        return normal_phone(given) if given else ""
    except InvalidPhone as wrong:
        raise _said(wrong.message) from None


def decimal_of(value: Any, most: Decimal) -> Decimal | None:
    """A number from 0 to `most` with at most two places, or None."""
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not found.is_finite() or not 0 <= found <= most or found != found.quantize(Decimal("0.01")):
        return None
    return found.quantize(Decimal("0.01"))


def _wage(value: Any) -> Decimal:
    if value == "":
        raise _missing()
    found = decimal_of(value, HIGHEST_WAGE)
    if not found:
        raise _said(
            _("“%(value)s” cannot be a wage: please give yuan above zero, with at most two places, such as 2650 or 18.50.")
            % {"value": str(value)[:20]}
        )  # fmt: skip
    return found


def _hours(value: Any) -> Decimal:
    """Of a day; 0 takes back what was entered."""
    if value == "":
        raise _missing()
    found = decimal_of(value, HOURS_IN_A_DAY)
    if found is None:
        raise _said(
            _("“%(value)s” cannot be the hours of a day: a day has 24; please give them like 7.5, or 0 to take them back.")
            % {"value": str(value)[:20]}
        )  # fmt: skip
    return found


Title = Annotated[str, Field(min_length=2, max_length=40), BeforeValidator(tidy)]
About = Annotated[str, Field(min_length=2, max_length=2000), BeforeValidator(tidy)]
Short = Annotated[str, Field(max_length=60), BeforeValidator(tidy)]
Person = Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=100), BeforeValidator(tidy)]
Where = Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
Words = Annotated[str, Field(max_length=300), BeforeValidator(tidy)]
Telephone = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_telephone)]
Mobile = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
Wage = Annotated[Decimal, BeforeValidator(_wage)]
Hours = Annotated[Decimal, BeforeValidator(_hours)]
Given = BeforeValidator(_nothing)


class Named(Command):
    """Its faults call each field as the forms do."""

    CALLED = NAMES


class PostSheet(Named):
    """A post as the company offers it. `wage` is for a month or for an hour, as `pay` says."""

    title: Title
    about: About
    area: Code
    place: Where
    kind: Literal["full", "part"]
    hours_a_week: Annotated[int, Field(ge=1, le=60)]
    times: Short = ""
    pay: Literal["monthly", "hourly"]
    wage: Wage
    wanted: Annotated[int, Field(ge=1, le=MOST_WANTED)]
    open_from: date
    open_until: date

    @model_validator(mode="after")
    def _days_follow(self) -> PostSheet:
        if self.open_until < self.open_from:
            raise _said(_("A post is open until a day after it opened."))
        if not today() - BEHIND <= self.open_from <= self.open_until <= today() + AHEAD:
            raise _said(_("A post is open within a year from today. Please check the year."))
        return self


class Apply(Named):
    """`group`: to which of the rule's groups they belong, as they say; used for the order only where they agree."""

    name: Person
    contact: Telephone = ""
    group: Short = ""
    agrees: bool = False
    times: Short = ""
    words: Words = ""

    @model_validator(mode="after")
    def _agrees_to_what_is_used(self) -> Apply:
        if self.group and not self.agrees:
            raise _said(
                _("To be considered first we need your agreement that what you chose is used for the order. Please tick it, or choose “none of these”.")
            )  # fmt: skip
        return self


class ApplyFor(Apply):
    """Somebody who came to the company; without a `phone` they are told nothing."""

    phone: Mobile = ""


class Because(Named):
    reason: Reason


class Invite(Named):
    at: When
    where: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]

    @model_validator(mode="after")
    def _comes(self) -> Invite:
        if not now() <= self.at <= now() + timedelta(days=60):
            raise _said(_("Please invite to a time to come, within two months."))
        return self


class Place(Named):
    """From when until when, and what the contract fixes; without a `wage` that of the post. `why`: out of turn."""

    begins: date
    ends: date
    wage: Annotated[Wage | None, Given] = None
    why: Annotated[str, Field(max_length=100), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _days_follow(self) -> Place:
        if self.ends < self.begins:
            raise _said(_("A placement ends after it begins."))
        if not (abs(self.begins - today()) <= BEHIND and self.ends - self.begins <= LONGEST):
            raise _said(
                _("A placement begins within a year from today and lasts two years at most. Please check the year.")
            )
        return self


class EndPlacement(Because):
    """`day` is the last one at work."""

    CALLED = NAMES | {"day": gettext_lazy("Last day at work")}

    day: date


class EnterHours(Named):
    """Hours by day; 0 takes back what is not confirmed."""

    hours: dict[date, Hours] = Field(min_length=1)


class ChangeHours(Because):
    """One day after its month was paid; 0 if nothing was worked."""

    CALLED = NAMES | {"hours": gettext_lazy("Hours as they should be")}

    day: date
    hours: Hours


class MonthOf(Named):
    """A month by its first day: 2026-10-01, or 2026-10."""

    month: Annotated[date, BeforeValidator(lambda value: f"{value}-01" if len(str(value)) == 7 else value)]

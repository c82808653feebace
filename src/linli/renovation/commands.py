"""Typed commands of renovation: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, tidy
from linli.clock import today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile, normal_phone

# A vote is open so long at least and at most; nothing is planned further ahead.
SHORTEST_VOTE, LONGEST_VOTE = 3, 180
AHEAD = timedelta(days=3650)


def said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    """An empty field of a form is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def _mobile(given: str) -> str:
    try:
        return normal_mobile(given) if given else ""
    except InvalidPhone as wrong:
        raise said(wrong.message) from None


def _telephone(given: str) -> str:
    try:
        return normal_phone(given)
    except InvalidPhone as wrong:
        raise said(wrong.message) from None


def _square_metres(value: object) -> object:
    """Numbers as people write them: 1,234.50 or 89.5㎡."""
    text = str(value).strip().removesuffix("㎡").removesuffix("m²").replace(",", "").replace("，", "").strip()
    if not text:
        return value
    try:
        area = Decimal(text)
    except ArithmeticError:
        raise said(
            _("“%(value)s” is no area: square metres like 78.50, please.") % {"value": str(value)[:20]}
        ) from None
    if not area.is_finite() or not 0 < area < 100_000 or area != area.quantize(Decimal("0.01")):
        raise said(
            _("“%(value)s” is no area of a unit: above zero, below 100,000 square metres, with two places at most.")
            % {"value": str(value)[:20]}
        )
    return area.quantize(Decimal("0.01"))


def _money(value: object) -> object:
    text = str(value).strip().removeprefix("¥").replace(",", "").replace("，", "").removesuffix("元").strip()
    try:
        amount = Decimal(text or "0")
    except ArithmeticError:
        amount = Decimal("-1")
    if not amount.is_finite() or not 0 <= amount < 10**11 or amount != amount.quantize(Decimal("0.01")):
        raise said(_("“%(value)s” is no sum of money: yuan with two places at most, please.") % {"value": str(value)[:20]})  # fmt: skip
    return amount.quantize(Decimal("0.01"))


Given = BeforeValidator(_nothing)
Day = Annotated[date | None, Given]
Area = Annotated[Decimal, BeforeValidator(_square_metres)]
Money = Annotated[Decimal, BeforeValidator(_money)]
Title = Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=200), BeforeValidator(tidy)]
Remark = Annotated[str, Field(max_length=200), BeforeValidator(tidy)]
Mobile = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
State = Literal["not_planned", "planned", "under_way", "done", "accepted"]


class Move(Command):
    """A work at a house goes on to another state."""

    CALLED = {
        "house": gettext_lazy("Building"), "work": gettext_lazy("Work"), "state": gettext_lazy("State"),
        "note": gettext_lazy("Remark"),
    }  # fmt: skip

    house: UUID
    work: Code
    state: State
    note: Remark = ""


class Plan(Command):
    """When a work at a house is to be done, by whom, and what it is planned to cost."""

    CALLED = {
        "house": gettext_lazy("Building"), "work": gettext_lazy("Work"),
        "planned_from": gettext_lazy("To begin on"), "planned_until": gettext_lazy("To be done by"),
        "contractor": gettext_lazy("Contractor"),
        "planned_amount": gettext_lazy("Planned cost in yuan"),
    }  # fmt: skip

    house: UUID
    work: Code
    planned_from: Day = None
    planned_until: Day = None
    contractor: Annotated[str, Field(max_length=24), BeforeValidator(tidy)] = ""
    planned_amount: Money = Decimal("0.00")

    @model_validator(mode="after")
    def _days_follow(self) -> Plan:
        if self.planned_from and self.planned_until and self.planned_until < self.planned_from:
            raise said(_("The last day comes before the first. Please exchange them."))
        if any(day and abs(day - today()) > AHEAD for day in (self.planned_from, self.planned_until)):
            raise said(_("Please give days within ten years from now."))
        return self


class Pay(Command):
    """A payment out of the fund of the renovation, for a work of an estate."""

    CALLED = {
        "work": gettext_lazy("Work"), "contractor": gettext_lazy("To which enterprise"),
        "amount": gettext_lazy("Sum in yuan"),
        "purpose": gettext_lazy("What it is paid for"),
    }  # fmt: skip

    work: Code
    contractor: Code
    amount: Money
    purpose: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]


class Link(Command):
    """A payment that was asked for at the ledger's own desk, by its number."""

    CALLED = {
        "work": gettext_lazy("Work"), "code": gettext_lazy("Number of the payment"),
    }  # fmt: skip

    work: Code
    code: Code


class Note(Command):
    CALLED = {
        "text": gettext_lazy("What was done, what comes next"),
    }  # fmt: skip

    text: Annotated[str, Field(min_length=5, max_length=1000), BeforeValidator(tidy)]


class Shown(Command):
    """A picture of a work: before, during, after."""

    CALLED = {
        "work": gettext_lazy("Work"), "house": gettext_lazy("Building"), "moment": gettext_lazy("When it was taken"),
        "shows": gettext_lazy("What it shows"),
        "day": gettext_lazy("Day"),
    }  # fmt: skip

    work: Code
    house: Annotated[UUID | None, Given] = None
    moment: Literal["before", "during", "after"]
    shows: Title
    day: date

    @model_validator(mode="after")
    def _has_been(self) -> Shown:
        if not today() - AHEAD <= self.day <= today():
            raise said(_("A picture was taken today or before. Please check the day."))
        return self


class FaultReport(Command):
    """What is wrong with a work at a house; `phone` only if one wants to be told."""

    CALLED = {"house": gettext_lazy("Which building"), "work": gettext_lazy("Which work")}

    house: Annotated[UUID | None, Given]
    work: Line
    text: Annotated[str, Field(max_length=2000), BeforeValidator(tidy)]
    phone: Annotated[Line, AfterValidator(lambda given: _telephone(given) if given else "")] = ""

    @model_validator(mode="after")
    def _says_all(self) -> FaultReport:
        if self.house is None or not self.work:
            raise said(_("Please choose the building and the work it is about."))
        if len(self.text) < 4:
            raise said(_("Please say in a few words what is wrong, and where."))
        return self


class Unit(Command):
    """A household of the roll."""

    CALLED = {
        "house": gettext_lazy("Building"), "unit": gettext_lazy("Unit number"), "area": gettext_lazy("Area in m²"),
        "owner": gettext_lazy("Owner of the unit"),
        "phone": gettext_lazy("Mobile phone"),
    }  # fmt: skip

    house: UUID
    unit: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
    area: Area
    owner: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    phone: Mobile = ""


class OpenVote(Command):
    """What owners are asked. `house` empty: the whole estate."""

    CALLED = {
        "rule": gettext_lazy("By which rule it is counted"), "house": gettext_lazy("Whose owners"),
        "title": gettext_lazy("What is asked, in one line"),
        "text": gettext_lazy("The matter in full"), "closes_on": gettext_lazy("Last day"),
        "keeper_one": gettext_lazy("First keeper"),
        "keeper_two": gettext_lazy("Second keeper"),
    }  # fmt: skip

    rule: Annotated[str, Field(min_length=1, max_length=40)]
    house: Annotated[UUID | None, Given] = None
    title: Title
    text: Annotated[str, Field(min_length=10, max_length=4000), BeforeValidator(tidy)]
    closes_on: date
    keeper_one: UUID
    keeper_two: UUID

    @model_validator(mode="after")
    def _fits(self) -> OpenVote:
        days = (self.closes_on - today()).days
        if not SHORTEST_VOTE <= days <= LONGEST_VOTE:
            raise said(
                _("Owners need time: a vote ends in %(least)d to %(most)d days from today.")
                % {"least": SHORTEST_VOTE, "most": LONGEST_VOTE}
            )
        if self.keeper_one == self.keeper_two:
            raise said(_("The two keepers must be two people."))
        return self


class Cast(Command):
    """`sure`: they were told that a vote stays once it is cast."""

    choice: Literal["y", "n", "a", ""] = ""
    sure: bool = False

    @model_validator(mode="after")
    def _is_meant(self) -> Cast:
        if not self.choice:
            raise said(_("Please choose one of the three."))
        if not self.sure:
            raise said(_("Please tick that you know: a vote that is cast cannot be changed."))
        return self


class Paper(Command):
    """A ballot on paper: whose it is, by house and unit, and what is ticked on it."""

    CALLED = {
        "house": gettext_lazy("Building"), "unit": gettext_lazy("Unit number"),
        "choice": gettext_lazy("What stands on the paper"),
    }  # fmt: skip

    house: UUID
    unit: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
    choice: Literal["y", "n", "a"]


class Confirm(Command):
    CALLED = {
        "choice": gettext_lazy("What stands on the paper"),
    }  # fmt: skip

    choice: Literal["y", "n", "a"]


class Because(Command):
    CALLED = {
        "reason": gettext_lazy("Why"),
    }  # fmt: skip

    reason: Reason


class Rate(Command):
    score: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field(max_length=500), BeforeValidator(tidy)] = ""

"""Typed commands of the assets room: each way in parses its input into one of these."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, parse, tidy
from linli.clock import today
from linli.ledger.commands import amount_given
from linli.ledger.errors import UnfitAmount
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_phone

__all__ = [
    "Apply",
    "Because",
    "Correct",
    "EndOn",
    "GrantUse",
    "ReceiveRent",
    "Register",
    "SetShares",
    "ShowPhoto",
    "SignLease",
    "parse",
]  # fmt: skip

FAR = date(2199, 12, 31)
# What the fields of these commands are called where one of them is at fault.
NAMES = {
    "code": gettext_lazy("Code of the asset"), "name": gettext_lazy("Name of the asset"), "kind": gettext_lazy("What it is used as"),
    "address": gettext_lazy("Address"), "owner": gettext_lazy("Owner"), "square_metres": gettext_lazy("Square metres"),
    "about": gettext_lazy("What there is to know"), "organisation": gettext_lazy("Organisation"), "first": gettext_lazy("First day"),
    "last": gettext_lazy("Last day"), "reason": gettext_lazy("Reason"), "on": gettext_lazy("On which day"),
    "community": gettext_lazy("Community"), "operator": gettext_lazy("Operator"), "lessee": gettext_lazy("Lessee"),
    "rent": gettext_lazy("Rent of a month"), "deposit": gettext_lazy("Deposit"), "due_day": gettext_lazy("Due on which day of the month"),
    "amount": gettext_lazy("Amount in yuan"), "purpose": gettext_lazy("What you would make of it"),
    "wanted_from": gettext_lazy("From which day"), "months": gettext_lazy("For how many months"), "area": gettext_lazy("Community or village"),
    "caption": gettext_lazy("What it shows"), "lat": gettext_lazy("Latitude"), "lon": gettext_lazy("Longitude"), "phone": gettext_lazy("Mobile phone"), "who": gettext_lazy("Who applies"),
}  # fmt: skip


def _missing() -> PydanticCustomError:
    return PydanticCustomError("missing", "missing")


def _said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    """An empty field of a form is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def _yuan(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        raise _missing()
    try:
        return amount_given(value)
    except UnfitAmount as unfit:
        raise _said(unfit.message) from None


def _telephone(given: str) -> str:
    if not given:
        raise _missing()
    try:
        return normal_phone(given)
    except InvalidPhone as wrong:
        raise _said(wrong.message) from None


def _number(value: object) -> object:
    """As people write it: 1,280.5."""
    return value.replace(",", "").replace("，", "").strip() if isinstance(value, str) else value


def _spelled(code: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", code):
        raise _missing() if not code else _said(_("“%(code)s” cannot be a code here: please use small letters, figures and hyphens, such as dongjie-12.") % {"code": code[:40]})  # fmt: skip
    return code


def _possible(day: date) -> date:
    if not date(1949, 10, 1) <= day <= FAR:
        raise _said(_("Please check the year of this day."))
    return day


def _to_come(day: date) -> date:
    if day < today():
        raise _said(_("Please choose a day from today on."))
    return day


Yuan = Annotated[Decimal, BeforeValidator(_yuan), Field(gt=0, max_digits=12, decimal_places=2)]
NoneOrYuan = Annotated[Decimal, BeforeValidator(_yuan), Field(ge=0, max_digits=12, decimal_places=2)]
Day = Annotated[date, AfterValidator(_possible)]
Given = BeforeValidator(_nothing)
Title = Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=200), BeforeValidator(tidy)]
Percent = Annotated[int, Field(ge=0, le=100)]
Kind = Literal["shop", "hall", "office", "factory", "warehouse", "land"]


class Named(Command):
    """Its faults call each field as the forms do."""

    CALLED = NAMES


class Correct(Named):
    """The facts of an asset; `area`: the community or village it lies in."""

    name: Title
    kind: Kind
    address: Annotated[Line, Field(min_length=2)]
    area: Code
    lat: Annotated[Annotated[float, Field(ge=-90, le=90)] | None, Given] = None
    lon: Annotated[Annotated[float, Field(ge=-180, le=180)] | None, Given] = None
    square_metres: Annotated[Decimal, BeforeValidator(_number), Field(gt=0, le=10_000_000, decimal_places=2)]
    about: Annotated[str, Field(max_length=300), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _on_the_map_or_not(self) -> Correct:
        if (self.lat is None) != (self.lon is None):
            raise _said(_("Latitude and longitude come together, or neither."))
        return self


class Register(Correct):
    """An asset that comes into the register, and who owns it."""

    code: Annotated[str, BeforeValidator(tidy), AfterValidator(_spelled)]
    owner: Code


class ShowPhoto(Named):
    """`caption` stands below it, and is read out to who cannot see it."""

    caption: Annotated[str, Field(max_length=80), BeforeValidator(tidy)] = ""


class GrantUse(Named):
    """No `last`: until further notice."""

    organisation: Code
    first: Day
    last: Annotated[Day | None, Given] = None
    reason: Reason


class EndOn(Named):
    """The last day, and why."""

    CALLED = NAMES | {"on": gettext_lazy("Last day")}

    on: Day
    reason: Reason


class SetShares(Named):
    """Per cent, from a day on."""

    first: Day
    owner: Percent
    community: Percent
    operator: Percent


class SignLease(Named):
    """`lessee` is public: the name of a firm, or of a shop. `rent` is of a whole month; `due_day` of each month."""

    lessee: Title
    organisation: Annotated[Code | None, Given] = None
    first: Day
    last: Day
    rent: Yuan
    deposit: Annotated[NoneOrYuan, BeforeValidator(lambda value: "0" if value == "" else value)] = Decimal(0)
    due_day: Annotated[int, Field(ge=1, le=28)]


class ReceiveRent(Named):
    amount: Yuan
    on: Day


class Because(Named):
    reason: Reason


class Apply(Named):
    """What somebody would make of it, from when, for how many months; `name` and `phone` are sealed."""

    CALLED = NAMES | {"name": gettext_lazy("Your name, or that of the firm"), "phone": gettext_lazy("Telephone")}

    who: Literal["person", "firm"]
    name: Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
    phone: Annotated[str, Field(max_length=30), BeforeValidator(tidy), AfterValidator(_telephone)]
    purpose: Annotated[str, Field(min_length=10, max_length=600), BeforeValidator(tidy)]
    wanted_from: Annotated[Day, AfterValidator(_to_come)]
    months: Annotated[int, Field(ge=1, le=240)]

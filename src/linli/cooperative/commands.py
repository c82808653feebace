"""Typed commands of the co-operative: each way in parses its input into one of these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, When, tidy
from linli.cases.commands import parse as parse_as_given
from linli.cases.errors import InvalidInput
from linli.clock import today
from linli.faults import field_name
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_mobile
from linli.problem import Fault

# Nothing is noted later than this after it was.
BEHIND = timedelta(days=400)


# What the fields are called in a sentence about them, where the house has no name for them.
_LABELS = {
    "what": gettext_lazy("What was delivered"), "unit": gettext_lazy("Unit"), "decided": gettext_lazy("Which assembly, when"),
    "born_on": gettext_lazy("Born"), "joined_on": gettext_lazy("Member since"), "on": gettext_lazy("Day"), "made_on": gettext_lazy("Day it was made"),
    "found": gettext_lazy("Result found"), "laboratory": gettext_lazy("Laboratory"), "point": gettext_lazy("Point"), "state": gettext_lazy("What happened to it"),
    "buyer": gettext_lazy("Buyer"), "sex": gettext_lazy("Sex"), "kind": gettext_lazy("What was done to it"), "product": gettext_lazy("What was made"),
    "passed": gettext_lazy("Is it as it should be?"), "contact": gettext_lazy("Whom to call there"), "code": gettext_lazy("Short code"),
    "grades": gettext_lazy("Grades"), "area": gettext_lazy("Community or village"), "reason": gettext_lazy("Why"), "number": gettext_lazy("Number of the household"),
    "household": gettext_lazy("Number of the household"), "tag": gettext_lazy("Ear tag"), "ticket": gettext_lazy("Ticket number"), "shares": gettext_lazy("Shares"),
    "kg": gettext_lazy("Weight, kg"), "fat": gettext_lazy("Fat, %"), "density": gettext_lazy("Density, g/cm³"), "temperature": gettext_lazy("Temperature, °C"),
    "quantity": gettext_lazy("How much was brought"), "amount": gettext_lazy("Amount in yuan"), "price": gettext_lazy("Price in yuan"), "fat_min": gettext_lazy("Fat from, %"),
    "density_min": gettext_lazy("Density from"), "density_max": gettext_lazy("Density up to"), "temperature_max": gettext_lazy("Not warmer than"),
    "withdrawal_days": gettext_lazy("Days on which its milk is not taken"), "dam": gettext_lazy("Ear tag of its dam"), "sire": gettext_lazy("Ear tag of its sire"),
}  # fmt: skip
Sheet = TypeVar("Sheet", bound=Command)


def parse(command: type[Sheet], given: Mapping[str, Any]) -> Sheet:
    """The typed command. Raises InvalidInput, naming every fault by what its field is called here."""
    try:
        return parse_as_given(command, dict(given))
    except InvalidInput as refused:
        raise InvalidInput([_named(fault) for fault in refused.faults]) from None


def _named(fault: Fault) -> Fault:
    """Each sentence says of which field it is: on a form it stands at the head of the page too."""
    label = _LABELS.get(fault.field.split(".")[-1])
    if label is None:
        return fault
    message = fault.message.replace(f"“{field_name(fault.field)}”", f"“{label}”")
    return replace(fault, message=message if str(label) in message else f"{label}：{message}")


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


def _has_been(day: date) -> date:
    if not today() - BEHIND <= day <= today():
        raise _said(_("Please give a day from the last year up to today."))
    return day


def _born(day: date) -> date:
    if not date(1980, 1, 1) <= day <= today():
        raise _said(_("Please give the day of birth, not one to come."))
    return day


def _joined(day: date) -> date:
    if not date(1980, 1, 1) <= day <= today():
        raise _said(_("A household has joined today at the latest."))
    return day


def _account(given: str) -> str:
    plain = given.replace(" ", "")
    if plain and not (plain.isascii() and plain.isdigit() and 12 <= len(plain) <= 24):
        raise _said(_("An account has 12 to 24 digits. Please copy it from the card."))
    return plain


def _number(low: str, high: str, places: int = 2) -> Any:
    """A number within bounds, with so many places; said in one sentence whatever is wrong with it."""

    def read(given: object) -> Decimal:
        text = str(given).strip() if given is not None else ""
        told = {"value": text[:20], "low": low, "high": high, "places": places}
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not text:
            raise _said(_("Please fill in a number from %(low)s to %(high)s.") % told)
        if not number.is_finite() or not Decimal(low) <= number <= Decimal(high):
            raise _said(_("“%(value)s” cannot be: please give a number from %(low)s to %(high)s.") % told)
        if number != number.quantize(Decimal(1).scaleb(-places)):
            raise _said(_("“%(value)s” is too exact: at most %(places)s places, please.") % told)
        return number

    return BeforeValidator(read)


def _whole(low: int, high: int) -> Any:
    """A whole number within bounds."""

    def read(given: object) -> int:
        text = str(given).strip() if given is not None else ""
        if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
            told = {"value": text[:20], "low": low, "high": high}
            if not text:
                raise _said(_("Please fill in a whole number from %(low)s to %(high)s.") % told)
            raise _said(_("“%(value)s” cannot be: please give a whole number from %(low)s to %(high)s.") % told)
        return int(text)

    return BeforeValidator(read)


def _mark(given: object) -> str:
    """What stands on a ticket or an ear: letters, digits and hyphens."""
    text = str(given).strip()
    if not text:
        raise _said(_("Please fill in letters, digits and hyphens, at most 20."))
    if not re.fullmatch(r"[0-9A-Za-z-]{1,20}", text):
        raise _said(_("“%(value)s” cannot be: letters, digits and hyphens, please, at most 20.") % {"value": text[:20]})
    return text


def _point_code(given: object) -> str:
    text = str(given).strip()
    if not text:
        raise _said(_("Please fill in small letters and digits, 2 to 20."))
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,19}", text):
        raise _said(_("“%(value)s” cannot be: small letters and digits, please, 2 to 20.") % {"value": text[:20]})
    return text


# What a form left out is told of like what it left empty.
UNSAID: Any = ""
Given = BeforeValidator(_nothing)
PastDay = Annotated[date, AfterValidator(_has_been)]
Words = Annotated[str, Field(min_length=2, max_length=80), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=100), BeforeValidator(tidy)]
Name = Annotated[str, Field(min_length=1, max_length=40), BeforeValidator(tidy)]
Phone = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_mobile)]
Payout = Annotated[str, Field(max_length=40), BeforeValidator(tidy), AfterValidator(_account)]
Number = Annotated[int, _whole(1, 999_999), Field(validate_default=True)]
Tag = Annotated[str, BeforeValidator(_mark)]
Money = Annotated[Decimal, _number("0.01", "100000000"), Field(validate_default=True)]
Quantity = Annotated[Decimal, _number("0.01", "1000000"), Field(validate_default=True)]
Kilograms = Annotated[Decimal, _number("0.01", "9999.99"), Field(validate_default=True)]
Density = Annotated[Decimal, _number("0.98", "1.10", 4), Field(validate_default=True)]
Temperature = Annotated[Decimal, _number("-5", "45", 1), Field(validate_default=True)]
Fat = Annotated[Decimal, _number("0", "15"), Field(validate_default=True)]
Unit = Annotated[str, Field(min_length=1, max_length=10), BeforeValidator(tidy)]


class Ticket(Command):
    """Milk as it was weighed: of a household by number, or of one camel by its tag (and then of its household)."""

    point: Code
    ticket: Annotated[Tag, Field(validate_default=True)] = UNSAID
    household: Annotated[Annotated[int, _whole(1, 999_999)] | None, Given] = None
    tag: Annotated[Tag | None, Given] = None
    at: When
    kg: Kilograms = UNSAID
    fat: Fat = UNSAID
    density: Density = UNSAID
    temperature: Temperature = UNSAID
    device: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _is_somebodys(self) -> Ticket:
        if self.household is None and self.tag is None:
            raise _said(_("Please give the number of the household, or the ear tag."))
        return self


class HouseholdSheet(Command):
    number: Number = UNSAID
    name: Name
    phone: Phone = ""
    payout: Payout = ""
    area: Code
    shares: Annotated[int, _whole(1, 10_000)] = 1
    joined_on: Annotated[date, AfterValidator(_joined)]


class CamelSheet(Command):
    household: Number = UNSAID
    tag: Annotated[Tag, Field(validate_default=True)] = UNSAID
    sex: Literal["female", "male"]
    born_on: Annotated[date, AfterValidator(_born)]
    dam: Annotated[Tag | None, Given] = None
    sire: Annotated[Tag | None, Given] = None


class Leaves(Command):
    """It is sold or dead, from this day on."""

    state: Literal["sold", "dead"]
    on: PastDay


class HealthSheet(Command):
    key: UUID
    kind: Literal["vaccination", "treatment"]
    on: PastDay
    what: Words
    withdrawal_days: Annotated[int, _whole(0, 90)] = 0


class DeliverySheet(Command):
    key: UUID
    household: Number = UNSAID
    on: PastDay
    kind: Literal["feed", "vet"]
    what: Words
    quantity: Quantity = UNSAID
    unit: Unit
    amount: Money = UNSAID


class Because(Command):
    reason: Reason


class PointSheet(Command):
    code: Annotated[str, BeforeValidator(_point_code)]
    name: Annotated[str, Field(min_length=2, max_length=40), BeforeValidator(tidy)]
    area: Code
    organisation: Code


class GradeSheet(Command):
    name: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
    fat_min: Fat = UNSAID
    price: Annotated[Decimal, _number("0.01", "1000"), Field(validate_default=True)] = UNSAID


class AgreementSheet(Command):
    """Grades from the best on: each with less fat and a lower price than the one before."""

    first: date
    last: date
    decided: Reason
    density_min: Density = UNSAID
    density_max: Density = UNSAID
    temperature_max: Temperature = UNSAID
    grades: list[GradeSheet] = Field(min_length=1, max_length=6)

    @model_validator(mode="after")
    def _is_in_order(self) -> AgreementSheet:
        if not self.first <= self.last <= self.first + timedelta(days=370):
            raise _said(_("The last day comes after the first, within a year."))
        if not today() - BEHIND <= self.first <= today() + BEHIND:
            raise _said(_("The first day lies within a year from now. Please check the year."))
        if self.density_min >= self.density_max:
            raise _said(_("The lower density comes first: please check the two."))
        for better, worse in zip(self.grades, self.grades[1:], strict=False):
            if worse.fat_min >= better.fat_min or worse.price >= better.price:
                raise _said(_("Grades go from the best down: each has less fat and a lower price than the one before."))
        return self


class Adjust(Command):
    key: UUID
    household: Number = UNSAID
    amount: Annotated[Decimal, _number("-1000000", "1000000"), Field(validate_default=True)] = UNSAID
    reason: Reason

    @model_validator(mode="after")
    def _is_something(self) -> Adjust:
        if self.amount == 0:
            raise _said(_("An adjustment of nothing changes nothing. Please give an amount."))
        return self


class BuyerSheet(Command):
    name: Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]
    contact: Annotated[str, Field(max_length=60), BeforeValidator(tidy)] = ""


class Part(Command):
    collection: UUID
    kg: Quantity = UNSAID


class LotSheet(Command):
    key: UUID
    product: Literal["milk", "powder", "bottles"]
    made_on: PastDay
    quantity: Quantity = UNSAID
    unit: Unit
    parts: list[Part] = Field(min_length=1, max_length=200)


class TestSheet(Command):
    on: PastDay
    what: Annotated[str, Field(min_length=2, max_length=40), BeforeValidator(tidy)]
    found: Annotated[str, Field(min_length=1, max_length=60), BeforeValidator(tidy)]
    passed: bool
    laboratory: Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]


class Invoice(Command):
    buyer: UUID
    price: Quantity = UNSAID
    on: PastDay


class Payment(Command):
    key: UUID
    amount: Money = UNSAID
    on: PastDay

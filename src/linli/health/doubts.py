"""What is possible but doubtful, what is urgent, and what a second reading settles: rules on numbers, no tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.vault import unseal_bytes

from .limits import plain
from .models import ObservationState, Quantity

# One of the two numbers of a blood pressure could not be measured. It is told and urgent like another, and never counts.
ONE_NUMBER = "one_number"
# Why a value is kept aside, and what is asked of the person.
DOUBTS: dict[str, Promise] = {
    "pulse_pressure": _("Upper and lower value are very close together. Please sit still for a minute and measure again."),
    "far_from_last": _("This is far from the last time. Please rest for five minutes and measure again."),
    "digit_run": _("The numbers all end in the same digit. Please read the display exactly and measure again."),
    "unlikely": _("This is very unusual. Please measure again."),
    ONE_NUMBER: _("Only one of the two numbers could be measured. Please measure again."),
    "clock": _("The clock of the device is wrong. The value is kept; the physician looks at the time."),
}  # fmt: skip

NARROW = 10  # mm[Hg] between upper and lower value
FAR = 20  # mm[Hg] from the last time
# So many pressures in a row, all of whose numbers end in the same digit.
RUN = 3
TALLER_OR_SHORTER = 5  # cm, of an adult
GROWS_UNTIL, GROWS = 20, 15  # years; cm that a child may have grown since
LIGHTER_OR_HEAVIER = 0.15
UNLIKELY_WEIGHT = 400  # kg: asked about, never refused
# With what is older nothing is compared.
COMPARED = timedelta(days=366)
# A second reading within this settles the first.
AGAIN_WITHIN = timedelta(hours=1)

URGENT_SYSTOLIC, URGENT_DIASTOLIC = 180, 110
URGENT_GLUCOSE_HIGH, URGENT_GLUCOSE_LOW = 16.7, 3.9
COMPARED_QUANTITIES = (Quantity.BLOOD_PRESSURE, Quantity.WEIGHT, Quantity.HEIGHT)


@dataclass(frozen=True)
class Past:
    """What is known of the person already; unsealed only when it is looked at."""

    id: UUID
    quantity: str
    at: datetime
    state: str
    doubt: str
    cipher: bytes
    derived_from: tuple[str, ...] = ()

    @cached_property
    def value(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(unseal_bytes(self.cipher))
        return found


def is_urgent(quantity: str, value: Mapping[str, Any]) -> bool:
    """To be told to a physician at once: from 180 or 110 mm[Hg]; glucose from 16.7 or down to 3.9 mmol/L."""
    if quantity == Quantity.BLOOD_PRESSURE:
        return bool(value.get("systolic", 0) >= URGENT_SYSTOLIC or value.get("diastolic", 0) >= URGENT_DIASTOLIC)
    if quantity in (Quantity.GLUCOSE_FASTING, Quantity.GLUCOSE_RANDOM):
        return bool(value["value"] >= URGENT_GLUCOSE_HIGH or value["value"] <= URGENT_GLUCOSE_LOW)
    return False


def doubt_about(quantity: str, value: Mapping[str, Any], at: datetime, past: Sequence[Past], birth_year: int) -> str:
    """A key of DOUBTS, or nothing. `past`: what is known of this person, the newest first."""
    counted = [
        one
        for one in past
        if one.quantity == quantity and one.state == ObservationState.FINAL and at - COMPARED <= one.at < at
    ]
    if quantity == Quantity.BLOOD_PRESSURE:
        return _about_pressure(value, at, counted, past)
    last = counted[0].value["value"] if counted else None
    if quantity == Quantity.WEIGHT:
        if value["value"] > UNLIKELY_WEIGHT:
            return "" if _was_doubted(quantity, value, at, past, 2) else "unlikely"
        if last is not None and abs(value["value"] - last) > LIGHTER_OR_HEAVIER * last:
            return "" if _was_doubted(quantity, value, at, past, 2) else "far_from_last"
    if quantity == Quantity.HEIGHT and last is not None:
        grown = GROWS if at.year - birth_year < GROWS_UNTIL else TALLER_OR_SHORTER
        if not -TALLER_OR_SHORTER <= value["value"] - last <= grown:
            return "" if _was_doubted(quantity, value, at, past, 2) else "far_from_last"
    return ""


def _about_pressure(value: Mapping[str, Any], at: datetime, counted: Sequence[Past], past: Sequence[Past]) -> str:
    readings = [tuple(one) for one in value.get("readings", ())] or [(value["systolic"], value["diastolic"])]
    if value["systolic"] - value["diastolic"] < NARROW:
        return "pulse_pressure"
    known = [pair for one in counted[: RUN - 1] for pair in _pairs(one.value)]
    if _is_run([*reversed(readings), *known][:RUN]):
        return "digit_run"
    if len(readings) > 1:
        # Readings a minute apart speak for each other; the last time is no better witness than they are.
        (upper, _lower), (before, _below) = readings[-1], readings[-2]
        return "far_from_last" if abs(upper - before) > FAR else ""
    if counted and abs(value["systolic"] - counted[0].value["systolic"]) > FAR:
        return "" if _was_doubted(Quantity.BLOOD_PRESSURE, value, at, past, FAR) else "far_from_last"
    return ""


def _pairs(value: Mapping[str, Any]) -> list[tuple[float, float]]:
    """The readings behind a value, the newest first."""
    return [(one[0], one[1]) for one in reversed(value.get("readings", []))] or [
        (value["systolic"], value["diastolic"])
    ]


def _is_run(pairs: Iterable[tuple[float, float]]) -> bool:
    pairs = list(pairs)
    ends = {plain(number)[-1] for pair in pairs for number in pair}
    return len(pairs) == RUN and len(ends) == 1


def _was_doubted(quantity: str, value: Mapping[str, Any], at: datetime, past: Sequence[Past], near: float) -> bool:
    """Has a first reading said the same a while ago? Then the second one stands."""
    key = "systolic" if quantity == Quantity.BLOOD_PRESSURE else "value"
    before = [one.value.get(key) for one in doubted(quantity, at, past)]
    return any(number is not None and abs(number - value[key]) <= near for number in before)


def doubted(quantity: str, at: datetime, past: Sequence[Past]) -> list[Past]:
    """Readings kept aside a while ago, in whose place a new one comes."""
    return [
        one
        for one in past
        if one.quantity == quantity
        and one.state == ObservationState.SUSPECT
        and one.doubt != "clock"
        and at - AGAIN_WITHIN <= one.at < at
    ]

"""Between which bounds a value of a living person can lie, by quantity, and what may have gone wrong beyond them.

The bounds are wide: they refuse what nobody can have. Weight has no upper one. What is possible but unlikely is for
`doubts` to ask about again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.problem import Fault

from .models import Quantity


@dataclass(frozen=True)
class Limit:
    """`least` and `most` are possible; `most` None: no upper bound."""

    name: Promise
    least: float
    most: float | None
    unit: str


@dataclass(frozen=True)
class ValueFault(Fault):
    """A fault with its limits. `code`: out_of_range, missing, not_a_number, unknown_field, order, before_birth, no_zone."""

    code: str = ""
    least: float | None = None
    most: float | None = None
    unit: str = ""
    advice: str = ""


_VALUE = gettext_lazy("Value")
LIMITS: dict[str, dict[str, Limit]] = {
    Quantity.BLOOD_PRESSURE: {
        "systolic": Limit(gettext_lazy("Upper value"), 40, 300, "mm[Hg]"),
        "diastolic": Limit(gettext_lazy("Lower value"), 20, 200, "mm[Hg]"),
    },
    Quantity.PULSE: {"value": Limit(gettext_lazy("Pulse"), 20, 300, "/min")},
    Quantity.WEIGHT: {"value": Limit(gettext_lazy("Weight"), 0.3, None, "kg")},
    Quantity.HEIGHT: {"value": Limit(gettext_lazy("Height"), 30, 260, "cm")},
    Quantity.BMI: {"value": Limit(gettext_lazy("Body mass index"), 1, None, "kg/m2")},
    Quantity.WAIST: {"value": Limit(gettext_lazy("Waist"), 20, 300, "cm")},
    Quantity.GLUCOSE_FASTING: {"value": Limit(gettext_lazy("Blood glucose"), 0.5, 60, "mmol/L")},
    Quantity.GLUCOSE_RANDOM: {"value": Limit(gettext_lazy("Blood glucose"), 0.5, 60, "mmol/L")},
    Quantity.HBA1C: {"value": Limit(gettext_lazy("Glycated haemoglobin"), 2, 25, "%")},
    Quantity.TEMPERATURE: {"value": Limit(gettext_lazy("Body temperature"), 25, 45, "Cel")},
    Quantity.OXYGEN: {"value": Limit(gettext_lazy("Oxygen saturation"), 30, 100, "%")},
}
MOST_READINGS = 6
_UNITS = {"mm[Hg]": "mmHg", "Cel": "℃", "kg/m2": "kg/m²", "/min": gettext_lazy("a minute")}


def unit_name(unit: str) -> str:
    """A UCUM unit as people write it."""
    return str(_UNITS.get(unit, unit))


def plain(value: float) -> str:
    """138 or 72.5: no digits that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def pressure_text(value: Mapping[str, Any]) -> str:
    """138/86; 138/— where the lower one could not be measured."""
    numbers = (value.get(name) for name in ("systolic", "diastolic"))
    return "/".join("—" if number is None else plain(number) for number in numbers)


def faults_of_value(
    quantity: str, value: Mapping[str, Any], paths: Mapping[str, str] | None = None, absent: Set[str] = frozenset()
) -> list[ValueFault]:
    """Everything impossible about a value, at once. `paths`: what whoever sent it calls each part. `absent`: not measured."""
    limits, called = LIMITS[quantity], paths or {}
    found: list[ValueFault] = []
    for key in value:
        if key not in limits and not (key == "readings" and quantity == Quantity.BLOOD_PRESSURE):
            message = _("There is no part “%(field)s” in this value; please leave it out.") % {"field": str(key)[:40]}
            found.append(ValueFault(called.get(key, key), message, "", "unknown_field"))
    for key, limit in limits.items():
        if key in absent and key not in value and len(value) > 0:
            continue
        found += _of_number(limit, value.get(key), called.get(key, key), key in value)
    if quantity == Quantity.BLOOD_PRESSURE and not found and not absent:
        found += _of_order(value["systolic"], value["diastolic"], called.get("diastolic", "diastolic"))
        found += _of_readings(value.get("readings", ()), called)
    return found


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _of_number(limit: Limit, given: Any, path: str, is_there: bool = True) -> list[ValueFault]:
    is_finite = _is_number(given) and math.isfinite(given)
    if is_finite and given >= limit.least and (limit.most is None or given <= limit.most):
        return []
    told: dict[str, Any] = {
        "name": limit.name,
        "value": str(given)[:40],
        "unit": unit_name(limit.unit),
        "least": plain(limit.least),
    }
    bounds = (limit.least, limit.most, limit.unit)
    if not is_there or given is None:
        message = _("“%(name)s” is missing; it is needed here, in %(unit)s.") % told
        return [ValueFault(path, message, "", "missing", *bounds, _("Please measure again and enter both numbers."))]
    if not is_finite:
        message = _("“%(name)s” is “%(value)s”; a number in %(unit)s is needed.") % told
        return [ValueFault(path, message, told["value"], "not_a_number", *bounds, _("Please enter digits only."))]
    if limit.most is None:
        message = _("“%(name)s” is %(value)s %(unit)s; possible is %(least)s or more.") % told
    else:
        told["most"] = plain(limit.most)
        message = _("“%(name)s” is %(value)s %(unit)s; possible are %(least)s to %(most)s.") % told
    advice = _advice(limit, float(given))
    return [ValueFault(path, f"{message}{advice}", told["value"], "out_of_range", *bounds, advice)]


def _advice(limit: Limit, given: float) -> str:
    """What most likely happened: a digit too many, or another unit."""
    most = limit.most or math.inf
    if limit.unit == "mm[Hg]" and limit.least <= given * 7.5006 <= most and given < limit.least:
        return _("This looks like kilopascals: %(kpa)s kPa are %(mm)d mmHg. Please send mmHg.") % {
            "kpa": plain(given), "mm": round(given * 7.5006),
        }  # fmt: skip
    if limit.unit == "cm" and limit.least <= given * 100 <= most:
        return _("This looks like metres: please give centimetres, %(cm)s.") % {"cm": plain(given * 100)}
    if given > most and limit.least <= given / 10:
        return _("Perhaps there is a digit too many: is %(tenth)s meant?") % {"tenth": plain(given / 10)}
    return _("Please look at the display once more, or measure again.")


def _of_order(systolic: float, diastolic: float, path: str) -> list[ValueFault]:
    if systolic > diastolic:
        return []
    told = {"systolic": plain(systolic), "diastolic": plain(diastolic)}
    message = _("The upper value (%(systolic)s) must be above the lower one (%(diastolic)s).") % told
    advice = _("Perhaps the two were exchanged. Please look at the display once more.")
    return [ValueFault(path, message + advice, told["diastolic"], "order", None, systolic, "mm[Hg]", advice)]


def _of_readings(readings: Any, called: Mapping[str, str]) -> list[ValueFault]:
    base = called.get("readings", "readings")
    shaped = isinstance(readings, list | tuple) and len(readings) <= MOST_READINGS
    if not shaped or any(not isinstance(one, list | tuple) or len(one) != 2 for one in readings):
        message = _("“readings” must be at most %(most)d pairs of upper and lower value.") % {"most": MOST_READINGS}
        return [ValueFault(base, message, "", "not_a_number")]
    upper, lower = LIMITS[Quantity.BLOOD_PRESSURE].values()
    found: list[ValueFault] = []
    for place, (systolic, diastolic) in enumerate(readings):
        path = f"{base}.{place}"
        here = _of_number(upper, systolic, f"{path}.systolic") + _of_number(lower, diastolic, f"{path}.diastolic")
        found += here or _of_order(systolic, diastolic, f"{path}.diastolic")
    return found

"""Where the bands of a rule set begin and end, found by asking the rules themselves: what is drawn is what is graded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.places.models import District

from .. import rules
from ..limits import plain
from ..models import Quantity
from ..rules import Band, RuleSet

# The rule set of blood pressure in force where a district says nothing else.
IN_FORCE = "2024"


@dataclass(frozen=True)
class Stripe:
    """From `start` to before `end` values have this band, in the quantity's unit; `said` is that in words."""

    start: float
    end: float
    label: str
    tone: str
    said: str


@dataclass(frozen=True)
class Scale:
    """One line of a chart: `part` of the value, its name, the range drawn at least, and its bands."""

    part: str
    name: str
    unit: str
    least: float
    most: float
    stripes: tuple[Stripe, ...] = ()


def rules_in_force(district: District) -> str:
    """The code of the rule set for blood pressure."""
    said = str(district.settings.get("health_rules", IN_FORCE))
    return said if said in pressure_rules() else IN_FORCE


def pressure_rules() -> tuple[str, ...]:
    """The rule sets that grade a blood pressure, the newest first."""
    return ("2024", "2018", "2022")


def rule_set(quantity: str, pressure: str) -> RuleSet | None:
    """By which a quantity is graded; None: it is not."""
    grader = grader_of(quantity, pressure, "male")
    return rules.RULES[grader({"systolic": 100, "diastolic": 60, "value": 5}).rules] if grader else None


def grader_of(quantity: str, pressure: str, sex: str) -> Callable[[dict[str, float]], Band] | None:
    """What gives a value its band."""
    match quantity:
        case Quantity.BLOOD_PRESSURE:
            return lambda value: rules.blood_pressure(value["systolic"], value["diastolic"], pressure)
        case Quantity.BMI:
            return lambda value: rules.bmi_band(value["value"])
        case Quantity.WAIST:
            return lambda value: rules.waist(value["value"], sex)
        case Quantity.GLUCOSE_FASTING:
            return lambda value: rules.glucose_fasting(value["value"])
        case Quantity.GLUCOSE_RANDOM:
            return lambda value: rules.glucose_random(value["value"])
        case Quantity.HBA1C:
            return lambda value: rules.hba1c(value["value"])
    return None


# The range that is drawn of each quantity even if all values lie close together.
_DRAWN: dict[str, tuple[float, float, str]] = {
    Quantity.PULSE: (50, 110, "/min"), Quantity.WEIGHT: (40, 90, "kg"), Quantity.HEIGHT: (140, 190, "cm"),
    Quantity.BMI: (16, 32, "kg/m2"), Quantity.WAIST: (60, 110, "cm"), Quantity.GLUCOSE_FASTING: (3, 10, "mmol/L"),
    Quantity.GLUCOSE_RANDOM: (3, 14, "mmol/L"), Quantity.HBA1C: (4, 9, "%"), Quantity.TEMPERATURE: (35, 40, "Cel"),
    Quantity.OXYGEN: (85, 100, "%"),
}  # fmt: skip


def scales_of(quantity: str, pressure: str, sex: str) -> tuple[Scale, ...]:
    """A blood pressure has two lines, each with its own bands; all others one."""
    return _scales(quantity, pressure, sex, get_language() or "")


@lru_cache(maxsize=128)
def _scales(quantity: str, pressure: str, sex: str, _language: str) -> tuple[Scale, ...]:
    if quantity == Quantity.BLOOD_PRESSURE:
        upper = _stripes(lambda value: rules.blood_pressure(value, 1, pressure), 60, 240)
        lower = _stripes(lambda value: rules.blood_pressure(1, value, pressure), 30, 160)
        return (
            Scale("systolic", _("Upper value"), "mm[Hg]", 90, 180, upper),
            Scale("diastolic", _("Lower value"), "mm[Hg]", 50, 110, lower),
        )
    least, most, unit = _DRAWN[quantity]
    grader = grader_of(quantity, pressure, sex)
    stripes = _stripes(lambda value: grader({"value": value}), least / 2, most * 2) if grader else ()
    return (Scale("value", str(Quantity(quantity).label), unit, least, most, stripes),)


def _stripes(grade: Callable[[float], Band], least: float, most: float) -> tuple[Stripe, ...]:
    """Walking up in tenths, in which all bounds are given."""
    edges, band = [(least, grade(least))], grade(least)
    for tenths in range(round(least * 10) + 1, round(most * 10) + 1):
        here = grade(tenths / 10)
        if (here.code, here.grade) != (band.code, band.grade):
            edges.append((tenths / 10, here))
            band = here
    ends = [*(start for start, _band in edges[1:]), most]
    return tuple(
        _stripe(start, end, one, is_first=start == least) for (start, one), end in zip(edges, ends, strict=True)
    )


def _stripe(start: float, end: float, band: Band, *, is_first: bool) -> Stripe:
    label = _("Grade %(n)d") % {"n": band.grade} if band.grade else str(band.label)
    said = (
        _("below %(number)s") % {"number": plain(end)} if is_first else _("from %(number)s") % {"number": plain(start)}
    )
    return Stripe(start, end, label, band.tone, said)

"""What the risk-factor questionnaire is asked for: each indicator with its definition and the rules it rests on.

An indicator is worked out from one person's answers: 1 or 0 of a share, a number of a mean, None where it does not apply
to them or was not measured. Bands come from linli.health.rules. One whose questions a form does not have is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.health import rules

from ..xlsform.evaluating import number

BP_RULES = "2024"
Row = Mapping[str, str]
Compute = Callable[[Row], float | None]


@dataclass(frozen=True)
class Indicator:
    """`needs`: the questions it is worked out from. `unit`: "%" of a share, else that of the mean. `rules`: a key of RULES or a
    source; `verified`: whether that source was read."""

    code: str
    topic: str | Promise
    label: str | Promise
    definition: str | Promise
    needs: tuple[str, ...]
    compute: Compute
    unit: str = "%"
    rules: str = ""
    verified: bool = True

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


def _value(row: Row, name: str) -> float | None:
    found = number(row.get(name, ""))
    return found if isfinite(found) else None


def _one_of(name: str, *values: str) -> Compute:
    return lambda row: float(row[name] in values) if row.get(name) else None


def _number(name: str) -> Compute:
    return lambda row: _value(row, name)


def _above(name: str, limit: float) -> Compute:
    def holds(row: Row) -> float | None:
        value = _value(row, name)
        return None if value is None else float(value > limit)

    return holds


def _below(name: str, limit: float) -> Compute:
    def holds(row: Row) -> float | None:
        value = _value(row, name)
        return None if value is None else float(value < limit)

    return holds


def _raised(row: Row) -> float | None:
    """At or above 140/90, by the mean of the second and third reading."""
    systolic, diastolic = _value(row, "bp_systolic"), _value(row, "bp_diastolic")
    if systolic is None or diastolic is None:
        return None
    return float(rules.blood_pressure(systolic, diastolic, BP_RULES).raised)


def _hypertension(row: Row) -> float | None:
    raised = _raised(row)
    return None if raised is None else float(raised == 1 or row.get("bp_medicine") == "yes")


def _of_hypertension(holds: Callable[[Row], bool]) -> Compute:
    return lambda row: float(holds(row)) if _hypertension(row) == 1 else None


def _bmi(row: Row) -> float | None:
    weight, height = _value(row, "weight"), _value(row, "height")
    return None if weight is None or not height else rules.bmi(weight, height)


def _bmi_is(*codes: str) -> Compute:
    def holds(row: Row) -> float | None:
        value = _bmi(row)
        return None if value is None else float(rules.bmi_band(value).code in codes)

    return holds


def _central(row: Row) -> float | None:
    waist, sex = _value(row, "waist"), row.get("sex", "")
    return (
        None
        if waist is None or sex not in ("male", "female")
        else float(rules.waist(waist, sex).code == "central_obesity")
    )


def _glucose_is(*codes: str) -> Compute:
    def holds(row: Row) -> float | None:
        value = _value(row, "glucose")
        return None if value is None else float(rules.glucose_fasting(value).code in codes)

    return holds


def _diabetes(row: Row) -> float | None:
    """Fasting at the level of diabetes, or told by a physician; without either nothing is known."""
    level = _glucose_is("diabetes_level")(row)
    if row.get("glucose_told") == "yes":
        return 1.0
    return level


def _second_hand(row: Row) -> float | None:
    days = _value(row, "smoke_around")
    return None if row.get("smoke_now") != "no" or days is None else float(days >= 1)


def _knows_harms(row: Row) -> float | None:
    told = row.get("know_smoking", "")
    return float({"lung", "heart", "stroke"} <= set(told.split())) if told else None


_TOBACCO, _ALCOHOL, _DIET, _ACTIVITY = _("Tobacco"), _("Alcohol"), _("Diet"), _("Activity")
_PRESSURE, _WEIGHT, _GLUCOSE, _KNOWN = _("Blood pressure"), _("Weight"), _("Blood glucose"), _("Knowledge")
_BP, _WST, _SUGAR = BP_RULES, "WS/T 428-2013", "glucose"
_GUIDE = "中国居民膳食指南(2022)"

INDICATORS: tuple[Indicator, ...] = (
    Indicator("smoking", _TOBACCO, _("Smoke now"), _("daily or sometimes, any tobacco"), ("smoke_now",), _one_of("smoke_now", "daily", "sometimes")),
    Indicator("smoking_daily", _TOBACCO, _("Smoke every day"), _("at least one cigarette a day"), ("smoke_now",), _one_of("smoke_now", "daily")),
    Indicator("second_hand", _TOBACCO, _("Others’ smoke"), _("of those who do not smoke: at least one day a week beside a smoker"), ("smoke_now", "smoke_around"), _second_hand),
    Indicator("drinking", _ALCOHOL, _("Drank in the last year"), _("any alcohol in the last twelve months"), ("drink_year",), _one_of("drink_year", "yes")),
    Indicator("drinking_much", _ALCOHOL, _("More than 15 g alcohol a day"), _("of all adults, average of the year, pure alcohol"), ("alcohol_day",), _above("alcohol_day", 15), rules=_GUIDE, verified=False),
    Indicator("vegetables_fruit", _DIET, _("Vegetables and fruit"), _("grams a day, raw weight"), ("veg_fruit_day",), _number("veg_fruit_day"), "g"),
    Indicator("vegetables_fruit_low", _DIET, _("Too little vegetables and fruit"), _("less than 400 g a day"), ("veg_fruit_day",), _below("veg_fruit_day", 400), rules="WHO STEPS", verified=False),
    Indicator("salt", _DIET, _("Salt"), _("grams a day at home, where the household could say"), ("salt_day",), _number("salt_day"), "g"),
    Indicator("salt_much", _DIET, _("Too much salt"), _("more than 5 g a day"), ("salt_day",), _above("salt_day", 5), rules=_GUIDE, verified=False),
    Indicator("inactive", _ACTIVITY, _("Not active enough"), _("less than 600 MET minutes a week"), ("met_minutes",), _below("met_minutes", 600), rules="WHO GPAQ", verified=False),
    Indicator("sitting", _ACTIVITY, _("Time sitting"), _("minutes a day"), ("sitting",), _number("sitting"), "min"),
    Indicator("systolic", _PRESSURE, _("Systolic pressure"), _("mean of the second and third reading"), ("bp_systolic",), _number("bp_systolic"), "mmHg"),
    Indicator("diastolic", _PRESSURE, _("Diastolic pressure"), _("mean of the second and third reading"), ("bp_diastolic",), _number("bp_diastolic"), "mmHg"),
    Indicator("hypertension", _PRESSURE, _("Hypertension level or on medicine"), _("140/90 mmHg or above on one day, or medicine in the last two weeks; no diagnosis"), ("bp_systolic", "bp_diastolic", "bp_medicine"), _hypertension, rules=_BP),
    Indicator("bp_known", _PRESSURE, _("Know of it"), _("of those with hypertension level or on medicine: told by a physician"), ("bp_systolic", "bp_told"), _of_hypertension(lambda row: row.get("bp_told") == "yes"), rules=_BP),
    Indicator("bp_treated", _PRESSURE, _("Are treated"), _("of the same: medicine in the last two weeks"), ("bp_systolic", "bp_medicine"), _of_hypertension(lambda row: row.get("bp_medicine") == "yes"), rules=_BP),
    Indicator("bp_controlled", _PRESSURE, _("Are controlled"), _("of the same: below 140/90 mmHg"), ("bp_systolic", "bp_medicine"), _of_hypertension(lambda row: _raised(row) == 0), rules=_BP),
    Indicator("bp_measured", _PRESSURE, _("Measured within a year"), _("blood pressure taken in the last twelve months"), ("bp_measured",), _one_of("bp_measured", "month", "halfyear", "year")),
    Indicator("bmi", _WEIGHT, _("Body mass index"), _("weight by height squared"), ("weight", "height"), _bmi, "kg/m²", _WST),
    Indicator("overweight", _WEIGHT, _("Overweight"), _("24 to below 28 kg/m²"), ("weight", "height"), _bmi_is("overweight"), rules=_WST),
    Indicator("obesity", _WEIGHT, _("Obesity"), _("28 kg/m² or above"), ("weight", "height"), _bmi_is("obese"), rules=_WST),
    Indicator("central_obesity", _WEIGHT, _("Central obesity"), _("waist 90 cm or above (men), 85 cm (women)"), ("waist", "sex"), _central, rules=_WST),
    Indicator("glucose", _GLUCOSE, _("Fasting glucose"), _("of those who fasted, finger-stick"), ("glucose",), _number("glucose"), "mmol/L", _SUGAR),
    Indicator("glucose_raised", _GLUCOSE, _("Fasting glucose raised"), _("6.1 to below 7.0 mmol/L"), ("glucose",), _glucose_is("impaired"), rules=_SUGAR),
    Indicator("diabetes", _GLUCOSE, _("Diabetes level or told"), _("7.0 mmol/L or above, or told by a physician; a screening, no diagnosis"), ("glucose", "glucose_told"), _diabetes, rules=_SUGAR),
    Indicator("know_pressure", _KNOWN, _("Know from where blood pressure is high"), _("said 140/90 unprompted"), ("know_bp",), _one_of("know_bp", "b140")),
    Indicator("know_salt", _KNOWN, _("Know the limit for salt"), _("said 5 g a day"), ("know_salt",), _one_of("know_salt", "s5")),
    Indicator("know_smoking", _KNOWN, _("Know what smoking does"), _("named lung cancer, heart disease and stroke"), ("know_smoking",), _knows_harms),
)  # fmt: skip
BY_CODE = {one.code: one for one in INDICATORS}

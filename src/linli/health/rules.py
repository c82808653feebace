"""The rule sets by which a measured value gets its band: versioned, each with its source and whether it was checked.

A band is the raw grade of one reading. It is never a diagnosis: high blood pressure needs three different days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _


class Words(Protocol):
    """A text that is put into the reader's language when it is shown."""

    def __str__(self) -> str: ...


@dataclass(frozen=True)
class RuleSet:
    """`verified`: read in the source or in a page quoting it; otherwise it is shown as from memory."""

    code: str
    name: Words
    source: str
    verified: bool


@dataclass(frozen=True)
class Band:
    """Where a value lies. `tone` is one of the design system's (good, calm, wait, late), `rules` a key of RULES.

    `grade` 1 to 3 belongs to raised blood pressure, also to an isolated one; 0 means none.
    """

    code: str
    label: Words
    tone: str
    rules: str
    grade: int = 0

    @property
    def raised(self) -> bool:
        return self.grade > 0


RULES: dict[str, RuleSet] = {
    one.code: one
    for one in (
        RuleSet("2018", _("Hypertension guideline 2018"), "中国高血压防治指南(2018年修订版)", True),
        RuleSet("2024", _("Hypertension guideline 2024"), "中国高血压防治指南(2024年修订版)", True),
        RuleSet("2022", _("Clinical practice guideline 2022 (130/80)"), "中国高血压临床实践指南(2022)", False),
        RuleSet("WS/T 428-2013", _("Weight of adults"), "WS/T 428-2013 成人体重判定", True),
        RuleSet(
            "glucose", _("Blood glucose, venous plasma"), "国家基本公共卫生服务规范·2型糖尿病; 中国糖尿病防治指南", True
        ),
    )
}

_GRADES = {1: (_("Grade 1, raised"), "wait"), 2: (_("Grade 2, raised"), "late"), 3: (_("Grade 3, raised"), "late")}


def _grade(value: float, first: float, second: float, third: float) -> int:
    return (value >= first) + (value >= second) + (value >= third)


def _raised(grade: int, rules: str) -> Band:
    label, tone = _GRADES[grade]
    return Band(f"grade{grade}", label, tone, rules, grade)


def _chinese(systolic: float, diastolic: float, rules: str) -> Band:
    """Both editions: below 120/80, below 140/90, then the higher of the two grades; an isolated one is said so."""
    upper, lower = _grade(systolic, 140, 160, 180), _grade(diastolic, 90, 100, 110)
    if upper and not lower:
        tone = _GRADES[upper][1]
        return Band("isolated_systolic", _("Upper value raised alone"), tone, rules, upper)
    if lower and not upper and rules == "2024":
        tone = _GRADES[lower][1]
        return Band("isolated_diastolic", _("Lower value raised alone"), tone, rules, lower)
    if upper or lower:
        return _raised(max(upper, lower), rules)
    if systolic >= 120 or diastolic >= 80:
        return Band("high_normal", _("High normal"), "calm", rules)
    return Band("normal", _("Normal"), "good", rules)


def _clinical(systolic: float, diastolic: float, rules: str) -> Band:
    """130/80 and two grades; from memory, and not the basis of the basic public health service."""
    if systolic >= 140 or diastolic >= 90:
        return _raised(2, rules)
    if systolic >= 130 or diastolic >= 80:
        return _raised(1, rules)
    if systolic >= 120:
        return Band("high_normal", _("High normal"), "calm", rules)
    return Band("normal", _("Normal"), "good", rules)


_BLOOD_PRESSURE: dict[str, Callable[[float, float, str], Band]] = {
    "2018": _chinese,
    "2024": _chinese,
    "2022": _clinical,
}


def blood_pressure(systolic: float, diastolic: float, rules: str = "2024") -> Band:
    """The band of a reading in mm[Hg]. Raises KeyError for a rule set there is not."""
    return _BLOOD_PRESSURE[rules](systolic, diastolic, rules)


def bmi(weight_kg: float, height_cm: float) -> float:
    """kg/m², unrounded: worked out in decimals, so that a bound met exactly is met. Raises ValueError for no height."""
    if not height_cm > 0:
        raise ValueError(height_cm)
    weight, height = Decimal(str(weight_kg)), Decimal(str(height_cm)) / 100
    return float(weight / (height * height))


def bmi_band(value: float) -> Band:
    """Of an adult. The unrounded value counts: 23.96 is not overweight, though it prints as 24.0."""
    rules = "WS/T 428-2013"
    if value < 18.5:
        return Band("underweight", _("Underweight"), "calm", rules)
    if value < 24:
        return Band("normal", _("Normal weight"), "good", rules)
    if value < 28:
        return Band("overweight", _("Overweight"), "calm", rules)
    return Band("obese", _("Obese"), "wait", rules)


def waist(cm: float, sex: str) -> Band:
    """Central obesity from 90 cm (men) and 85 cm (women) on; 5 cm below it begins the stage before. `sex`: male, female."""
    limit = {"male": 90, "female": 85}[sex]
    rules = "WS/T 428-2013"
    if cm >= limit:
        return Band("central_obesity", _("Central obesity"), "wait", rules)
    if cm >= limit - 5:
        return Band("before_central_obesity", _("Close to central obesity"), "calm", rules)
    return Band("normal", _("Normal waist"), "good", rules)


_NORMAL, _IMPAIRED = (_("Normal glucose"), "good"), (_("Fasting glucose raised"), "calm")
_DIABETES_LEVEL = (_("At the level of diabetes"), "wait")


def _glucose(code: str, said: tuple[Words, str]) -> Band:
    return Band(code, said[0], said[1], "glucose")


def glucose_fasting(mmol: float) -> Band:
    """Venous plasma, mmol/L: below 6.1, below 7.0, from 7.0. A finger-stick only screens."""
    if mmol < 6.1:
        return _glucose("normal", _NORMAL)
    return _glucose("impaired", _IMPAIRED) if mmol < 7.0 else _glucose("diabetes_level", _DIABETES_LEVEL)


def glucose_random(mmol: float) -> Band:
    """From 11.1 mmol/L at the level of diabetes; without symptoms once is not enough."""
    return _glucose("normal", _NORMAL) if mmol < 11.1 else _glucose("diabetes_level", _DIABETES_LEVEL)


def hba1c(percent: float) -> Band:
    return _glucose("normal", _NORMAL) if percent < 6.5 else _glucose("diabetes_level", _DIABETES_LEVEL)

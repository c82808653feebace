"""Rates and what compares them: standardised by a population, with intervals; cumulative rate and risk.

All per person. Sources: Fay and Feuer, Statistics in Medicine 16 (1997); Tiwari, Clegg and Zou 15 (2006);
Dobson et al. 10 (1991) with Byar's limits for the count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, sqrt

import numpy as np
from scipy.special import gammaincinv

from .populations import Standard
from .tables import GROUPS, WIDTHS, Numbers, UnfitTable, counted, deviate, numbers

# With fewer events an interval by Dobson promises more than it keeps.
FEWEST_FOR_DOBSON = 10


class Interval(StrEnum):
    """How the limits of a standardised rate are found."""

    FAY_FEUER = "fay-feuer"
    TIWARI = "tiwari"
    DOBSON = "dobson"


@dataclass(frozen=True)
class Rate:
    """Per person, with its limits; they are None where the method gives none."""

    value: float
    low: float | None
    high: float | None
    cases: float
    method: str
    standard: str = ""

    def per(self, people: float) -> tuple[float, float | None, float | None]:
        """Value and limits per so many people, for print."""
        return (
            self.value * people,
            None if self.low is None else self.low * people,
            None if self.high is None else self.high * people,
        )


def age_specific(cases: Sequence[float], persons: Sequence[float]) -> Numbers:
    """Of each group; not a number where nobody lives."""
    found, people = counted(cases, persons)
    return np.divide(found, people, out=np.full(len(people), np.nan), where=people > 0)


def crude(cases: Sequence[float], persons: Sequence[float], confidence: float = 0.95) -> Rate:
    """All cases by all person-years, with Byar's limits."""
    found, people = counted(cases, persons)
    events, lived = float(found.sum()), float(people.sum())
    if not lived:
        raise UnfitTable("persons", 0, 0, "nobody lives there")
    low, high = byar(events, confidence)
    return Rate(events / lived, low / lived, high / lived, events, "byar")


def byar(events: float, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of a Poisson count."""
    z = deviate(confidence)
    low = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3 if events else 0.0
    more = events + 1
    return low, more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3


def standardised(
    cases: Sequence[float],
    persons: Sequence[float],
    standard: Standard,
    *,
    interval: Interval = Interval.FAY_FEUER,
    confidence: float = 0.95,
) -> Rate:
    """Directly standardised: what the rate were with the age structure of the standard."""
    found, people = counted(cases, persons)
    share = numbers("standard", standard.shares, len(people))
    for row, (weight, lived) in enumerate(zip(share, people, strict=True), 1):
        if weight and not lived:
            raise UnfitTable("persons", row, 0, "nobody lives in a group that the standard has; fold the table first")
    weight = np.divide(share, people, out=np.zeros(len(people)), where=people > 0)
    value, variance = float(weight @ found), float(weight**2 @ found)
    limits = _limits(interval, value, variance, weight[share > 0], float(found.sum()), confidence)
    return Rate(value, *limits, float(found.sum()), interval.value, standard.code)


def _limits(
    interval: Interval, value: float, variance: float, weight: Numbers, events: float, confidence: float
) -> tuple[float | None, float | None]:
    if interval is Interval.DOBSON:
        if events < FEWEST_FOR_DOBSON:
            return None, None
        low, high = byar(events, confidence)
        step = sqrt(variance / events)
        return value + step * (low - events), value + step * (high - events)
    beyond = (1 - confidence) / 2
    if interval is Interval.FAY_FEUER:
        more, spread = float(weight.max()), float(weight.max() ** 2)
    else:
        more, spread = float(weight.mean()), float((weight**2).mean())
    upper, wider = value + more, variance + spread
    low = variance / value * float(gammaincinv(value**2 / variance, beyond)) if events else 0.0
    return low, wider / upper * float(gammaincinv(upper**2 / wider, 1 - beyond))


def truncated(cases: Sequence[float], persons: Sequence[float], standard: Standard, start: str, end: str) -> float:
    """Standardised within the groups from `start` to `end` ("35-39" to "60-64")."""
    rates, within = age_specific(cases, persons), slice(GROUPS.index(start), GROUPS.index(end) + 1)
    share = standard.shares[within]
    return float(share @ rates[within] / share.sum())


def cumulative_rate(cases: Sequence[float], persons: Sequence[float], to: str = "70-74") -> float:
    """Sum of the rates of all ages up to and with the group `to`."""
    rates, last = age_specific(cases, persons), GROUPS.index(to) + 1
    if last > len(WIDTHS) or last > len(rates):
        raise UnfitTable("age", 0, to, "the table must have this group, and it must have an end")
    return float(np.asarray(WIDTHS[:last]) @ rates[:last])


def cumulative_risk(rate: float) -> float:
    """The share that falls ill up to that age, were there no other cause to die of."""
    return 1 - exp(-rate)

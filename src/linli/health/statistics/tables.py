"""What every statistic here begins with: counts and person-years by age group, looked through before anything is worked out."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# 0, 1-4, 5-9 … 80-84, 85 and over.
GROUPS = ("0", "1-4", *(f"{low}-{low + 4}" for low in range(5, 85, 5)), "85+")
WIDTHS = (1.0, 4.0, *(5.0,) * 16)


class UnfitTable(ValueError):
    """What was given cannot be worked with: `column` and `row` (from 1; 0 for the whole column) say where, `value` what."""

    def __init__(self, column: str, row: int, value: object, why: str) -> None:
        self.column, self.row, self.value, self.why = column, row, value, why
        super().__init__(f"{column}, row {row}: {value}: {why}" if row else f"{column}: {value}: {why}")


def numbers(column: str, values: Sequence[float] | Numbers, size: int | None = None) -> Numbers:
    """The values as numbers, none of them missing, infinite or below zero, and as many as `size`."""
    found = np.asarray(list(values), dtype=np.float64)
    if size is not None and len(found) != size:
        raise UnfitTable(column, 0, len(found), f"{size} values are needed")
    for row, value in enumerate(found, 1):
        if not np.isfinite(value):
            raise UnfitTable(column, row, value, "not a number")
        if value < 0:
            raise UnfitTable(column, row, value, "below zero")
    return found


def counted(cases: Sequence[float], persons: Sequence[float], *, column: str = "cases") -> tuple[Numbers, Numbers]:
    """Counts and person-years of the same groups; nobody is counted where nobody lives, and no more than live there."""
    people = numbers("persons", persons)
    found = numbers(column, cases, len(people))
    for row, (count, lived) in enumerate(zip(found, people, strict=True), 1):
        if count > lived:
            raise UnfitTable(column, row, count, f"more than the {lived:g} person-years of this group")
    return found, people


def folded(cases: Sequence[float], persons: Sequence[float]) -> tuple[Numbers, Numbers]:
    """The same table where oldest groups without person-years are put to the last one that has some.

    As registries do whose population is given up to 75+ while cases are by five years: the groups left are fewer.
    """
    people = numbers("persons", persons)
    found = numbers("cases", cases, len(people))
    lived = np.flatnonzero(people)
    if not len(lived):
        raise UnfitTable("persons", 0, 0, "nobody lives there")
    last = int(lived[-1])
    return np.append(found[:last], found[last:].sum()), people[: last + 1]


def deviate(confidence: float) -> float:
    """How many standard errors an interval of that confidence reaches to each side."""
    if not 0 < confidence < 1:
        raise UnfitTable("confidence", 0, confidence, "between 0 and 1")
    return NormalDist().inv_cdf(0.5 + confidence / 2)

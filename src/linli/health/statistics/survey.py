"""Estimates from a sample drawn in stages, with the variance that its design gives: one variance for every statistic.

A statistic is written as a sum of scores, one for each unit (Särndal, Swensson and Wretman 1992, chapter 5), and
`variance` says how much such a sum varies. All of it is asked of the database that the table is in, by ibis.

    survey = Survey(table, Design("weight", strata="street", clusters=("village", "household")))
    survey.mean("sbp", by="sex")[0].value

Every statistic is a list of `Estimate`, one each domain in their order, or one of all. Whatever cannot be worked with is an
`UnfitTable` that names column, row and value.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from .asking import Expression, table_of
from .calibration import Weighted
from .crossing import Cell, CrossTable, Independence, crossed
from .designs import Design, Estimate, Freedom, Lonely, Sample
from .means import Asked, How, estimated, within_one
from .quantiles import quantile
from .regression import regressed
from .tables import UnfitTable


class Survey:
    """A sample and how it was drawn. Raises UnfitTable for weights, strata, clusters and populations that cannot be.

    `rows`: a table of ibis, a data frame, an arrow table, columns by name, or rows as dictionaries.
    `weighted`: what `calibration` returned; its weights then stand for the design's, and the variance is of what the
    known totals leave unexplained. `rows` is then `weighted.table`.
    """

    def __init__(self, rows: Any, design: Design, weighted: Weighted | None = None) -> None:
        self.design = design
        self._sample = Sample(rows, design, weighted)

    @property
    def freedom(self) -> int:
        """Clusters less strata."""
        return self._sample.freedom

    def within(self, holds: Expression) -> Survey:
        """The same design, of those only for whom something holds: the others stay in it and count for nothing."""
        part = copy(self)
        part._sample = copy(self._sample)
        inside = self._sample.inside
        part._sample.inside = inside.filter(holds(inside))
        return part

    def mean(
        self, value: str, by: str = "", *, freedom: Freedom = Freedom.DESIGN, confidence: float = 0.95
    ) -> list[Estimate]:
        """Of a column, whose empty rows count as outside."""
        return estimated(self._sample, self._asked(value), by, How(freedom, confidence))

    def total(
        self, value: str, by: str = "", *, freedom: Freedom = Freedom.DESIGN, confidence: float = 0.95
    ) -> list[Estimate]:
        """Of a column in the population."""
        return estimated(self._sample, self._asked(value, None), by, How(freedom, confidence))

    def ratio(
        self, value: str, to: str, by: str = "", *, freedom: Freedom = Freedom.DESIGN, confidence: float = 0.95
    ) -> list[Estimate]:
        """The total of a column by that of another."""
        return estimated(self._sample, self._asked(value, to), by, How(freedom, confidence))

    def proportion(
        self,
        holds: Expression,
        by: str = "",
        *,
        freedom: Freedom = Freedom.DESIGN,
        confidence: float = 0.95,
        log_odds: bool = False,
    ) -> list[Estimate]:
        """The share for whom something holds; where it is neither true nor false, the row counts as outside.

        `log_odds`: the interval is found on that scale and stays between 0 and 1 (R's `svyciprop(method="xlogit")`).
        """
        how = How(freedom, confidence)
        found = estimated(self._sample, Asked("proportion", holds), by, how)
        return [within_one(one, how) for one in found] if log_odds else found

    def quantile(
        self, value: str, at: float = 0.5, by: str = "", *, freedom: Freedom = Freedom.DESIGN, confidence: float = 0.95
    ) -> list[Estimate]:
        """The smallest value that a share `at` of the people do not exceed, with Woodruff's interval."""
        return quantile(self._sample, value, at, by, How(freedom, confidence))

    def crossed(self, row: str, column: str, *, confidence: float = 0.95) -> CrossTable:
        """A two-way table of two columns, with the test of Rao and Scott."""
        return crossed(self._sample, row, column, How(confidence=confidence))

    def linear(self, outcome: str, on: Sequence[str], *, confidence: float = 0.95) -> list[Estimate]:
        """Least squares by weight: the intercept and a coefficient each column, named by `domain`. Missing rows are left out."""
        return regressed(self._sample, outcome, on, How(confidence=confidence), logistic=False)

    def logistic(self, outcome: str, on: Sequence[str], *, confidence: float = 0.95) -> list[Estimate]:
        """Log odds of an outcome of 0 and 1, as `linear` gives its coefficients."""
        return regressed(self._sample, outcome, on, How(confidence=confidence), logistic=True)

    def _asked(self, value: str, to: str | None = "") -> Asked:
        if value not in self._sample.table.columns:
            raise UnfitTable(value, 0, "", "the table has no such column")
        return Asked(value, lambda table: table[value], to)


__all__ = [
    "Cell",
    "CrossTable",
    "Design",
    "Estimate",
    "Freedom",
    "Independence",
    "Lonely",
    "Survey",
    "Weighted",
    "table_of",
]

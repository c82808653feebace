"""Estimates from a sample drawn in stages, with the variance that its design gives: one variance for every statistic.

A statistic is written as a sum of scores, one for each unit (Särndal, Swensson and Wretman 1992, chapter 5); the
variance of that sum is

    Σ_h (1-f1)·n/(n-1)·Σ_k (z_hk - mean)²  +  Σ_h f1 Σ_k (1-f2)·m/(m-1)·Σ_j (z_hkj - mean)²

over strata h, clusters k and units j of the second stage. Whoever is outside a domain stays, with score zero. All of
it is asked of the database that the table is in, by ibis: DuckDB here, Spark where there is more of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import inf, nan, sqrt
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table
from scipy.special import stdtrit

from .tables import UnfitTable

Expression = Callable[[Table], Any]
_STEPS, _CLOSE = 50, 1e-12


class Lonely(StrEnum):
    """What a stratum counts for that has a single cluster, and so tells nothing of how clusters differ."""

    REFUSE = "refuse"
    # Nothing: the cluster was certain to be drawn.
    CERTAINTY = "certainty"
    # By how far its cluster is from the mean of all.
    ADJUST = "adjust"
    # As much as the other strata do on average.
    AVERAGE = "average"


class Freedom(StrEnum):
    """Whose clusters less strata a domain's interval counts: R's `svyby` takes the design's, `subset` its own."""

    DESIGN = "design"
    DOMAIN = "domain"


@dataclass(frozen=True)
class Design:
    """Names of columns. `clusters`: none for a sample of single units, else of the first stage, and of the second.

    `populations`: how many units there are to draw from, at each stage that was drawn without replacement; they are
    the same within a stratum, and within a cluster.
    """

    weights: str
    strata: str = ""
    clusters: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    lonely: Lonely = Lonely.REFUSE


@dataclass(frozen=True)
class Estimate:
    """Of one domain (empty: all). `count` is how many units it is from; `effect` the variance by that of a simple sample."""

    domain: object
    value: float
    error: float
    low: float
    high: float
    count: int
    freedom: int
    effect: float | None = None


class Survey:
    """A sample and how it was drawn. Raises UnfitTable for weights, strata and populations that cannot be."""

    def __init__(self, table: Table, design: Design) -> None:
        self.design = design
        self._stages = len(design.clusters)
        self._table = table.mutate(
            _w=table[design.weights].cast("float64"),
            _h=table[design.strata].cast("string") if design.strata else ibis.literal("all"),
            _k=table[design.clusters[0]].cast("string") if self._stages else ibis.literal(""),
            _j=table[design.clusters[1]].cast("string") if self._stages > 1 else ibis.literal(""),
            _n1=self._population(table, 0),
            _n2=self._population(table, 1),
        )
        self._look_through()

    def _population(self, table: Table, stage: int) -> Any:
        given = self.design.populations
        return table[given[stage]].cast("float64") if stage < len(given) else ibis.literal(inf)

    # The design

    @cached_property
    def _frame(self) -> Table:
        """Of each cluster: its stratum, and how many units of the second stage it has here and there are to draw from."""
        table = self._table
        if not self._stages:
            return table.select("_h", "_k", "_n1", "_n2", _m=ibis.literal(1))
        if self._stages > 1:
            table = table.group_by("_h", "_k", "_j").agg(_n1=table._n1.max(), _n2=table._n2.max())
        return _kept(table.group_by("_h", "_k").agg(_m=table.count(), _n1=table._n1.max(), _n2=table._n2.max()))

    @cached_property
    def _strata(self) -> Table:
        """Of each stratum: how many clusters it has here, and how many there are to draw from."""
        frame = self._frame
        return _kept(frame.group_by("_h").agg(_n=frame.count(), _n1=frame._n1.max()))

    @cached_property
    def freedom(self) -> int:
        """Clusters less strata."""
        return int(_number(self._frame.count()) - _number(self._strata.count()))

    def _look_through(self) -> None:
        table, design = self._table, self.design
        numbered = table.mutate(_row=ibis.row_number() + 1)
        for wrong, why in (
            (numbered._w.isnull() | numbered._w.isnan() | numbered._w.isinf(), "not a number"),
            (numbered._w < 0, "below zero"),
        ):
            for found in _read(numbered.filter(wrong).select("_row", "_w").limit(1)):
                raise UnfitTable(design.weights, found["_row"], found["_w"], why)
        if not _number(table._w.sum()) > 0:
            raise UnfitTable(design.weights, 0, 0, "all weights together must be above zero")
        self._look_at_stages()

    def _look_at_stages(self) -> None:
        design, strata, frame = self.design, self._strata, self._frame
        if design.lonely is Lonely.REFUSE:
            for alone in _read(strata.filter(strata._n == 1, strata._n1 > 1).limit(1)):
                why = "a stratum with a single cluster: say by `lonely` what it counts for, or put it to another"
                raise UnfitTable(design.strata or "strata", 0, alone["_h"], why)
            single = frame.filter(frame._m == 1, frame._n2 > 1, frame._n1 < inf).limit(1)
            for alone in _read(single) if self._stages > 1 else ():
                why = "a cluster with a single unit: say by `lonely` what it counts for, or draw more of it"
                raise UnfitTable(design.clusters[0], 0, alone["_k"], why)
        for few in _read(strata.filter(strata._n > strata._n1).limit(1)):
            why = f"fewer than the {few['_n']} drawn in stratum {few['_h']}"
            raise UnfitTable(design.populations[0], 0, few["_n1"], why)
        for few in _read(frame.filter(frame._m > frame._n2).limit(1)):
            why = f"fewer than the {few['_m']} drawn in cluster {few['_k']}"
            raise UnfitTable(design.populations[1], 0, few["_n2"], why)

    # Statistics

    def mean(self, value: str, by: str = "", **how: Any) -> list[Estimate]:
        """Of a column, whose empty rows count as outside."""
        return self._estimated(lambda table: table[value], "", by, **how)

    def ratio(self, value: str, to: str, by: str = "", **how: Any) -> list[Estimate]:
        """The total of a column by that of another."""
        return self._estimated(lambda table: table[value], to, by, **how)

    def proportion(self, holds: Expression, by: str = "", **how: Any) -> list[Estimate]:
        """The share for whom something holds; where it is neither true nor false, the row counts as outside."""
        return self._estimated(holds, "", by, **how)

    def total(self, value: str, by: str = "", **how: Any) -> list[Estimate]:
        """Of a column in the population."""
        return self._estimated(lambda table: table[value], None, by, **how)

    def linear(self, outcome: str, on: Sequence[str], **how: Any) -> list[Estimate]:
        """Least squares by weight: the intercept and a coefficient each column, named by `domain`. Missing rows are left out."""
        return self._regressed(outcome, on, logistic=False, **how)

    def logistic(self, outcome: str, on: Sequence[str], **how: Any) -> list[Estimate]:
        """Log odds of an outcome of 0 and 1, as `linear` gives its coefficients."""
        return self._regressed(outcome, on, logistic=True, **how)

    def _regressed(
        self, outcome: str, on: Sequence[str], *, logistic: bool, confidence: float = 0.95
    ) -> list[Estimate]:
        names = ["", *on]
        given = {f"_x{at}": self._table[name].cast("float64") for at, name in enumerate(names) if name}
        rows = self._table.select(
            "_h", "_k", "_j", "_w", _y=self._table[outcome].cast("float64"), _x0=ibis.literal(1.0), **given
        )
        rows = rows.filter(rows._y.notnull(), *(rows[f"_x{at}"].notnull() for at in range(len(names))))
        count = int(_number(rows.count()))
        if logistic and _number(((rows._y != 0) & (rows._y != 1)).sum()):
            raise UnfitTable(outcome, 0, "", "an outcome of 0 and 1 is needed")
        coefficients = np.zeros(len(names))
        for _step in range(_STEPS):
            bread, change = self._step(rows, names, coefficients, logistic=logistic)
            coefficients = coefficients + change
            if not logistic or np.abs(change).max() < _CLOSE * (1 + np.abs(coefficients).max()):
                break
        else:
            raise UnfitTable(outcome, 0, "", "no estimate was reached: a column tells the outcome for certain")
        if logistic:
            bread, _change = self._step(rows, names, coefficients, logistic=True)
        _mean, left = _predicted(rows, coefficients, logistic=logistic)
        # As in R: what the model uses up is no more there to judge it by.
        degrees = self.freedom - len(names) + 1
        told = []
        for at, name in enumerate(names):
            score = rows._w * left * sum(float(bread[at, other]) * rows[f"_x{other}"] for other in range(len(names)))
            spread = self._variance(rows.select("_h", "_k", "_j", _d=ibis.literal(""), _z=score))
            (found,) = _read(spread)
            error, value = sqrt(max(found["_var"], 0.0)), float(coefficients[at])
            reach = float(stdtrit(degrees, 0.5 + confidence / 2)) * error if degrees > 0 else nan
            told.append(Estimate(name, value, error, value - reach, value + reach, count, degrees))
        return told

    def _step(self, rows: Table, names: Sequence[str], coefficients: Any, *, logistic: bool) -> tuple[Any, Any]:
        """The inverse of the information at these coefficients, and by how much they are to change."""
        size = range(len(names))
        mean, left = _predicted(rows, coefficients, logistic=logistic)
        weight = rows._w * mean * (1 - mean) if logistic else rows._w
        sums = {f"i{a}_{b}": (weight * rows[f"_x{a}"] * rows[f"_x{b}"]).sum() for a in size for b in size if a <= b}
        sums |= {f"s{a}": (rows._w * left * rows[f"_x{a}"]).sum() for a in size}
        (found,) = _read(rows.aggregate(**sums))
        information = np.array([[found[f"i{min(a, b)}_{max(a, b)}"] for b in size] for a in size], dtype=np.float64)
        if not np.isfinite(information).all() or np.linalg.matrix_rank(information) < len(names):
            raise UnfitTable(", ".join(names[1:]), 0, "", "one of these columns follows from the others")
        bread = np.linalg.inv(information)
        return bread, bread @ np.array([found[f"s{a}"] for a in size], dtype=np.float64)

    def _estimated(
        self, value: Expression, to: str | None, by: str, *, freedom: Freedom = Freedom.DESIGN, confidence: float = 0.95
    ) -> list[Estimate]:
        """`to`: the column whose total divides; "" divides by the number of people, None by nothing."""
        if not 0 < confidence < 1:
            raise UnfitTable("confidence", 0, confidence, "between 0 and 1")
        rows = self._rows(value, to, by)
        whole = rows.group_by("_d").agg(
            _y=(rows._w * rows._v).sum(), _x=(rows._w * rows._u).sum(), _size=rows._w.sum(), _c=rows.count(),
            _squares=(rows._w * rows._v * rows._v).sum(),
        )  # fmt: skip
        held = rows.inner_join(whole.select("_d", "_y", "_x"), "_d")
        score = held._w * held._v if to is None else held._w * (held._v - held._y / held._x * held._u) / held._x
        spread = self._variance(held.mutate(_z=score).select("_d", "_h", "_k", "_j", "_z"))
        found = _read(whole.inner_join(spread, "_d").order_by("_d"))
        return [self._told(one, to, by, freedom, confidence) for one in found]

    def _rows(self, value: Expression, to: str | None, by: str) -> Table:
        table = self._table
        rows = table.select(
            "_h", "_k", "_j", "_w", _d=table[by] if by else ibis.literal(""), _v=value(table).cast("float64"),
            _u=table[to].cast("float64") if to else ibis.literal(1.0),
        )  # fmt: skip
        return rows.filter(rows._v.notnull(), rows._u.notnull(), rows._d.notnull())

    def _variance(self, scores: Table) -> Table:
        """By domain: the variance of the sum of scores, and how many clusters and strata it has people in."""
        held = scores.mutate(_inner=ibis.literal(0.0))
        if self._stages == 1:
            held = held.group_by("_d", "_h", "_k").agg(_z=held._z.sum(), _inner=held._inner.sum())
        elif self._stages:
            held = self._within_clusters(scores)
        strata = held.group_by("_d", "_h").agg(
            _z=held._z.sum(), _zz=(held._z * held._z).sum(), _inner=held._inner.sum(), _k=held.count()
        )
        parts = strata.inner_join(self._strata, "_h")
        outer = (1 - parts._n / parts._n1) * parts._n / (parts._n - 1) * (parts._zz - parts._z * parts._z / parts._n)
        parts = parts.mutate(_outer=ibis.cases((parts._n > 1, outer), else_=self._alone(parts)))
        parts = parts.mutate(_var=parts._outer + parts._n / parts._n1 * parts._inner)
        return parts.group_by("_d").agg(_var=self._with_average(parts), _clusters=parts._k.sum(), _strata=parts.count())

    def _within_clusters(self, scores: Table) -> Table:
        """Of each cluster the sum of its units' scores, and how its units differ."""
        units = scores.group_by("_d", "_h", "_k", "_j").agg(_z=scores._z.sum())
        clusters = units.group_by("_d", "_h", "_k").agg(_z=units._z.sum(), _zz=(units._z * units._z).sum())
        held = clusters.inner_join(self._frame.select("_h", "_k", "_m", "_n2"), ["_h", "_k"])
        spread = (held._zz - held._z * held._z / held._m) * held._m / (held._m - 1)
        return held.mutate(_inner=ibis.cases((held._m > 1, (1 - held._m / held._n2) * spread), else_=0.0))

    def _alone(self, parts: Table) -> Any:
        """What a stratum of one cluster counts for."""
        if self.design.lonely is not Lonely.ADJUST:
            return ibis.literal(0.0)
        everywhere = int(_number(self._frame.count()))
        mean = parts._z.sum().over(ibis.window(group_by="_d")) / everywhere
        return (1 - parts._n / parts._n1) * (parts._z - mean) * (parts._z - mean)

    def _with_average(self, parts: Table) -> Any:
        if self.design.lonely is not Lonely.AVERAGE:
            return parts._var.sum()
        strata = _read(self._strata)
        there, alone = len(strata), sum(one["_n"] == 1 and one["_n1"] > 1 for one in strata)
        if there == alone:
            raise UnfitTable(self.design.strata or "strata", 0, there, "every stratum has a single cluster")
        return parts._var.sum() * (there / (there - alone))

    def _told(self, one: dict[str, Any], to: str | None, by: str, freedom: Freedom, confidence: float) -> Estimate:
        value = one["_y"] if to is None else one["_y"] / one["_x"] if one["_x"] else nan
        error = sqrt(max(one["_var"], 0.0))
        degrees = self.freedom if freedom is Freedom.DESIGN else int(one["_clusters"] - one["_strata"])
        reach = float(stdtrit(degrees, 0.5 + confidence / 2)) * error if degrees > 0 else nan
        effect = None
        count, size = int(one["_c"]), one["_size"]
        if to == "" and count > 1 and size > count:
            spread = (one["_squares"] / size - value * value) * count / (count - 1)
            effect = one["_var"] / (spread * (size - count) / (size * count)) if spread > 0 else None
        return Estimate(one["_d"] if by else "", value, error, value - reach, value + reach, count, degrees, effect)


def _predicted(rows: Table, coefficients: Any, *, logistic: bool) -> tuple[Any, Any]:
    """What the model expects of each row, and what is left of its outcome."""
    line = sum(float(one) * rows[f"_x{at}"] for at, one in enumerate(coefficients))
    mean = 1 / (1 + (-line).exp()) if logistic else line
    return mean, rows._y - mean


def _kept(table: Table) -> Table:
    """Worked out once: a design has thousands of clusters at most."""
    return ibis.memtable(table.to_pyarrow())


def _read(table: Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return found


def _number(scalar: Any) -> float:
    return float(scalar.to_pyarrow().as_py() or 0)


def table_of(rows: Any) -> Table:
    """A table of anything that DuckDB reads: a data frame of polars or pandas, an arrow table."""
    return ibis.memtable(rows)


__all__ = ["Design", "Estimate", "Freedom", "Lonely", "Survey", "table_of"]

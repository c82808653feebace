"""Weights fitted to what is known of the population: post-stratification, raking, and calibration to totals.

Whatever the way, a weight d becomes w = g·d with factors g as near to 1 as the known totals allow (Deville and
Särndal 1992). What follows for the variance is the same for all three: a statistic varies only by what the known
totals do not explain of its scores. So `Survey(weighted.table, design, weighted)` takes the residuals of the scores on
the auxiliaries, weighted by d, before it works out the variance (as R's `postStratify` and `calibrate` do).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from .asking import kept, number, read, table_of
from .margins import Auxiliary, Counts, Margin, of_one_population, total_of
from .tables import Numbers, UnfitTable

Margins = Mapping[str, Counts] | Mapping[tuple[str, ...], Counts] | Mapping[str | tuple[str, ...], Counts]
Totals = Mapping[str, float | Counts]
_CLOSE, _ROUNDS, _NEWTON, _HALVINGS = 1e-12, 500, 60, 20


class Distance(StrEnum):
    """How far a weight is from what it was. LINEAR is regression estimation, whose factors may fall below zero; by RAKING
    (exponential) they never do."""

    LINEAR = "linear"
    RAKING = "raking"


@dataclass(frozen=True)
class Weighted:
    """A sample with fitted weights.

    `table`: the rows given, and their weights in the column `column`; `before`: the column of the weights they were fitted
    from; `weights` and `factors` (the one by the other): of each row, in the order given; `steps`: how many it took.
    """

    table: Table = field(repr=False)
    column: str
    before: str
    auxiliaries: tuple[Auxiliary, ...] = field(repr=False)
    weights: Numbers = field(repr=False)
    factors: Numbers = field(repr=False)
    steps: int

    @property
    def unequal(self) -> float:
        """By how much unequal weights alone widen the variance of a mean: n·Σw²/(Σw)² (Kish 1965)."""
        return float(len(self.weights) * (self.weights**2).sum() / self.weights.sum() ** 2)


def post_stratify(
    table: Any, weights: str, strata: str | Sequence[str], population: Counts, *, name: str = "calibrated"
) -> Weighted:
    """Weights that add up to the population's count in every cell of `strata`, one column or several crossed.

    `table`: anything `table_of` takes; `population`: persons by value, or by tuple of values, of the strata. Raises
    UnfitTable for a row that no count is given for, a cell the sample has nobody in, and counts below zero.
    """
    columns = (strata,) if isinstance(strata, str) else tuple(strata)
    return rake(table, weights, {columns: population}, name=name)


def rake(
    table: Any, weights: str, margins: Margins, *, bounds: tuple[float, float] = (0, inf), name: str = "calibrated"
) -> Weighted:
    """Weights that add up to the population's count in every class of several margins, each fitted in turn until all hold.

    `margins`: by column, persons by value: `{"sex": {"男": 61000, "女": 60000}, "age": {…}}`; a tuple of columns is a
    crossed margin. `bounds`: between which each factor has to stay (then fitted by Newton's method, RAKING).
    Raises UnfitTable for margins that do not add up to the same, a row without a count, a class nobody is in, and where
    the margins cannot all hold.
    """
    base = _Sample(table, weights)
    known = of_one_population(base.table, [Margin.given(columns, counts) for columns, counts in margins.items()])
    auxiliaries = tuple(one for margin in known for one in margin.auxiliaries)
    if bounds[0] > 0 or bounds[1] < inf:
        totals = np.array([count for margin in known for count in margin.counts.values()], dtype=np.float64)
        return _fitted(base, auxiliaries, totals, Distance.RAKING, bounds, None, name)
    cells, steps = _raked(base, known)
    columns = list(dict.fromkeys(column for margin in known for column in margin.columns))
    return base.told(base.table.inner_join(cells, columns), "_factor", auxiliaries, steps, name)


def calibrate(
    table: Any,
    weights: str,
    totals: Totals,
    *,
    distance: Distance = Distance.LINEAR,
    bounds: tuple[float, float] = (-inf, inf),
    trim: tuple[float, float] | None = None,
    name: str = "calibrated",
) -> Weighted:
    """Weights by which the sample has the population's totals (generalised regression, GREG, where LINEAR without bounds).

    `totals`: by column its total in the population, or persons by value where the column is a class; "" is the number of
    people: `{"": 121000, "sex": {…}, "income": 3.1e9}`. `bounds`: between which each factor has to stay. `trim`: what lies
    outside is cut, and the weight cut off is given to the others in equal parts, after which totals hold nearly only.
    Raises UnfitTable for missing values, classes without a count or nobody in them, counts that do not add up, and where
    no such weights exist.
    """
    base = _Sample(table, weights)
    margins = [Margin.given(column, known) for column, known in totals.items() if isinstance(known, Mapping)]
    margins = of_one_population(base.table, margins, totals.get(""))
    auxiliaries, known_totals = [], []
    for column, known in totals.items():
        if isinstance(known, Mapping):
            continue
        auxiliaries.append(Auxiliary((column,) if column else ()))
        known_totals.append(total_of(column, known))
        base.need_values(column)
    for margin in margins:
        auxiliaries += margin.auxiliaries
        known_totals += margin.counts.values()
    return _fitted(base, tuple(auxiliaries), np.array(known_totals), distance, bounds, trim, name)


class _Sample:
    """The rows with their weights before, each with its number."""

    def __init__(self, rows: Any, weights: str) -> None:
        table = table_of(rows)
        if weights not in table.columns:
            raise UnfitTable(weights, 0, "", "the table has no such column")
        self.before, self.given = weights, set(table.columns)
        self.table = table.mutate(_row=ibis.row_number() + 1, _base=table[weights].cast("float64"))
        self.refuse(weights, lambda base: base.isnull() | base.isnan() | base.isinf(), "_base", "not a number")
        self.refuse(weights, lambda base: base < 0, "_base", "below zero")
        if not number(self.table._base.sum()) > 0:
            raise UnfitTable(weights, 0, 0, "all weights together must be above zero")

    def refuse(self, column: str, wrong: Any, where: str, why: str) -> None:
        table = self.table
        for found in read(table.filter(wrong(table[where])).select("_row", where).order_by("_row").limit(1)):
            raise UnfitTable(column, found["_row"], found[where], why)

    def need_values(self, column: str) -> None:
        if column and column not in self.table.columns:
            raise UnfitTable(column, 0, "", "the table has no such column")
        if column:
            self.refuse(
                column, lambda value: value.cast("float64").isnull(), column, "without it no weight can be fitted"
            )

    def told(self, table: Table, factor: str, auxiliaries: tuple[Auxiliary, ...], steps: int, name: str) -> Weighted:
        # Kept: whatever is asked of the weights would fit them anew otherwise.
        fitted = kept(table.mutate(**{name: table[factor] * table._base}).order_by("_row"))
        found = fitted.select("_row", "_base", _fit=fitted[name], _g=fitted[factor]).order_by("_row").to_pyarrow()
        weights, factors = (found[column].to_numpy(zero_copy_only=False) for column in ("_fit", "_g"))
        hidden = [column for column in fitted.columns if column not in self.given and column != name]
        return Weighted(fitted.drop(*hidden), name, self.before, auxiliaries, weights, factors, steps)


def _raked(base: _Sample, margins: Sequence[Margin]) -> tuple[Table, int]:
    """Of each cell of all columns the factor; asked of the database once, and fitted on its answer."""
    columns = list(dict.fromkeys(column for margin in margins for column in margin.columns))
    cells = base.table.group_by(columns).agg(_w=base.table._base.sum()).to_pyarrow()
    rows = cells.to_pylist()
    before = np.array([row["_w"] for row in rows])
    places = []
    for margin in margins:
        at = {value: place for place, value in enumerate(margin.counts)}
        index = np.array([at[tuple(row[column] for column in margin.columns)] for row in rows])
        places.append((index, np.array(list(margin.counts.values()), dtype=np.float64)))
    weights = before.copy()
    step, worst = 0, inf
    while worst >= _CLOSE and step < _ROUNDS:
        step += 1
        for index, counts in places:
            sums = np.bincount(index, weights, len(counts))
            weights = weights * np.divide(counts, sums, out=np.ones(len(counts)), where=sums > 0)[index]
        worst = max(_missed(np.bincount(index, weights, len(counts)), counts) for index, counts in places)
    if worst >= _CLOSE:
        apart = ", ".join(margin.name for margin in margins)
        raise UnfitTable(
            apart,
            0,
            f"{worst:.2g}",
            f"the margins do not all hold after {_ROUNDS} rounds: some of their classes are never met together",
        )
    factor = np.divide(weights, before, out=np.ones(len(before)), where=before > 0)
    return ibis.memtable(cells.drop_columns(["_w"]).append_column("_factor", [factor])), step


def _missed(found: NDArray[Any], asked: Numbers) -> float:
    return float((np.abs(found - asked) / (1 + np.abs(asked))).max())


def _fitted(
    base: _Sample,
    auxiliaries: tuple[Auxiliary, ...],
    totals: Numbers,
    distance: Distance,
    bounds: tuple[float, float],
    trim: tuple[float, float] | None,
    name: str,
) -> Weighted:
    """By Newton's method: factors 1 + x'λ or exp(x'λ), kept within bounds, by which the totals hold."""
    if not bounds[0] < 1 < bounds[1]:
        raise UnfitTable("bounds", 0, bounds, "the factors must be allowed below 1 and above 1")
    if not auxiliaries:
        raise UnfitTable("totals", 0, "", "at least one total is needed")
    rows = base.table.mutate(**{f"_x{at}": one.of(base.table) for at, one in enumerate(auxiliaries)})
    line = np.zeros(len(auxiliaries))
    found, information = _sums(rows, line, distance, bounds)
    for step in range(1, _NEWTON + 1):
        if (far := _missed(found, totals)) < _CLOSE:
            return _cut(
                base, rows.mutate(_factor=_factor(rows, line, distance, bounds)[0]), auxiliaries, trim, step, name
            )
        change = inverse(information) @ (totals - found)
        for _halved in range(_HALVINGS):
            found, information = _sums(rows, line + change, distance, bounds)
            if np.isfinite(information).all() and _missed(found, totals) < 2 * far:
                break
            change = change / 2
        line = line + change
    missed = np.abs(found - totals) / (1 + np.abs(totals))
    worst = int(np.argmax(np.where(np.isfinite(missed), missed, inf)))
    why = f"no weights of {bounds[0]:g} to {bounds[1]:g} times what they were give a total of {totals[worst]:g}"
    raise UnfitTable(str(auxiliaries[worst]), 0, f"{found[worst]:g}", why)


def _factor(rows: Table, line: Numbers, distance: Distance, bounds: tuple[float, float]) -> tuple[Any, Any]:
    """The factor of each row, and by how much it changes with its line."""
    at = sum(float(one) * rows[f"_x{place}"] for place, one in enumerate(line))
    low, high = bounds
    if distance is Distance.LINEAR:
        factor, slope = 1 + at, ibis.literal(1.0)
    else:
        factor = slope = at.exp()
    kept_in = (factor >= low) & (factor <= high)
    return ibis.greatest(ibis.least(factor, high), low), ibis.cases((kept_in, slope), else_=0.0)


def _sums(
    rows: Table, line: Numbers, distance: Distance, bounds: tuple[float, float]
) -> tuple[Numbers, NDArray[np.float64]]:
    """The totals that the weights of this line have, and how they change with it."""
    factor, slope = _factor(rows, line, distance, bounds)
    size = range(len(line))
    held = rows.mutate(_f=rows._base * factor, _s=rows._base * slope)
    asked = {f"t{a}": (held._f * held[f"_x{a}"]).sum() for a in size}
    asked |= {f"i{a}_{b}": (held._s * held[f"_x{a}"] * held[f"_x{b}"]).sum() for a in size for b in size if a <= b}
    (found,) = read(held.aggregate(**asked))
    information = np.array([[found[f"i{min(a, b)}_{max(a, b)}"] for b in size] for a in size], dtype=np.float64)
    return np.array([found[f"t{a}"] for a in size], dtype=np.float64), information


def inverse(information: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of auxiliaries in any unit, some of which may follow from the others, as the classes of two margins do."""
    unit = np.sqrt(np.where(np.diag(information) > 0, np.diag(information), 1.0))
    both = np.outer(unit, unit)
    return np.asarray(np.linalg.pinv(information / both, rcond=1e-11, hermitian=True) / both, dtype=np.float64)


def _cut(
    base: _Sample,
    rows: Table,
    auxiliaries: tuple[Auxiliary, ...],
    trim: tuple[float, float] | None,
    step: int,
    name: str,
) -> Weighted:
    """With factors outside `trim` cut, and the weight that was cut given to the other rows in equal factors."""
    if trim is None:
        return base.told(rows, "_factor", auxiliaries, step, name)
    low, high = trim
    if not low < 1 < high:
        raise UnfitTable("trim", 0, trim, "the factors must be allowed below 1 and above 1")
    within = (rows._factor >= low) & (rows._factor <= high)
    limited = ibis.greatest(ibis.least(rows._factor, high), low)
    cut = number(((rows._factor - limited) * rows._base).sum())
    others = number(rows._base.sum(where=within))
    if not others:
        raise UnfitTable("trim", 0, trim, "every factor is outside")
    rows = rows.mutate(_factor=ibis.cases((within, rows._factor + cut / others), else_=limited))
    return base.told(rows, "_factor", auxiliaries, step, name)

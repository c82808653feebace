"""Two-way tables: shares and counts of every cell with their variance, and whether the two belong together.

The test is Pearson's, corrected for the design by Rao and Scott (1984): `f` to second order, with p by the F distribution
of Thomas and Rao (`svychisq(statistic="F")` of R), `chi_squared` to first order (`statistic="Chisq"`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from ibis.expr.types import Table
from scipy.special import chdtrc, fdtrc

from .asking import read
from .designs import Estimate, Sample
from .means import How
from .tables import UnfitTable
from .variance import Matrix, covariance


@dataclass(frozen=True)
class Cell:
    """`share` of all, and `weighted`, how many people in the population; `count` of the sample."""

    row: object
    column: object
    count: int
    share: Estimate
    weighted: Estimate


@dataclass(frozen=True)
class Independence:
    """Of rows and columns. `pearson`: the statistic as if the sample were simple, `effect` what it is divided by for `f`."""

    f: float
    numerator: float
    denominator: float
    p: float
    pearson: float
    effect: float
    chi_squared: float
    freedom: int
    p_first_order: float


@dataclass(frozen=True)
class CrossTable:
    """`rows` and `columns` in order; a cell for each pair, by row."""

    rows: tuple[object, ...]
    columns: tuple[object, ...]
    cells: tuple[Cell, ...]
    test: Independence

    def at(self, row: object, column: object) -> Cell:
        return self.cells[self.rows.index(row) * len(self.columns) + self.columns.index(column)]


# Every pair of cells has a covariance; a table that is read by people has fewer.
MOST_CELLS = 60


def crossed(sample: Sample, row: str, column: str, how: How) -> CrossTable:
    """Rows without either value count as outside. Raises UnfitTable where a column has a single value, or too many."""
    table = sample.inside
    for name in (row, column):
        if name not in table.columns:
            raise UnfitTable(name, 0, "", "the table has no such column")
    rows = sample.rows(_r=table[row], _c=table[column])
    rows = rows.filter(rows._r.notnull(), rows._c.notnull())
    found = {
        (one["_r"], one["_c"]): one for one in read(rows.group_by("_r", "_c").agg(_n=rows.count(), _s=rows._w.sum()))
    }
    down, across = (tuple(sorted({key[at] for key in found}, key=_order)) for at in (0, 1))
    for name, values in ((row, down), (column, across)):
        if len(values) < 2:
            raise UnfitTable(name, 0, ", ".join(map(str, values)), "two different values are needed at least")
    if len(down) * len(across) > MOST_CELLS:
        raise UnfitTable(
            f"{row}, {column}", 0, len(down) * len(across), f"{MOST_CELLS} cells at most; put classes together"
        )
    keys = [(one, other) for one in down for other in across]
    sums = np.array([found[key]["_s"] if key in found else 0.0 for key in keys])
    if not sums.sum() > 0:
        raise UnfitTable(f"{row}, {column}", 0, 0, "all weights together must be above zero")
    counts = [int(found[key]["_n"]) if key in found else 0 for key in keys]
    shares = sums / sums.sum()
    of_shares = covariance(sample, _scores(sample, rows, keys, shares, float(sums.sum())), len(keys))
    of_counts = covariance(sample, _scores(sample, rows, keys, np.zeros(len(keys)), 1.0), len(keys))
    cells = tuple(
        Cell(*key, counts[at], *(
            _told(sample, key, float(values[at]), float(variance[at, at]), counts[at], how)
            for values, variance in ((shares, of_shares), (sums, of_counts))
        ))
        for at, key in enumerate(keys)
    )  # fmt: skip
    test = _tested(shares.reshape(len(down), len(across)), of_shares, sum(counts), sample.freedom)
    return CrossTable(down, across, cells, test)


def _order(value: object) -> tuple[str, object]:
    return type(value).__name__, value


def _scores(sample: Sample, rows: Table, keys: Sequence[tuple[object, object]], less: Matrix, by: float) -> Table:
    """Of each cell: whether a row is in it, less its share."""
    held = {
        f"_z{at}": rows._w * (((rows._r == key[0]) & (rows._c == key[1])).cast("float64") - float(less[at])) / by
        for at, key in enumerate(keys)
    }
    return rows.select(*sample.columns, **held)


def _told(sample: Sample, key: object, value: float, variance: float, count: int, how: How) -> Estimate:
    error = sqrt(max(variance, 0.0))
    reach = how.reach(sample.freedom, error)
    return Estimate(key, value, error, value - reach, value + reach, count, sample.freedom)


def _tested(shares: Matrix, variance: Matrix, count: int, freedom: int) -> Independence:
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    pearson = float(count * ((shares - expected) ** 2 / expected).sum())
    down, across = shares.shape
    contrast = np.kron(_contrasts(down), _contrasts(across))
    flat = shares.reshape(-1)
    inverse = np.diag(np.divide(1.0, flat, out=np.zeros_like(flat), where=flat > 0))
    simple = contrast.T @ (inverse / count) @ contrast
    design = contrast.T @ inverse @ variance @ inverse @ contrast
    effects = np.linalg.solve(simple, design)
    total, squared = float(np.trace(effects)), float(np.trace(effects @ effects))
    degrees = (down - 1) * (across - 1)
    numerator = total**2 / squared
    f, first = pearson / total, pearson / (total / degrees)
    return Independence(
        f, numerator, numerator * freedom, float(fdtrc(numerator, numerator * freedom, f)), pearson, total, first,
        degrees, float(chdtrc(degrees, first)),
    )  # fmt: skip


def _contrasts(size: int) -> Matrix:
    """Between the first class and each other: columns that add up to nothing."""
    return np.vstack([np.full(size - 1, -1.0), np.eye(size - 1)])

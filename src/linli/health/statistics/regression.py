"""Linear and logistic regression by weight, with the design's variance: the inverse information about the scores' (Binder 1983)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table

from .asking import number, read
from .designs import Estimate, Sample
from .means import How
from .tables import UnfitTable
from .variance import Matrix, covariance

_STEPS, _CLOSE = 50, 1e-12


def regressed(sample: Sample, outcome: str, on: Sequence[str], how: How, *, logistic: bool) -> list[Estimate]:
    """The intercept (domain "") and a coefficient each column, named by `domain`. Rows with anything missing are outside.

    Raises UnfitTable where a column follows from the others, an outcome is neither 0 nor 1 (logistic), or no estimate is
    reached because the columns tell the outcome for certain.
    """
    names = ["", *on]
    rows = _rows(sample, outcome, on)
    count = int(number(rows.count()))
    if not count:
        raise UnfitTable(outcome, 0, "", "no row has a value in all of these columns")
    if logistic and number(((rows._y != 0) & (rows._y != 1)).sum()):
        raise UnfitTable(outcome, 0, "", "an outcome of 0 and 1 is needed")
    coefficients, bread = _solved(rows, outcome, names, logistic=logistic)
    _mean, left = _predicted(rows, coefficients, logistic=logistic)
    size = len(names)
    scores = {
        f"_z{at}": rows._w * left * sum(float(bread[at, other]) * rows[f"_x_{other}"] for other in range(size))
        for at in range(size)
    }
    variance = np.diag(covariance(sample, rows.select(*sample.columns, **scores), size))
    # As in R: what the model uses up is no more there to judge it by.
    degrees = sample.freedom - size + 1
    told = []
    for name, value, of in zip(names, coefficients, variance, strict=True):
        error = sqrt(max(float(of), 0.0))
        reach = how.reach(degrees, error)
        told.append(Estimate(name, float(value), error, float(value) - reach, float(value) + reach, count, degrees))
    return told


def _rows(sample: Sample, outcome: str, on: Sequence[str]) -> Table:
    table = sample.inside
    for column in (outcome, *on):
        if column not in table.columns:
            raise UnfitTable(column, 0, "", "the table has no such column")
    given = {f"_x_{at}": table[name].cast("float64") for at, name in enumerate(on, 1)}
    rows = sample.rows(_y=table[outcome].cast("float64"), _x_0=ibis.literal(1.0), **given)
    return rows.filter(rows._y.notnull(), *(rows[name].notnull() for name in given))


def _solved(rows: Table, outcome: str, names: Sequence[str], *, logistic: bool) -> tuple[Any, Matrix]:
    coefficients = np.zeros(len(names))
    for _step in range(_STEPS):
        bread, change = _step_from(rows, names, coefficients, logistic=logistic)
        coefficients = coefficients + change
        if not logistic:
            return coefficients, bread
        if np.abs(change).max() < _CLOSE * (1 + np.abs(coefficients).max()):
            return coefficients, _step_from(rows, names, coefficients, logistic=True)[0]
    raise UnfitTable(outcome, 0, "", "no estimate was reached: a column tells the outcome for certain")


def _step_from(rows: Table, names: Sequence[str], coefficients: Any, *, logistic: bool) -> tuple[Matrix, Any]:
    """The inverse of the information at these coefficients, and by how much they are to change."""
    size = range(len(names))
    mean, left = _predicted(rows, coefficients, logistic=logistic)
    weight = rows._w * mean * (1 - mean) if logistic else rows._w
    sums = {f"i{a}_{b}": (weight * rows[f"_x_{a}"] * rows[f"_x_{b}"]).sum() for a in size for b in size if a <= b}
    sums |= {f"s{a}": (rows._w * left * rows[f"_x_{a}"]).sum() for a in size}
    (found,) = read(rows.aggregate(**sums))
    information = np.array([[found[f"i{min(a, b)}_{max(a, b)}"] for b in size] for a in size], dtype=np.float64)
    if not np.isfinite(information).all() or np.linalg.matrix_rank(information) < len(names):
        raise UnfitTable(", ".join(names[1:]), 0, "", "one of these columns follows from the others")
    bread = np.asarray(np.linalg.inv(information), dtype=np.float64)
    return bread, bread @ np.array([found[f"s{a}"] for a in size], dtype=np.float64)


def _predicted(rows: Table, coefficients: Any, *, logistic: bool) -> tuple[Any, Any]:
    """What the model expects of each row, and what is left of its outcome."""
    line = sum(float(one) * rows[f"_x_{at}"] for at, one in enumerate(coefficients))
    mean = 1 / (1 + (-line).exp()) if logistic else line
    return mean, rows._y - mean

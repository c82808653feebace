"""Means, totals, ratios and proportions, of all or by domain."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, log, nan, sqrt
from typing import Any

import ibis
from ibis.expr.types import Table
from scipy.special import stdtrit

from .asking import Expression, read
from .designs import Estimate, Freedom, Sample
from .tables import UnfitTable
from .variance import spread


@dataclass(frozen=True)
class How:
    """How an estimate is told: whose degrees of freedom its interval has, and how sure it is."""

    freedom: Freedom = Freedom.DESIGN
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            raise UnfitTable("confidence", 0, self.confidence, "between 0 and 1")

    def reach(self, degrees: int, error: float) -> float:
        """How far the interval goes to each side; not a number where nothing is left to judge by."""
        return float(stdtrit(degrees, 0.5 + self.confidence / 2)) * error if degrees > 0 else nan


@dataclass(frozen=True)
class Asked:
    """A value and what it is divided by: a column, "" for the number of people, None for nothing. `name` is for errors."""

    name: str
    value: Expression
    to: str | None = ""


def estimated(sample: Sample, asked: Asked, by: str, how: How) -> list[Estimate]:
    """By domain, in their order. Raises UnfitTable where a value is infinite, or nobody has one."""
    return estimated_of(sample, rows_of(sample, asked, by), asked, by, how)


def estimated_of(sample: Sample, rows: Table, asked: Asked, by: str, how: How) -> list[Estimate]:
    """Of rows with their domain `_d`, value `_v` and what divides it, `_u`."""
    to = asked.to
    whole = rows.group_by("_d").agg(
        _y=(rows._w * rows._v).sum(), _x=(rows._w * rows._u).sum(), _size=rows._w.sum(), _c=rows.count(),
        _squares=(rows._w * rows._v * rows._v).sum(),
    )  # fmt: skip
    held = rows.inner_join(whole.select("_d", "_y", "_x"), "_d")
    score = held._w * held._v if to is None else held._w * (held._v - held._y / held._x * held._u) / held._x
    scores = held.select("_d", *sample.columns, _z0=score)
    found = read(whole.inner_join(spread(sample, scores), "_d").order_by("_d"))
    if not found:
        raise UnfitTable(asked.name, 0, "", "nobody has a value")
    return [_told(sample, one, asked, by, how) for one in found]


def rows_of(sample: Sample, asked: Asked, by: str) -> Table:
    table = sample.inside
    for column in (by, asked.to or ""):
        if column and column not in table.columns:
            raise UnfitTable(column, 0, "", "the table has no such column")
    rows = sample.rows(
        _d=table[by] if by else ibis.literal(""), _v=asked.value(table).cast("float64"),
        _u=table[asked.to].cast("float64") if asked.to else ibis.literal(1.0),
    )  # fmt: skip
    return rows.filter(rows._v.notnull(), rows._u.notnull(), rows._d.notnull())


def _told(sample: Sample, one: dict[str, Any], asked: Asked, by: str, how: How) -> Estimate:
    to = asked.to
    if not isfinite(one["_y"]) or not isfinite(one["_x"]):
        raise UnfitTable(asked.name, 0, one["_y"], "a value is infinite or not a number")
    value = one["_y"] if to is None else one["_y"] / one["_x"] if one["_x"] else nan
    error = sqrt(max(one["_v0_0"], 0.0))
    degrees = sample.freedom if how.freedom is Freedom.DESIGN else int(one["_clusters"] - one["_strata"])
    reach = how.reach(degrees, error)
    effect = None
    count, size = int(one["_c"]), one["_size"]
    if to == "" and count > 1 and size > count:
        simple = (one["_squares"] / size - value * value) * count / (count - 1)
        effect = one["_v0_0"] / (simple * (size - count) / (size * count)) if simple > 0 else None
    return Estimate(one["_d"] if by else "", value, error, value - reach, value + reach, count, degrees, effect)


def within_one(share: Estimate, how: How) -> Estimate:
    """A proportion whose limits are found on the scale of log odds, and so stay between 0 and 1."""
    if not 0 < share.value < 1:
        return share
    odds, reach = log(share.value / (1 - share.value)), how.reach(share.freedom, share.error)
    step = reach / (share.value * (1 - share.value))
    low, high = (1 / (1 + exp(-(odds + side * step))) for side in (-1, 1))
    return Estimate(share.domain, share.value, share.error, low, high, share.count, share.freedom, share.effect)

"""Quantiles, with the interval of Woodruff (JASA 47, 1952).

The quantile is the smallest value that at least a share `at` of the weight does not exceed (the inverse of the weighted
distribution: `qrule="math"` of R's `svyquantile`, `interval.type="mean"`). The share at or below it has a variance as any
proportion; what the limits of that share are quantiles of are the limits of the quantile, not a number where a limit of
the share is below 0 or above 1.
"""

from __future__ import annotations

from math import isnan, nan

import ibis
from ibis.expr.types import Table
from scipy.special import stdtrit

from .asking import kept, read
from .designs import Estimate, Sample
from .means import Asked, How, estimated_of, rows_of
from .tables import UnfitTable

# Sums of weights are equal to so many digits, whatever order they were added in.
_ROUNDING = 1e-11


def quantile(sample: Sample, column: str, at: float, by: str, how: How) -> list[Estimate]:
    """By domain; `error` is the interval's length by twice the deviate that made it. Empty rows count as outside."""
    if not 0 < at < 1:
        raise UnfitTable("at", 0, at, "between 0 and 1")
    if column not in sample.table.columns:
        raise UnfitTable(column, 0, "", "the table has no such column")
    asked = Asked(column, lambda table: table[column])
    rows = rows_of(sample, asked, by)
    rows = rows.filter(rows._w > 0)
    heaped = rows.group_by("_d", "_v").agg(_w=rows._w.sum())
    ordered = heaped.mutate(
        _upto=heaped._w.sum().over(ibis.window(group_by="_d", order_by="_v", preceding=None, following=0)),
        _all=heaped._w.sum().over(ibis.window(group_by="_d")),
    )
    found = {one["_d"]: one["_v"] for one in read(_lowest(ordered, at))}
    if not found:
        raise UnfitTable(column, 0, "", "nobody has a value")
    thresholds = kept(_lowest(ordered, at).select("_d", _q="_v"))
    below = rows.rename(_value="_v").inner_join(thresholds.rename(_quantile="_q"), "_d")
    below = below.mutate(_v=(below._value <= below._quantile).cast("float64"))
    shares = estimated_of(sample, below, asked, by, how)
    limits = {}
    for side in ("low", "high"):
        wanted = {one.domain: getattr(one, side) for one in shares}
        limits[side] = _at_each(ordered, wanted, by)
    told = []
    for share in shares:
        low, high = (limits[side].get(share.domain, nan) for side in ("low", "high"))
        deviate = float(stdtrit(share.freedom, 0.5 + how.confidence / 2)) if share.freedom > 0 else nan
        value = found[share.domain if by else ""]
        told.append(Estimate(share.domain, value, (high - low) / (2 * deviate), low, high, share.count, share.freedom))
    return told


def _lowest(ordered: Table, at: float) -> Table:
    reached = ordered.filter(ordered._upto >= at * ordered._all * (1 - _ROUNDING))
    return reached.group_by("_d").agg(_v=reached._v.min())


def _at_each(ordered: Table, wanted: dict[object, float], by: str) -> dict[object, float]:
    """The quantile of each domain at a share of its own."""
    known = {domain: share for domain, share in wanted.items() if not isnan(share) and 0 <= share <= 1}
    if not known:
        return {}
    share = (
        ibis.cases(*((ordered._d == domain, value) for domain, value in known.items()), else_=2.0)
        if by
        else next(iter(known.values()))
    )
    reached = ordered.filter(ordered._upto >= share * ordered._all * (1 - _ROUNDING))
    return {one["_d"] if by else "": one["_v"] for one in read(reached.group_by("_d").agg(_v=reached._v.min()))}

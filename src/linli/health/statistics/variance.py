"""One variance for every statistic: of the sums of scores, by how clusters differ, and units within clusters.

    V = Σ_h (1-f1)·n/(n-1)·Σ_k (z_hk - mean)²  +  Σ_h f1 Σ_k (1-f2)·m/(m-1)·Σ_j (z_hkj - mean)²

over strata h, clusters k and units j of the second stage (Särndal, Swensson and Wretman 1992, chapters 4 and 5), and
the same of two scores for their covariance. Whoever is outside a domain stays, with score zero; where weights were
fitted to known totals, scores are first taken as residuals on the auxiliaries.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pyarrow
from ibis.expr.types import Table
from numpy.typing import NDArray

from .asking import number, read
from .designs import Lonely, Sample
from .tables import UnfitTable

Matrix = NDArray[np.float64]
Pair = tuple[int, int]


def pairs(size: int) -> list[Pair]:
    return [(a, b) for a in range(size) for b in range(a, size)]


def spread(sample: Sample, scores: Table, size: int = 1) -> Table:
    """By domain `_d`: the covariances `_v0_0`, `_v0_1` … of the sums of the scores `_z0` …, and how many clusters and strata
    the domain has people in (`_clusters`, `_strata`)."""
    if sample.weighted is None:
        return _by_strata(sample, scores, size)
    counted = _counted(sample, scores)
    return (
        _by_strata(sample, _residuals(sample, scores, size), size)
        .drop("_clusters", "_strata")
        .inner_join(counted, "_d")
    )


def covariance(sample: Sample, scores: Table, size: int) -> Matrix:
    """Of the sums of scores over everybody, as a matrix."""
    (found,) = read(spread(sample, scores.mutate(_d=ibis.literal("")), size))
    return np.array([[found[f"_v{min(a, b)}_{max(a, b)}"] for b in range(size)] for a in range(size)], dtype=np.float64)


def _by_strata(sample: Sample, scores: Table, size: int) -> Table:
    held, nested = scores, sample.stages > 1
    if sample.stages == 1:
        held = scores.group_by("_d", "_h", "_k").agg(**{f"_z{a}": scores[f"_z{a}"].sum() for a in range(size)})
    elif nested:
        held = _within_clusters(sample, scores, size)
    sums = {f"_z{a}": held[f"_z{a}"].sum() for a in range(size)}
    sums |= {f"_p{a}_{b}": (held[f"_z{a}"] * held[f"_z{b}"]).sum() for a, b in pairs(size)}
    if nested:
        sums |= {f"_i{a}_{b}": held[f"_i{a}_{b}"].sum() for a, b in pairs(size)}
    strata = held.group_by("_d", "_h").agg(**sums, _k=held.count())
    parts = strata.inner_join(sample.strata, "_h")
    parts = parts.mutate(**{f"_v{a}_{b}": _of_pair(sample, parts, a, b) for a, b in pairs(size)})
    factor = _average(sample)
    return parts.group_by("_d").agg(
        _clusters=parts._k.sum(),
        _strata=parts.count(),
        **{f"_v{a}_{b}": parts[f"_v{a}_{b}"].sum() * factor for a, b in pairs(size)},
    )


def _of_pair(sample: Sample, parts: Table, a: int, b: int) -> Any:
    """What a stratum counts for."""
    n, left = parts._n, 1 - parts._n / parts._n1
    between = parts[f"_p{a}_{b}"] - parts[f"_z{a}"] * parts[f"_z{b}"] / n
    outer = ibis.cases((n > 1, left * n / (n - 1) * between), else_=_alone(sample, parts, left, a, b))
    return outer + n / parts._n1 * parts[f"_i{a}_{b}"] if sample.stages > 1 else outer


def _alone(sample: Sample, parts: Table, left: Any, a: int, b: int) -> Any:
    """What a stratum of one cluster counts for."""
    if sample.design.lonely is not Lonely.ADJUST:
        return ibis.literal(0.0)
    everywhere = int(number(sample.frame.count()))
    window = ibis.window(group_by="_d")
    one, other = (parts[f"_z{at}"] - parts[f"_z{at}"].sum().over(window) / everywhere for at in (a, b))
    return left * one * other


def _average(sample: Sample) -> float:
    if sample.design.lonely is not Lonely.AVERAGE:
        return 1.0
    strata = read(sample.strata)
    there, alone = len(strata), sum(one["_n"] == 1 and one["_n1"] > 1 for one in strata)
    if there == alone:
        raise UnfitTable(sample.design.strata or "strata", 0, there, "every stratum has a single cluster")
    return there / (there - alone)


def _within_clusters(sample: Sample, scores: Table, size: int) -> Table:
    """Of each cluster the sums of its units' scores, and how its units differ."""
    units = scores.group_by("_d", "_h", "_k", "_j").agg(**{f"_z{a}": scores[f"_z{a}"].sum() for a in range(size)})
    sums = {f"_z{a}": units[f"_z{a}"].sum() for a in range(size)}
    sums |= {f"_p{a}_{b}": (units[f"_z{a}"] * units[f"_z{b}"]).sum() for a, b in pairs(size)}
    clusters = units.group_by("_d", "_h", "_k").agg(**sums)
    held = clusters.inner_join(sample.frame.select("_h", "_k", "_m", "_n2"), ["_h", "_k"])
    factor = ibis.cases((held._m > 1, (1 - held._m / held._n2) * held._m / (held._m - 1)), else_=0.0)
    return held.mutate(
        **{
            f"_i{a}_{b}": factor * (held[f"_p{a}_{b}"] - held[f"_z{a}"] * held[f"_z{b}"] / held._m)
            for a, b in pairs(size)
        }
    )


# Fitted weights


def _counted(sample: Sample, scores: Table) -> Table:
    if sample.stages:
        scores = scores.group_by("_d", "_h", "_k").agg(_there=scores.count())
    strata = scores.group_by("_d", "_h").agg(_k=scores.count())
    return strata.group_by("_d").agg(_clusters=strata._k.sum(), _strata=strata.count())


def _residuals(sample: Sample, scores: Table, size: int) -> Table:
    """What the auxiliaries leave unexplained of the scores of every unit, those outside the domain too."""
    names, unit = sample.auxiliaries, sample.unit
    summed = scores.group_by("_d", *unit).agg(**{f"_z{a}": scores[f"_z{a}"].sum() for a in range(size)})
    every = sample.explained.cross_join(_slopes(sample, scores, size)).left_join(summed, ["_d", *unit])
    left = {
        f"_z{a}": every[f"_z{a}"].fill_null(0.0) - sum(every[name] * every[f"_b{name}_{a}"] for name in names)
        for a in range(size)
    }
    return every.select("_d", *({"_h", "_k", "_j"} & set(unit)), **left)


def _slopes(sample: Sample, scores: Table, size: int) -> Table:
    """By domain: the coefficients of scores by weight on the auxiliaries, weighted by the weights before they were fitted."""
    names = sample.auxiliaries
    share = ibis.cases((scores._fit > 0, scores._q / scores._fit), else_=0.0)
    sums = {f"{name}_{a}": (share * scores[name] * scores[f"_z{a}"]).sum() for name in names for a in range(size)}
    found = scores.group_by("_d").agg(**sums).to_pyarrow()
    columns = {"_d": found["_d"]}
    for a in range(size):
        of_domains = np.array([found[f"{name}_{a}"].to_numpy() for name in names])
        columns |= {f"_b{name}_{a}": row for name, row in zip(names, sample.information @ of_domains, strict=True)}
    return ibis.memtable(pyarrow.table(columns))

"""How a sample was drawn, and the looking through of it before any figure is worked out from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import inf
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from .asking import kept, number, read, table_of
from .calibration import Weighted, inverse
from .tables import UnfitTable


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
    the same within a stratum, and within a cluster. A cluster of the same name in another stratum is another one.
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


class Sample:
    """Rows with their weight `_w`, stratum `_h`, cluster `_k`, unit of the second stage `_j`, and how many there are to draw
    from, `_n1` and `_n2`; of fitted weights also those before `_q`, the auxiliaries `_x0` …, and the number `_row`."""

    def __init__(self, rows: Any, design: Design, weighted: Weighted | None = None) -> None:
        given = table_of(rows)
        self.design, self.weighted = design, weighted
        self.weights = weighted.column if weighted else design.weights
        _look_for(given, (self.weights, design.strata, *design.clusters, *design.populations))
        if len(design.clusters) > 2 or len(design.populations) > max(1, len(design.clusters)):
            named = len(design.clusters) > 2
            why = "two stages at most are worked out" if named else "a stage that is not named has none to draw from"
            raise UnfitTable((design.clusters if named else design.populations)[-1], 0, "", why)
        self.stages = len(design.clusters)
        self.table = given.mutate(
            _w=given[self.weights].cast("float64"),
            _h=given[design.strata] if design.strata else ibis.literal("all"),
            _k=given[design.clusters[0]] if self.stages else ibis.literal(""),
            _j=given[design.clusters[1]] if self.stages > 1 else ibis.literal(""),
            _n1=self._population(given, 0),
            _n2=self._population(given, 1),
            **self._fitted(given),
        )
        if weighted:
            self.table = kept(self.table)
        self.inside = self.table
        self._look_through()

    def _population(self, table: Table, stage: int) -> Any:
        given = self.design.populations
        return table[given[stage]].cast("float64") if stage < len(given) else ibis.literal(inf)

    def _fitted(self, table: Table) -> dict[str, Any]:
        if self.weighted is None:
            return {}
        auxiliaries = {f"_x{at}": one.of(table) for at, one in enumerate(self.weighted.auxiliaries)}
        return {"_q": table[self.weighted.before].cast("float64"), "_row": ibis.row_number(), **auxiliaries}

    @property
    def columns(self) -> list[str]:
        """What a score has to keep of its row, for the variance to be worked out from it."""
        if self.weighted is None:
            return ["_h", "_k", "_j"]
        return ["_h", "_k", "_j", "_row", "_fit", "_q", *self.auxiliaries]

    def rows(self, **columns: Any) -> Table:
        """The rows inside, with their weight, what the variance needs of them, and these columns."""
        inside = self.inside
        more = {"_fit": inside._w} if self.weighted else {}
        return inside.select("_w", *(name for name in self.columns if name != "_fit"), **more, **columns)

    @cached_property
    def frame(self) -> Table:
        """Of each cluster: its stratum, and how many units of the second stage it has here and there are to draw from."""
        table = self.table
        if not self.stages:
            return table.select("_h", "_k", "_n1", "_n2", _m=ibis.literal(1), _o1=table._n1, _o2=table._n2)
        sums = {"_n1": table._n1.max(), "_n2": table._n2.max(), "_o1": table._n1.min(), "_o2": table._n2.min()}
        units = table._j.nunique() if self.stages > 1 else table.count()
        return kept(table.group_by("_h", "_k").agg(_m=units, **sums))

    @cached_property
    def strata(self) -> Table:
        """Of each stratum: how many clusters it has here, and how many there are to draw from."""
        frame = self.frame
        return kept(frame.group_by("_h").agg(_n=frame.count(), _n1=frame._n1.max(), _o1=frame._o1.min()))

    @property
    def auxiliaries(self) -> list[str]:
        return [f"_x{at}" for at in range(len(self.weighted.auxiliaries) if self.weighted else 0)]

    @property
    def unit(self) -> list[str]:
        """What names a unit of the last stage that the variance looks at."""
        return [["_h", "_row"], ["_h", "_k"], ["_h", "_k", "_j"]][self.stages]

    @cached_property
    def explained(self) -> Table:
        """Of each unit the weighted sums of the auxiliaries."""
        table = self.table
        return kept(
            table.group_by(self.unit).agg(**{name: (table._w * table[name]).sum() for name in self.auxiliaries})
        )

    @cached_property
    def information(self) -> NDArray[np.float64]:
        """Of the auxiliaries, by the weights before they were fitted: inverse, where some follow from others too."""
        table, names = self.table, self.auxiliaries
        asked = {
            f"{one}{other}": (table._q * table[one] * table[other]).sum()
            for one in names
            for other in names
            if one <= other
        }
        (found,) = read(table.aggregate(**asked))
        matrix = np.array([[found[f"{min(one, other)}{max(one, other)}"] for other in names] for one in names])
        return inverse(matrix)

    @cached_property
    def freedom(self) -> int:
        """Clusters less strata."""
        return int(number(self.frame.count()) - number(self.strata.count()))

    # Looking through: one question of the rows, and one of what each fault found is.

    def _look_through(self) -> None:
        table = self.table
        faults = self._faults(table)
        asked = {f"f{at}": wrong.sum() for at, (_column, _shown, wrong, _why) in enumerate(faults)}
        (found,) = read(table.aggregate(_all=table._w.sum(), _least=table._w.min(), _most=table._w.max(), **asked))
        for at, (column, shown, _wrong, why) in enumerate(faults):
            if found[f"f{at}"]:
                numbered = table.mutate(_number=ibis.row_number() + 1)
                first = numbered.filter(self._faults(numbered)[at][2]).order_by("_number").limit(1)
                (row,) = read(first.select("_number", _shown=first[shown]))
                raise UnfitTable(column, row["_number"], row["_shown"], why)
        if not (found["_all"] or 0) > 0:
            raise UnfitTable(self.weights, 0, 0, "all weights together must be above zero")
        self._look_at_stages()
        if found["_least"] == found["_most"]:
            self._look_at_equal_weights(found["_most"])

    def _faults(self, table: Table) -> list[tuple[str, str, Any, str]]:
        """Column, what of it is shown, what is wrong of a row, and why."""
        design, weight = self.design, table._w
        below = "below zero" if self.weighted is None else "below zero: fit the weights with a lower bound"
        faults = [
            (self.weights, "_w", weight.isnull() | weight.isnan() | weight.isinf(), "not a number"),
            (self.weights, "_w", weight < 0, below),
        ]
        if design.strata:
            faults.append((design.strata, "_h", table._h.isnull(), "a row of no stratum"))
        for column, held in zip(design.clusters, ("_k", "_j"), strict=False):
            faults.append((column, held, table[held].isnull(), "a row of no cluster"))
        for column, held in zip(design.populations, ("_n1", "_n2"), strict=False):
            value = table[held]
            faults.append(
                (
                    column,
                    held,
                    value.isnull() | value.isnan() | (value < 1),
                    "how many there are to draw from is needed, 1 at least",
                )
            )
        return faults

    def _look_at_stages(self) -> None:
        design, strata, frame = self.design, self.strata, self.frame
        if design.lonely is Lonely.REFUSE:
            for alone in read(strata.filter(strata._n == 1, strata._n1 > 1).order_by("_h").limit(1)):
                why = "a stratum with a single cluster: say by `lonely` what it counts for, or put it to another"
                raise UnfitTable(design.strata or "strata", 0, alone["_h"], why)
            single = frame.filter(frame._m == 1, frame._n2 > 1, frame._n1 < inf).order_by("_h", "_k").limit(1)
            for alone in read(single) if self.stages > 1 else ():
                why = "a cluster with a single unit: say by `lonely` what it counts for, or draw more of it"
                raise UnfitTable(design.clusters[0], 0, alone["_k"], why)
        for few in read(strata.filter(strata._n > strata._n1).order_by("_h").limit(1)):
            why = f"fewer than the {few['_n']} drawn in stratum {few['_h']}"
            raise UnfitTable(design.populations[0], 0, few["_n1"], why)
        for few in read(frame.filter(frame._m > frame._n2).order_by("_h", "_k").limit(1)):
            why = f"fewer than the {few['_m']} drawn in cluster {few['_k']}"
            raise UnfitTable(design.populations[1], 0, few["_n2"], why)
        self._look_at_populations()

    def _look_at_populations(self) -> None:
        """There is one number of clusters in a stratum, and one number of units in a cluster."""
        for column, groups, stage, name in zip(
            self.design.populations, (self.strata, self.frame), ("1", "2"), ("stratum", "cluster"), strict=False
        ):
            least, most = groups[f"_o{stage}"], groups[f"_n{stage}"]
            where = groups["_k" if name == "cluster" else "_h"]
            for mixed in read(
                groups.filter(least != most).select(_at=where, _least=least, _most=most).order_by("_at").limit(1)
            ):
                both = f"{mixed['_least']:g} and {mixed['_most']:g}"
                raise UnfitTable(column, 0, both, f"{name} {mixed['_at']} has one number to draw from")

    def _look_at_equal_weights(self, weight: float) -> None:
        """A sample may weigh itself; one whose units were drawn at different rates cannot."""
        design, frame, strata = self.design, self.frame, self.strata
        if self.weighted or not design.populations or len(design.populations) < self.stages or self.stages == 1:
            return
        rate = strata._n1 / strata._n
        if self.stages > 1:
            both = frame.select("_h", "_m", "_n2").inner_join(strata.select("_h", "_n", _all=strata._n1), "_h")
            rate, strata = both._all / both._n * both._n2 / both._m, both
        least, most = (number(edge) for edge in (rate.min(), rate.max()))
        if most > least * (1 + _SAME):
            why = (
                f"all weights are equal, but a unit drawn stands for {least:g} to {most:g} by the numbers to draw from"
            )
            raise UnfitTable(self.weights, 0, f"{weight:g}", why)


# By how much rates may differ of a sample that was allotted in proportion, to whole units.
_SAME = 0.5


def _look_for(table: Table, columns: Sequence[str]) -> None:
    for column in columns:
        if column and column not in table.columns:
            raise UnfitTable(column, 0, "", "the table has no such column")

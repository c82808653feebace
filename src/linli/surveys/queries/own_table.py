"""Estimates from a table that somebody brings: means, shares and totals by the design they name. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.health.statistics.designs import Design, Estimate, Lonely
from linli.health.statistics.survey import Survey as Estimator
from linli.health.statistics.tables import UnfitTable

from ..errors import CannotEstimate, WrongFile
from ..frames import any_table


@dataclass(frozen=True)
class Asked:
    """Columns by name: what is estimated, by whom it is told, and how the sample was drawn."""

    LONELY: ClassVar[tuple[tuple[str, Promise], ...]] = (
        ("refuse", gettext_lazy("No figure: it is said which stratum it is")),
        ("certainty", gettext_lazy("Nothing: the cluster was certain to be drawn")),
        ("adjust", gettext_lazy("How far its cluster is from the mean of all")),
        ("average", gettext_lazy("As much as the other strata on average")),
    )

    value: str = ""
    statistic: str = "mean"
    by: str = ""
    weights: str = "weight"
    strata: str = ""
    clusters: str = ""
    units: str = ""
    clusters_there: str = ""
    units_there: str = ""
    lonely: str = "refuse"


@dataclass(frozen=True)
class Result:
    asked: Asked
    rows: int
    estimates: list[Estimate]
    equal: bool

    @property
    def is_share(self) -> bool:
        return self.asked.statistic == "share"


def asked_of(post: Mapping[str, str]) -> Asked:
    given = {name: str(post.get(name, "")).strip()[:60] for name in Asked.__dataclass_fields__ if name in post}
    return Asked(**given)


def estimated(body: bytes, asked: Asked) -> Result:
    """Raises WrongFile, CannotEstimate."""
    columns = any_table(body)
    for name in (asked.value, asked.weights, asked.by, asked.strata, asked.clusters, asked.units, asked.clusters_there, asked.units_there):  # fmt: skip
        if name and name not in columns:
            told = {"name": name, "there": "、".join(columns)}
            raise WrongFile(_("The table has no column “%(name)s”; it has %(there)s.") % told, 1)
    if not asked.value or not asked.weights:
        raise WrongFile(_("Please name the column to estimate, and that of the weights."))
    numbers = {asked.value, asked.weights, asked.clusters_there, asked.units_there} - {""}
    try:
        table = pa.table({name: _column(name, values, name in numbers) for name, values in columns.items()})
        return _result(table, asked)
    except UnfitTable as wrong:
        raise CannotEstimate(wrong) from None


def _column(name: str, values: list[str], is_number: bool) -> Any:
    if not is_number:
        return pa.array([one or None for one in values], pa.string())
    found: list[float | None] = []
    for row, text in enumerate(values, 1):
        try:
            found.append(float(text) if text else None)
        except ValueError:
            raise UnfitTable(name, row, text, "not a number") from None
    return pa.array(found, pa.float64())


def _result(table: Any, asked: Asked) -> Result:
    design = Design(
        asked.weights, asked.strata, tuple(one for one in (asked.clusters, asked.units) if one),
        tuple(one for one in (asked.clusters_there, asked.units_there) if one),
        Lonely(asked.lonely) if asked.lonely in set(Lonely) else Lonely.REFUSE,
    )  # fmt: skip
    survey = Estimator(table, design)
    if asked.statistic == "share":
        _check_shares(table, asked.value)
        found = survey.proportion(lambda rows: rows[asked.value] == 1, asked.by, log_odds=True)
    elif asked.statistic == "total":
        found = survey.total(asked.value, asked.by)
    else:
        found = survey.mean(asked.value, asked.by)
    weights = table.column(asked.weights).to_pylist()
    return Result(asked, table.num_rows, found, min(weights) == max(weights))


def _check_shares(table: Any, name: str) -> None:
    for row, value in enumerate(table.column(name).to_pylist(), 1):
        if value not in (0, 1, None):
            raise UnfitTable(name, row, value, "an outcome of 0 and 1 is needed")

"""Weights: the inverse of the probability, by what was not answered, fitted to how many people there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from linli.health.statistics.calibration import Weighted, rake
from linli.health.statistics.designs import Design, Lonely, Sample

from ..models import Survey
from .indicators import INDICATORS, Indicator
from .people import Person, Visited, is_equal, people, visited


@dataclass(frozen=True)
class Prepared:
    """What estimates are worked out from. `steps` says how the weights were made, for the reader; `span` the smallest and largest."""

    table: pa.Table
    sample: Sample
    indicators: tuple[Indicator, ...]
    people: list[Person]
    fitted: bool
    span: tuple[float, float]
    total: float
    # n·Σw²/(Σw)²: by how much unequal weights alone widen the variance.
    unequal: float
    provisional: int


def response_factors(standings: Sequence[Visited]) -> dict[Any, float]:
    """By cluster: eligible people by those interviewed. Of a cluster where nobody was, its people go to its stratum's others."""
    left: dict[str, float] = defaultdict(float)
    held: dict[str, float] = defaultdict(float)
    for one in standings:
        weight = float(one.cluster.weight) * one.eligible
        (held if one.done else left)[one.cluster.stratum] += weight
    factors = {}
    for one in standings:
        if one.done:
            stratum = one.cluster.stratum
            factors[one.cluster.pk] = one.eligible / one.done * (1 + left[stratum] / held[stratum])
    return factors


def prepare(survey: Survey) -> Prepared:
    """Raises UnfitTable where a design or weights cannot be worked with."""
    standings = visited(survey)
    found = people(survey)
    factors = response_factors(standings)
    indicators = tuple(one for one in INDICATORS if _asked(one, survey))
    columns: dict[str, list[Any]] = {
        "weight": [one.base * factors.get(one.unit.cluster_id, 1.0) for one in found],
        "base": [one.base for one in found],
        **_design_columns(found, is_equal(survey) if found else False),
        "sex": [one.sex or None for one in found],
        "age_group": [one.age_group or None for one in found],
        "area": [one.unit.cluster.stratum for one in found],
    }
    for indicator in indicators:
        columns[indicator.code] = [indicator.compute(one.answers) for one in found]
    table = pa.table({name: pa.array(values, _kind(name, indicators)) for name, values in columns.items()})
    return _prepared(survey, table, indicators, found, standings)


def _asked(indicator: Indicator, survey: Survey) -> bool:
    names = {name for form in survey.forms.filter(current=True) for name in _names(form.definition["fields"])}
    return set(indicator.needs) <= names


def _names(fields: list[dict[str, Any]]) -> list[str]:
    return [name for one in fields for name in (one["name"], *_names(one.get("fields", [])))]


def _kind(name: str, indicators: Sequence[Indicator]) -> pa.DataType:
    numbers = {"weight", "base", "clusters_there", "people_there", *(one.code for one in indicators)}
    return pa.float64() if name in numbers else pa.string()


def _design_columns(found: list[Person], equal: bool) -> dict[str, list[Any]]:
    """A cluster that was certain to be drawn is a stratum of its own, and its people are drawn singly."""
    strata, clusters = [], []
    for one in found:
        cluster = one.unit.cluster
        alone = cluster.certain and not equal
        strata.append(f"{cluster.stratum}·{cluster.name}" if alone else cluster.stratum)
        clusters.append(one.unit.code if alone else cluster.code)
    made: dict[str, list[Any]] = {"stratum": strata, "cluster": clusters}
    if equal:
        made["unit"] = [one.unit.code for one in found]
        made["clusters_there"] = [float(one.unit.cluster.stratum_clusters) for one in found]
        made["people_there"] = [float(one.unit.cluster.listed) for one in found]
    return made


def _prepared(
    survey: Survey, table: pa.Table, indicators: tuple[Indicator, ...], found: list[Person], standings: list[Visited]
) -> Prepared:
    equal = "people_there" in table.column_names
    design = Design(
        "weight", "stratum", ("cluster", "unit") if equal else ("cluster",),
        ("clusters_there", "people_there") if equal else (), Lonely(survey.lonely),
    )  # fmt: skip
    weighted = _fitted(survey, table)
    sample = Sample(weighted.table, design, weighted) if weighted else Sample(table, design)
    weights = weighted.weights.tolist() if weighted else table.column("weight").to_pylist()
    total = sum(weights)
    return Prepared(
        table, sample, indicators, found, weighted is not None, (min(weights), max(weights)), total,
        len(weights) * sum(one * one for one in weights) / total**2, sum(one.waiting for one in standings),
    )  # fmt: skip


def _fitted(survey: Survey, table: pa.Table) -> Weighted | None:
    """Weights that sum up to the population's counts, where they are given."""
    if not survey.margins:
        return None
    margins: dict[tuple[str, ...], dict[tuple[str, ...], float]] = {}
    for names, counts in survey.margins.items():
        columns = tuple("age_group" if one == "age" else one for one in names.split("*"))
        margins[columns] = {tuple(key.split("|")): float(count) for key, count in counts.items()}
    given: dict[str | tuple[str, ...], dict[Any, float]] = {}
    for columns, counts in margins.items():
        single = len(columns) == 1
        given[columns[0] if single else columns] = (
            {key[0]: count for key, count in counts.items()} if single else dict(counts)
        )
    return rake(table, "weight", given)

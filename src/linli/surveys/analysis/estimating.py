"""Every indicator of all, by sex, age and stratum: value, interval, number of people, design effect; small cells hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from typing import Any

import ibis
from django.utils.translation import gettext as _
from ibis import selectors

from linli.health import rules
from linli.health.statistics.asking import kept
from linli.health.statistics.designs import Estimate, Sample
from linli.health.statistics.means import Asked, How, estimated_of, within_one
from linli.health.statistics.suppression import Sum, kept_back

from .indicators import BP_RULES, Indicator
from .weighting import Prepared

# A figure of fewer people than this, or a share that fewer have or do not have, is nobody's to see.
LEAST = 5
BREAKDOWNS = ("", "sex", "age_group", "area")
_BETWEEN = "\x1f"
# All adults, as a figure is named.
_ALL = _BETWEEN
_HOW = How()


@dataclass(frozen=True)
class Figure:
    """Of one group. `by` is what it is a group of: "" (all), sex, age_group, area. `value`: of a share from 0 to 1.

    `count` is how many people it is from; `having`, of a share, how many of them; `hidden`: fewer than LEAST people, then
    there is no value. `effect`: the design effect.
    """

    by: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    error: float | None
    count: int
    having: int | None = None
    effect: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class IndicatorTable:
    """One indicator with its figures. `unit` "%": a share. `rules`: by which set of rules or source; `verified`: it was read."""

    code: str
    topic: str
    label: str
    definition: str
    unit: str
    rules: str
    verified: bool
    figures: tuple[Figure, ...]

    def of(self, by: str) -> tuple[Figure, ...]:
        return tuple(one for one in self.figures if one.by == by)

    @property
    def whole(self) -> Figure | None:
        return next(iter(self.of("")), None)


def tables(prepared: Prepared, breakdowns: tuple[str, ...] = BREAKDOWNS) -> list[IndicatorTable]:
    """All of them, asked at once. Raises UnfitTable. An indicator that nobody has a value of is left out."""
    rows = prepared.table.num_rows
    there = [one for one in prepared.indicators if prepared.table.column(one.code).null_count < rows]
    return tables_of(prepared, there, breakdowns) if there else []


def tables_of(prepared: Prepared, indicators: Sequence[Indicator], breakdowns: tuple[str, ...]) -> list[IndicatorTable]:
    """Of these indicators, which somebody has a value of."""
    found: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
    for one in _estimates(prepared.sample, [each.code for each in indicators], breakdowns):
        code, by, group = str(one.domain).split(_BETWEEN)
        found[code, by].append(replace(one, domain=group))
    return [_table(prepared, one, {by: found[one.code, by] for by in breakdowns}) for one in indicators]


def _estimates(sample: Sample, codes: list[str], breakdowns: tuple[str, ...]) -> list[Estimate]:
    """Every indicator and breakdown is a domain of one question: each column of each person a row, once a breakdown."""
    inside = sample.inside
    groups = {by: inside[by] for by in breakdowns if by}
    wide = sample.rows(**{code: inside[code] for code in codes}, **groups)
    long = wide.pivot_longer(selectors.cols(*codes), names_to="_code", values_to="_v")
    parts = [
        long.mutate(_d=long._code + f"{_BETWEEN}{by}{_BETWEEN}" + (long[by] if by else ""), _u=ibis.literal(1.0)).drop(
            *groups
        )
        for by in breakdowns
    ]
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    rows = kept(rows.filter(rows._v.notnull(), rows._d.notnull()))
    return estimated_of(sample, rows, Asked("indicator", lambda table: table._v), "group", _HOW)


def _table(prepared: Prepared, indicator: Indicator, found: dict[str, list[Estimate]]) -> IndicatorTable:
    source = str(rules.RULES[indicator.rules].source) if indicator.rules in rules.RULES else indicator.rules
    verified = rules.RULES[indicator.rules].verified if indicator.rules in rules.RULES else indicator.verified
    figures = []
    for by, estimates in found.items():
        having = _having(prepared, indicator.code, by) if indicator.is_share else {}
        for one in estimates:
            count = having.get(one.domain, 0) if indicator.is_share else None
            figures.append(_figure(within_one(one, _HOW) if indicator.is_share else one, by, count))
    return IndicatorTable(
        indicator.code, str(indicator.topic), str(indicator.label), str(indicator.definition), indicator.unit, source,
        verified, tuple(figures),
    )  # fmt: skip


def _having(prepared: Prepared, code: str, by: str) -> dict[Any, int]:
    """How many people have it, by group, unweighted."""
    counts: dict[Any, int] = {}
    groups = prepared.table.column(by).to_pylist() if by else [""] * prepared.table.num_rows
    for group, value in zip(groups, prepared.table.column(code).to_pylist(), strict=True):
        if value == 1:
            counts[group] = counts.get(group, 0) + 1
    return counts


def _figure(one: Estimate, by: str, having: int | None) -> Figure:
    return Figure(
        by, str(one.domain), _finite(one.value), _finite(one.low), _finite(one.high), _finite(one.error), one.count, having,
        _finite(one.effect),
    )  # fmt: skip


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def suppressed(table: IndicatorTable) -> IndicatorTable:
    """Without the values that are of so few that somebody could be recognised, and without those they follow from."""
    few = {_named(one) for one in table.figures if _is_of_few(one)}
    counts = {_named(one): one.having for one in table.figures if one.having is not None}
    sums, unknown = [], set()
    for by in {one.by for one in table.figures if one.by}:
        parts = tuple(_named(one) for one in table.figures if one.by == by and one.having is not None)
        if not parts or _ALL not in counts:
            continue
        # Who is of no group stands in no row, and yet somebody may know of them.
        if lacking := counts[_ALL] - sum(counts[part] for part in parts):
            counts[by], parts = lacking, (*parts, by)
            unknown.add(by)
        sums.append(Sum(_ALL, parts))
    hidden = few | kept_back(counts, sums, k=LEAST, also=few & counts.keys(), known=unknown)
    return replace(table, figures=tuple(_without(one) if _named(one) in hidden else one for one in table.figures))


def _named(figure: Figure) -> str:
    return f"{figure.by}{_BETWEEN}{figure.group}"


def _is_of_few(figure: Figure) -> bool:
    few = figure.count < LEAST
    if figure.having is not None:
        few = few or figure.having < LEAST or figure.count - figure.having < LEAST
    return few


def _without(figure: Figure) -> Figure:
    count = figure.count if figure.count >= LEAST else 0
    return Figure(figure.by, figure.group, None, None, None, None, count, None, None, True)


def label_of(by: str, group: str) -> str:
    """A group in words."""
    if by == "sex":
        return {"male": _("Men"), "female": _("Women")}.get(group, group)
    if by == "age_group":
        return (
            _("%(group)s years") % {"group": group.replace("-", "–")}
            if "+" not in group
            else _("%(age)s years and older") % {"age": group.rstrip("+")}
        )
    return group or _("All adults")


def table_json(table: IndicatorTable) -> dict[str, Any]:
    return asdict(table)


def table_from(given: dict[str, Any]) -> IndicatorTable:
    return IndicatorTable(**{**given, "figures": tuple(Figure(**one) for one in given["figures"])})


__all__ = [
    "BP_RULES",
    "BREAKDOWNS",
    "LEAST",
    "Figure",
    "IndicatorTable",
    "label_of",
    "suppressed",
    "table_from",
    "table_json",
    "tables",
]

"""What is known of a population: its totals, and its counts by class, looked through against the sample that is to have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import ibis
from ibis.expr.types import Table

from .asking import read
from .tables import UnfitTable

Counts = Mapping[Any, float]
# Margins of one population differ by how they were rounded, and by no more.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Auxiliary:
    """Something the population's total is known of: a column's value, or whether columns have certain values.

    No columns: the number of people.
    """

    columns: tuple[str, ...] = ()
    category: tuple[Any, ...] | None = None

    def of(self, table: Table) -> Any:
        if not self.columns:
            return ibis.literal(1.0)
        if self.category is None:
            return table[self.columns[0]].cast("float64")
        held = table[self.columns[0]] == self.category[0]
        for column, value in zip(self.columns[1:], self.category[1:], strict=True):
            held &= table[column] == value
        return held.cast("float64")

    def __str__(self) -> str:
        name = ", ".join(self.columns) or "people"
        return name if self.category is None else f"{name} = {', '.join(str(value) for value in self.category)}"


@dataclass(frozen=True)
class Margin:
    columns: tuple[str, ...]
    counts: dict[tuple[Any, ...], float]

    @classmethod
    def given(cls, columns: str | tuple[str, ...], counts: Counts) -> Margin:
        names = (columns,) if isinstance(columns, str) else columns
        known = {}
        for value, count in counts.items():
            key = value if isinstance(value, tuple) else (value,)
            if len(key) != len(names):
                raise UnfitTable(", ".join(names), 0, value, f"{len(names)} values are needed")
            known[key] = total_of(", ".join(names), count, least=0.0, of=value)
        if not sum(known.values()) > 0:
            raise UnfitTable(", ".join(names), 0, 0, "the population must have somebody")
        return cls(names, known)

    @property
    def name(self) -> str:
        return ", ".join(self.columns)

    def brought_to(self, people: float) -> Margin:
        total = sum(self.counts.values())
        return (
            Margin(self.columns, {value: count / total * people for value, count in self.counts.items()})
            if total != people
            else self
        )

    @property
    def auxiliaries(self) -> list[Auxiliary]:
        return [Auxiliary(self.columns, value) for value in self.counts]


def total_of(column: str, value: object, least: float = -inf, of: object = "") -> float:
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        found = inf
    if not isfinite(found) or found < least:
        told = f"{of}: {value}" if of != "" else value
        raise UnfitTable(
            column or "people",
            0,
            told,
            "the population's total must be a number" + (", and not below zero" if least == 0 else ""),
        )
    return found


def of_one_population(table: Table, margins: Sequence[Margin], people: object = None) -> list[Margin]:
    """Every row has a count, every count has rows, and all are of one population, to which those rounded are brought."""
    sums = [("people", total_of("people", people))] if people is not None else []
    sums += [(margin.name, sum(margin.counts.values())) for margin in margins]
    for name, total in sums[1:]:
        if abs(total - sums[0][1]) > ROUNDING * max(abs(total), abs(sums[0][1])):
            raise UnfitTable(name, 0, f"{total:g}", f"does not add up to the {sums[0][1]:g} of {sums[0][0]}")
    for margin in margins:
        for column in margin.columns:
            if column not in table.columns:
                raise UnfitTable(column, 0, "", "the table has no such column")
        _look_at(table, margin)
    return [margin.brought_to(sums[0][1]) for margin in margins]


def _look_at(table: Table, margin: Margin) -> None:
    cells = table.group_by(list(margin.columns)).agg(_w=table._base.sum(), _first=table._row.min())
    weighed = {}
    for cell in sorted(read(cells), key=lambda cell: int(cell["_first"])):
        value = tuple(cell[column] for column in margin.columns)
        told = ", ".join("" if one is None else str(one) for one in value)
        if not margin.counts.get(value):
            if not cell["_w"] and value in margin.counts:
                continue
            raise UnfitTable(margin.name, cell["_first"], told, "no such people are in the population given")
        weighed[value] = cell["_w"]
    for value, count in margin.counts.items():
        if count and not weighed.get(value):
            told = ", ".join(str(one) for one in value)
            raise UnfitTable(
                margin.name, 0, told, f"nobody of the sample stands for these {count:g}: put them to another class"
            )

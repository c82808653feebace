"""Before anything of a bulletin is written down: small numbers leave its tables, and what they could be worked out from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linli.health.statistics.suppression import PROTECTION, K, Sum, UnfitCounts, is_small, kept_back

from .content import Cell, Content, Domain, Line, Section, Suppression, Table

# Of the rule itself: what is kept back under another one is not the same table.
VERSION = "1"


@dataclass
class _Measure:
    """All counts of one thing, through all tables that show it."""

    cases: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    also: set[str] = field(default_factory=set)
    # What a table does not print: people of whom the group is not known.
    rest: set[str] = field(default_factory=set)


def frozen(content: Content, *, k: int = K, protection: float = PROTECTION) -> Content:
    """The same without small numbers. Raises UnfitCounts where tables contradict each other."""
    measures = dict[str, _Measure]()
    for section in content.sections:
        _gather(section.table, measures.setdefault(section.table.measure, _Measure()), k)
    hidden = {name: _hidden(one, k, protection) for name, one in measures.items()}
    sections = tuple(_without(one, *hidden[one.table.measure]) for one in content.sections)
    cells = [cell for one in sections for line in one.table.lines for cell in line.cells]
    told = Suppression(
        k=k, protection=protection, version=VERSION, cells=sum(one.kept_back for one in cells), of=len(cells)
    )
    return content.model_copy(update={"sections": sections, "suppression": told})


def _hidden(one: _Measure, k: int, protection: float) -> tuple[frozenset[str], frozenset[str]]:
    """The cells whose figures are kept back, and those of which not even n is said."""
    few = frozenset[str]()
    if one.persons:
        sums = _with_rest(one.persons, one.sums, one.rest)
        few = kept_back(one.persons, sums, k=k, protection=protection, known=one.rest)
    if not one.cases:
        return few | one.also, few
    sums, also = _with_rest(one.cases, one.sums, one.rest), (few | one.also) & one.cases.keys()
    return kept_back(one.cases, sums, k=k, protection=protection, also=also, known=one.rest) | few, few


def _with_rest(counts: dict[str, int], sums: list[Sum], rest: set[str]) -> list[Sum]:
    """Sums that come out even: who is in the total and in no part is a part of its own that no table prints."""
    whole = []
    for number, one in enumerate(sums):
        if not set(one.members) <= counts.keys():
            continue
        lacking = counts[one.total] - sum(counts[part] for part in one.parts)
        if lacking < 0:
            told = _("%(total)s: the parts together are %(more)d more than the whole")
            raise UnfitCounts(told % {"total": one.total, "more": -lacking})
        name = f"rest {number}"
        if lacking:
            counts[name] = lacking
            rest.add(name)
        whole.append(Sum(one.total, (*one.parts, name)) if lacking else one)
    return whole


def _gather(table: Table, into: _Measure, k: int) -> None:
    for line in table.lines:
        for column, cell in zip(table.columns, line.cells, strict=True):
            _take(table, name_of(line.domain, column.domain), cell, into, k)
    into.sums += [one for one in _sums(table) if one not in into.sums]


def _take(table: Table, name: str, cell: Cell, into: _Measure, k: int) -> None:
    persons = table.shows in ("share", "mean")
    for counts, count in ((into.cases, cell.cases), (into.persons, cell.n if persons else None)):
        if count is None:
            continue
        if counts.setdefault(name, count) != count:
            told = _("%(table)s, %(name)s: %(here)d in one table, %(there)d in another")
            raise UnfitCounts(told % {"table": table.title, "name": name, "here": count, "there": counts[name]})
    if cell.kept_back:
        into.also.add(name)
    if table.shows == "share" and cell.n is not None and cell.cases is not None and is_small(cell.n - cell.cases, k):
        into.also.add(name)


def name_of(*domains: Domain) -> str:
    """Whom a cell is about, the same whichever table it stands in."""
    merged: Mapping[str, str] = {key: value for one in domains for key, value in one.items()}
    return "&".join(f"{key}={merged[key]}" for key in sorted(merged)) or "all"


def _sums(table: Table) -> Iterator[Sum]:
    """Lines of a group add up to the line of everybody, columns to the column of everybody; if the table has them."""
    whole = next((line for line in table.lines if not line.domain), None)
    groups = dict[str, list[Line]]()
    for line in table.lines:
        if line.domain:
            groups.setdefault(line.group, []).append(line)
    for column in table.columns:
        for lines in groups.values() if whole else ():
            yield Sum(name_of(column.domain), tuple(name_of(line.domain, column.domain) for line in lines))
    parts = [column for column in table.columns if column.domain]
    if len(parts) < len(table.columns) and parts:
        for line in table.lines:
            yield Sum(name_of(line.domain), tuple(name_of(line.domain, column.domain) for column in parts))


def _without(section: Section, hidden: frozenset[str], few: frozenset[str]) -> Section:
    table = section.table
    lines = tuple(
        line.model_copy(
            update={
                "cells": tuple(
                    _kept(cell, name_of(line.domain, column.domain), hidden, few)
                    for column, cell in zip(table.columns, line.cells, strict=True)
                )
            }
        )
        for line in table.lines
    )
    return section.model_copy(update={"table": table.model_copy(update={"lines": lines})})


def _kept(cell: Cell, name: str, hidden: frozenset[str], few: frozenset[str]) -> Cell:
    if name not in hidden:
        return cell
    return Cell(n=None if name in few else cell.n, kept_back=True)

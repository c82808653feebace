"""A bulletin as it is read, on the page and on paper: figures in words, charts drawn, tables as rows of texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .. import figures, pictures
from ..content import Cell, Content, Section, Table, Used


@dataclass(frozen=True)
class Figure:
    name: str
    value: str
    unit: str
    interval: str
    definition: str


@dataclass(frozen=True)
class ShownCell:
    text: str
    below: str = ""


@dataclass(frozen=True)
class ShownRow:
    """One line; `heading`: the group that begins with it."""

    label: str
    cells: list[ShownCell]
    heading: str = ""
    whole: bool = False


@dataclass(frozen=True)
class ShownTable:
    code: str
    title: str
    head: list[str]
    rows: list[ShownRow]
    note: str
    kept_back: int


@dataclass(frozen=True)
class ShownSection:
    section: Section
    table: ShownTable

    def charts(self) -> list[tuple[str, SafeString]]:
        """Drawn for each width there may be; the style sheet shows one of them."""
        if not self.section.chart:
            return []
        # Drawn by us, every text in it escaped.
        return [(width, mark_safe(pictures.drawn(self.section, width))) for width in pictures.WIDTHS]

    def chart_for_print(self, font: str) -> str:
        return pictures.drawn(self.section, "wide", font) if self.section.chart else ""


@dataclass(frozen=True)
class Subject:
    """Sections that are read together. `code`: where a page jumps to."""

    code: str
    name: str
    sections: list[ShownSection]


@dataclass(frozen=True)
class Shown:
    content: Content
    figures: list[Figure]
    sections: list[ShownSection]
    used: list[tuple[str, list[Used]]]
    kept_back: int

    @property
    def subjects(self) -> list[Subject]:
        told = groupby(self.sections, lambda one: one.section.subject or one.section.title)
        return [Subject(f"subject-{number}", name, list(some)) for number, (name, some) in enumerate(told, 1)]

    @property
    def suppression(self) -> str:
        """By which rule numbers were left out, and how many."""
        rule = self.content.suppression
        if rule is None:
            return ""
        return _(
            "Counts from 1 to %(most)d are kept back, and as many others as it takes that none of them can be worked out from totals to within less than %(protection)d (rule %(version)s). Here that is %(cells)d of %(of)d cells; they are marked %(mark)s."
        ) % {
            "most": rule.k - 1, "protection": round(rule.protection), "version": rule.version, "cells": rule.cells, "of": rule.of,
            "mark": figures.KEPT_BACK,
        }  # fmt: skip


def shown(content: Content) -> Shown:
    sections = [ShownSection(one, table_of(one.table)) for one in content.sections]
    return Shown(
        content, [_figure(content, number) for number in range(len(content.key_figures))], sections, _used(content),
        sum(one.table.kept_back for one in sections),
    )  # fmt: skip


def _figure(content: Content, number: int) -> Figure:
    one = content.key_figures[number]
    table, cell = content.cell(one)
    value = figures.value(cell, table)
    unit = "" if table.unit == "%" or table.shows == "count" else table.unit
    return Figure(one.name, value, unit, figures.interval(cell, table), one.definition)


def _used(content: Content) -> list[tuple[str, list[Used]]]:
    names = {
        "rule": _("Rules"), "population": _("Populations"), "questionnaire": _("Questionnaires"), "list": _("Lists of codes"),
        "sample": _("Samples"), "software": _("Software"),
    }  # fmt: skip
    found = {kind: [one for one in content.used if one.kind == kind] for kind in names}
    return [(names[kind], rows) for kind, rows in found.items() if rows]


# Tables


def table_of(table: Table) -> ShownTable:
    single = len(table.columns) == 1
    rows, group = list[ShownRow](), ""
    for line in table.lines:
        cells = _single(line.cells[0], table) if single else [_one_of_many(cell, table) for cell in line.cells]
        begins = line.group if line.group != group else ""
        group = line.group
        rows.append(ShownRow(line.label, cells, begins, whole=not line.domain))
    kept_back = sum(cell.kept_back for line in table.lines for cell in line.cells)
    head = _head(table) if single else [column.label for column in table.columns]
    return ShownTable(table.code, table.title, head, rows, table.note, kept_back)


def _head(table: Table) -> list[str]:
    if table.shows == "count":
        return [figures.value_name(table)]
    cases = [_("How many cases")] if table.shows == "rate" else []
    intervals = [_("Interval (95)")] if table.has_intervals else []
    return [figures.value_name(table), *intervals, *cases, figures.base_name(table)]


def _single(cell: Cell, table: Table) -> list[ShownCell]:
    texts = [figures.value(cell, table)]
    if table.shows != "count":
        if table.has_intervals:
            texts.append(figures.interval(cell, table) or (figures.KEPT_BACK if cell.kept_back else figures.NONE))
        if table.shows == "rate":
            texts.append(figures.cases(cell))
        texts.append(figures.persons(cell))
    return [ShownCell(text) for text in texts]


def _one_of_many(cell: Cell, table: Table) -> ShownCell:
    return ShownCell(figures.value(cell, table), figures.interval(cell, table))


# Files


def as_csv(content: Content) -> str:
    """Every table, one row a cell; UTF-8 with a mark, so that spreadsheets read it. What is kept back has an empty cell."""
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written)
    writer.writerow(
        ["section", "table", "measure", "shows", "unit", "group", "line", "column", "n", "cases", "value", "low", "high", "kept_back"]
    )  # fmt: skip
    for section in content.sections:
        writer.writerows(_csv_rows(section.code, section.table))
    return written.getvalue()


def _csv_rows(section: str, table: Table) -> Iterator[list[object]]:
    for line in table.lines:
        for column, cell in zip(table.columns, line.cells, strict=True):
            yield [
                section, table.code, table.measure, table.shows, table.unit, line.group, line.label, column.label,
                cell.n, cell.cases, cell.value, cell.low, cell.high, int(cell.kept_back),
            ]  # fmt: skip

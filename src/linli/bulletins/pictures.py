"""From a section's table to what its chart is drawn of; the words of a chart are the table's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from . import figures
from .charts import Mark, Picture, Row, draw
from .content import Cell, Column, Line, Section, Table

# How wide a chart is drawn: for a desk, for a phone, and for a phone in large type; the PDF takes the first.
WIDTHS = {"wide": 720, "narrow": 350, "tight": 270}


def picture_of(section: Section) -> Picture:
    table = section.table
    several = len(table.columns) > 1
    whole = next((line for line in table.lines if not line.domain), None)
    held = whole.cells[0] if whole and section.chart == "forest" and whole.cells[0].value is not None else None
    # A line goes over groups in order, to which everybody together does not belong.
    shown = [line for line in table.lines if line.domain or (held is None and section.chart != "lines")]
    return Picture(
        key=f"chart-{section.code}", title=section.title, description=_description(section), unit=table.unit,
        rows=tuple(Row(line.label, _marks(line, table, several=several, lines=section.chart == "lines"), line.group) for line in shown),
        reference=held.value if held else None,
        reference_text=f"{whole.label} {figures.value(held, table)}" if whole and held else "",
    )  # fmt: skip


def _marks(line: Line, table: Table, *, several: bool, lines: bool) -> tuple[Mark, ...]:
    return tuple(
        _mark(cell, line, column, table, several=several, lines=lines)
        for column, cell in zip(table.columns, line.cells, strict=True)
    )


def _mark(cell: Cell, line: Line, column: Column, table: Table, *, several: bool, lines: bool) -> Mark:
    tone = column.tone if several or lines else line.tone
    between = figures.interval(cell, table)
    return Mark(
        value=(float(cell.cases) if cell.cases is not None else None) if table.shows == "count" else cell.value,
        low=cell.low, high=cell.high, text=figures.value(cell, table), tone=tone,
        interval=f"（{between}）" if between and not lines else "", series=column.label if several or lines else "",
    )  # fmt: skip


def _description(section: Section) -> str:
    """For those who do not see the chart: what it says; the figures are in the table after it."""
    return _("%(message)s The same figures stand in the table below.") % {"message": section.message}


def drawn(section: Section, width: str, font: str = "") -> str:
    return draw(section.chart, picture_of(section), WIDTHS[width], font)

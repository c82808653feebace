"""Figures as they are printed, the same on the page, in the PDF and under a chart."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .content import Cell, Table

# What stands for a number that is kept back, and for one that there is none of.
KEPT_BACK, NONE = "＊", "—"


def count(number: int | None) -> str:
    return NONE if number is None else f"{number:,}"


def value(cell: Cell, table: Table) -> str:
    """The figure alone, with its sign where it is a share."""
    if cell.kept_back:
        return KEPT_BACK
    if table.shows == "count":
        return count(cell.cases)
    return NONE if cell.value is None else f"{number(cell.value, table)}{'%' if table.unit == '%' else ''}"


def number(amount: float, table: Table) -> str:
    return f"{amount:,.{table.decimals}f}"


def interval(cell: Cell, table: Table) -> str:
    """From and to, as 25.0–29.3; nothing where there is none."""
    if cell.kept_back or cell.low is None or cell.high is None:
        return ""
    return f"{number(cell.low, table)}–{number(cell.high, table)}"


def persons(cell: Cell) -> str:
    if cell.n is None:
        return KEPT_BACK if cell.kept_back else NONE
    return count(cell.n)


def cases(cell: Cell) -> str:
    return KEPT_BACK if cell.kept_back else count(cell.cases)


def value_name(table: Table) -> str:
    """What the column of figures is called."""
    match table.shows:
        case "share":
            return _("Share of people")
        case "rate":
            return _("Rate, %(unit)s") % {"unit": table.unit}
        case "mean":
            return _("Mean, %(unit)s") % {"unit": table.unit} if table.unit else _("Mean")
    return _("How many")


def base_name(table: Table) -> str:
    """What n is called."""
    return table.base or (_("Person-years") if table.shows == "rate" else _("Interviewed"))

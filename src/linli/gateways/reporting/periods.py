"""The periods that reports are of: cards by month, tables and follow-up by year; when each is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .errors import UnfitPeriod
from .models import Kind

# Days after a period's end on which it has to be there, as districts usually agree; none is taken from a law.
DUE = {Kind.CARDS: 15, Kind.TABLES: 180, Kind.FOLLOWUP: 31}
EARLIEST = 2000
_MONTH, _YEAR = re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), re.compile(r"(\d{4})")


@dataclass(frozen=True)
class Period:
    """From its first to its last day. `code` is what it is called in reports: 2026-09 or 2026."""

    code: str
    first: date
    last: date

    def due_on(self, kind: Kind) -> date:
        return self.last + timedelta(days=DUE[kind])

    @property
    def is_month(self) -> bool:
        return len(self.code) > 4

    @property
    def name(self) -> str:
        if not self.is_month:
            return _("Year %(year)s") % {"year": self.code}
        return _("%(month)d/%(year)d") % {"month": self.first.month, "year": self.first.year}


def period_of(kind: Kind, code: str, today: date) -> Period:
    """Raises UnfitPeriod: not written as this kind has it, or not begun."""
    found = (_MONTH if kind is Kind.CARDS else _YEAR).fullmatch(code) if code.isascii() else None
    made = _made(code) if found and int(found[1]) >= EARLIEST else None
    if made is None or made.first > today:
        raise UnfitPeriod(code, f"{today:%Y-%m}" if kind is Kind.CARDS else f"{today:%Y}")
    return made


def _made(code: str) -> Period:
    year = int(code[:4])
    if len(code) == 4:
        return Period(code, date(year, 1, 1), date(year, 12, 31))
    month = int(code[5:])
    after = date(year + month // 12, month % 12 + 1, 1)
    return Period(code, date(year, month, 1), after - timedelta(days=1))


def periods_of(kind: Kind, year: int, today: date) -> list[Period]:
    """Those of a year that have begun."""
    codes = [f"{year}-{month:02d}" for month in range(1, 13)] if kind is Kind.CARDS else [str(year)]
    return [one for one in map(_made, codes) if one.first <= today]

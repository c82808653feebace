"""Publishing figures: where the district's work was republished, how often it was read, and what was read here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.places.models import District

from ..models import ArticlePage, Outlet, Reads, Republication, Target

LEVELS = {"national": _("National"), "provincial": _("Provincial"), "city": _("Municipal"), "own": _("Our own")}
MONTHS = 12
SHOWN = 30


@dataclass(frozen=True)
class Line:
    """What came together of an outlet, a level or a month; `share` is of the largest in its list, 0 to 1."""

    name: str
    items: int
    reads: int
    level: str = ""
    share: float = 0.0


@dataclass
class _Sum:
    items: int = 0
    reads: int = 0

    def line(self, name: str, level: str = "") -> Line:
        return Line(name, self.items, self.reads, level)


@dataclass(frozen=True)
class Publishing:
    """`levels` and `outlets` are of all time, `months` the last twelve that have figures, the newest first."""

    items: int
    reads: int
    levels: list[Line]
    outlets: list[Line]
    months: list[Line]
    since: date | None
    until: date | None

    @property
    def is_empty(self) -> bool:
        return not self.items and not self.reads


def publishing(district: District) -> Publishing:
    """Everything told of a district: two statements."""
    outlets = {one.pk: one for one in Outlet.objects.filter(district=district).order_by("position", "pk")}
    rows = list(
        Republication.objects.filter(district=district)
        .values("outlet_id", "month")
        .order_by("month")
        .annotate(n=Sum("items"), r=Sum("reads"))
    )
    by_outlet, by_level, by_month = (
        defaultdict[int, _Sum](_Sum),
        defaultdict[str, _Sum](_Sum),
        defaultdict[date, _Sum](_Sum),
    )
    for row in rows:
        for one in (by_outlet[row["outlet_id"]], by_level[outlets[row["outlet_id"]].level], by_month[row["month"]]):
            one.items, one.reads = one.items + row["n"], one.reads + row["r"]
    lines = [by_outlet[pk].line(one.name, str(LEVELS[one.level])) for pk, one in outlets.items() if pk in by_outlet]
    return Publishing(
        sum(row["n"] for row in rows),
        sum(row["r"] for row in rows),
        [by_level[level].line(str(name)) for level, name in LEVELS.items() if level in by_level],
        _with_shares(lines),
        _with_shares([by_month[month].line(_month_name(month)) for month in sorted(by_month, reverse=True)[:MONTHS]]),
        rows[0]["month"] if rows else None,
        rows[-1]["month"] if rows else None,
    )


def _month_name(month: date) -> str:
    return f"{month.year}年{month.month}月"


def _with_shares(lines: list[Line]) -> list[Line]:
    most = max((line.reads for line in lines), default=0)
    return [Line(one.name, one.items, one.reads, one.level, one.reads / most if most else 0.0) for one in lines]


def outlets_of(district: str) -> list[Outlet]:
    """Those that figures can be entered of."""
    return list(Outlet.objects.filter(district=district, active=True).order_by("position", "pk"))


def entered_lately(district: str) -> list[Republication]:
    """The lines that were entered last."""
    rows = Republication.objects.filter(district=district).select_related("outlet", "entered_by")
    return list(rows.order_by("-entered_at", "-pk")[:SHOWN])


@dataclass(frozen=True)
class ReadHere:
    """An article and how often it was opened on our own pages."""

    title: str
    address: str
    month: int
    ever: int


def read_here(district: District) -> list[ReadHere]:
    """The articles that were read most this month, then ever: three statements."""
    first = today().replace(day=1)
    rows = Reads.objects.filter(district=district, target=Target.ARTICLE).values("key").order_by()
    ever = {row["key"]: row["n"] for row in rows.annotate(n=Sum("count"))}
    month = {row["key"]: row["n"] for row in rows.filter(day__gte=first).annotate(n=Sum("count"))}
    keys = sorted(ever, key=lambda key: (-month.get(key, 0), -ever[key], key))[:SHOWN]
    pages = {str(page.pk): page for page in ArticlePage.objects.filter(pk__in=[int(key) for key in keys])}
    return [
        ReadHere(pages[key].title, pages[key].address, month.get(key, 0), ever[key]) for key in keys if key in pages
    ]


def own_reads(district: District) -> tuple[int, int]:
    """How often our own pages were opened: this month, and ever."""
    rows = Reads.objects.filter(district=district)
    ever = rows.aggregate(n=Sum("count"))["n"] or 0
    return rows.filter(day__gte=today().replace(day=1)).aggregate(n=Sum("count"))["n"] or 0, ever

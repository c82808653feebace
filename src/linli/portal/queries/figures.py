"""Publishing figures: where the district's work was republished, how often it was read, and what was read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.places.models import District

from ..models import ArticlePage, Outlet, Reads, Republication, Target

LEVELS = {"national": _("National"), "provincial": _("Provincial"), "city": _("Municipal"), "own": _("Our own")}
MONTHS = 12
SHOWN, ENTERED, OFFERED = 20, 12, 200


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
    return list(rows.order_by("-entered_at", "-pk")[:ENTERED])


@dataclass(frozen=True)
class Reached:
    """How far an article came: opened on our own pages this month and ever; taken over so often, and read there."""

    month: int = 0
    ever: int = 0
    items: int = 0
    reads: int = 0


def reached(district: District, keys: Sequence[int]) -> dict[int, Reached]:
    """How far each of these articles came: two statements."""
    first = today().replace(day=1)
    here = Reads.objects.filter(district=district, target=Target.ARTICLE, key__in=[str(key) for key in keys]).order_by()
    summed = here.values("key").annotate(ever=Sum("count"), month=Sum("count", filter=Q(day__gte=first), default=0))
    read = {int(key): (month, ever) for key, month, ever in summed.values_list("key", "month", "ever")}
    there = Republication.objects.filter(district=district, article__in=keys).values("article").order_by()
    taken = there.annotate(n=Sum("items"), r=Sum("reads")).values_list("article", "n", "r")
    told = {key: (items, reads) for key, items, reads in taken}
    return {key: Reached(*read.get(key, (0, 0)), *told.get(key, (0, 0))) for key in keys}


def _articles(district: District) -> QuerySet[ArticlePage]:
    rows: QuerySet[ArticlePage] = ArticlePage.objects.filter(url_path__startswith=f"/{district.slug}/").defer("body")
    return rows


def articles_of(district: District) -> list[ArticlePage]:
    """Those that a figure may be about, the newest first."""
    return list(_articles(district).filter(live=True).order_by("-first_published_at", "-pk")[:OFFERED])


def article_of(district: District, key: int) -> ArticlePage | None:
    """One of the district's own, published or not any more."""
    return _articles(district).filter(pk=key).first()


def republished(article: ArticlePage) -> list[Republication]:
    """Where an article was taken over, the newest month first."""
    return list(Republication.objects.filter(article=article).select_related("outlet").order_by("-month", "outlet__position", "pk"))  # fmt: skip


def months_read(district: District, key: int) -> list[Line]:
    """How often an article was opened here in each of the last twelve months that have any, the newest first."""
    rows = Reads.objects.filter(district=district, target=Target.ARTICLE, key=str(key)).values_list("day", "count")
    by_month = defaultdict[date, int](int)
    for day, count in rows:
        by_month[day.replace(day=1)] += count
    newest = sorted(by_month, reverse=True)[:MONTHS]
    return _with_shares([Line(_month_name(month), 0, by_month[month]) for month in newest])


@dataclass(frozen=True)
class ReadHere:
    """An article and how far it came."""

    key: int
    title: str
    address: str
    reached: Reached


def read_here(district: District) -> list[ReadHere]:
    """The articles that were read most this month, then ever, or were taken over: a fixed number of statements."""
    first = today().replace(day=1)
    rows = Reads.objects.filter(district=district, target=Target.ARTICLE).values("key").order_by()
    most = rows.annotate(month=Sum("count", filter=Q(day__gte=first), default=0), ever=Sum("count"))
    keys = [int(row["key"]) for row in most.order_by("-month", "-ever", "key")[:SHOWN]]
    taken = Republication.objects.filter(district=district, article__isnull=False).values_list("article", flat=True)
    keys += [key for key in taken.order_by("-month", "article").distinct()[:SHOWN] if key not in keys]
    pages = ArticlePage.objects.defer("body").in_bulk(keys)
    far = reached(district, keys)
    return [
        ReadHere(key, pages[key].title, pages[key].address, far[key]) for key in dict.fromkeys(keys) if key in pages
    ]


def own_reads(district: District) -> tuple[int, int]:
    """How often our own pages were opened: this month, and ever."""
    rows = Reads.objects.filter(district=district)
    ever = rows.aggregate(n=Sum("count"))["n"] or 0
    return rows.filter(day__gte=today().replace(day=1)).aggregate(n=Sum("count"))["n"] or 0, ever

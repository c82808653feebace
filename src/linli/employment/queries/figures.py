"""Posts and wages for everyone: people placed, hours, wages by month. Small groups of people are not told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from linli.clock import today

from ..models import (
    NOTHING,
    PlacedCount,
    Placement,
    PlacementState,
    PostKind,
    Rule,
    SlipState,
    WorkDay,
    WorkDayState,
)
from ..models import Payslip as Slip
from .jobs import open_number

LEAST_TOLD, YEARS_BACK = 5, 5


@dataclass(frozen=True)
class Group:
    """People of one group; `number` is None where they are too few to be told apart."""

    name: str
    words: str
    number: int | None


@dataclass
class MonthFigures:
    """`first` and `last` are the numbers of the ledger's entries of this month's wages."""

    month: date
    people: int = 0
    wages: Decimal = NOTHING
    hours: Decimal = NOTHING
    first: int | None = None
    last: int | None = None

    @property
    def whole(self) -> int:
        """To the yuan."""
        return int(self.wages.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Figures:
    year: int
    placed: int
    full: int
    part: int
    at_work: int
    wanted: int
    groups: list[Group]
    months: list[MonthFigures] = field(default_factory=list)

    @property
    def wages(self) -> int:
        return int(sum((one.wages for one in self.months), NOTHING).to_integral_value(ROUND_HALF_UP))

    @property
    def wages_text(self) -> str:
        return f"¥{self.wages:,}"

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one in self.months), NOTHING)


def year_of(text: str) -> int:
    """The year asked for, of the last few; else this one."""
    this = today().year
    return int(text) if text.isascii() and text.isdigit() and this - YEARS_BACK < int(text) <= this else this


def of_year(district: str, year: int) -> Figures:
    """Seven statements, whatever the district's size."""
    begun = Placement.objects.filter(district=district, begins__year=year)
    kinds = dict(begun.values_list("post__kind").annotate(n=Count("pk")))
    at_work = Placement.objects.filter(
        district=district, state=PlacementState.ACTIVE, begins__lte=today(), ends__gte=today()
    )
    full, part = kinds.get(PostKind.FULL, 0), kinds.get(PostKind.PART, 0)
    return Figures(
        year, full + part, full, part, at_work.count(), open_number(district), groups_of(district, year),
        _months(district, year),
    )  # fmt: skip


def groups_of(district: str, year: int) -> list[Group]:
    """In the order of the rule, who claimed none last; two statements."""
    rule = Rule.objects.filter(district=district, current=True).first()
    counted = dict(PlacedCount.objects.filter(district=district, year=year).values_list("group", "number"))
    if rule is None or not any(counted.values()):
        return []
    codes = [str(one["code"]) for one in rule.groups]
    numbers = [counted.pop(code, 0) for code in codes]
    # Groups of a rule that counts no more stand with who claims none.
    numbers.append(sum(counted.values()))
    told = told_apart(numbers)
    named = [(str(one["name"]), str(one["words"])) for one in rule.groups] + [(_("None of these"), "")]
    return [Group(name, words, number) for (name, words), number in zip(named, told, strict=True)]


def told_apart(numbers: list[int]) -> list[int | None]:
    """Numbers under five are kept back; where only one would be, the next smallest goes with it, for else their sum tells it."""
    hidden = {place for place, number in enumerate(numbers) if 0 < number < LEAST_TOLD}
    others = sorted((number, place) for place, number in enumerate(numbers) if number >= LEAST_TOLD)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return [None if place in hidden else number for place, number in enumerate(numbers)]


def _months(district: str, year: int) -> list[MonthFigures]:
    """Those in which anything was worked or paid, the newest first; two statements."""
    found: dict[date, MonthFigures] = {}
    paid = Slip.objects.filter(district=district, state=SlipState.RELEASED, run__month__year=year)
    summed = paid.values_list("run__month").annotate(
        n=Count("placement", distinct=True), sum=Sum("amount"), first=Min("owed__number"), last=Max("paid__number")
    )
    for month, people, wages, first, last in summed:
        found[month] = MonthFigures(month, people, wages or NOTHING, NOTHING, first, last)
    worked = WorkDay.objects.filter(district=district, state=WorkDayState.CONFIRMED, day__year=year)
    for month, hours in worked.values_list(TruncMonth("day")).annotate(h=Sum("hours")):
        found.setdefault(month, MonthFigures(month)).hours = hours
    return [found[month] for month in sorted(found, reverse=True)]

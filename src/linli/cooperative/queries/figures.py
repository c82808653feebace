"""The co-operative in open figures: milk by month and grade, what was paid, how many households and camels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from linli.clock import today

from ..actions.settling import cents
from ..models import (
    Camel,
    CamelState,
    Collection,
    Cooperative,
    Household,
    Lot,
    LotState,
    Settlement,
    SettlementState,
    Weighing,
)

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Month:
    """`grades` in the order of the figures' own; `paid` is None before the month is settled."""

    month: date
    grades: Sequence[tuple[str, Decimal]]
    taken: Decimal
    rejected: Decimal
    amount: Decimal
    paid: Decimal | None

    @property
    def price(self) -> Decimal | None:
        """Yuan a kilogram on average."""
        return (self.amount / self.taken).quantize(Decimal("0.01")) if self.taken else None


@dataclass(frozen=True)
class Figures:
    cooperative: Cooperative
    year: int
    grades: Sequence[str]
    months: Sequence[Month]
    households: int
    camels: int
    sold: Decimal

    @property
    def taken(self) -> Decimal:
        return sum((one.taken for one in self.months), NOTHING)

    @property
    def taken_shown(self) -> str:
        """In whole kilograms, for a figure."""
        return f"{self.taken:,.0f}"

    @property
    def rejected(self) -> Decimal:
        return sum((one.rejected for one in self.months), NOTHING)

    @property
    def paid(self) -> Decimal:
        return sum((one.paid for one in self.months if one.paid is not None), NOTHING)

    @property
    def price(self) -> Decimal | None:
        amount = sum((one.amount for one in self.months), NOTHING)
        return (amount / self.taken).quantize(Decimal("0.01")) if self.taken else None


def has_cooperative(district: str) -> bool:
    return Cooperative.objects.filter(district=district).exists()


def year_of(given: str) -> int:
    """The year asked for, this one otherwise."""
    this = today().year
    return int(given) if given.isascii() and given.isdigit() and this - 10 <= int(given[:5]) <= this else this


def of_year(district: str, year: int) -> Figures | None:
    """None where the district has no co-operative."""
    cooperative = Cooperative.objects.filter(district=district).first()
    if cooperative is None:
        return None
    span = (date(year, 1, 1), date(year, 12, 31))
    milk = Weighing.objects.filter(collection__day__range=span, district=district, voided_at=None, grade__isnull=False)
    by_grade: dict[tuple[date, str], Decimal] = {}
    ranks: dict[str, int] = {}
    sums = milk.values_list("collection__day__month", "grade__name", "grade__rank").annotate(sum=Sum("kg"))
    for month, name, rank, kg in sums:
        key = (date(year, month, 1), name)
        by_grade[key] = by_grade.get(key, NOTHING) + cents(kg)
        ranks[name] = min(rank, ranks.get(name, rank))
    grades = sorted(ranks, key=lambda name: ranks[name])
    settled = Settlement.objects.filter(district=district, state=SettlementState.RELEASED, month__range=span)
    paid = dict(settled.values_list("month", "paid"))
    days = Collection.objects.filter(district=district, day__range=span).values_list("day__month")
    sides = days.annotate(taken=Sum("kg_taken"), rejected=Sum("kg_rejected"), worth=Sum("amount")).order_by(
        "day__month"
    )
    months = []
    for number, taken, rejected, worth in sides:
        month = date(year, number, 1)
        kinds = [(name, by_grade.get((month, name), NOTHING)) for name in grades]
        months.append(Month(month, kinds, cents(taken), cents(rejected), cents(worth), paid.get(month)))
    sold = Lot.objects.filter(district=district, state__in=(LotState.INVOICED, LotState.PAID), invoiced_on__range=span)
    return Figures(
        cooperative, year, grades, months, Household.objects.filter(district=district, left_on=None).count(),
        Camel.objects.filter(district=district, state=CamelState.ALIVE).count(), cents(sold.aggregate(sum=Sum("amount"))["sum"]),
    )  # fmt: skip

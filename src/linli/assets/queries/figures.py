"""Open figures: what stands empty, what rent was due and came in, and how it was shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from linli.clock import today
from linli.ledger.models import by_key, in_cents

from ..models import Asset, Rent, RentPayment
from ..models.leasing import NOTHING
from .register import marked


@dataclass(frozen=True)
class Month:
    month: date
    due: Decimal
    received: Decimal
    owner: Decimal
    community: Decimal
    operator: Decimal


@dataclass(frozen=True)
class Figures:
    """Of a district: today's assets, and the rents of a year by month."""

    year: int
    assets: int
    vacant: int
    square_metres: Decimal
    vacant_metres: Decimal
    arrears: Decimal
    late: int
    months: list[Month]

    @property
    def rate_in_use(self) -> float | None:
        """By area."""
        return float(1 - self.vacant_metres / self.square_metres) if self.square_metres else None

    def _sum(self, part: str) -> Decimal:
        return sum((getattr(one, part) for one in self.months), NOTHING)

    @property
    def due(self) -> Decimal:
        return self._sum("due")

    @property
    def received(self) -> Decimal:
        return self._sum("received")

    @property
    def owner(self) -> Decimal:
        return self._sum("owner")

    @property
    def community(self) -> Decimal:
        return self._sum("community")

    @property
    def operator(self) -> Decimal:
        return self._sum("operator")


def year_of(given: str) -> int:
    this = today().year
    return (
        int(given) if len(given) == 4 and given.isascii() and given.isdigit() and 2000 <= int(given) <= this else this
    )


def of_year(district: str, year: int) -> Figures:
    """Four statements."""
    rows = marked(Asset.objects.filter(district=district, active=True))
    found = rows.aggregate(
        n=Count("pk"), vacant=Count("pk", filter=Q(in_use=False)), metres=Sum("square_metres"),
        empty=Sum("square_metres", filter=Q(in_use=False)),
    )  # fmt: skip
    rents = Rent.objects.filter(district=district, waived=None)
    late = rents.filter(due_on__lt=today(), paid__lt=F("amount")).aggregate(
        sum=Sum(F("amount") - F("paid")), n=Count("pk")
    )
    return Figures(
        year, found["n"], found["vacant"], in_cents(found["metres"]), in_cents(found["empty"]), in_cents(late["sum"]),
        late["n"], _months(district, year),
    )  # fmt: skip


def _months(district: str, year: int) -> list[Month]:
    """Rent due by the month it is of; what came in and was shared by the day it did."""
    span = (date(year, 1, 1), date(year, 12, 31))
    rents = Rent.objects.filter(district=district, waived=None, month__range=span)
    due = by_key(rents.values_list("month").annotate(sum=Sum("amount")).values_list("month", "sum"))
    payments = RentPayment.objects.filter(district=district, on__range=span).annotate(in_month=TruncMonth("on"))
    came = {
        row[0]: tuple(in_cents(one) for one in row[1:])
        for row in payments.values_list("in_month").annotate(
            amount=Sum("amount"), o=Sum("owner"), c=Sum("community"), p=Sum("operator")
        )
    }
    return [Month(month, due.get(month, NOTHING), *came.get(month, (NOTHING,) * 4)) for month in sorted({*due, *came})]

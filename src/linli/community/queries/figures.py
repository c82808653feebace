"""The open figures of events: how many were held, and how many people came. No person is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from linli.clock import LOCAL, today

from ..models import Event, EventState

YEARS_BACK = 5


@dataclass(frozen=True)
class MonthFigures:
    """`counted` of the events held have a number of people that came; `attended` is its sum."""

    month: date
    held: int
    cancelled: int
    counted: int
    attended: int
    seats: int
    taken: int


def year_of(text: str) -> int:
    """A year as an address names it; this one where it names none that can be."""
    this = today().year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    return year if this - YEARS_BACK <= year <= this else this


def by_month(district: str, year: int) -> list[MonthFigures]:
    """The months of a year in which something was held or called off; one statement."""
    begin, end = (datetime.combine(date(one, 1, 1), time(), LOCAL) for one in (year, year + 1))
    held = Q(state=EventState.HELD)
    rows = (
        Event.objects.filter(district=district, begins_at__gte=begin, begins_at__lt=end)
        .filter(state__in=(EventState.HELD, EventState.CANCELLED))
        .annotate(month=TruncMonth("begins_at", tzinfo=LOCAL))
        .values("month")
        .annotate(
            held=Count("pk", filter=held),
            cancelled=Count("pk", filter=Q(state=EventState.CANCELLED)),
            counted=Count("pk", filter=held & Q(attended__isnull=False)),
            people=Sum("attended", filter=held),
            seat_sum=Sum("seats", filter=held),
            taken_sum=Sum(F("taken"), filter=held & Q(seats__isnull=False)),
        )
        .order_by("month")
    )
    return [
        MonthFigures(
            row["month"].date(), row["held"], row["cancelled"], row["counted"], row["people"] or 0, row["seat_sum"] or 0,
            row["taken_sum"] or 0,
        )
        for row in rows
    ]  # fmt: skip


def total(months: list[MonthFigures], year: int) -> MonthFigures:
    names = ("held", "cancelled", "counted", "attended", "seats", "taken")
    return MonthFigures(date(year, 1, 1), *(sum(getattr(one, name) for one in months) for name in names))

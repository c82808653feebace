"""What work is worth: Decimal yuan, rounded half up to the cent once, at the end.

By the hour: the hours confirmed times what an hour is paid. By the month: the month's wage times the days of the placement
in it, divided by the days the month has. A monthly wage compared with the least an hour: twelve of them divided by
the hours of 52 weeks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .models import Pay, month_ends

CENT = Decimal("0.01")
MONTHS, WEEKS = 12, 52


def cents(amount: Decimal) -> Decimal:
    """Half a cent is rounded up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def of_hours(hours: Iterable[Decimal], rate: Decimal) -> Decimal:
    return cents(sum(hours, Decimal(0)) * rate)


def days_within(month: date, begins: date, ends: date) -> int:
    """How many days of a month (given by its first day) lie from `begins` to `ends`, both counted."""
    first, last = max(month, begins), min(month_ends(month), ends)
    return max(0, (last - first).days + 1)


def of_month(month: date, days: int, wage: Decimal) -> Decimal:
    return cents(wage * days / month_ends(month).day)


def an_hour(pay: str, wage: Decimal, hours_a_week: int) -> Decimal:
    """What an hour is paid."""
    if pay == Pay.HOURLY:
        return wage
    return cents(wage * MONTHS / (WEEKS * hours_a_week))

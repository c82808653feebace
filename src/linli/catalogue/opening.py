"""When a place is open: its hours by weekday, and the district's calendar.

A working day of the district's calendar has the hours of its weekday; a weekend that is worked instead of another day
(调休) has those of a weekday where none are given for it. A weekend that is open by itself stays closed when it belongs
to a holiday: when the Friday before or the Monday after is none of the working days either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

from linli.places.queries import district_by

from .working_time import calendar_of

# The keys of hours by weekday.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5

Period = tuple[time, time]
# From Monday to Sunday.
Week = tuple[tuple[Period, ...], ...]


def week_of(hours: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """Hours as a pack gives them: {"mon": [["09:00", "12:00"], …]}."""
    return tuple(
        tuple((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in hours.get(day, ()))
        for day in WEEKDAYS
    )


def periods_on(district: str, week: Week, day: date) -> tuple[Period, ...]:
    """When it is open on a day; nothing when it is closed."""
    calendar, own = calendar_of(district), week[day.weekday()]
    if calendar.is_working_day(day):
        return own if own or day.weekday() < _SATURDAY else next((held for held in week if held), ())
    if day.weekday() < _SATURDAY or _is_own_holiday(district, day):
        return ()
    friday = day - timedelta(days=day.weekday() - 4)
    ordinary = calendar.is_working_day(friday) and calendar.is_working_day(friday + timedelta(days=3))
    return own if ordinary else ()


def _is_own_holiday(district: str, day: date) -> bool:
    return day.isoformat() in district_by(district).settings.get("holidays", [])

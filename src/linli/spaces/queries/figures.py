"""How much the rooms are used: by month and by room, each rate with what stands above and below the line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.clock import LOCAL, now, today
from linli.places.queries import names

from ..models import Booking, BookingState, Room
from .opening import changes_of, midnight, spans_on

YEARS_BACK = 5


@dataclass
class Use:
    """Hours in which rooms were open, booked and used (somebody checked in), and how many bookings and people."""

    name: str = ""
    place: str = ""
    open_hours: float = 0
    booked_hours: float = 0
    used_hours: float = 0
    bookings: int = 0
    used: int = 0
    people: int = 0

    @property
    def rate(self) -> float | None:
        """Booked ÷ open; None where nothing was open."""
        return min(1.0, self.booked_hours / self.open_hours) if self.open_hours else None

    @property
    def kept(self) -> float | None:
        """Used ÷ booked, by number."""
        return self.used / self.bookings if self.bookings else None

    def add(self, other: Use) -> None:
        for part in ("open_hours", "booked_hours", "used_hours", "bookings", "used", "people"):
            setattr(self, part, getattr(self, part) + getattr(other, part))


@dataclass(frozen=True)
class Figures:
    """Of a year up to today."""

    year: int
    rooms: list[Use]
    months: list[tuple[date, Use]]
    total: Use
    seats: int


def year_of(text: str) -> int:
    """The year asked for, of the last few; else this one."""
    this = today().year
    return int(text) if text.isascii() and text.isdigit() and this - YEARS_BACK < int(text) <= this else this


def of_year(district: str, year: int) -> Figures:
    """Three statements, whatever was booked. What is still to come is not counted."""
    rooms = list(Room.objects.filter(district=district, active=True).select_related("venue").order_by("position"))
    first, days = date(year, 1, 1), (min(today(), date(year, 12, 31)) - date(year, 1, 1)).days + 1
    table, begun = _booked(rooms, first)
    if begun is not None:
        _open(rooms, begun, (first + timedelta(days=days) - begun).days, table)
    by_room: dict[UUID, Use] = {row.pk: Use(row.title, names(district)[row.venue.area_id[:12]].name) for row in rooms}
    by_month: dict[date, Use] = defaultdict(Use)
    total = Use()
    for (room, month), use in table.items():
        for sum_ in (by_room[room], by_month[month], total):
            sum_.add(use)
    ordered = sorted(by_room.values(), key=lambda use: -(use.rate or 0))
    return Figures(year, ordered, sorted(by_month.items()), total, sum(row.seats for row in rooms))


_Table = dict[tuple[UUID, date], Use]


def _booked(rooms: Sequence[Room], first: date) -> tuple[_Table, date | None]:
    """What was booked, and the day of the first booking."""
    rows = Booking.objects.filter(
        room__in=rooms, begins_at__gte=midnight(first), begins_at__lt=min(now(), midnight(date(first.year + 1, 1, 1))),
        state__in=(BookingState.BOOKED, BookingState.CAME, BookingState.MISSED),
    )  # fmt: skip
    table: _Table = defaultdict(Use)
    days = set()
    for room, begins, ends, state, people in rows.values_list("room", "begins_at", "ends_at", "state", "people"):
        day = begins.astimezone(LOCAL).date()
        days.add(day)
        use = table[room, day.replace(day=1)]
        hours = (ends - begins) / timedelta(hours=1)
        use.bookings += 1
        use.booked_hours += hours
        if state == BookingState.CAME:
            use.used, use.used_hours, use.people = use.used + 1, use.used_hours + hours, use.people + people
    return table, min(days, default=None)


def _open(rooms: Sequence[Room], first: date, days: int, table: _Table) -> None:
    """From the day of the first booking on: before it nobody could have booked."""
    changes, at = changes_of(rooms, first, days), now()
    for room in rooms:
        held = changes.get(room.pk, [])
        for number in range(days):
            day = first + timedelta(days=number)
            table[room.pk, day.replace(day=1)].open_hours += sum(
                _hours(begins, min(ends, at)) for begins, ends in spans_on(room, day, held)
            )


def _hours(begins: datetime, ends: datetime) -> float:
    return max(0.0, (ends - begins) / timedelta(hours=1))

"""What is on: the next events of a district or venue, a month as a calendar, what the subscribable calendar holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now, today

from ..commands import LONGEST
from ..errors import NoSuchEvent
from ..models import Event, EventState
from .venues import WEEKDAY_NAMES

PAGE = 20
MOST_IN_A_MONTH = 300
# A subscribed calendar keeps what has been, for so long.
LOOK_BACK = timedelta(days=60)
MOST_IN_A_FEED = 1_000
_YEARS_AWAY = 3


@dataclass(frozen=True)
class Page:
    """Events by time; `after` is the cursor of what comes after them, if there is more."""

    events: list[Event]
    after: str


@dataclass(frozen=True)
class DayCell:
    """A day of a month's calendar; `inside`: of this month."""

    day: date
    inside: bool
    events: tuple[Event, ...]

    @property
    def is_today(self) -> bool:
        return self.day == today()


@dataclass(frozen=True)
class Month:
    """A month as rows of seven days from Monday."""

    first: date
    weeks: list[list[DayCell]]

    @property
    def label(self) -> str:
        return _("%(year)d/%(month)d") % {"year": self.first.year, "month": self.first.month}

    @property
    def value(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{_next_month(self.first):%Y-%m}"

    @property
    def days(self) -> list[DayCell]:
        """Those on which something is on, for a narrow screen."""
        return [cell for week in self.weeks for cell in week if cell.inside and cell.events]

    @property
    def weekdays(self) -> Sequence[object]:
        return WEEKDAY_NAMES


def _shown(district: str) -> QuerySet[Event]:
    return Event.objects.public().filter(district=district).select_related("venue", "organisation")


def event(district: str, code: str) -> Event:
    """One that everyone may read. Raises NoSuchEvent."""
    row = _shown(district).filter(code=code.lower()).first()
    if row is None:
        raise NoSuchEvent
    return row


def upcoming(district: str, after: str = "", venue: UUID | None = None, limit: int = PAGE) -> Page:
    """What is still to come, or on now, by time; one statement. An unreadable cursor is none."""
    rows = (
        _shown(district).filter(ends_at__gt=now(), begins_at__gte=now() - LONGEST).exclude(state=EventState.CANCELLED)
    )
    if venue is not None:
        rows = rows.filter(venue=venue)
    if cursor := _read_cursor(after):
        begins, key = cursor
        rows = rows.filter(Q(begins_at__gt=begins) | Q(begins_at=begins, id__gt=key), begins_at__gte=begins)
    found = list(rows.order_by("begins_at", "id")[: limit + 1])
    return Page(found[:limit], _cursor(found[limit - 1]) if len(found) > limit else "")


def _cursor(row: Event) -> str:
    return f"{row.begins_at.timestamp():.6f}_{row.pk.hex}"


def _read_cursor(text: str) -> tuple[datetime, UUID] | None:
    begins, _underscore, key = text.partition("_")
    try:
        return datetime.fromtimestamp(float(begins), LOCAL), UUID(hex=key)
    except (ValueError, OverflowError, OSError):
        return None


def read_month(text: str) -> date:
    """The first of a month as 2026-11 names it; of this month where it names none, or one years away."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)
    return first if abs(first.year - today().year) <= _YEARS_AWAY else today().replace(day=1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def month(district: str, first: date) -> Month:
    """A month's events, those called off too, one that has begun before on the first; one statement."""
    begin = datetime.combine(first, time(), LOCAL)
    end = datetime.combine(_next_month(first), time(), LOCAL)
    rows = (
        _shown(district)
        .filter(ends_at__gt=begin, begins_at__gte=begin - LONGEST, begins_at__lt=end)
        .order_by("begins_at", "id")
    )
    by_day: dict[date, list[Event]] = defaultdict(list)
    for row in rows[:MOST_IN_A_MONTH]:
        by_day[max(first, row.begins_at.astimezone(LOCAL).date())].append(row)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday < _next_month(first):
        days = [monday + timedelta(days=number) for number in range(7)]
        weeks.append([DayCell(day, day.month == first.month, tuple(by_day.get(day, ()))) for day in days])
        monday += timedelta(days=7)
    return Month(first, weeks)


def feed(district: str) -> list[Event]:
    """What the district's calendar holds: what was of late and what is to come, called off or not.

    Where that is too much it is the past that is left out.
    """
    rows = _shown(district).filter(ends_at__gte=now() - LOOK_BACK, begins_at__gte=now() - LOOK_BACK - LONGEST)
    return sorted(rows.order_by("-begins_at", "-id")[:MOST_IN_A_FEED], key=lambda row: (row.begins_at, row.pk))

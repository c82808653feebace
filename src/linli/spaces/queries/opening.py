"""When a room is open on a day, and which half hours of it are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.catalogue.opening import periods_on, week_of
from linli.clock import LOCAL, now, today

from ..models import SLOT, OpeningChange, Room, Slot

Span = tuple[datetime, datetime]
WEEKDAY_NAMES: Sequence[object] = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def changes_of(rooms: Iterable[Room], first: date, days: int) -> dict[UUID, list[OpeningChange]]:
    """What differs from the hours in a stretch of days, by room; one statement."""
    rows = OpeningChange.objects.filter(
        room__in=list(rooms), ends_at__gt=midnight(first), begins_at__lt=midnight(first + timedelta(days=days))
    )
    found: dict[UUID, list[OpeningChange]] = {}
    for row in rows.order_by("begins_at"):
        found.setdefault(row.room_id, []).append(row)
    return found


def spans_on(room: Room, day: date, changes: Iterable[OpeningChange]) -> list[Span]:
    """When it is open on a day: its hours and what was opened besides, without what was closed; in order, none touching."""
    week = week_of(room.hours)
    periods = week[day.weekday()] if room.open_on_holidays else periods_on(room.district_id, week, day)
    spans = [(datetime.combine(day, begins, LOCAL), datetime.combine(day, ends, LOCAL)) for begins, ends in periods]
    first, last = midnight(day), midnight(day + timedelta(days=1))
    changes = [one for one in changes if one.begins_at < last and one.ends_at > first]
    opened = [(max(one.begins_at, first), min(one.ends_at, last)) for one in changes if one.opens]
    spans = _joined([*spans, *opened])
    for one in changes:
        if not one.opens:
            spans = [left for span in spans for left in _without(span, (one.begins_at, one.ends_at))]
    return spans


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def _without(span: Span, closed: Span) -> Iterator[Span]:
    """What is left of a span."""
    if closed[0] > span[0]:
        yield span[0], min(span[1], closed[0])
    if closed[1] < span[1]:
        yield max(span[0], closed[1]), span[1]


def halves(begins: datetime, ends: datetime) -> list[datetime]:
    """The half hours that begin from one moment to another."""
    count = -(-(ends - begins) // SLOT)
    return [begins + SLOT * number for number in range(count)]


def closed_because(changes: Iterable[OpeningChange], begins: datetime, ends: datetime) -> str:
    """Why it is closed in a time, where somebody said so."""
    return next((one.reason for one in changes if not one.opens and one.begins_at < ends and one.ends_at > begins), "")


@dataclass(frozen=True)
class Half:
    """Half an hour of a day: `state` is free, taken, past or closed."""

    begins_at: datetime
    state: str

    @property
    def value(self) -> str:
        return f"{self.begins_at.astimezone(LOCAL):%H:%M}"

    @property
    def is_free(self) -> bool:
        return self.state == "free"


@dataclass(frozen=True)
class Day:
    """A day of a room: its half hours from the first to the last that any day of the week shows."""

    day: date
    halves: tuple[Half, ...]
    spans: tuple[Span, ...]
    why: str = ""

    @property
    def free(self) -> float:
        """Hours."""
        return sum(1 for one in self.halves if one.is_free) / 2

    @property
    def weekday(self) -> object:
        return WEEKDAY_NAMES[self.day.weekday()]

    @property
    def is_today(self) -> bool:
        return self.day == today()

    @property
    def hours(self) -> str:
        spans = [f"{a.astimezone(LOCAL):%H:%M}–{b.astimezone(LOCAL):%H:%M}" for a, b in self.spans]
        return "、".join(spans) or self.why or _("closed")


def taken_in(room: Room, first: date, days: int) -> set[datetime]:
    rows = Slot.objects.filter(
        room=room, begins_at__gte=midnight(first), begins_at__lt=midnight(first + timedelta(days=days))
    )
    return {at.astimezone(LOCAL) for at in rows.values_list("begins_at", flat=True)}


def week(room: Room, first: date, days: int = 7) -> list[Day]:
    """Days of a room as everyone sees them; two statements."""
    changes = changes_of([room], first, days).get(room.pk, [])
    taken, at = taken_in(room, first, days), now()
    spans = {first + timedelta(days=n): spans_on(room, first + timedelta(days=n), changes) for n in range(days)}
    hours = [time_of for held in spans.values() for span in held for time_of in (span[0], span[1] - SLOT)]
    earliest = min((one.astimezone(LOCAL).time() for one in hours), default=time(9))
    latest = max((one.astimezone(LOCAL).time() for one in hours), default=time(17, 30))
    found = []
    for day, held in spans.items():
        begins, ends = datetime.combine(day, earliest, LOCAL), datetime.combine(day, latest, LOCAL) + SLOT
        shown = tuple(Half(one, _state(one, held, taken, at)) for one in halves(begins, ends))
        why = closed_because(changes, midnight(day), midnight(day + timedelta(days=1)))
        found.append(Day(day, shown, tuple(held), why))
    return found


def _state(begins: datetime, spans: list[Span], taken: set[datetime], at: datetime) -> str:
    if begins in taken:
        return "taken"
    if not any(opens <= begins and begins + SLOT <= closes for opens, closes in spans):
        return "closed"
    return "past" if begins < at else "free"

"""What is free at a hall: day by day, time by time, and nearest to a time that was wanted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.clock import LOCAL, now

from ..models import Appointment
from ..opening import HallCard, bookable, times, why_closed

NEAREST = 6
_NOON = 12
_WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


@dataclass(frozen=True)
class TimeCard:
    """A time of a day; `free` places are left."""

    at: datetime
    free: int

    @property
    def value(self) -> str:
        """As it stands in an address: 2026-11-03T09:30."""
        return f"{self.at.astimezone(LOCAL):%Y-%m-%dT%H:%M}"

    @property
    def label(self) -> str:
        return f"{self.at.astimezone(LOCAL):%H:%M}"


@dataclass(frozen=True)
class DayCard:
    """A day; `closed` says why nobody can come then, `free` how many places are left in all."""

    day: date
    free: int
    closed: str

    @property
    def value(self) -> str:
        return self.day.isoformat()

    @property
    def can_be_chosen(self) -> bool:
        return self.free > 0

    @property
    def said(self) -> str:
        """What stands under the number: 12 free, full, or why it is closed."""
        if self.closed:
            return self.closed
        return _("%(n)d free") % {"n": self.free} if self.free else _("full")


def weekday_name(day: date) -> str:
    return str(_WEEKDAYS[day.weekday()])


def day_label(day: date) -> str:
    """11月3日 周二."""
    return _("%(month)d/%(day)d, %(weekday)s") % {"month": day.month, "day": day.day, "weekday": weekday_name(day)}


def moment_label(at: datetime) -> str:
    """11月3日 周二 09:30."""
    here = at.astimezone(LOCAL)
    return f"{day_label(here.date())} {here:%H:%M}"


def overlapping(hall: HallCard, at: datetime) -> QuerySet[Appointment]:
    """Who has a place during a visit that begins at that time; where a visit took another time before, those as well."""
    slot = timedelta(minutes=hall.slot_minutes)
    rows = Appointment.objects.filter(hall=hall.id, place__isnull=False)
    return rows.filter(starts_at__gt=at - slot, starts_at__lt=at + slot)


def _taken(hall: HallCard, first: date, last: date) -> list[datetime]:
    """When each place that is given away begins, in order; one statement."""
    begin = datetime.combine(first, time(), LOCAL)
    end = datetime.combine(last + timedelta(days=1), time(), LOCAL)
    rows = Appointment.objects.filter(hall=hall.id, starts_at__gte=begin, starts_at__lt=end, place__isnull=False)
    return list(rows.values_list("starts_at", flat=True).order_by("starts_at"))


def _free(hall: HallCard, day: date, taken: list[datetime]) -> list[TimeCard]:
    """As `overlapping` counts them."""
    at_present, slot = now(), timedelta(minutes=hall.slot_minutes)

    def left(at: datetime) -> int:
        return max(0, hall.places - bisect_left(taken, at + slot) + bisect_right(taken, at - slot))

    return [TimeCard(at, left(at)) for at in times(hall, day) if at > at_present]


def free_times(hall: HallCard, day: date) -> list[TimeCard]:
    """The times of a day that have not passed, full ones too."""
    return _free(hall, day, _taken(hall, day, day))


def days(hall: HallCard) -> list[DayCard]:
    """Every day that can be booked, from today on."""
    listed = bookable(hall)
    taken = _taken(hall, listed[0], listed[-1])
    return [DayCard(day, sum(one.free for one in _free(hall, day, taken)), why_closed(hall, day)) for day in listed]


def weeks(cards: list[DayCard]) -> list[list[DayCard | None]]:
    """The same as a calendar: rows of seven from Monday, None where there is nothing to book."""
    cells: list[DayCard | None] = [*([None] * cards[0].day.weekday()), *cards]
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def halves(cards: list[TimeCard]) -> list[tuple[str, list[TimeCard]]]:
    """Morning and afternoon, where there are such."""
    morning = [card for card in cards if card.at.astimezone(LOCAL).hour < _NOON]
    afternoon = [card for card in cards if card not in morning]
    return [(name, held) for name, held in ((_("Morning"), morning), (_("Afternoon"), afternoon)) if held]


def nearest_free(hall: HallCard, at: datetime) -> list[datetime]:
    """The free times nearest to one that was wanted, by the clock."""
    listed = bookable(hall)
    taken = _taken(hall, listed[0], listed[-1])
    free = [one.at for day in listed for one in _free(hall, day, taken) if one.free]
    return sorted(sorted(free, key=lambda one: abs(one - at))[:NEAREST])

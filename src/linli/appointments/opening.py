"""When a hall is open, by its hours and the district's calendar, and the times one can come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from linli.catalogue.guides import Guide
from linli.catalogue.opening import Period, Week, periods_on
from linli.clock import LOCAL, day_text, now, today

from .errors import NotATime


@dataclass(frozen=True)
class HallCard:
    """A hall as everyone reads it. `organisation_name` is who sits there."""

    id: UUID
    district: str
    code: str
    name: str
    address: str
    phone: str
    note: str
    organisation: str
    organisation_name: str
    hours: Week
    slot_minutes: int
    places: int
    days_ahead: int
    services: frozenset[str]
    all_of: frozenset[str]
    active: bool

    def serves(self, shown: Guide) -> bool:
        return shown.code in self.services or shown.spec.holder in self.all_of

    @property
    def last_day(self) -> date:
        """The last day that can be booked today."""
        return today() + timedelta(days=self.days_ahead)

    @property
    def windows(self) -> range:
        """The numbers of its windows."""
        return range(1, self.places + 1)


def periods(hall: HallCard, day: date) -> tuple[Period, ...]:
    """When the hall is open on a day; nothing when it is closed."""
    return periods_on(hall.district, hall.hours, day)


def why_closed(hall: HallCard, day: date) -> str:
    """In a word, why nobody can come on a day; empty when it is open."""
    if periods(hall, day):
        return ""
    return _("holiday") if hall.hours[day.weekday()] else _("day off")


def times(hall: HallCard, day: date) -> list[datetime]:
    """Every time of a day at which a visit can begin, past ones too: each ends within its period."""
    slot, found = timedelta(minutes=hall.slot_minutes), []
    for begins, ends in periods(hall, day):
        at, end = datetime.combine(day, begins, LOCAL), datetime.combine(day, ends, LOCAL)
        while at + slot <= end:
            found.append(at)
            at += slot
    return found


def bookable(hall: HallCard) -> list[date]:
    """The days from today on that can be booked, closed ones among them."""
    first = today()
    return [first + timedelta(days=number) for number in range(hall.days_ahead + 1)]


def check_time(hall: HallCard, at: datetime) -> None:
    """Raises NotATime that says why nobody can come at that time, and what would do."""
    here = at.astimezone(LOCAL)
    day = here.date()
    told = {"day": day_text(day), "time": f"{here:%H:%M}", "hall": hall.name}
    if at <= now():
        raise NotATime(_("%(day)s %(time)s has passed. Please choose a later time.") % told)
    if day > hall.last_day:
        last = {**told, "last": day_text(hall.last_day), "n": hall.days_ahead}
        raise NotATime(_("%(day)s is too far ahead: one can book %(n)d days ahead, until %(last)s.") % last)
    if not periods(hall, day):
        raise NotATime(
            _("%(hall)s is closed on %(day)s (%(why)s). Please choose another day.")
            % {**told, "why": why_closed(hall, day)}
        )
    if here not in times(hall, day):
        open_at = _("、").join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in periods(hall, day))
        told |= {"open": open_at, "minutes": str(hall.slot_minutes)}
        raise NotATime(
            _("%(time)s is no time to book at %(hall)s: that day it is open %(open)s, in steps of %(minutes)s minutes.")
            % told
        )

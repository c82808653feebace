"""When a lawyer can be booked: the weekly hours laid on the coming days, less days off, holidays and what is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linli.catalogue.working_time import calendar_of
from linli.clock import LOCAL, now, today

from ..models import DayOff, Hours, Lawyer, LegalPlace, Ten

DAYS_AHEAD = 21
TEN = timedelta(minutes=10)
_SATURDAY = 5


@dataclass(frozen=True)
class Slot:
    """A time with a lawyer at a place."""

    lawyer: Lawyer
    place: LegalPlace
    begins_at: datetime
    ends_at: datetime
    is_taken: bool = False

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.lawyer.code}@{self.begins_at.astimezone(LOCAL):%Y-%m-%dT%H:%M}"

    @property
    def hour(self) -> str:
        return f"{self.begins_at.astimezone(LOCAL):%H:%M}"

    @property
    def until(self) -> str:
        return f"{self.ends_at.astimezone(LOCAL):%H:%M}"

    @property
    def tens(self) -> list[datetime]:
        """The ten minutes of the lawyer that it takes."""
        return tens_between(self.begins_at, self.ends_at)


@dataclass(frozen=True)
class Day:
    day: date
    slots: Sequence[Slot]


def tens_between(begins: datetime, ends: datetime) -> list[datetime]:
    number = int((ends - begins) / TEN)
    return [begins + step * TEN for step in range(number)]


def _is_on(district: str, day: date) -> bool:
    """Nobody advises on holidays; whether on a weekend, the hours say."""
    return day.weekday() >= _SATURDAY or calendar_of(district).is_working_day(day)


def _laid(hours: Hours, day: date) -> Iterator[Slot]:
    begins, last = datetime.combine(day, hours.begins, LOCAL), datetime.combine(day, hours.ends, LOCAL)
    length = timedelta(minutes=hours.minutes)
    while begins + length <= last:
        yield Slot(hours.lawyer, hours.place, begins, begins + length)
        begins += length


def hours_of(district: str) -> list[Hours]:
    """Every week, by weekday and beginning; one statement."""
    rows = Hours.objects.filter(lawyer__district=district, lawyer__active=True, place__active=True)
    return list(rows.select_related("lawyer", "place").order_by("weekday", "begins", "place__position"))


def days_off_of(district: str, first: date, last: date) -> set[tuple[object, date]]:
    rows = DayOff.objects.filter(lawyer__district=district, day__gte=first, day__lte=last)
    return {(key, day) for key, day in rows.values_list("lawyer", "day")}


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def days(district: str, first: date | None = None, number: int = DAYS_AHEAD) -> list[Day]:
    """The coming days with all slots, taken ones marked; three statements."""
    start = first or today()
    end = start + timedelta(days=number)
    weekly, off = hours_of(district), days_off_of(district, start, end)
    taken = {
        (lawyer, at)
        for lawyer, at in Ten.objects.filter(
            lawyer__district=district, at__gte=midnight(start), at__lt=midnight(end)
        ).values_list("lawyer", "at")
    }
    found = []
    for ahead in range(number):
        day = start + timedelta(days=ahead)
        if not _is_on(district, day):
            continue
        slots = [
            Slot(
                one.lawyer, one.place, one.begins_at, one.ends_at, any((one.lawyer.pk, at) in taken for at in one.tens)
            )
            for hours in weekly
            if hours.weekday == day.weekday() and (hours.lawyer_id, day) not in off
            for one in _laid(hours, day)
        ]  # fmt: skip
        if slots:
            found.append(Day(day, sorted(slots, key=lambda one: (one.begins_at, one.place.position))))
    return found


def open_days(district: str, kind_of_place: str = "") -> list[Day]:
    """As residents see them: only what is free and still to come, at one place or at all."""
    at = now()
    shown = [
        Day(
            one.day,
            [
                slot
                for slot in one.slots
                if not slot.is_taken and slot.begins_at > at and kind_of_place in ("", slot.place.code)
            ],
        )
        for one in days(district)
    ]
    return [one for one in shown if one.slots]


def slot_at(district: str, lawyer: str, begins_at: datetime) -> Slot | None:
    """The slot that begins at a moment, taken or not; None where nobody advises then."""
    day = begins_at.astimezone(LOCAL).date()
    if not today() <= day < today() + timedelta(days=DAYS_AHEAD) or not _is_on(district, day):
        return None
    rows = Hours.objects.filter(
        lawyer__district=district, lawyer__active=True, place__active=True, lawyer__code=lawyer, weekday=day.weekday()
    ).exclude(lawyer__days_off__day=day)
    for hours in rows.select_related("lawyer", "place"):
        for slot in _laid(hours, day):
            if slot.begins_at == begins_at:
                return slot
    return None


def there_now(district: str) -> list[Hours]:
    """Who advises where at this hour, so that somebody can walk in."""
    at = now().astimezone(LOCAL)
    if not _is_on(district, at.date()):
        return []
    rows = Hours.objects.filter(
        lawyer__district=district, lawyer__active=True, place__active=True, weekday=at.weekday(), begins__lte=at.time(),
        ends__gt=at.time(),
    ).exclude(lawyer__days_off__day=at.date())  # fmt: skip
    return list(rows.select_related("lawyer", "place").order_by("begins"))


def has_legal(district: str) -> bool:
    """Whether there is a legal desk at all: for the residents' hub."""
    return Hours.objects.filter(lawyer__district=district, lawyer__active=True, place__active=True).exists()

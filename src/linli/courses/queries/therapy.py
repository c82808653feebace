"""When one can be treated: the slots of the coming days that are free, and a day of the university's rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linli.catalogue.working_time import calendar_of
from linli.clock import LOCAL, now, today

from ..models import Booking, BookingState, Shift, Therapist, TherapyRoom

DAYS_AHEAD = 14
_SATURDAY = 5


@dataclass(frozen=True)
class Slot:
    """A time with a therapist in a room; `booking` is who has it, where the reader may know."""

    room: TherapyRoom
    therapist: Therapist
    begins_at: datetime
    ends_at: datetime
    booking: Booking | None = None
    is_taken: bool = False

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.therapist.code}@{self.begins_at.astimezone(LOCAL):%Y-%m-%dT%H:%M}"

    @property
    def hour(self) -> str:
        return f"{self.begins_at.astimezone(LOCAL):%H:%M}"

    @property
    def until(self) -> str:
        return f"{self.ends_at.astimezone(LOCAL):%H:%M}"

    @property
    def is_past(self) -> bool:
        return self.ends_at <= now()


@dataclass(frozen=True)
class Day:
    day: date
    slots: list[Slot]

    @property
    def free(self) -> int:
        return sum(1 for one in self.slots if not one.is_taken)


def _is_on(district: str, day: date) -> bool:
    """Nobody is treated on holidays; whether on a weekend, the shifts say."""
    return day.weekday() >= _SATURDAY or calendar_of(district).is_working_day(day)


def _slots(shift: Shift, day: date) -> Iterator[Slot]:
    begins = datetime.combine(day, shift.begins, LOCAL)
    last = datetime.combine(day, shift.ends, LOCAL)
    while begins + timedelta(minutes=shift.minutes) <= last:
        ends = begins + timedelta(minutes=shift.minutes)
        yield Slot(shift.room, shift.therapist, begins, ends)
        begins = ends


def _shifts(district: str) -> list[Shift]:
    rows = Shift.objects.filter(room__district=district, room__active=True, therapist__active=True)
    return list(rows.select_related("room", "therapist").order_by("begins", "room__position"))


def slot_at(district: str, therapist: str, begins_at: datetime) -> Slot | None:
    """The slot that begins at a moment, taken or not; None where nobody treats then."""
    local = begins_at.astimezone(LOCAL)
    day = local.date()
    if not today() <= day <= today() + timedelta(days=DAYS_AHEAD) or not _is_on(district, day):
        return None
    rows = Shift.objects.filter(
        room__district=district,
        room__active=True,
        therapist__active=True,
        therapist__code=therapist,
        weekday=day.weekday(),
    )
    for shift in rows.select_related("room", "therapist"):
        for slot in _slots(shift, day):
            if slot.begins_at == begins_at:
                return slot
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def days(district: str, first: date | None = None, number: int = DAYS_AHEAD) -> list[Day]:
    """The coming days with their slots, taken ones marked; two statements."""
    start = first or today()
    until = start + timedelta(days=number)
    shifts = _shifts(district)
    taken = Booking.objects.filter(
        district=district, begins_at__gte=_midnight(start), begins_at__lt=_midnight(until)
    ).exclude(state=BookingState.CANCELLED)
    held = {(row.therapist_id, row.begins_at): row for row in taken}
    rooms = {(row.room_id, row.begins_at) for row in held.values()}
    found = []
    for number_of_day in range(number):
        day = start + timedelta(days=number_of_day)
        if not _is_on(district, day):
            continue
        slots = [
            Slot(
                one.room, one.therapist, one.begins_at, one.ends_at, held.get((one.therapist.pk, one.begins_at)),
                (one.therapist.pk, one.begins_at) in held or (one.room.pk, one.begins_at) in rooms,
            )
            for shift in shifts
            if shift.weekday == day.weekday()
            for one in _slots(shift, day)
        ]  # fmt: skip
        if slots:
            found.append(Day(day, sorted(slots, key=lambda one: (one.begins_at, one.room.position))))
    return found


def open_days(district: str) -> list[Day]:
    """As residents see them: only what is free and still to come."""
    at = now()
    shown = [
        Day(one.day, [slot for slot in one.slots if not slot.is_taken and slot.begins_at > at])
        for one in days(district)
    ]
    return [one for one in shown if one.slots]


def has_therapy(district: str) -> bool:
    return Shift.objects.filter(room__district=district, room__active=True).exists()


def day_board(district: str, day: date) -> Day:
    """A day of the rooms as the desk sees it, with who is booked; what has no slot any more stands there too."""
    (found,) = days(district, day, 1) or [Day(day, [])]
    known = {slot.booking.pk for slot in found.slots if slot.booking}
    rows = Booking.objects.filter(
        district=district, begins_at__gte=_midnight(day), begins_at__lt=_midnight(day + timedelta(days=1))
    ).select_related("room", "therapist", "account")
    by_key = {row.pk: row for row in rows}
    slots = [
        Slot(one.room, one.therapist, one.begins_at, one.ends_at, by_key.get(one.booking.pk), True)
        if one.booking
        else one
        for one in found.slots
    ]
    extra = [
        Slot(row.room, row.therapist, row.begins_at, row.ends_at, row, True)
        for key, row in by_key.items()
        if key not in known and row.state != BookingState.CANCELLED
    ]
    return Day(day, sorted([*slots, *extra], key=lambda one: (one.begins_at, one.room.position)))

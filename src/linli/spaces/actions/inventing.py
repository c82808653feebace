"""A demo's invented month of bookings: told in days from the day it is loaded, made once, the same in every installation."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.clock import LOCAL, now, today
from linli.ids import case_code, drawn_from, uuid7
from linli.inserting import insert
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District

from ..models import SLOT, Booking, BookingState, Room, Slot, Whom
from ..queries.opening import spans_on
from .booking import PREFIX, slots_of


@dataclass(frozen=True)
class UseRow:
    """What somebody uses a room for, how long, and how many they are."""

    purpose: str
    minutes: int
    people: int
    whom: str = "self"
    whom_name: str = ""


@dataclass(frozen=True)
class MonthRow:
    """`busy`: the share of days on which a room is booked; `before`, `after`: days from today."""

    uses: Sequence[UseRow]
    names: Sequence[str]
    before: int = 30
    after: int = 10
    busy: float = 0.6


def add_demo_month(district: District, month: MonthRow | None) -> Changes:
    """Each room that nobody has booked yet."""
    changes = Changes()
    if month is None:
        return changes
    rooms = Room.objects.filter(district=district, active=True, bookings=None).select_related("venue")
    drawn = random.Random(f"{district.code} spaces")
    rows: list[Booking] = []
    with drawn_from(drawn):
        for room in rooms.order_by("code"):
            made = list(_of(room, month, drawn))
            rows += made
            changes.added += [room.title] if made else []
        slots: list[Slot] = [slot for row in rows for slot in slots_of(row)]
    insert(rows, slots)
    return changes


def _of(room: Room, month: MonthRow, drawn: random.Random) -> Iterable[Booking]:
    fitting = [one for one in month.uses if one.minutes <= room.longest_minutes]
    for number in range(-month.before, min(month.after, room.days_ahead) + 1):
        day, taken = today() + timedelta(days=number), set[datetime]()
        for _each in range(3):
            if not fitting or drawn.random() > month.busy:
                continue
            use = drawn.choice(fitting)
            begins = _free(room, day, use, taken, drawn)
            if begins is not None:
                yield _booking(room, begins, use, month, drawn)


def _free(room: Room, day: date, use: UseRow, taken: set[datetime], drawn: random.Random) -> datetime | None:
    """A beginning at which it fits beside what the day has already."""
    length = timedelta(minutes=use.minutes)
    wanted = [
        begins + SLOT * number
        for begins, ends in spans_on(room, day, ())
        for number in range(max(0, (ends - begins - length) // SLOT + 1))
    ]
    open_ones = [at for at in wanted if not any(at + SLOT * n in taken for n in range(length // SLOT))]
    if not open_ones:
        return None
    begins = drawn.choice(open_ones)
    taken |= {begins + SLOT * number for number in range(length // SLOT)}
    return begins


def _booking(room: Room, begins: datetime, use: UseRow, month: MonthRow, drawn: random.Random) -> Booking:
    ends, past = (
        begins + timedelta(minutes=use.minutes),
        BookingState.CAME if drawn.random() < 0.88 else BookingState.MISSED,
    )
    coming = BookingState.ASKED if room.needs_agreement and drawn.random() < 0.4 else BookingState.BOOKED
    is_over = ends <= now()
    state = past if is_over else BookingState.BOOKED if begins <= now() else coming
    return Booking(
        id=uuid7(), district_id=room.district_id, room=room, code=case_code(PREFIX), begins_at=begins, ends_at=ends,
        name_cipher=seal(drawn.choice(month.names)), whom=Whom(use.whom), whom_name=use.whom_name, purpose=use.purpose,
        people=min(room.seats, max(2, use.people + drawn.randint(-3, 3))), by_staff=True, state=state,
        created_at=begins.astimezone(LOCAL) - timedelta(days=drawn.randint(2, 9)),
        came_at=begins if state == BookingState.CAME else None, ended_at=ends if state == BookingState.MISSED else None,
    )  # fmt: skip

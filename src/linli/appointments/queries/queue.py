"""A hall's day as its desk sees it: the list by time, who waits in which order, who is called to which window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.catalogue.guides import version_of
from linli.clock import now, today

from ..lifecycle import Move, possible
from ..models import Appointment, State
from ..opening import HallCard

# Who comes later than this after their time queues as one without an appointment.
GRACE = timedelta(minutes=15)
# On the board stay those called last.
ON_THE_BOARD = 8


@dataclass(frozen=True)
class Line:
    """One line of the desk's list."""

    row: Appointment

    @property
    def service(self) -> str:
        return version_of(self.row.service_id).name if self.row.service_id else ""

    @property
    def who(self) -> str:
        """The name masked; of who signed in there is only a number."""
        if self.row.contact is not None:
            return self.row.contact.masked_name or self.row.contact.masked_phone
        return self.row.account.masked_phone if self.row.account else ""

    @property
    def phone_end(self) -> str:
        """The last four digits, by which somebody at the counter is found again."""
        person = self.row.contact or self.row.account
        return person.phone[-4:] if person else ""

    @property
    def moves(self) -> list[Move]:
        return possible(self.row)


def day_list(hall: HallCard, day: date) -> list[Line]:
    """Everybody of a day by time; one statement."""
    rows = Appointment.objects.filter(hall=hall.id, day=day).exclude(state=State.CANCELLED)
    return [Line(row) for row in rows.select_related("contact", "account").order_by("starts_at", "created_at", "pk")]


def found(lines: list[Line], text: str) -> list[Line]:
    """Those of a list that a number, a queue number or the end of a telephone number leads to."""
    wanted = "".join(text.upper().split())
    if not wanted:
        return lines
    return [
        line for line in lines
        if wanted in line.row.code.replace("-", "") or wanted in line.row.code
        or wanted in (line.row.queue_label, line.phone_end) or wanted == str(line.row.queue_number)
    ]  # fmt: skip


def counts(lines: list[Line]) -> dict[str, int]:
    """How many stand how."""
    states = [line.row.state for line in lines]
    return {
        "expected": states.count(State.BOOKED),
        "waiting": states.count(State.ARRIVED),
        "served_now": states.count(State.CALLED) + states.count(State.SERVING),
        "done": states.count(State.DONE),
        "missed": states.count(State.MISSED),
    }


def waiting(hall: UUID) -> list[Appointment]:
    """Who waits at a hall today, in the order of being called.

    First those with an appointment whose time has come, by that time; then those without, and who came late for theirs,
    by when they came; last those who are early.
    """
    at = now()
    rows = Appointment.objects.filter(hall=hall, day=today(), state=State.ARRIVED)
    return sorted(rows, key=lambda row: _turn(row, at))


def _turn(row: Appointment, at: datetime) -> tuple[int, datetime, int]:
    arrived = row.arrived_at or row.created_at
    queues = row.walked_in or arrived > row.starts_at + GRACE
    group = 1 if queues else 0 if row.starts_at <= at else 2
    return group, arrived if queues else row.starts_at, row.queue_number or 0


def board(hall: UUID) -> list[Appointment]:
    """Who is called or at a window now, the one called last first."""
    rows = Appointment.objects.filter(hall=hall, day=today(), state__in=(State.CALLED, State.SERVING))
    return list(rows.order_by("-called_at", "-queue_number")[:ON_THE_BOARD])

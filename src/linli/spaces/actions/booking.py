"""Booking a room, once or weekly, and giving it back.

A booking holds half hours of a room, each a row that the database lets be there once: of two who want the same one, the
second is told so, and nothing of theirs is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import LOCAL, now, today
from linli.ids import case_code, read_case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal

from .. import commands as c
from ..access import check_may_run
from ..errors import (
    AcrossMidnight,
    ClosedThen,
    InThePast,
    NothingFree,
    NotNow,
    NotOnTheHalfHour,
    NotThere,
    SignInFirst,
    SomeTaken,
    SpacesProblem,
    Taken,
    TooFarAhead,
    TooLong,
    TooManyOpen,
    TooManyPeople,
)
from ..models import Booking, BookingState, Room, Slot
from ..queries.mine import own
from ..queries.opening import changes_of, closed_because, halves, spans_on
from ..queries.rooms import room as room_of
from .telling import CANCELLED, MADE, tell_booked

# The letters of a booking's number: 预订.
PREFIX = "YD"
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Booked:
    """What was booked; `left_out`: weeks of a weekly booking in which the room could not be had, and why."""

    rows: tuple[Booking, ...]
    left_out: tuple[tuple[datetime, str], ...] = ()

    @property
    def first(self) -> Booking:
        return self.rows[0]


@transaction.atomic
def book(actor: Actor, district: str, code: str, given: dict[str, Any]) -> Booked:
    """For oneself, a team or an organisation.

    Raises SignInFirst, InvalidInput, NotThere, TooManyOpen, InThePast, AcrossMidnight, TooLong, TooFarAhead, ClosedThen,
    TooManyPeople, Taken; for a weekly one also SomeTaken and NothingFree.
    """
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Book, given)
    room = room_of(district, code)
    # Whoever books twice at the same moment stands in line behind themselves.
    account = Account.objects.select_for_update().get(pk=actor.account.pk)
    _check_person(account, room)
    return _booked(room, command, account)


@transaction.atomic
def book_for(actor: Actor, code: str, given: dict[str, Any]) -> Booked:
    """At the desk of who runs it: agreed to at once. Raises what `book` raises, and NotYours."""
    command = parse(c.Book, given)
    room = room_of(actor.reach.district, code)
    check_may_run(actor, room)
    done = _booked(room, command, None, by_staff=True)
    _record(actor, "space_booked_for", done.first)
    return done


def _check_person(account: Account, room: Room) -> None:
    coming = Booking.objects.filter(
        account=account, room=room, state__in=(BookingState.ASKED, BookingState.BOOKED), ends_at__gt=now()
    )
    if len({series or key for key, series in coming.values_list("pk", "series")}) >= room.most_open:
        raise TooManyOpen(room.most_open)


def check_time(room: Room, begins: datetime, ends: datetime) -> None:
    """Whether the room's rules allow this time, whoever has it. Raises what `book` names."""
    day = begins.astimezone(LOCAL).date()
    if begins.minute % 30 or begins.second or begins.microsecond:
        raise NotOnTheHalfHour
    if (ends - timedelta(minutes=1)).astimezone(LOCAL).date() != day:
        raise AcrossMidnight(begins, ends)
    if begins <= now():
        raise InThePast(begins)
    minutes = (ends - begins) // timedelta(minutes=1)
    if minutes > room.longest_minutes:
        raise TooLong(minutes, room.longest_minutes)
    if (day - today()).days > room.days_ahead:
        raise TooFarAhead(room.days_ahead)
    changes = changes_of([room], day, 1).get(room.pk, [])
    if not any(opens <= begins and ends <= closes for opens, closes in spans_on(room, day, changes)):
        raise ClosedThen(begins, closed_because(changes, begins, ends))


def _booked(room: Room, command: c.Book, account: Account | None, *, by_staff: bool = False) -> Booked:
    if command.people > room.seats:
        raise TooManyPeople(command.people, room.seats)
    times = times_of(command)
    series = uuid7() if len(times) > 1 else None
    rows: list[Booking] = []
    wrong: list[tuple[datetime, str]] = []
    for begins, ends in times:
        row = _row(room, command, account, begins, ends, series, by_staff)
        try:
            check_time(room, begins, ends)
            with transaction.atomic():
                _hold(row)
        except SpacesProblem as problem:
            if series is None:
                raise
            wrong.append((begins, problem.message))
        else:
            rows.append(row)
    if wrong and not rows:
        raise NothingFree
    if wrong and command.how == "all":
        raise SomeTaken(wrong, len(times))
    if not room.needs_agreement or by_staff:
        tell_booked(rows[0], MADE, "made")
    return Booked(tuple(rows), tuple(wrong))


def times_of(command: c.Book) -> list[tuple[datetime, datetime]]:
    """Once, or every week up to a day."""
    begins = c.moment_of(command.day, command.begins)
    weeks = (command.until - command.day) // _WEEK if command.until else 0
    length = timedelta(minutes=command.minutes)
    return [(begins + _WEEK * number, begins + _WEEK * number + length) for number in range(weeks + 1)]


def _row(
    room: Room, command: c.Book, account: Account | None, begins: datetime, ends: datetime, series: UUID | None,
    by_staff: bool,
) -> Booking:  # fmt: skip
    asks = room.needs_agreement and not by_staff
    return Booking(
        id=uuid7(), district_id=room.district_id, room=room, code=case_code(PREFIX), begins_at=begins, ends_at=ends,
        account=account, name_cipher=seal(command.name), whom=command.whom, whom_name=command.whom_name,
        purpose=command.purpose, people=command.people, series=series, by_staff=by_staff,
        state=BookingState.ASKED if asks else BookingState.BOOKED, created_at=now(),
    )  # fmt: skip


def _hold(row: Booking) -> None:
    """The booking with its half hours, all or none. Raises Taken."""
    insert([row])
    held = slots_of(row)
    if insert(held, unless_there=True) < len(held):
        raise Taken(row.begins_at, row.ends_at)


def slots_of(row: Booking) -> Sequence[Slot]:
    return [
        Slot(id=uuid7(), room_id=row.room_id, begins_at=at, booking=row) for at in halves(row.begins_at, row.ends_at)
    ]


@transaction.atomic
def cancel(actor: Actor, code: str) -> Booking:
    """One's own, before it begins. Raises NotThere, NotNow."""
    row = locked(own(actor, code).pk)
    if not row.may_cancel:
        raise NotNow(row.state_label)
    return ended(row, BookingState.CANCELLED)


@transaction.atomic
def cancel_series(actor: Actor, code: str) -> int:
    """All weeks to come of one's own weekly booking; returns how many. Raises NotThere, NotNow."""
    known = own(actor, code)
    rows = Booking.objects.select_for_update(of=("self",)).select_related("room__venue").order_by("begins_at")
    coming = [row for row in rows.filter(series=known.series, series__isnull=False) if row.may_cancel]
    if not coming:
        raise NotNow(known.state_label)
    for row in coming:
        ended(row, BookingState.CANCELLED)
    return len(coming)


@transaction.atomic
def cancel_for(actor: Actor, code: str, given: dict[str, Any]) -> Booking:
    """By who runs the room, with the reason; they are told. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.Because, given)
    row = run_by_actor(actor, code)
    if not row.may_cancel:
        raise NotNow(row.state_label)
    row = ended(row, BookingState.CANCELLED, command.reason)
    tell_booked(row, CANCELLED, "cancelled", command.reason)
    _record(actor, "space_cancelled_for", row)
    return row


def locked(key: UUID) -> Booking:
    return Booking.objects.select_for_update(of=("self",)).select_related("room__venue").get(pk=key)


def run_by_actor(actor: Actor, code: str) -> Booking:
    """A booking of a room that is this person's to run, locked. Raises NotThere, NotYours."""
    spelled = read_case_code(code)
    known = Booking.objects.filter(code=spelled or "", district=actor.reach.district).first()
    if known is None:
        raise NotThere(code[:20])
    row = locked(known.pk)
    check_may_run(actor, row.room)
    return row


def ended(row: Booking, state: BookingState, reason: str = "") -> Booking:
    """What is refused or cancelled gives its half hours back."""
    row.state, row.reason, row.ended_at = state, reason, now()
    row.save(update_fields=["state", "reason", "ended_at"])
    if state in (BookingState.REFUSED, BookingState.CANCELLED):
        row.slots.all().delete()
    return row


def _record(actor: Actor, kind: str, row: Booking) -> None:
    audit.record(actor, kind, district=row.district_id, subject=f"space:{row.code}", data={"room": row.room.code})

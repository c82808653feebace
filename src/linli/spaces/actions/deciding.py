"""Agreeing to a booking or refusing it, and noting that somebody came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.people.actors import Actor

from .. import commands as c
from ..errors import NotNow, TooEarly, WrongDoor
from ..models import Booking, BookingState
from ..queries.mine import own
from .booking import ended, locked, run_by_actor
from .telling import MADE, REFUSED, tell_booked

# Who comes early is there already; who was there can be noted for a day.
ARRIVES, NOTED_WITHIN = timedelta(minutes=30), timedelta(days=1)


@transaction.atomic
def agree(actor: Actor, code: str) -> Booking:
    """Raises NotThere, NotYours, NotNow."""
    row = _asked(actor, code)
    row.state = BookingState.BOOKED
    row.save(update_fields=["state"])
    tell_booked(row, MADE, "agreed")
    _record(actor, "space_agreed", row)
    return row


@transaction.atomic
def refuse(actor: Actor, code: str, given: dict[str, Any]) -> Booking:
    """With the reason, which they are told. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.Because, given)
    row = ended(_asked(actor, code), BookingState.REFUSED, command.reason)
    tell_booked(row, REFUSED, "refused", command.reason)
    _record(actor, "space_refused", row)
    return row


def _asked(actor: Actor, code: str) -> Booking:
    row = run_by_actor(actor, code)
    if row.state != BookingState.ASKED or now() >= row.ends_at:
        raise NotNow(row.state_label)
    return row


@transaction.atomic
def check_in(actor: Actor, code: str, door: str) -> Booking:
    """By who booked, with the number that stands at the door. Raises NotThere, NotNow, TooEarly, WrongDoor."""
    row = locked(own(actor, code).pk)
    if row.state != BookingState.BOOKED or now() >= row.ends_at:
        raise NotNow(row.state_label)
    _check_early(row)
    if door.strip() != row.room.door:
        raise WrongDoor
    return _came(row)


@transaction.atomic
def check_in_at_door(actor: Actor, code: str) -> Booking:
    """Seen by who runs the room; a slip can be corrected for a day. Raises NotThere, NotYours, NotNow, TooEarly."""
    row = run_by_actor(actor, code)
    if row.state not in (BookingState.BOOKED, BookingState.MISSED) or now() > row.ends_at + NOTED_WITHIN:
        raise NotNow(row.state_label)
    _check_early(row)
    return _came(row)


def _came(row: Booking) -> Booking:
    row.state, row.came_at, row.ended_at = BookingState.CAME, now(), None
    row.save(update_fields=["state", "came_at", "ended_at"])
    return row


@transaction.atomic
def note_missed(actor: Actor, code: str) -> Booking:
    """Nobody came. Raises NotThere, NotYours, NotNow, TooEarly."""
    row = run_by_actor(actor, code)
    if row.state not in (BookingState.BOOKED, BookingState.CAME) or now() > row.ends_at + NOTED_WITHIN:
        raise NotNow(row.state_label)
    if now() < row.begins_at:
        raise TooEarly(row.begins_at)
    return ended(row, BookingState.MISSED)


def _check_early(row: Booking) -> None:
    earliest: datetime = row.begins_at - ARRIVES
    if now() < earliest:
        raise TooEarly(earliest)


def _record(actor: Actor, kind: str, row: Booking) -> None:
    audit.record(actor, kind, district=row.district_id, subject=f"space:{row.code}")

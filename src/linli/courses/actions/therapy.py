"""Times with a therapist: booked, given back, used or not. The database lets no room and no therapist be booked twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now, today
from linli.ids import case_code, read_case_code, uuid7
from linli.inserting import insert
from linli.people.actions import resident_with
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal

from .. import commands as c
from ..access import check_may_run
from ..errors import NoSuchSlot, NotHeldYet, NotNow, NotThere, SignInFirst, SlotTaken, TooManyBooked, TooManyMissed
from ..models import Booking, BookingState
from ..models.therapy import ARRIVES
from ..queries.mine import own_booking
from ..queries.therapy import Slot, slot_at
from .telling import tell_booked

# The letters of a booking's number: 理疗.
PREFIX = "LL"
MOST_AT_ONCE = 2
# Who let so many times pass unused within so long does not book online for a while.
MISSED, WITHIN = 3, timedelta(days=60)


@transaction.atomic
def book(actor: Actor, district: str, given: dict[str, Any]) -> Booking:
    """For oneself. Raises SignInFirst, InvalidInput, NoSuchSlot, SlotTaken, TooManyBooked, TooManyMissed."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Book, given)
    slot = slot_at(district, command.therapist, command.begins_at)
    if slot is None or slot.begins_at <= now():
        raise NoSuchSlot
    # Whoever books twice at the same moment stands in line behind themselves.
    account = Account.objects.select_for_update().get(pk=actor.account.pk)
    _check_person(account)
    return _booked(district, slot, account, command.name)


def _check_person(account: Account) -> None:
    theirs = Booking.objects.filter(account=account)
    if theirs.filter(state=BookingState.BOOKED, ends_at__gt=now()).count() >= MOST_AT_ONCE:
        raise TooManyBooked(MOST_AT_ONCE)
    missed = theirs.filter(state=BookingState.MISSED, begins_at__gte=now() - WITHIN).count()
    if missed >= MISSED:
        raise TooManyMissed(missed, WITHIN.days)


@transaction.atomic
def book_for(actor: Actor, given: dict[str, Any]) -> Booking:
    """Somebody who called or stands at the desk. Raises InvalidInput, NotYours, NoSuchSlot, SlotTaken."""
    command = parse(c.BookFor, given)
    slot = slot_at(actor.reach.district, command.therapist, command.begins_at)
    if slot is None or slot.ends_at <= now():
        raise NoSuchSlot
    check_may_run(actor, slot.room.organisation_id)
    account = resident_with(command.phone) if command.phone else None
    row = _booked(actor.reach.district, slot, account, command.name, by_staff=True)
    _record(actor, "therapy_booked_for", row)
    return row


def _booked(district: str, slot: Slot, account: Account | None, name: str, *, by_staff: bool = False) -> Booking:
    """Raises SlotTaken where the room, the therapist or the person is somewhere then."""
    row = Booking(
        id=uuid7(), district_id=district, room=slot.room, therapist=slot.therapist, begins_at=slot.begins_at,
        ends_at=slot.ends_at, account=account, name_cipher=seal(name), code=case_code(PREFIX), by_staff=by_staff,
        created_at=now(),
    )  # fmt: skip
    if not insert([row], unless_there=True):
        raise SlotTaken(slot.begins_at)
    tell_booked(row, "therapy_booked", "made")
    return row


@transaction.atomic
def cancel_booking(actor: Actor, code: str) -> Booking:
    """One's own. Raises NotThere, NotNow."""
    return _cancelled(_locked(own_booking(actor, code).pk))


@transaction.atomic
def cancel_booking_for(actor: Actor, code: str) -> Booking:
    """They are told. Raises NotThere, NotYours, NotNow."""
    row = _cancelled(_run_by(actor, code))
    tell_booked(row, "therapy_cancelled", "cancelled")
    _record(actor, "therapy_cancelled_for", row)
    return row


def _cancelled(row: Booking) -> Booking:
    if row.state != BookingState.BOOKED or now() >= row.begins_at:
        raise NotNow(_("Cancel the booking"), row.state_label)
    return _ended(row, BookingState.CANCELLED)


@transaction.atomic
def note_came(actor: Actor, code: str, came: bool) -> Booking:
    """Whether they were there; a slip can be corrected the same day. Raises NotThere, NotYours, NotNow, NotHeldYet."""
    row = _run_by(actor, code)
    if row.state == BookingState.CANCELLED:
        raise NotNow(_("Note who came"), row.state_label)
    earliest: datetime = row.begins_at - ARRIVES
    if now() < earliest:
        raise NotHeldYet(earliest)
    if not came and now() < row.begins_at:
        raise NotHeldYet(row.begins_at)
    return _ended(row, BookingState.CAME if came else BookingState.MISSED)


def _ended(row: Booking, state: BookingState) -> Booking:
    row.state, row.ended_at = state, now()
    row.save(update_fields=["state", "ended_at"])
    return row


def _locked(key: UUID) -> Booking:
    return Booking.objects.select_for_update(of=("self",)).select_related("room", "therapist").get(pk=key)


def _run_by(actor: Actor, code: str) -> Booking:
    spelled = read_case_code(code)
    key = Booking.objects.filter(code=spelled, district=actor.reach.district).values_list("pk", flat=True).first()
    if spelled is None or key is None:
        raise NotThere(code[:20])
    row = _locked(key)
    check_may_run(actor, row.room.organisation_id)
    return row


def _record(actor: Actor, kind: str, row: Booking) -> None:
    audit.record(actor, kind, district=row.district_id, subject=f"booking:{row.code}", data={"on": today().isoformat()})

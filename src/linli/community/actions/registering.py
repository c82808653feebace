"""Taking a seat, waiting for one, giving it back. Everybody is served in the order in which they came.

Each begins by locking the event: whoever comes at the same moment stands in line behind. Seats and registrations change
in the same transaction, and the database itself refuses more seats than there are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account

from .. import commands as c
from ..errors import (
    AlreadyRegistered,
    CalledOff,
    NoRegistration,
    NoSuchEvent,
    NotNow,
    NotOpenYet,
    RegistrationOver,
    SignInFirst,
    TooLate,
    TooManyCompanions,
)
from ..models import OPEN_REGISTRATIONS, Event, EventState, Registration, RegistrationState
from ..queries.mine import own
from .telling import next_reminder, tell_each

# The letters of a registration's number: 活动.
PREFIX = "HD"
_BATCH = 50


def locked(key: UUID) -> Event:
    """The event, nobody else changing it until the transaction ends. Raises NoSuchEvent."""
    row = Event.objects.select_for_update(of=("self",)).select_related("venue").filter(pk=key).first()
    if row is None:
        raise NoSuchEvent
    return row


@transaction.atomic
def register(actor: Actor, district: str, code: str, given: c.Register | dict[str, Any]) -> Registration:
    """A seat for oneself and one's companions, or the end of the waiting list.

    Raises SignInFirst, InvalidInput, NoSuchEvent, CalledOff, NoRegistration, NotOpenYet, RegistrationOver,
    TooManyCompanions, AlreadyRegistered.
    """
    command = given if isinstance(given, c.Register) else parse(c.Register, given)
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    key = Event.objects.public().filter(district=district, code=code).values_list("pk", flat=True).first()
    if key is None:
        raise NoSuchEvent
    event = locked(key)
    check_open(event)
    return placed(event, actor.account, command.companions)


def placed(event: Event, account: Account | None, companions: int) -> Registration:
    """A registration in an event that the caller has locked, told to its owner. Without an account nobody is told.

    Raises TooManyCompanions, AlreadyRegistered.
    """
    _check_party(event, companions)
    there = account and event.registrations.filter(account=account, state__in=OPEN_REGISTRATIONS).first()
    if there:
        raise AlreadyRegistered(there.code)
    row = _added(event, account, 1 + companions)
    seated = row.state == RegistrationState.SEATED
    tell_each(event, [row], "event_seated" if seated else "event_waiting", "made")
    return row


def check_open(event: Event, *, by_staff: bool = False) -> None:
    """Raises CalledOff, NoRegistration, RegistrationOver, NotOpenYet; to staff the hours of registering are no bounds."""
    if event.state == EventState.CANCELLED:
        raise CalledOff(event.reason)
    if event.seats is None:
        raise NoRegistration
    ends = event.ends_at if by_staff else event.ends_registration
    if event.state != EventState.PUBLISHED or now() >= ends:
        raise RegistrationOver(ends)
    opens = event.begins_registration
    if opens is not None and now() < opens and not by_staff:
        raise NotOpenYet(opens)


def _check_party(event: Event, companions: int) -> None:
    """A party larger than the room would wait for ever, and everybody behind it."""
    assert event.seats is not None
    most = min(event.companions, event.seats - 1)
    if companions > most:
        raise TooManyCompanions(companions, most)


def _added(event: Event, account: Account | None, party: int) -> Registration:
    """The registration with its turn, seated if nobody waits and there is room."""
    assert event.seats is not None
    at = now()
    fits = event.taken + party <= event.seats
    seated = fits and not event.registrations.filter(state=RegistrationState.WAITING).exists()
    event.last_turn += 1
    row = Registration(
        id=uuid7(), district_id=event.district_id, event=event, account=account, code=case_code(PREFIX), size=party,
        turn=event.last_turn, state=RegistrationState.SEATED if seated else RegistrationState.WAITING, created_at=at,
        remind_at=next_reminder(event.begins_at, at) if seated else None, seated_at=at if seated else None,
    )  # fmt: skip
    event.taken += party if seated else 0
    event.save(update_fields=["taken", "last_turn"])
    while Registration.objects.filter(code=row.code).exists():
        # One number in many thousand millions is drawn twice.
        row.code = case_code(PREFIX)
    insert([row])
    return row


@transaction.atomic
def cancel_registration(actor: Actor, code: str) -> Registration:
    """Give the seat, or the place in the line, back. Raises NoSuchRegistration, NotNow, TooLate."""
    known = own(actor, code)
    return cancelled(locked(known.event_id), known.pk)


def cancelled(event: Event, key: UUID) -> Registration:
    """The same in an event that the caller has locked. Raises NotNow, TooLate."""
    row = Registration.objects.get(pk=key)
    if row.state not in (RegistrationState.SEATED, RegistrationState.WAITING):
        raise NotNow(_("Cancel the registration"), row.state_label)
    if now() >= event.begins_at:
        raise TooLate
    give_back(event, row)
    return row


def give_back(event: Event, row: Registration) -> None:
    """Of rows that the caller has locked; whoever waits moves up and is told."""
    if row.state == RegistrationState.SEATED:
        event.taken -= row.size
    row.state, row.ended_at, row.remind_at = RegistrationState.CANCELLED, now(), None
    row.save(update_fields=["state", "ended_at", "remind_at"])
    move_up(event)
    event.save(update_fields=["taken"])


def move_up(event: Event) -> int:
    """Seat those who wait, in their order, as long as the first of them fits; the caller saves the event."""
    if event.seats is None or event.state != EventState.PUBLISHED or now() >= event.begins_at:
        return 0
    at, moved = now(), 0
    while batch := _next_in_line(event):
        for row in batch:
            _seat(event, row, at)
        tell_each(event, batch, "event_moved_up", "seated")
        moved += len(batch)
    return moved


def _next_in_line(event: Event) -> list[Registration]:
    assert event.seats is not None
    waiting = event.registrations.filter(state=RegistrationState.WAITING).order_by("turn")
    free = event.seats - event.taken
    found: list[Registration] = []
    for row in waiting[:_BATCH]:
        if row.size > free:
            break
        free -= row.size
        found.append(row)
    return found


def _seat(event: Event, row: Registration, at: datetime) -> None:
    event.taken += row.size
    row.state, row.seated_at, row.remind_at = RegistrationState.SEATED, at, next_reminder(event.begins_at, at)
    row.save(update_fields=["state", "seated_at", "remind_at"])

"""What the organisers do for somebody who called or stands before them: register, cancel, look up the number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from linli.cases.commands import parse
from linli.people.actions import resident_with
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_may_hold
from ..errors import NoNumberLeft, NoRegistration
from ..models import Registration
from .checking_in import found_at_door
from .registering import cancelled, check_open, locked, placed
from .telling import tell_each
from .writing import record, run_by


@transaction.atomic
def register_for(actor: Actor, key: UUID, given: c.RegisterFor | dict[str, Any]) -> Registration:
    """A seat or a place in the line as if they had asked themselves; they are told by text message where to see it.

    Staff may also do so before the registration opens to everyone, and after it is closed: they answer for the list.
    Raises NoSuchEvent, NotYours, InvalidInput, CalledOff, NoRegistration, RegistrationOver, TooManyCompanions,
    AlreadyRegistered.
    """
    command = given if isinstance(given, c.RegisterFor) else parse(c.RegisterFor, given)
    event = run_by(actor, key)
    check_may_hold(actor, event.organisation_id)
    check_open(event, by_staff=True)
    account = resident_with(command.phone) if command.phone else None
    row = placed(event, account, command.companions)
    record(actor, "registered_for", event, code=row.code)
    return row


@transaction.atomic
def cancel_for(actor: Actor, code: str) -> Registration:
    """Give back the seat of somebody who said so; they are told. Raises NoSuchRegistration, NotYours, NotNow, TooLate."""
    known = found_at_door(actor, code)
    event = locked(known.event_id)
    check_may_hold(actor, event.organisation_id)
    row = cancelled(event, known.pk)
    tell_each(event, [row], "event_given_back", "given_back")
    record(actor, "cancelled_for", event, code=row.code)
    return row


@transaction.atomic
def look_at_phone(actor: Actor, code: str, given: c.LookAtPhone | dict[str, Any]) -> str:
    """The number of who is registered, unmasked; on the record before it is shown.

    Raises NoSuchRegistration, NotYours, InvalidInput, NoNumberLeft.
    """
    row = found_at_door(actor, code)
    check_may_hold(actor, row.event.organisation_id)
    command = given if isinstance(given, c.LookAtPhone) else parse(c.LookAtPhone, given)
    if row.account is None:
        raise NoNumberLeft
    record(actor, "phone_seen", row.event, code=row.code, reason=command.reason)
    return str(row.account.phone)


@transaction.atomic
def take_list(actor: Actor, key: UUID, how: str) -> list[Registration]:
    """Everybody of an event in their order, to print or as a file; on the record. Raises NoSuchEvent, NotYours."""
    event = run_by(actor, key)
    check_may_hold(actor, event.organisation_id)
    if event.seats is None:
        raise NoRegistration
    record(actor, "list_taken", event, how=how)
    return list(event.registrations.exclude(state="cancelled").select_related("account").order_by("turn"))

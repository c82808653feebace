"""Checking people in by their code, at the door."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..access import check_may_hold
from ..errors import NotNow, OtherEvent, TooEarly, UnknownNumber
from ..models import Event, EventState, Registration, RegistrationState
from .registering import locked

# From so long before it begins until so long after it has ended.
DOORS_OPEN, LATE_NOTES = timedelta(hours=2), timedelta(days=1)


@transaction.atomic
def check_in(actor: Actor, code: str, at_door_of: UUID | None = None) -> tuple[Registration, bool]:
    """Somebody is here: their registration, and whether that is news. `at_door_of`: the event at whose door they stand.

    Raises UnknownNumber, NotYours, OtherEvent, TooEarly, NotNow.
    """
    known = found_at_door(actor, code)
    if at_door_of not in (None, known.event_id):
        raise OtherEvent(known.code, known.event.title, known.event.begins_at)
    event = locked(known.event_id)
    check_may_hold(actor, event.organisation_id)
    row = Registration.objects.get(pk=known.pk)
    if row.state == RegistrationState.CAME:
        return row, False
    _check_time(event)
    if not _may_come(event, row):
        raise NotNow(_("Check in"), row.state_label)
    if row.state == RegistrationState.WAITING:
        event.taken += row.size
        event.save(update_fields=["taken"])
    row.state, row.came_at, row.remind_at = RegistrationState.CAME, now(), None
    row.save(update_fields=["state", "came_at", "remind_at"])
    if event.state == EventState.HELD:
        event.attended = (event.attended or 0) + row.size
        event.save(update_fields=["attended"])
    return row, True


def found_at_door(actor: Actor, code: str) -> Registration:
    """A registration for an event that this member of staff looks after. Raises UnknownNumber."""
    spelled = read_case_code(code)
    rows = Registration.objects.select_related("event").filter(event__in=Event.objects.run_by(actor))
    row = rows.filter(code=spelled).first() if spelled else None
    if row is None:
        raise UnknownNumber(code)
    return row


def is_door_open(event: Event) -> bool:
    """Whether somebody can be checked in at this moment."""
    open_now = event.begins_at - DOORS_OPEN <= now() <= event.ends_at + LATE_NOTES
    return open_now and event.state in (EventState.PUBLISHED, EventState.HELD)


def _check_time(event: Event) -> None:
    if event.state == EventState.CANCELLED or now() > event.ends_at + LATE_NOTES:
        raise NotNow(_("Check in"), event.state_label)
    if now() < event.begins_at - DOORS_OPEN:
        raise TooEarly(event.begins_at - DOORS_OPEN)


def _may_come(event: Event, row: Registration) -> bool:
    """Who has a seat, or was taken for missing; who waited, where seats stayed free and the event has begun."""
    if row.state in (RegistrationState.SEATED, RegistrationState.MISSED):
        return True
    fits = event.seats is not None and event.taken + row.size <= event.seats
    return row.state == RegistrationState.WAITING and fits and now() >= event.begins_at

"""Writing an event, announcing it, calling it off. What was announced and changes is told to whoever is registered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.cases.pictures import keep_picture
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people import queries as people
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..access import check_may_hold
from ..errors import NoSuchEvent, NotNow, SeatsGivenAway
from ..models import Event, EventState, RegistrationState
from ..queries.venues import VenueCard, venues
from .registering import locked, move_up
from .telling import next_reminder, tell_each

# What of an announced event is told to whoever is registered when it changes.
_TOLD = ("begins_at", "ends_at", "venue_id", "place")
_PLAIN = (
    "title", "text", "place", "audience", "phone", "begins_at", "ends_at", "seats", "companions", "opens_at", "closes_at",
    "picture_alt",
)  # fmt: skip


@transaction.atomic
def draft_event(actor: Actor, given: c.EventSheet | dict[str, Any], picture: UploadedFile | None = None) -> Event:
    """A new event, nobody's to see but its own organisation's. Raises InvalidInput, NotYours, NotTaken."""
    command = given if isinstance(given, c.EventSheet) else parse(c.EventSheet, given)
    check_may_hold(actor, command.organisation)
    at = now()
    row = Event(id=uuid7(), code=case_code("E").lower(), created_by=actor.account, created_at=at, changed_at=at)
    row.district_id = actor.reach.district
    _fill(row, command, picture)
    row.save(force_insert=True)
    record(actor, "written", row)
    return row


@transaction.atomic
def edit_event(
    actor: Actor, key: UUID, given: c.EventSheet | dict[str, Any], picture: UploadedFile | None = None
) -> Event:
    """Say it otherwise. Raises InvalidInput, NoSuchEvent, NotYours, NotNow, SeatsGivenAway, NotTaken."""
    command = given if isinstance(given, c.EventSheet) else parse(c.EventSheet, given)
    row = run_by(actor, key)
    check_may_hold(actor, command.organisation)
    if row.state not in (EventState.DRAFT, EventState.PUBLISHED) or (row.published_at and now() >= row.ends_at):
        raise NotNow(_("Change the event"), row.state_label)
    if row.taken and (command.seats is None or command.seats < row.taken):
        raise SeatsGivenAway(row.taken, command.seats or 0)
    before = {name: getattr(row, name) for name in _TOLD}
    _fill(row, command, picture)
    row.changed_at = now()
    if row.state == EventState.PUBLISHED:
        _check_still_to_come(row, before["begins_at"])
        _announce_change(row, moved=any(getattr(row, name) != value for name, value in before.items()))
    row.save()
    record(actor, "changed", row)
    return row


def _fill(row: Event, command: c.EventSheet, picture: UploadedFile | None) -> None:
    venue = _venue(row.district_id, command.venue)
    if command.organisation not in people.organisations(row.district_id):
        message = _("There is no organisation “%(code)s” in this district.") % {"code": command.organisation}
        raise InvalidInput([Fault("organisation", message, command.organisation)])
    if venue and venue.capacity and command.seats and command.seats > venue.capacity:
        told = {"venue": venue.name, "n": venue.capacity}
        message = _("%(venue)s holds at most %(n)d people, so there cannot be more seats.") % told
        raise InvalidInput([Fault("seats", message, str(command.seats))])
    for name in _PLAIN:
        setattr(row, name, getattr(command, name))
    row.organisation_id = command.organisation
    row.venue_id = venue.id if venue else None
    if picture is not None:
        row.picture, row.picture_small = keep_picture(picture, "events")


def _venue(district: str, code: str) -> VenueCard | None:
    if not code:
        return None
    found = venues(district).get(code)
    if found is None:
        message = _("There is no venue “%(code)s” in this district.") % {"code": code}
        raise InvalidInput([Fault("venue", message, code)])
    return found


def _check_still_to_come(row: Event, before: datetime) -> None:
    """What is moved is moved to a time to come; what is on now may still be said otherwise."""
    if (row.begins_at != before and row.begins_at <= now()) or row.ends_at <= now():
        raise InvalidInput([Fault("begins_at", _("It would begin in the past. Please give it a time to come."))])


def _announce_change(row: Event, *, moved: bool) -> None:
    """Readers' calendars learn of it; who is registered is told if time or place are others; more seats are given away."""
    row.version += 1
    if moved:
        rows = list(row.registrations.filter(state__in=(RegistrationState.SEATED, RegistrationState.WAITING)))
        tell_each(row, rows, "event_changed", f"changed:{row.version}")
        seated = row.registrations.filter(state=RegistrationState.SEATED)
        seated.update(remind_at=next_reminder(row.begins_at, now()))
    move_up(row)


def run_by(actor: Actor, key: UUID) -> Event:
    """An event this member of staff looks after, locked. Raises NoSuchEvent."""
    if not Event.objects.run_by(actor).filter(pk=key).exists():
        raise NoSuchEvent
    return locked(key)


@transaction.atomic
def publish(actor: Actor, key: UUID) -> Event:
    """Announce it. Raises NoSuchEvent, NotYours, NotNow, InvalidInput."""
    row = run_by(actor, key)
    check_may_hold(actor, row.organisation_id)
    if row.state != EventState.DRAFT:
        raise NotNow(_("Announce"), row.state_label)
    if row.begins_at <= now():
        raise InvalidInput([Fault("begins_at", _("It would begin in the past. Please give it a time to come."))])
    row.state, row.published_at, row.version, row.changed_at = EventState.PUBLISHED, now(), 1, now()
    row.save(update_fields=["state", "published_at", "version", "changed_at"])
    record(actor, "announced", row)
    return row


@transaction.atomic
def close_registration(actor: Actor, key: UUID) -> Event:
    """Nobody can register from now on; those who wait still move up. Raises NoSuchEvent, NotYours, NotNow."""
    row = run_by(actor, key)
    check_may_hold(actor, row.organisation_id)
    if not row.takes_registrations:
        raise NotNow(_("Close the registration"), row.state_label)
    return _with_closing_time(actor, row, now(), "registration_closed")


@transaction.atomic
def open_registration(actor: Actor, key: UUID) -> Event:
    """Until it begins one can register again. Raises NoSuchEvent, NotYours, NotNow."""
    row = run_by(actor, key)
    check_may_hold(actor, row.organisation_id)
    if not row.may_open_again:
        raise NotNow(_("Open the registration again"), row.state_label)
    return _with_closing_time(actor, row, None, "registration_opened")


def _with_closing_time(actor: Actor, row: Event, at: datetime | None, what: str) -> Event:
    row.closes_at, row.changed_at = at, now()
    row.save(update_fields=["closes_at", "changed_at"])
    record(actor, what, row)
    return row


@transaction.atomic
def cancel_event(actor: Actor, key: UUID, given: c.Because | dict[str, Any]) -> Event:
    """Call it off, with the reason that everyone is told. Raises NoSuchEvent, NotYours, NotNow, InvalidInput."""
    command = given if isinstance(given, c.Because) else parse(c.Because, given)
    row = run_by(actor, key)
    check_may_hold(actor, row.organisation_id)
    if row.state not in (EventState.DRAFT, EventState.PUBLISHED) or now() >= row.ends_at:
        raise NotNow(_("Call off"), row.state_label)
    was_public = row.state == EventState.PUBLISHED
    row.state, row.reason, row.changed_at = EventState.CANCELLED, command.reason, now()
    if not was_public:
        row.delete()
        record(actor, "dropped", row)
        return row
    row.version += 1
    open_rows = row.registrations.filter(state__in=(RegistrationState.SEATED, RegistrationState.WAITING))
    tell_each(row, list(open_rows), "event_cancelled", "cancelled", reason=row.reason)
    open_rows.update(state=RegistrationState.CANCELLED, ended_at=now(), remind_at=None)
    row.taken = 0
    row.save(update_fields=["state", "reason", "changed_at", "version", "taken"])
    record(actor, "cancelled", row)
    return row


@transaction.atomic
def note_attendance(actor: Actor, key: UUID, given: c.Attendance | dict[str, Any]) -> Event:
    """How many were there, where nobody was checked in. Raises NoSuchEvent, NotYours, NotNow, InvalidInput."""
    command = given if isinstance(given, c.Attendance) else parse(c.Attendance, given)
    row = run_by(actor, key)
    check_may_hold(actor, row.organisation_id)
    if row.state != EventState.HELD:
        raise NotNow(_("Note how many came"), row.state_label)
    row.attended = command.attended
    row.save(update_fields=["attended"])
    record(actor, "counted", row, attended=row.attended)
    return row


def record(actor: Actor, what: str, row: Event, **more: Any) -> None:
    """What staff do is on record. Who registers is not: it would outlive the person's wish to be forgotten."""
    told = {"title": row.title, "at": row.begins_at.isoformat(), **more}
    audit.record(actor, f"event_{what}", district=row.district_id, subject=row.code, data=told)

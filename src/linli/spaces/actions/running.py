"""Running a room: its rules and hours, what differs on a day, its picture."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.cases.pictures import keep_picture
from linli.clock import LOCAL, now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..access import check_may_run
from ..errors import BookedThen, InThePast, NotThere
from ..models import Booking, BookingState, OpeningChange, Room
from .booking import ended
from .telling import CANCELLED, tell_booked

_RULES = ("about", "seats", "longest_minutes", "days_ahead", "most_open", "not_for", "needs_agreement")
_LONGEST_CHANGE = timedelta(days=180)


def _room(actor: Actor, code: str) -> Room:
    """Locked. Raises NotThere, NotYours."""
    rows = Room.objects.select_for_update(of=("self",)).select_related("venue")
    row = rows.filter(district=actor.reach.district, code=code, active=True).first()
    if row is None:
        raise NotThere(_("this room"))
    check_may_run(actor, row)
    return row


@transaction.atomic
def change_rules(actor: Actor, code: str, given: dict[str, Any]) -> Room:
    """Bookings that were made stay as they are. Raises InvalidInput, NotThere, NotYours."""
    command = parse(c.Rules, given)
    row = _room(actor, code)
    for name in _RULES:
        setattr(row, name, getattr(command, name))
    row.equipment = command.equipment.replace("，", " ").replace("、", " ").split()
    row.hours, row.edited_at = command.hours, now()
    row.save(update_fields=[*_RULES, "equipment", "hours", "edited_at"])
    _record(actor, "space_rules_changed", row)
    return row


@transaction.atomic
def change_opening(actor: Actor, code: str, given: dict[str, Any]) -> OpeningChange:
    """Open or closed for a time. Raises InvalidInput, NotThere, NotYours, InThePast, BookedThen."""
    command = parse(c.Change, given)
    row = _room(actor, code)
    if command.ends_at <= now():
        raise InThePast(command.ends_at)
    same_day = command.begins_at.astimezone(LOCAL).date() == command.ends_at.astimezone(LOCAL).date()
    if command.ends_at - command.begins_at > _LONGEST_CHANGE or (command.opens and not same_day):
        message = _("A room is opened within a day, and closed for half a year at most.")
        raise InvalidInput([Fault("ends_at", message)])
    if not command.opens:
        _clear(actor, row, command)
    made = OpeningChange(
        id=uuid7(), room=row, opens=command.opens, begins_at=command.begins_at, ends_at=command.ends_at,
        reason=command.reason, by=actor.account, created_at=now(),
    )  # fmt: skip
    made.save(force_insert=True)
    _record(actor, "space_opened" if command.opens else "space_closed", row)
    return made


def _clear(actor: Actor, room: Room, command: c.Change) -> None:
    """Nobody stands before a closed door: their bookings are cancelled and they are told, or it is not closed."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("room__venue").filter(room=room)
    there = list(
        rows.filter(
            state__in=(BookingState.ASKED, BookingState.BOOKED),
            begins_at__lt=command.ends_at,
            ends_at__gt=max(now(), command.begins_at),
        )
    )
    if there and not command.cancel:
        raise BookedThen(len(there))
    for one in there:
        ended(one, BookingState.CANCELLED, command.reason)
        tell_booked(one, CANCELLED, "closed", command.reason)


@transaction.atomic
def strike_change(actor: Actor, code: str, key: UUID) -> None:
    """Its hours hold again. Raises NotThere, NotYours."""
    row = _room(actor, code)
    found, _rows = row.changes.filter(pk=key).delete()
    if not found:
        raise NotThere(_("this opening or closure"))
    _record(actor, "space_hours_again", row)


def change_picture(actor: Actor, code: str, file: UploadedFile) -> Room:
    """A photo of the room, written anew without metadata. Raises NotThere, NotYours, NotTaken."""
    with transaction.atomic():
        _room(actor, code)
    # Between two transactions: a photo takes a second to decode, and of who may not change it nothing is kept.
    whole, small = keep_picture(file, "spaces")
    with transaction.atomic():
        row = _room(actor, code)
        row.picture, row.picture_small = whole, small
        row.save(update_fields=["picture", "picture_small"])
        _record(actor, "space_picture_changed", row)
    return row


def _record(actor: Actor, kind: str, row: Room) -> None:
    audit.record(actor, kind, district=row.district_id, subject=f"room:{row.code}")

"""The weekly hours and single days off, as the judicial bureau sets them. What is booked stays booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_runs
from ..errors import DayHasBookings, HoursOverlap, NotThere
from ..models import Consultation, DayOff, Hours, Lawyer, LegalPlace, State
from ..queries.times import midnight


@transaction.atomic
def set_hours(actor: Actor, given: dict[str, Any]) -> Hours:
    """Raises NotYours, InvalidInput, NotThere, HoursOverlap."""
    check_runs(actor)
    command = parse(c.SetHours, given)
    lawyer = _lawyer(actor, command.lawyer)
    place = LegalPlace.objects.filter(district=actor.reach.district, code=command.place, active=True).first()
    if place is None:
        raise NotThere(_("the place"))
    for other in Hours.objects.filter(lawyer=lawyer, weekday=command.weekday):
        if command.begins < other.ends and other.begins < command.ends:
            raise HoursOverlap(lawyer.name, f"{other.begins:%H:%M}", f"{other.ends:%H:%M}")
    row = Hours(
        id=uuid7(), lawyer=lawyer, place=place, weekday=command.weekday, begins=command.begins, ends=command.ends,
        minutes=command.minutes,
    )  # fmt: skip
    row.save(force_insert=True)
    _record(actor, "legal_hours_set", lawyer)
    return row


def _lawyer(actor: Actor, code: str) -> Lawyer:
    """Locked: whoever changes the same hours stands in line behind. Raises NotThere."""
    rows = Lawyer.objects.select_for_update().filter(district=actor.reach.district, code=code, active=True)
    found = rows.first()
    if found is None:
        raise NotThere(_("the lawyer"))
    return found


@transaction.atomic
def end_hours(actor: Actor, key: UUID) -> None:
    """No more times are offered; those booked stay. Raises NotYours, NotThere."""
    check_runs(actor)
    row = Hours.objects.filter(pk=key, lawyer__district=actor.reach.district).select_related("lawyer").first()
    if row is None:
        raise NotThere(_("the hours"))
    row.delete()
    _record(actor, "legal_hours_ended", row.lawyer)


@transaction.atomic
def take_day_off(actor: Actor, given: dict[str, Any]) -> DayOff:
    """Raises NotYours, InvalidInput, NotThere, DayHasBookings."""
    check_runs(actor)
    command = parse(c.TakeDayOff, given)
    lawyer = _lawyer(actor, command.lawyer)
    begins = midnight(command.day)
    booked = Consultation.objects.filter(
        lawyer=lawyer, state=State.BOOKED, begins_at__gte=begins, begins_at__lt=begins + timedelta(days=1)
    ).count()
    if booked:
        raise DayHasBookings(booked)
    row, _made = DayOff.objects.get_or_create(lawyer=lawyer, day=command.day)
    _record(actor, "legal_day_off", lawyer)
    return row


@transaction.atomic
def end_day_off(actor: Actor, key: UUID) -> None:
    """Raises NotYours, NotThere."""
    check_runs(actor)
    row = DayOff.objects.filter(pk=key, lawyer__district=actor.reach.district).select_related("lawyer").first()
    if row is None:
        raise NotThere(_("the day off"))
    row.delete()
    _record(actor, "legal_day_on", row.lawyer)


def _record(actor: Actor, kind: str, lawyer: Lawyer) -> None:
    audit.record(actor, kind, district=lawyer.district_id, subject=f"lawyer:{lawyer.code}")

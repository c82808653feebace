"""Closing a venue for some days beside its hours, and opening it again. The hours themselves are the pack's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places.actions import bump_revision
from linli.places.models import District, Venue

from .. import commands as c
from ..access import may_run_venue
from ..errors import ClosedThen, NoSuchVenue, NotYours
from ..models import VenueClosure
from ..queries.venues import VenueCard, venue


@transaction.atomic
def close_venue(actor: Actor, code: str, given: c.Closure | dict[str, Any]) -> VenueClosure:
    """Its page says so from now on. Raises NoSuchVenue, NotYours, InvalidInput, ClosedThen."""
    command = given if isinstance(given, c.Closure) else parse(c.Closure, given)
    card = _checked(actor, code)
    # Two who close it at once stand in line, so that no day is closed twice.
    Venue.objects.select_for_update().get(pk=card.id)
    there = VenueClosure.objects.filter(venue=card.id, first__lte=command.until, last__gte=command.first).first()
    if there is not None:
        raise ClosedThen(there.first, there.last, there.reason)
    row = VenueClosure(
        id=uuid7(), district_id=card.district, venue_id=card.id, first=command.first, last=command.until,
        reason=command.reason, created_at=now(),
    )  # fmt: skip
    row.save(force_insert=True)
    _tell_readers(actor, card, "venue_closed", row)
    return row


@transaction.atomic
def open_venue(actor: Actor, code: str, key: UUID) -> None:
    """As its hours say again; taken away already is as good. Raises NoSuchVenue, NotYours."""
    card = _checked(actor, code)
    row = VenueClosure.objects.filter(pk=key, venue=card.id).first()
    if row is not None:
        row.delete()
        _tell_readers(actor, card, "venue_opened", row)


def _checked(actor: Actor, code: str) -> VenueCard:
    if not actor.is_staff or not actor.reach.district:
        raise NoSuchVenue(code)
    card = venue(actor.reach.district, code)
    if not may_run_venue(actor, card.organisation):
        raise NotYours(_("A venue is closed by the organisation that runs it, or by the district centre."))
    return card


def _tell_readers(actor: Actor, card: VenueCard, what: str, row: VenueClosure) -> None:
    """Every process keeps venues in memory for as long as the district's revision stays."""
    told = {"first": row.first.isoformat(), "last": row.last.isoformat(), "reason": row.reason}
    audit.record(actor, what, district=card.district, subject=card.code, data=told)
    bump_revision(District.objects.get(pk=card.district))

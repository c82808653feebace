"""A person's own bookings."""

from __future__ import annotations

from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..errors import NotThere
from ..models import Booking, BookingState

MOST_LISTED = 60


def own(actor: Actor, code: str) -> Booking:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    rows = Booking.objects.select_related("room__venue", "room__organisation").filter(code=spelled or "")
    row = rows.filter(account=actor.account).first() if actor.account and actor.kind == "resident" else None
    if row is None:
        raise NotThere(code[:20])
    return row


def bookings_of(actor: Actor, *, only_coming: bool = False) -> list[Booking]:
    """Someone's own, what is to come first, by time; one statement."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Booking.objects.filter(account=actor.account).select_related("room__venue")
    if only_coming:
        rows = rows.filter(state__in=(BookingState.ASKED, BookingState.BOOKED), ends_at__gt=now())
    listed = list(rows.order_by("-begins_at")[:MOST_LISTED])
    coming = [row for row in listed if row.is_coming]
    return [*reversed(coming), *(row for row in listed if not row.is_coming)]


def weeks_of(row: Booking) -> list[Booking]:
    """The weeks of a weekly booking that are to come, this one among them."""
    if row.series is None:
        return []
    rows = Booking.objects.filter(series=row.series, ends_at__gt=now()).select_related("room__venue")
    return list(rows.order_by("begins_at"))


def here_now(actor: Actor, room: str, district: str) -> Booking | None:
    """The own booking of a room that is on or about to begin."""
    rows = [
        row
        for row in bookings_of(actor, only_coming=True)
        if row.room.code == room and row.room.district_id == district
    ]
    return rows[0] if rows else None

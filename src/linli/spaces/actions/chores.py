"""What the clock does: remind of a booking, note what was not used, let go of whose it was. Run by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now

from ..models import Booking, BookingState
from .booking import ended, locked
from .telling import REFUSED, REMINDER, tell_booked

BATCH = 200
REMIND_BEFORE, GRACE, KEPT = timedelta(days=1), timedelta(hours=6), timedelta(days=180)


def remind(limit: int = BATCH) -> int:
    """Tell whoever has a room tomorrow and booked it before today; returns how many were told."""
    soon = Booking.objects.filter(
        state=BookingState.BOOKED, reminded_at=None, begins_at__gt=now(), begins_at__lte=now() + REMIND_BEFORE
    )
    return sum(_remind(key) for key in soon.order_by("begins_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _remind(key: UUID) -> bool:
    row = locked(key)
    if row.state != BookingState.BOOKED or row.reminded_at is not None:
        return False
    row.reminded_at = now()
    row.save(update_fields=["reminded_at"])
    if row.begins_at - row.created_at > REMIND_BEFORE:
        tell_booked(row, REMINDER, "reminder")
    return True


def close_past(limit: int = BATCH) -> int:
    """What nobody was seen at was not used; what nobody agreed to by its beginning is given back, and told."""
    over = Booking.objects.filter(state=BookingState.BOOKED, ends_at__lte=now() - GRACE)
    keys = list(over.values_list("pk", flat=True)[:limit])
    done = Booking.objects.filter(pk__in=keys, state=BookingState.BOOKED).update(
        state=BookingState.MISSED, ended_at=now()
    )
    unanswered = Booking.objects.filter(state=BookingState.ASKED, begins_at__lte=now())
    return done + sum(_lapse(key) for key in unanswered.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _lapse(key: UUID) -> bool:
    row = locked(key)
    if row.state != BookingState.ASKED:
        return False
    why = _("It was not answered in time; please ask who runs the room.")
    ended(row, BookingState.REFUSED, why)
    tell_booked(row, REFUSED, "lapsed", why)
    return True


def let_go(limit: int = BATCH) -> int:
    """Of bookings long past nothing says any more whose they were."""
    old = Booking.objects.filter(ends_at__lt=now() - KEPT).exclude(account=None, name_cipher=b"")
    keys = list(old.values_list("pk", flat=True)[:limit])
    return Booking.objects.filter(pk__in=keys).update(account=None, name_cipher=b"")

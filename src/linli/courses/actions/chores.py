"""What the clock does: remind of a time with the therapist, note who did not come, end what is over. Run by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.clock import now, today

from ..models import Booking, BookingState, CourseClass
from .classes import close_class
from .telling import tell_booked

BATCH = 200
REMIND_BEFORE = timedelta(days=1)
# The therapist has so long to say who came before the clock says that they did not.
GRACE = timedelta(hours=12)
# Who was treated when is nobody's business for longer; the number is kept.
KEPT = timedelta(days=180)


def remind(limit: int = BATCH) -> int:
    """Tell whoever is booked for the next day; returns how many were told."""
    at = now()
    due = Booking.objects.filter(
        state=BookingState.BOOKED, reminded_at=None, begins_at__gt=at, begins_at__lte=at + REMIND_BEFORE
    )
    told = 0
    for key in due.order_by("begins_at").values_list("pk", flat=True)[:limit]:
        told += _remind(key)
    return told


@transaction.atomic
def _remind(key: UUID) -> bool:
    rows = Booking.objects.select_for_update(of=("self",)).select_related("room", "therapist")
    row = rows.filter(pk=key, state=BookingState.BOOKED, reminded_at=None).first()
    if row is None:
        return False
    row.reminded_at = now()
    row.save(update_fields=["reminded_at"])
    # Who booked for the same day knows it still.
    if row.begins_at - row.created_at > REMIND_BEFORE:
        tell_booked(row, "therapy_reminder", "reminder")
    return True


def close_past(limit: int = BATCH) -> int:
    """Whoever nobody saw did not come; who waited for a class that is over waits no longer."""
    over = Booking.objects.filter(state=BookingState.BOOKED, ends_at__lte=now() - GRACE)
    keys = list(over.values_list("pk", flat=True)[:limit])
    done = Booking.objects.filter(pk__in=keys, state=BookingState.BOOKED).update(
        state=BookingState.MISSED, ended_at=now()
    )
    waiting = CourseClass.objects.filter(term__last__lt=today(), enrolments__state="waiting").distinct()
    for key in waiting.values_list("pk", flat=True)[:limit]:
        done += close_class(key)
    return done


def let_go(limit: int = BATCH) -> int:
    """Of bookings long past nothing says any more whose they were."""
    old = Booking.objects.filter(begins_at__lt=now() - KEPT).exclude(account=None, name_cipher=b"")
    keys = list(old.values_list("pk", flat=True)[:limit])
    return Booking.objects.filter(pk__in=keys).update(account=None, name_cipher=b"")

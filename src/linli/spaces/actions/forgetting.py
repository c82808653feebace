"""Forgetting a person: what they booked is given back, and nothing says what they had."""

from __future__ import annotations

from django.db import transaction

from linli.people.queries import Person

from ..models import Booking, BookingState
from .booking import ended


@transaction.atomic
def forget_person(person: Person) -> int:
    """Cancel what is to come of someone who is being erased and let go of all of it; returns how many bookings."""
    theirs = Booking.objects.filter(account__in=person.accounts)
    for row in theirs.select_for_update().order_by("begins_at"):
        if row.may_cancel:
            ended(row, BookingState.CANCELLED)
    return theirs.update(account=None, name_cipher=b"", whom_name="", purpose="—")

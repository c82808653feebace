"""Forgetting a person: seats and times are given back, and nothing says where they were."""

from __future__ import annotations

from django.db import transaction

from linli.clock import now
from linli.people.queries import Person

from ..models import OPEN_ENROLMENTS, Booking, BookingState, Enrolment
from .enrolling import locked, withdrawn


@transaction.atomic
def forget_person(person: Person) -> int:
    """Withdraw and cancel what is open of someone who is being erased, and let go of all of it; returns how many."""
    theirs = Enrolment.objects.filter(account__in=person.accounts)
    still_open = theirs.filter(state__in=OPEN_ENROLMENTS, certificate=None)
    # Classes in one order, so that two who are forgotten at once never wait for each other.
    for key, held in still_open.order_by("course_class").values_list("pk", "course_class"):
        class_of = locked(held)
        if not class_of.is_over:
            withdrawn(class_of, key)
    bookings = Booking.objects.filter(account__in=person.accounts)
    coming = bookings.filter(state=BookingState.BOOKED, begins_at__gt=now())
    coming.update(state=BookingState.CANCELLED, ended_at=now())
    return theirs.update(account=None, name_cipher=b"", certificate=None) + bookings.update(
        account=None, name_cipher=b""
    )

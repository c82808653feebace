"""Forgetting a person: what they had booked is cancelled, and nothing of their number stays with it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from linli.people.actors import Actor
from linli.people.queries import Person

from ..models import OPEN_STATES, Appointment
from .booking import cancel_row


@transaction.atomic
def forget_person(person: Person) -> int:
    """Cancel the open appointments of someone who is being erased; returns how many. Called before they are erased,
    or after: by the keys of what was theirs."""
    theirs = Q(account__in=person.accounts) | Q(contact__in=person.contacts)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("hall", "contact")
    found = list(rows.filter(theirs, state__in=OPEN_STATES))
    for row in found:
        cancel_row(Actor.system(), row)
    return len(found)

"""Forgetting a person: their seats are given back, and nothing says where they were."""

from __future__ import annotations

from django.db import transaction

from linli.people.queries import Person

from ..models import OPEN_REGISTRATIONS, EventState, Registration, RegistrationState
from .registering import give_back, locked


@transaction.atomic
def forget_person(person: Person) -> int:
    """Cancel the open registrations of someone who is being erased and let go of all of them; returns how many."""
    theirs = Registration.objects.filter(account__in=person.accounts)
    still_open = theirs.filter(state__in=OPEN_REGISTRATIONS, event__state=EventState.PUBLISHED)
    # Events in one order, so that two who are forgotten at once never wait for each other.
    for pk, event_id in still_open.order_by("event_id").values_list("pk", "event_id"):
        event, row = locked(event_id), Registration.objects.get(pk=pk)
        if row.state in (RegistrationState.SEATED, RegistrationState.WAITING):
            give_back(event, row)
    return theirs.update(account=None)

"""Forgetting a person: their times are given back, notes and names go; that somebody came stays counted."""

from __future__ import annotations

from django.db import transaction

from linli.clock import now
from linli.people.queries import Person

from ..models import Consultation, State, Ten
from .chores import forgotten


@transaction.atomic
def forget_person(person: Person) -> int:
    """Of someone who is being erased; returns how many consultations were theirs."""
    theirs = Consultation.objects.filter(account__in=person.accounts)
    coming = list(theirs.filter(state=State.BOOKED, begins_at__gt=now()).values_list("pk", flat=True))
    Ten.objects.filter(consultation__in=coming).delete()
    Consultation.objects.filter(pk__in=coming).update(state=State.CANCELLED, ended_at=now())
    return forgotten(list(theirs.values_list("pk", flat=True)))

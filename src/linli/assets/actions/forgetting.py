"""Forgetting a person: what they applied for stays as a number without anybody."""

from __future__ import annotations

from django.db import transaction

from linli.clock import now
from linli.people.queries import Person

from ..models import ApplicationState, UseApplication


@transaction.atomic
def forget_person(person: Person) -> int:
    """Take back what waits of someone who is being erased, and let go of all of it; returns how many."""
    theirs = UseApplication.objects.filter(account__in=person.accounts)
    theirs.filter(state=ApplicationState.WAITING).update(state=ApplicationState.WITHDRAWN, decided_at=now())
    return theirs.update(account=None, name_cipher=b"", phone_cipher=b"", purpose="—")

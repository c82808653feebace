"""Forgetting a person: a household's milk and money stay by number, and nothing says whose it was."""

from __future__ import annotations

from django.db import transaction

from linli.people.models import Account, CodeChallenge, Contact
from linli.people.queries import Person

from ..models import Household


@transaction.atomic
def forget_person(person: Person) -> int:
    """Let go of the name, phone and account of households that sign in with this person's phone; returns how many."""
    known = ((Account, person.accounts), (Contact, person.contacts), (CodeChallenge, person.codes))
    indexes = {
        index
        for model, keys in known
        for index in model._default_manager.filter(pk__in=keys).values_list("phone_index", flat=True)
    }
    rows = Household.objects.filter(phone_index__in=indexes - {""})
    return rows.update(name_cipher=b"", phone_cipher=b"", phone_index="", payout_cipher=b"")

"""Forgetting a person: the roll keeps the unit and its area, and no longer whose it is."""

from __future__ import annotations

from django.db import transaction

from linli.people.models import Account, Contact
from linli.people.queries import Person

from ..models import EstateRating, Household


@transaction.atomic
def forget_person(person: Person) -> int:
    """Let go of name and telephone on the rolls, and of what was said in words; returns how many households.

    A ballot stays as it was cast: it is the household's, and names nobody.
    """
    indexes = {
        *Account.objects.filter(pk__in=person.accounts).values_list("phone_index", flat=True),
        *Contact.objects.filter(pk__in=person.contacts).values_list("phone_index", flat=True),
    } - {""}
    homes = list(Household.objects.filter(phone_index__in=indexes).values_list("pk", flat=True))
    EstateRating.objects.filter(household__in=homes).update(text_cipher=b"")
    return Household.objects.filter(pk__in=homes).update(owner_cipher=b"", phone_cipher=b"", phone_index="")

"""Erasing a person, as the law grants: what is personal goes, the rows that cases and their events point to stay."""

from __future__ import annotations

from django.db import transaction

from ..errors import NobodyKnown
from ..models import Account, CodeChallenge, Contact
from ..queries import Person, person_of
from ..sessions import end_all


@transaction.atomic
def erase_person(phone: str) -> Person:
    """Wipe numbers, names and blind indexes of whoever has this number, close their account and end what it opened.

    Returns whose rows they were: what else points to them is for the callers. Whoever signs in with the number
    afterwards is a stranger with an account of their own. Raises InvalidPhone, NobodyKnown.
    """
    person = person_of(phone)
    if not person.is_known:
        raise NobodyKnown
    Contact.objects.filter(pk__in=person.contacts).update(name_cipher=b"", phone_cipher=b"", phone_index="")
    for account in Account.objects.select_for_update().filter(pk__in=person.accounts):
        account.name, account.phone_cipher, account.phone_index, account.is_active = "", b"", "", False
        account.set_unusable_password()
        account.save()
        end_all(account)
    CodeChallenge.objects.filter(pk__in=person.codes).delete()
    return person

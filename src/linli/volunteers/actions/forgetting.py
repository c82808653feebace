"""Forgetting a person: teams are left, seats given back; the hours stay and count, and nothing says whose they were."""

from __future__ import annotations

from django.db import transaction

from linli.clock import now
from linli.people.queries import Person

from ..models import OPEN_MEMBERS, Certificate, Member, MemberState, SignUp, SignUpState
from .signing import locked, withdrawn


@transaction.atomic
def forget_person(person: Person) -> int:
    """Of someone who is being erased; returns how many rows spoke of them. What they asked for goes with its case."""
    theirs = SignUp.objects.filter(account__in=person.accounts)
    coming = theirs.filter(state__in=(SignUpState.SEATED, SignUpState.WAITING), activity__begins_at__gt=now())
    # Activities in one order, so that two who are forgotten at once never wait for each other.
    for key, activity in coming.order_by("activity").values_list("pk", "activity"):
        withdrawn(locked(activity), SignUp.objects.get(pk=key))
    members = Member.objects.filter(account__in=person.accounts)
    members.filter(state__in=OPEN_MEMBERS).update(state=MemberState.LEFT, leads=False, ended_at=now())
    papers = Certificate.objects.filter(account__in=person.accounts)
    return (
        theirs.update(account=None, name_cipher=b"")
        + members.update(account=None, name_cipher=b"", skills=[])
        + papers.update(account=None, name_cipher=b"")
    )

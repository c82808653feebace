"""Forgetting a person: what they asked for is taken back, and nothing says any more who worked; what was booked stays."""

from __future__ import annotations

from django.db import transaction

from linli.clock import today
from linli.people.queries import Person

from ..models import UNDECIDED, Applicant, ApplicantState, Placement, PlacementState
from .deciding import finish
from .posts import locked
from .wiping import decided


@transaction.atomic
def forget_person(person: Person) -> int:
    """Of someone who is being erased; returns how many rows were theirs.

    Hours, slips and entries stay, as the law on accounts has it, without a name. A placement that lasts ends today.
    """
    theirs = Applicant.objects.filter(account__in=person.accounts)
    for row in theirs.filter(state__in=UNDECIDED).order_by("post", "turn"):
        locked(row.post_id)
        decided(row, ApplicantState.WITHDRAWN)
    placements = Placement.objects.filter(account__in=person.accounts)
    for held in placements.filter(state=PlacementState.ACTIVE).order_by("post", "pk"):
        locked(held.post_id)
        held.ends = max(held.begins, min(held.ends, today()))
        held.save(update_fields=["ends"])
        finish(held)
    number = placements.update(account=None, name_cipher=b"")
    return number + theirs.update(account=None, name_cipher=b"", contact_cipher=b"")

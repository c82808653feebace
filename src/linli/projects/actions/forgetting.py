"""Forgetting a person: what they supported and voted still counts, and nothing says any more that it was them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.queries import Person

from ..models import Claim, ClaimState, Rating, Resource, ResourceState, Support, Vote
from .claiming import withdraw_claim
from .recording import locked_claim
from .resources import close_resource


@transaction.atomic
def forget_person(person: Person) -> int:
    """Give back what they have not delivered yet, take their offers off the list, let go of all of it; returns how many."""
    for account in person.accounts:
        _end(account)
    theirs = {"account__in": person.accounts}
    gone = Claim.objects.filter(**theirs).update(account=None, name_cipher=b"")
    gone += Resource.objects.filter(**theirs).update(account=None, name_cipher=b"", phone_cipher=b"")
    for model in (Support, Vote, Rating):
        gone += model._default_manager.filter(**theirs).update(account=None)
    return gone


def _end(account: UUID) -> None:
    actor = Actor.of(Account.objects.get(pk=account))
    because = {"reason": _("The person is no longer there")}
    live = (ClaimState.ASKED, ClaimState.CONFIRMED)
    for code in Claim.objects.filter(account=actor.account, state__in=live).order_by("pk").values_list("code", flat=True):  # fmt: skip
        row, _part, _claim = locked_claim(code)
        if row.is_live:
            withdraw_claim(actor, code, because)
    offered = (ResourceState.OFFERED, ResourceState.LISTED)
    for code in Resource.objects.filter(account=actor.account, state__in=offered).values_list("code", flat=True):
        close_resource(actor, code, because)

"""Agreeing to be told what one may get, and being told it once."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction

from linli.clock import now
from linli.ids import uuid7
from linli.notices.actions import Message, tell
from linli.people.actors import Actor
from linli.places.models import District

from ..errors import NotSignedIn
from ..models import Agreement
from ..queries.offers import Offer, offers

BATCH = 200
AGAIN = timedelta(days=1)


@transaction.atomic
def agree(actor: Actor, district: str, *, yes: bool) -> None:
    """What was handed in may be looked through for what else one may get, or no more. Raises NotSignedIn."""
    if actor.account is None or actor.kind != "resident":
        raise NotSignedIn
    standing = Agreement.objects.select_for_update().filter(account=actor.account, district=district, ended_at=None)
    if yes and not standing.exists():
        Agreement.objects.create(id=uuid7(), account=actor.account, district_id=district, agreed_at=now())
    elif not yes:
        standing.update(ended_at=now())


def tell_offers(limit: int = BATCH) -> int:
    """Look through for those who agreed, a few each time; what is found is told once. Returns how many were looked at."""
    due = Agreement.objects.filter(ended_at=None, account__is_active=True).order_by("looked_at", "id")
    keys = list(due.exclude(looked_at__gt=now() - AGAIN).values_list("pk", flat=True)[:limit])
    for key in keys:
        with transaction.atomic():
            standing = (
                Agreement.objects.select_for_update(of=("self",)).select_related("account", "district").get(pk=key)
            )
            tell([_message(standing, offer) for offer in offers(standing.account, standing.district_id)])
            standing.looked_at = now()
            standing.save(update_fields=["looked_at"])
    return len(keys)


def _message(standing: Agreement, offer: Offer) -> Message:
    district: District = standing.district
    # Whom it is about must not stand in a key: a digest tells one from another as well.
    whom = hashlib.sha256(f"{standing.account_id} {offer.number}".encode()).hexdigest()[:16]
    return Message(
        key=f"offer:{standing.account_id}:{offer.guide.code}:{whom}", district=district.code, template="service_offered",
        params={"title": offer.guide.name}, link=f"/{district.slug}/offers", account=standing.account_id,
    )  # fmt: skip

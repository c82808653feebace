"""Agreeing to be told what one may get, and being told it once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

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
    if yes:
        Agreement.objects.get_or_create(
            account=actor.account, district_id=district, ended_at=None, defaults={"id": uuid7(), "agreed_at": now()}
        )
    else:
        Agreement.objects.filter(account=actor.account, district=district, ended_at=None).update(ended_at=now())


def tell_offers(limit: int = BATCH) -> int:
    """Look through for those who agreed, a few each time; what is found is told once. Returns how many were looked at."""
    due = Agreement.objects.filter(ended_at=None, account__is_active=True).order_by("looked_at", "id")
    keys = list(due.filter(looked_at__lte=now() - AGAIN).values_list("pk", flat=True)[:limit])
    return sum(_tell_one(key) for key in keys)


@transaction.atomic
def _tell_one(key: UUID) -> bool:
    """Whether it still stands; it may have been ended since the list was made."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("account", "district")
    standing = rows.filter(pk=key, ended_at=None).first()
    if standing is None:
        return False
    tell([_message(standing, offer) for offer in offers(standing.account, standing.district_id)])
    standing.looked_at = now()
    standing.save(update_fields=["looked_at"])
    return True


def _message(standing: Agreement, offer: Offer) -> Message:
    district: District = standing.district
    # Whom it is about must not stand in a key: a digest tells one from another as well.
    whom = hashlib.sha256(f"{standing.account_id} {offer.number}".encode()).hexdigest()[:16]
    return Message(
        key=f"offer:{standing.account_id}:{offer.guide.code}:{whom}", district=district.code, template="service_offered",
        params={"title": offer.guide.name}, link=f"/{district.slug}/offers", account=standing.account_id,
    )  # fmt: skip

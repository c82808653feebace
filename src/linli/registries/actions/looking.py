"""Looking at a card is on record before it is shown."""

from __future__ import annotations

from linli.audit import actions as audit
from linli.people.actors import Actor

from ..errors import NoSuchCard
from ..models import Card


def look_at(actor: Actor, code: str, why: str = "read") -> Card:
    """A card with whom it is about. `why`: read, compare, edit. Raises NoSuchCard."""
    card = (
        Card.objects.visible_to(actor)
        .select_related("district", "organisation", "reported_by", "merged_into")
        .filter(code=code.upper())
        .first()
    )
    if card is None:
        raise NoSuchCard
    audit.record(
        actor, "registry_card_seen", district=card.district_id, subject=f"card:{card.code}", data={"why": why, "kind": card.kind}
    )  # fmt: skip
    return card

"""Which cards may be of the same person, and of the same death, tumour or event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from linli.people.vault import blind_index

from ..episodes import clock_of, is_same_event
from ..matching import WORTH_A_LOOK, Identity, identity_of, key_texts, likeness
from ..models import Card, CardKind
from ..models.cards import LIVE
from ..primaries import are_one_primary

# Of those that share a key: the ones that share most are compared.
COMPARED = 12
_SHIFT = 1
_SHARING = (
    "SELECT card_id, COUNT(*) AS n FROM registries_cardkey WHERE key IN (%s) GROUP BY card_id ORDER BY n DESC LIMIT %%s"
)
# What of another card is compared.
_COMPARED_BY = (
    "district",
    "kind",
    "state",
    "sex",
    "area",
    "happened_on",
    "cause",
    "morphology",
    "code",
    "person_cipher",
)


@dataclass(frozen=True)
class Candidate:
    """A card that may be the same as another, and why."""

    card: Card
    score: int
    reasons: tuple[str, ...]


def blind_keys(kind: str, district: str, one: Identity) -> list[int]:
    """A card's keys: 63 bits each of a keyed digest; equal only where kind, district and values are."""
    return [
        int(blind_index(f"registries {kind} {district} {text}")[:16], 16) >> _SHIFT
        for text in dict.fromkeys(key_texts(one))
    ]


def keys_of(card: Card) -> list[int]:
    return blind_keys(card.kind, card.district_id, identity_of(card.person, card.sex, card.area_id))


def sharing(keys: Sequence[int], but: UUID | None = None, most: int = COMPARED) -> list[UUID]:
    """Cards that share a key, those that share most first; from one index alone. Written out: to build it takes longer."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHARING % ", ".join(["%s"] * len(keys)), [*keys, most + 1])
        found = [one if isinstance(one, UUID) else UUID(one) for one, _n in cursor.fetchall()]
    return [one for one in found if one != but][:most]


def candidates(card: Card, least: int = WORTH_A_LOOK) -> list[Candidate]:
    """Live cards of the same kind that may be of the same thing, the likeliest first."""
    person = card.person
    one = identity_of(person, card.sex, card.area_id)
    near = sharing(blind_keys(card.kind, card.district_id, one), but=card.pk)
    if not near:
        return []
    found = []
    for other in Card.objects.filter(pk__in=near, kind=card.kind, state__in=LIVE).only(*_COMPARED_BY):
        compared = compare(card, one, other)
        if compared is not None and compared.score >= least:
            found.append(compared)
    return sorted(found, key=lambda each: -each.score)


def compare(card: Card, one: Identity, other: Card) -> Candidate | None:
    """How far another card is the same; None where it is another tumour, another event, or was meant as such."""
    told = _same_thing(card, other)
    if told is None:
        return None
    like = likeness(one, identity_of(other.person, other.sex, other.area_id))
    return Candidate(other, like.score, (*like.reasons, *told))


def _same_thing(card: Card, other: Card) -> tuple[str, ...] | None:
    """What of the thing itself agrees: one dies once; a tumour is the same by the rule of IARC, an event within 28 days."""
    if card.kind == CardKind.DEATH:
        if card.happened_on and other.happened_on:
            days = abs((card.happened_on - other.happened_on).days)
            return ("day_same",) if not days else (f"days:{days}",)
        return ()
    if card.kind == CardKind.TUMOUR:
        return (
            ("primary_same",)
            if are_one_primary((card.cause, card.morphology), (other.cause, other.morphology))
            else None
        )
    if not card.happened_on or not other.happened_on or clock_of(card.cause, True) != clock_of(other.cause, True):
        return None
    if not is_same_event(card.happened_on, other.happened_on):
        return None
    return (f"event_days:{abs((card.happened_on - other.happened_on).days)}",)

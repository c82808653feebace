"""A demo's invented cards, written in bulk: four thousand within seconds, each with its event and its keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from linli.clock import LOCAL, now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.places.actions import Changes
from linli.places.models import District

from ..examining import Examined, examine, rules_of
from ..matching import WORTH_A_LOOK, identity_of
from ..models import Card, CardEvent, CardKey, CardKind, CardState, Pair
from ..queries.duplicates import blind_keys, compare
from .reporting import PREFIX
from .writing import fill, made_event


@dataclass(frozen=True)
class CardSeed:
    """One invented card: its fields, whose it is, how it stands, and after which earlier one it was made (a duplicate)."""

    kind: str
    fields: dict[str, str]
    organisation: str
    state: str
    late: int = 1
    twin_of: int | None = None


@transaction.atomic
def add_demo_cards(district: District, seeds: Iterable[CardSeed]) -> Changes:
    """Once: a district that has invented cards keeps those. Duplicates among them are found, a handful wait as pairs."""
    if Card.objects.filter(district=district, is_demo=True).exists():
        return Changes()
    rules, system = rules_of(district.code), Actor.system()
    cards, events, keys = list[Card](), list[CardEvent](), list[CardKey]()
    pairs: list[Pair] = []
    for seed in seeds:
        examined = examine(district, seed.kind, seed.fields, rules=rules)
        card = _card(district, seed, examined)
        cards.append(card)
        events.append(made_event(system, card, "reported", {"way": "demo", "digest": card.body_digest}))
        one = identity_of(card.person, card.sex, card.area_id)
        keys += [CardKey(card_id=card.pk, key=key) for key in blind_keys(card.kind, district.code, one)]
        if seed.twin_of is not None:
            twin = cards[seed.twin_of]
            found = compare(card, one, twin)
            if found is not None and found.score >= WORTH_A_LOOK:
                first, second = sorted((card, twin), key=lambda each: each.pk)
                pairs.append(
                    Pair(district=district, kind=card.kind, first=first, second=second, score=found.score, reasons=list(found.reasons), found_at=now())
                )  # fmt: skip
    insert(cards, events, keys, pairs)
    return Changes(added=[f"{len(cards)}"] if cards else [])


def _card(district: District, seed: CardSeed, examined: Examined) -> Card:
    day = getattr(examined.facts, {"death": "died_on", "tumour": "diagnosed_on", "event": "onset_on"}[seed.kind])
    told = datetime.combine(day + timedelta(days=seed.late), time(10), LOCAL) if day else now()
    at = min(told, now()).astimezone(UTC)
    words = {one.code: "演示数据" for one in examined.findings if not one.blocks}
    settled = seed.state in (CardState.SUBMITTED, CardState.ACCEPTED)
    if settled and any(one.blocks for one in examined.findings):
        settled, state = False, CardState.DRAFT.value
    else:
        state = seed.state
    card = Card(
        id=uuid7(at), district=district, code=case_code(PREFIX[CardKind(seed.kind)]), kind=seed.kind, organisation_id=seed.organisation,
        way="demo", reported_at=at, changed_at=at, state=state, is_demo=True,
    )  # fmt: skip
    fill(card, examined, words if settled else {})
    card.changed_at = at
    return card

"""Two cards that may be one: a person says whether, and may take it back. Nothing is ever merged by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.people.actors import Actor

from ..access import check_may_review
from ..commands import Because
from ..errors import NoSuchPair, NotNow
from ..models import Card, CardState, Pair, PairState
from ..models.cards import LIVE
from ..queries.duplicates import candidates
from .reporting import note_pairs
from .writing import append


def _pair(actor: Actor, key: UUID) -> Pair:
    check_may_review(actor)
    found = Pair.objects.select_for_update(of=("self",)).filter(pk=key, district_id=actor.reach.district).first()
    if found is None:
        raise NoSuchPair
    return found


def _both(pair: Pair) -> dict[UUID, Card]:
    """Locked in the order of their keys, so that two people at once wait for each other and not for ever."""
    ids = sorted((pair.first_id, pair.second_id))
    return {card.pk: card for card in Card.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


@transaction.atomic
def merge(actor: Actor, key: UUID, keep: str) -> Pair:
    """Keep the card of that code, the other one points to it from now on. Raises NotYours, NoSuchPair, NotNow."""
    pair = _pair(actor, key)
    cards = _both(pair)
    kept = next((card for card in cards.values() if card.code == keep.upper()), None)
    if kept is None:
        raise NoSuchPair
    gone = next(card for card in cards.values() if card.pk != kept.pk)
    for card in cards.values():
        if card.state not in LIVE:
            raise NotNow(_("Merge the two"), card.state_label)
    gone.state_before, gone.state, gone.merged_into = gone.state, CardState.MERGED, kept
    append(actor, gone, "merged", into=kept.code)
    append(actor, kept, "took_in", other=gone.code)
    for card in (gone, kept):
        card.save()
    _decide(actor, pair, PairState.MERGED, kept)
    return pair


@transaction.atomic
def decide_apart(actor: Actor, key: UUID, given: Because | dict[str, Any]) -> Pair:
    """They are two. Raises NotYours, NoSuchPair, NotNow."""
    parse(Because, given) if isinstance(given, dict) else given
    pair = _pair(actor, key)
    if pair.state != PairState.OPEN:
        raise NotNow(_("Two different ones"), pair.state_label)
    _decide(actor, pair, PairState.APART, None)
    return pair


@transaction.atomic
def undo(actor: Actor, key: UUID) -> Pair:
    """Take the decision back: a card that was merged stands again as it stood before. Raises NotYours, NoSuchPair, NotNow."""
    pair = _pair(actor, key)
    if pair.state == PairState.OPEN:
        raise NotNow(_("Take back"), pair.state_label)
    if pair.state == PairState.MERGED:
        cards = _both(pair)
        gone = next(card for card in cards.values() if card.pk != pair.kept_id)
        kept = cards[pair.kept_id] if pair.kept_id else gone
        if gone.state != CardState.MERGED or gone.merged_into_id != kept.pk:
            raise NotNow(_("Take back"), gone.state_label)
        gone.state, gone.merged_into = gone.state_before, None
        append(actor, gone, "merge_undone", into=kept.code)
        append(actor, kept, "took_in_undone", other=gone.code)
        for card in (gone, kept):
            card.save()
    _decide(actor, pair, PairState.OPEN, None)
    return pair


def _decide(actor: Actor, pair: Pair, state: PairState, kept: Card | None) -> None:
    pair.state, pair.kept, pair.decided_by, pair.decided_at = state, kept, actor.account, now()
    pair.save()
    audit.record(
        actor, f"registry_pair_{state.value}", district=pair.district_id, subject=f"pair:{pair.pk}", data={"kind": pair.kind}
    )  # fmt: skip


def search_again(actor: Actor, kind: str, told: Callable[[int, int | None], None] = lambda _done, _total: None) -> int:
    """Look at every live card of a kind again, as after an import by other means; returns how many pairs are new."""
    check_may_review(actor)
    cards = Card.objects.filter(district_id=actor.reach.district, kind=kind, state__in=LIVE).exclude(
        state=CardState.DRAFT
    )
    before = Pair.objects.filter(district_id=actor.reach.district).count()
    total = cards.count()
    for done, card in enumerate(cards.order_by("pk").iterator(1000), 1):
        note_pairs(card, candidates(card))
        if not done % 200:
            told(done, total)
    return Pair.objects.filter(district_id=actor.reach.district).count() - before

"""A demo's invented cards: always the same, mostly good, a few with faults, a few reported twice; loaded once."""

from __future__ import annotations

from collections import Counter

from linli.audit.queries import broken
from linli.places.models import District
from linli.registries import actions
from linli.registries.models import Card, CardEvent, CardKey, Pair
from linli.registries.queries import published
from tests.registries.town import CLINIC, CODE_OF_DISTRICT, ELSEWHERE, HERE, HOSPITAL, THERE

WANTED = actions.Wanted(
    2025, 200, 100, 150, 7, CODE_OF_DISTRICT, (HERE, THERE, ELSEWHERE), ((HOSPITAL, 3), (CLINIC, 1))
)


def test_the_same_seed_invents_the_same_cards() -> None:
    assert list(actions.invent(WANTED)) == list(actions.invent(WANTED))


def test_cards_are_loaded_once_with_keys_events_and_pairs(district: District) -> None:
    seeds = list(actions.invent(WANTED))
    assert actions.add_demo_cards(district, seeds).added
    assert not actions.add_demo_cards(district, seeds).added
    states = Counter(Card.objects.values_list("state", flat=True))
    assert states["accepted"] > 350 and states["submitted"] >= 20 and states["draft"] >= 8 and states["returned"] >= 10
    assert Card.objects.filter(is_demo=True, way="demo").count() == Card.objects.count() == len(seeds)
    assert CardEvent.objects.count() == len(seeds) and list(broken(CardEvent)) == []
    assert CardKey.objects.filter(card=Card.objects.first()).count() >= 5 and Pair.objects.count() >= 10
    assert published(district.code, 2025).count("death") > 190


def test_only_drafts_have_faults(district: District) -> None:
    actions.add_demo_cards(district, actions.invent(WANTED))
    for card in Card.objects.exclude(state="draft"):
        assert not [one for one in card.findings if one[1] in ("missing", "invalid")], card.findings

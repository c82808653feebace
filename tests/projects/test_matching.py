"""Matching without any table: nothing impossible, nothing twice, nothing better left out; nothing fits, nothing is proposed."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.projects.matching import TERMS, WEIGHTS, Need, Offer, is_possible, match

KINDS, AREAS = ("canteen", "lift", "green"), ("990101001001", "990101001002", "990101002001")
NEED = Need("n", "space", "canteen", 60.0, AREAS[0], (100, 465), 30.005, 104.005, 0.5)
SHOP = Offer("o", "space", {"canteen": 1.0}, 80.0, (AREAS[0],), (90, 999_999), 30.006, 104.005)

spots = st.one_of(st.none(), st.floats(0, 0.05))
needs = st.builds(
    lambda manner, kind, amount, area, first, spot, weight: Need(
        "", manner, kind, amount, area, (first, first + 30), None if spot is None else 30 + spot, None if spot is None else 104 + spot, weight,
    ),
    st.sampled_from(("space", "money")), st.sampled_from(KINDS), st.floats(1, 100), st.sampled_from(AREAS), st.integers(0, 60), spots,
    st.floats(0, 1),
)  # fmt: skip
offers = st.builds(
    lambda manner, fits, left, areas, first, spot, places: Offer(
        "", manner, fits, left, tuple(areas), (first, first + 40), None if spot is None else 30 + spot, None if spot is None else 104 + spot, places,
    ),
    st.sampled_from(("space", "money")), st.dictionaries(st.sampled_from(KINDS), st.floats(0.1, 1), min_size=1), st.floats(1, 200),
    st.lists(st.sampled_from((*AREAS, "990101001", "990101")), min_size=1, max_size=2), st.integers(0, 60), spots, st.integers(1, 3),
)  # fmt: skip


def numbered(needs_drawn: list[Need], offers_drawn: list[Offer]) -> tuple[list[Need], list[Offer]]:
    return (
        [replace(one, key=f"n{at}") for at, one in enumerate(needs_drawn)],
        [replace(one, key=f"o{at}") for at, one in enumerate(offers_drawn)],
    )


@given(st.lists(needs, max_size=8), st.lists(offers, max_size=8), st.data())
@settings(max_examples=150, deadline=None)
def test_never_an_impossible_pair_never_one_twice(drawn: list[Need], there: list[Offer], data: st.DataObject) -> None:
    wanted, had = numbered(drawn, there)
    pairs = [(one.key, other.key) for one in wanted for other in had]
    barred = set(data.draw(st.lists(st.sampled_from(pairs), max_size=4))) if pairs else set()
    found = match(wanted, had, barred).pairs
    by_need, by_offer = {one.key: one for one in wanted}, {one.key: one for one in had}
    for pair in found:
        assert is_possible(by_need[pair.need], by_offer[pair.offer])
        assert (pair.need, pair.offer) not in barred, "what was rejected never comes again"
        assert all(0 <= pair.costs[term] <= 1 for term in TERMS)
    assert len({pair.need for pair in found}) == len(found), "each need once"
    for offer in had:
        given_away = [by_need[pair.need].amount for pair in found if pair.offer == offer.key]
        assert len(given_away) <= offer.places
        assert sum(given_away) <= offer.left * (1 + 1e-6), "never more than there is"


def best_by_trying(wanted: list[Need], had: list[Offer]) -> tuple[int, float]:
    """The most pairs, and of those the least cost, by going through every assignment."""
    pairs = {
        (one.key, other.key): found.pairs[0].cost
        for one in wanted
        for other in had
        if (found := match([one], [other])).pairs
    }
    slots = [offer.key for offer in had for _place in range(offer.places)] + [""] * len(wanted)
    best = (0, 0.0)
    for order in set(permutations(slots, len(wanted))):
        chosen = [pairs.get((need.key, slot)) for need, slot in zip(wanted, order, strict=True)]
        costs = [cost for cost in chosen if cost is not None]
        if len(costs) > best[0] or (len(costs) == best[0] and sum(costs) < best[1]):
            best = (len(costs), sum(costs))
    return best


@given(st.lists(needs, min_size=1, max_size=3), st.lists(offers, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_it_is_the_best_there_is(drawn: list[Need], there: list[Offer]) -> None:
    wanted, had = numbered(drawn, [replace(one, places=min(one.places, 2)) for one in there])
    found = match(wanted, had).pairs
    number, cost = best_by_trying(wanted, had)
    assert len(found) == number
    assert abs(sum(pair.cost for pair in found) - cost) < 1e-6


def test_the_shop_in_the_lane_is_proposed_with_its_numbers() -> None:
    (pair,) = match([NEED], [SHOP]).pairs
    assert (pair.need, pair.offer, pair.amount, pair.fit) == ("n", "o", 60.0, 1.0)
    assert pair.metres is not None and 105 < pair.metres < 118
    assert round(pair.times, 3) == 1.333 and pair.costs["fit"] == 0
    assert abs(sum(WEIGHTS.values()) - 1) < 1e-9


def test_with_nothing_that_fits_nothing_is_proposed() -> None:
    for changed in (
        replace(SHOP, manner="money"), replace(SHOP, fits={"lift": 1.0}), replace(SHOP, areas=(AREAS[2],)),
        replace(SHOP, days=(1, 99)), replace(SHOP, left=59.0), replace(SHOP, left=118.0, places=2),
    ):  # fmt: skip
        assert not is_possible(NEED, changed)
        found = match([NEED], [changed])
        assert (found.pairs, found.possible) == ([], 0)
    assert match([], [SHOP]).pairs == match([NEED], []).pairs == []


def test_when_two_need_the_same_the_more_urgent_has_it() -> None:
    urgent, other = replace(NEED, key="urgent", weight=0.9), replace(NEED, key="other", weight=0.1)
    assert [pair.need for pair in match([other, urgent], [SHOP]).pairs] == ["urgent"]


def test_the_nearer_and_the_made_for_it_are_taken() -> None:
    far = replace(SHOP, key="far", lat=30.05)
    unfit = replace(SHOP, key="unfit", fits={"canteen": 0.5})
    assert [pair.offer for pair in match([NEED], [far, unfit, SHOP]).pairs] == ["o"]


def test_as_many_as_possible_are_helped_before_any_is_helped_well() -> None:
    """The only resource of the second need is the best one of the first."""
    second = replace(NEED, key="second", kind="lift", amount=70.0)
    both = replace(SHOP, key="both", fits={"canteen": 1.0, "lift": 1.0})
    worse = replace(SHOP, key="worse", fits={"canteen": 0.1}, left=900.0, lat=30.05)
    assert {(pair.need, pair.offer) for pair in match([NEED, second], [both, worse]).pairs} == {
        ("n", "worse"),
        ("second", "both"),
    }

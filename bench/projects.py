"""Matching a thousand needs with a thousand resources: the assignment alone, as it is done at the desk before rows are written."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from .table import Row

NEEDS, OFFERS, SECONDS = 1_000, 1_000, 10.0
ROUNDS = 3
_KINDS = ("canteen", "lift", "parking", "green", "safety", "culture", "care", "sport", "hall", "lighting")
_MANNERS = ("space", "money", "goods", "skill", "time")


def measure() -> Sequence[Row]:
    from linli.projects.matching import Need, Offer, match

    dice = random.Random("matching")
    areas = [f"5115020{street:02d}{community:03d}" for street in range(1, 21) for community in range(1, 11)]

    def spot() -> tuple[float, float]:
        return dice.uniform(28.6, 28.95), dice.uniform(104.4, 104.85)

    needs = [
        Need(str(number), dice.choice(_MANNERS), dice.choice(_KINDS), dice.uniform(10, 100), dice.choice(areas), (1, 366), *spot(), dice.random())
        for number in range(NEEDS)
    ]  # fmt: skip
    offers = [
        Offer(
            str(number), dice.choice(_MANNERS), {kind: dice.choice((0.6, 1.0)) for kind in dice.sample(_KINDS, 3)}, dice.uniform(20, 300),
            (dice.choice(areas)[: dice.choice((6, 9))],), (1, dice.randrange(30, 700)), *spot(), dice.choice((1, 1, 2, 3)),
        )
        for number in range(OFFERS)
    ]  # fmt: skip
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        found = match(needs, offers)
        taken.append(time.perf_counter() - began)
    slowest = max(taken)
    remark = f"{len(found.pairs)} pairs of {found.possible} that were possible; the slowest of {ROUNDS}"
    asked = f"≤ {SECONDS:g} s"
    return [
        Row(f"match {NEEDS:,} needs with {OFFERS:,} resources", f"{slowest:.2f} s", asked, slowest <= SECONDS, remark)
    ]

"""Drawing a sample in stages, reproducible by its seed: clusters within strata, then numbers from each cluster's list.

Clusters are drawn with probability proportional to size, systematically (Madow 1949): the frame of a stratum, listed or
shuffled, is laid out as a line of length n·ΣX on which unit i covers n·X_i; from a start u, an integer below ΣX, every
ΣX-th point takes the unit it falls on, which is unit i with probability n·X_i / ΣX exactly. A unit that would cover more
than one step is certain: it is taken, and the rest is drawn from the others. Or each cluster is as likely as any other.

All probabilities are fractions; the weight of a person is one by their product. Numbers come from PCG64, whose stream
numpy keeps from version to version. Plain Python over numpy: no Django, no database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np

_WORD = 2**64


class Method(StrEnum):
    """How clusters are drawn within a stratum."""

    PPS = "pps"
    EQUAL = "equal"


class Order(StrEnum):
    """How the frame of a stratum is laid out: as listed (neighbours are then both seldom drawn), or shuffled by the seed."""

    LISTED = "listed"
    SHUFFLED = "shuffled"


class Within(StrEnum):
    """How numbers are drawn from a cluster's list."""

    SYSTEMATIC = "systematic"
    SIMPLE = "simple"


@dataclass(frozen=True)
class FrameUnit:
    """A cluster to draw from. `size` is the measure of size, `listed` how many its list holds (0: as many as `size`)."""

    code: str
    name: str
    stratum: str
    size: int
    listed: int = 0
    lat: float | None = None
    lon: float | None = None

    @property
    def length(self) -> int:
        return self.listed or self.size


@dataclass(frozen=True)
class Take:
    """Of one stratum: how many clusters, and how many from the list of each."""

    stratum: str
    clusters: int
    each: int


@dataclass(frozen=True)
class Plan:
    takes: tuple[Take, ...]
    seed: int
    method: Method = Method.PPS
    order: Order = Order.LISTED
    within: Within = Within.SYSTEMATIC


@dataclass(frozen=True)
class Drawn:
    """A drawn cluster: its probability, the probability of each of its listed numbers once it is drawn, and those drawn."""

    unit: FrameUnit
    probability: Fraction
    within: Fraction
    certain: bool
    stratum_clusters: int
    numbers: tuple[int, ...]

    @property
    def weight(self) -> Fraction:
        return 1 / (self.probability * self.within)


class ImpossibleDesign(ValueError):
    """A plan that this frame cannot be drawn by. `reason` is a code, `subject` the stratum or cluster, the rest what and how many."""

    def __init__(self, reason: str, subject: str = "", wanted: object = "", there: object = "") -> None:
        self.reason, self.subject, self.wanted, self.there = reason, subject, wanted, there
        super().__init__(f"{reason}: {subject} wanted {wanted}, there {there}")


class _Stream:
    """Whole numbers below a bound, each as likely, from the raw words of a generator."""

    def __init__(self, seed: int, *path: str) -> None:
        named = hashlib.sha256("\x1f".join(path).encode()).digest()
        words = [int.from_bytes(named[at : at + 4], "big") for at in range(0, 32, 4)]
        self._words = np.random.PCG64(np.random.SeedSequence([seed, *words]))

    def below(self, bound: int) -> int:
        """From 0 to `bound` - 1, without bias: words past the last whole multiple are thrown away."""
        last = _WORD - _WORD % bound
        while (word := int(self._words.random_raw())) >= last:
            pass
        return word % bound

    def shuffled(self, things: Sequence[FrameUnit]) -> list[FrameUnit]:
        """Fisher and Yates."""
        found = list(things)
        for at in range(len(found) - 1, 0, -1):
            other = self.below(at + 1)
            found[at], found[other] = found[other], found[at]
        return found

    def sample(self, count: int, of: int) -> list[int]:
        """That many different numbers from 1 to `of`, in order (Floyd)."""
        taken: set[int] = set()
        for top in range(of - count + 1, of + 1):
            pick = self.below(top) + 1
            taken.add(top if pick in taken else pick)
        return sorted(taken)


def draw(frame: Sequence[FrameUnit], plan: Plan) -> list[Drawn]:
    """The sample, by stratum in the plan's order and by the frame's order within. Raises ImpossibleDesign."""
    check(frame, plan)
    found: list[Drawn] = []
    for take in plan.takes:
        units = [one for one in frame if one.stratum == take.stratum]
        if plan.method is Method.PPS:
            chosen = _proportional(units, take.clusters, plan)
        else:
            chosen = _equal(units, take.clusters, plan)
        places = {one.code: at for at, one in enumerate(units)}
        for unit, probability in sorted(chosen, key=lambda pair: places[pair[0].code]):
            inner = Fraction(take.each, unit.length)
            numbers = tuple(_numbers(unit, take.each, plan))
            found.append(Drawn(unit, probability, inner, probability == 1, len(units), numbers))
    return found


def check(frame: Sequence[FrameUnit], plan: Plan) -> None:
    """Raises ImpossibleDesign, naming the first thing that cannot be."""
    if not 0 <= plan.seed < 2**63:
        raise ImpossibleDesign("seed", wanted=plan.seed)
    codes: set[str] = set()
    for one in frame:
        if one.code in codes:
            raise ImpossibleDesign("twice", one.code)
        codes.add(one.code)
        if one.size < 1 or one.listed < 0:
            raise ImpossibleDesign("size", one.name, there=one.size if one.size < 1 else one.listed)
    strata = {one.stratum for one in frame}
    planned = [take.stratum for take in plan.takes]
    if not planned:
        raise ImpossibleDesign("no_plan")
    for name in planned:
        if planned.count(name) > 1:
            raise ImpossibleDesign("stratum_twice", name)
        if name not in strata:
            raise ImpossibleDesign("no_such_stratum", name)
    for left in sorted(strata - set(planned)):
        # Its people could never be drawn: no weight makes up for that.
        raise ImpossibleDesign("stratum_left_out", left)
    for take in plan.takes:
        _check_take([one for one in frame if one.stratum == take.stratum], take)


def _check_take(units: list[FrameUnit], take: Take) -> None:
    if take.clusters < 1 or take.each < 1:
        raise ImpossibleDesign("nothing", take.stratum, min(take.clusters, take.each))
    if take.clusters > len(units):
        raise ImpossibleDesign("few_clusters", take.stratum, take.clusters, len(units))
    for one in units:
        if one.length < take.each:
            raise ImpossibleDesign("short_list", one.name, take.each, one.length)


def certainties(units: Sequence[FrameUnit], clusters: int) -> set[str]:
    """The codes of those so large that they are in every sample of that many clusters, drawn by size."""
    certain: set[str] = set()
    while True:
        rest = [one for one in units if one.code not in certain]
        left, total = clusters - len(certain), sum(one.size for one in rest)
        more = {one.code for one in rest if left * one.size >= total} if left > 0 else set()
        if not more:
            return certain
        certain |= more


def _proportional(units: list[FrameUnit], clusters: int, plan: Plan) -> list[tuple[FrameUnit, Fraction]]:
    certain = certainties(units, clusters)
    found = [(one, Fraction(1)) for one in units if one.code in certain]
    rest = [one for one in units if one.code not in certain]
    left, total = clusters - len(certain), sum(one.size for one in rest)
    if not left or not total:
        return found
    stream = _Stream(plan.seed, "clusters", units[0].stratum)
    laid = stream.shuffled(rest) if plan.order is Order.SHUFFLED else rest
    point, reached = stream.below(total), 0
    for one in laid:
        reached += left * one.size
        if point < reached:
            found.append((one, Fraction(left * one.size, total)))
            point += total
    return found


def _equal(units: list[FrameUnit], clusters: int, plan: Plan) -> list[tuple[FrameUnit, Fraction]]:
    stream = _Stream(plan.seed, "clusters", units[0].stratum)
    chosen = stream.sample(clusters, len(units))
    return [(units[number - 1], Fraction(clusters, len(units))) for number in chosen]


def _numbers(unit: FrameUnit, count: int, plan: Plan) -> list[int]:
    """Which of the numbers 1 … of the cluster's list are taken, each with probability count / length exactly."""
    stream = _Stream(plan.seed, "numbers", unit.stratum, unit.code)
    if plan.within is Within.SIMPLE:
        return stream.sample(count, unit.length)
    start = stream.below(unit.length)
    # Number i covers `count` points of a line of count·length; every length-th point takes the number it falls on.
    return [(start + step * unit.length) // count + 1 for step in range(count)]


def totals(drawn: Sequence[Drawn]) -> Fraction:
    """What the weights of all drawn people sum up to: with sizes as listed, the population exactly."""
    return sum((one.weight * len(one.numbers) for one in drawn), Fraction(0))


# As JSON


def frame_json(frame: Sequence[FrameUnit]) -> list[dict[str, Any]]:
    return [asdict(one) for one in frame]


def plan_json(plan: Plan) -> dict[str, Any]:
    return asdict(plan)


def frame_of(rows: Sequence[dict[str, Any]]) -> list[FrameUnit]:
    return [FrameUnit(**row) for row in rows]


def plan_of(given: dict[str, Any]) -> Plan:
    """The plan again, of what `plan_json` made."""
    takes = tuple(Take(**one) for one in given["takes"])
    return Plan(takes, given["seed"], Method(given["method"]), Order(given["order"]), Within(given["within"]))


def digest(thing: object) -> str:
    """SHA-256 of JSON in one spelling."""
    return hashlib.sha256(
        json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def sample_digest(frame: Sequence[FrameUnit], plan: Plan, drawn: Sequence[Drawn]) -> str:
    """Of frame, plan and what was drawn: whoever draws again by them must come to the same."""
    picked = [[one.unit.code, str(one.probability), str(one.within), list(one.numbers)] for one in drawn]
    return digest([frame_json(frame), plan_json(plan), picked])

"""Which resource for which need: an assignment problem with hard conditions and a stated cost. Pure: no Django.

A pair is possible when the manner, the kind, the area, the time and the amount fit, and nobody has rejected it. Of all
ways to pair, the one is taken that serves the most needs, and among those the one whose costs add up to the least
(scipy.optimize.linear_sum_assignment, the algorithm of Crouse 2016 after Jonker and Volgenant).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

# What a pair costs, each from 0 (best) to 1; the weights add up to 1.
TERMS = ("fit", "distance", "surplus", "priority")
WEIGHTS: Mapping[str, float] = {"fit": 0.4, "distance": 0.25, "surplus": 0.15, "priority": 0.2}
# So far away a place costs as much as can be: half an hour's walk.
FAR_M = 2_500.0
# So many times what is needed costs as much as can be.
MUCH = 10.0
_DEGREE_M = 111_195.0
# Of the whole of an amount, so little is no reason to refuse.
_SLACK = 1e-9


@dataclass(frozen=True)
class Need:
    """What a demand lacks. `days` are ordinals, both included; without a position it is nowhere far away."""

    key: str
    manner: str
    kind: str
    amount: float
    area: str
    days: tuple[int, int]
    lat: float | None = None
    lon: float | None = None
    # From 0 to 1: the demand's priority.
    weight: float = 0.0


@dataclass(frozen=True)
class Offer:
    """What is there. `fits`: for which kinds it may serve, and how well (0 to 1). It is divided among `places` needs at most."""

    key: str
    manner: str
    fits: Mapping[str, float]
    left: float
    areas: tuple[str, ...]
    days: tuple[int, int]
    lat: float | None = None
    lon: float | None = None
    places: int = 1

    @property
    def share(self) -> float:
        """What each of its places has."""
        return self.left / self.places


@dataclass(frozen=True)
class Pair:
    """A need with an offer, what each term of it costs, and what was measured: metres, fit, times over."""

    need: str
    offer: str
    amount: float
    costs: Mapping[str, float]
    metres: float | None
    fit: float
    times: float

    @property
    def cost(self) -> float:
        return sum(WEIGHTS[term] * self.costs[term] for term in TERMS)


@dataclass
class Matched:
    """The pairs, the cheapest first, and how many could have been."""

    pairs: list[Pair] = field(default_factory=list)
    possible: int = 0


def match(needs: Sequence[Need], offers: Sequence[Offer], barred: Collection[tuple[str, str]] = ()) -> Matched:
    """The best assignment. Each need is served once at most, each offer in as many places as it has."""
    if not needs or not offers:
        return Matched()
    slots = np.repeat(np.arange(len(offers)), [one.places for one in offers])
    possible = _possible(needs, offers)
    rows, columns = {one.key: at for at, one in enumerate(needs)}, {one.key: at for at, one in enumerate(offers)}
    for need, offer in barred:
        if need in rows and offer in columns:
            possible[rows[need], columns[offer]] = False
    if not possible.any():
        return Matched()
    terms = _terms(needs, offers)
    cost = sum((WEIGHTS[term] * terms[term] for term in TERMS), np.zeros(possible.shape))
    # An impossible pair costs more than all possible ones together: so none takes the place of a possible one.
    whole = np.where(possible, cost, float(len(needs) + 1))[:, slots]
    taken_rows, taken_slots = linear_sum_assignment(whole)
    pairs = [
        _pair(needs[row], offers[column], {term: float(terms[term][row, column]) for term in TERMS})
        for row, column in zip(taken_rows, slots[taken_slots], strict=True)
        if possible[row, column]
    ]
    return Matched(sorted(pairs, key=lambda one: (one.cost, one.need)), int(possible.sum()))


def is_possible(need: Need, offer: Offer) -> bool:
    """All conditions of one pair, said plainly; `_possible` says the same of all at once."""
    return (
        need.manner == offer.manner
        and offer.fits.get(need.kind, 0.0) > 0
        and any(need.area.startswith(area) for area in offer.areas)
        and offer.days[0] <= need.days[1]
        and need.days[0] <= offer.days[1]
        and need.amount <= offer.share * (1 + _SLACK)
    )


def metres(need: Need, offer: Offer) -> float | None:
    """As the crow flies, on a plane: right to a per mille within a district. None where either is nowhere."""
    if need.lat is None or need.lon is None or offer.lat is None or offer.lon is None:
        return None
    east = (need.lon - offer.lon) * math.cos(math.radians((need.lat + offer.lat) / 2))
    return math.hypot(need.lat - offer.lat, east) * _DEGREE_M


def _pair(need: Need, offer: Offer, costs: Mapping[str, float]) -> Pair:
    times = offer.share / need.amount if need.amount else 1.0
    return Pair(need.key, offer.key, need.amount, costs, metres(need, offer), offer.fits[need.kind], times)


def _possible(needs: Sequence[Need], offers: Sequence[Offer]) -> NDArray[np.bool_]:
    manners = np.array([one.manner for one in needs])[:, None] == np.array([one.manner for one in offers])[None, :]
    amounts = (
        np.array([one.amount for one in needs])[:, None]
        <= (np.array([one.share * (1 + _SLACK) for one in offers])[None, :])
    )
    first, last = (np.array([one.days[at] for one in needs])[:, None] for at in (0, 1))
    begins, ends = (np.array([one.days[at] for one in offers])[None, :] for at in (0, 1))
    return manners & amounts & (begins <= last) & (first <= ends) & (_fits(needs, offers) > 0) & _served(needs, offers)


def _served(needs: Sequence[Need], offers: Sequence[Offer]) -> NDArray[np.bool_]:
    """Whether a need lies where an offer may serve: worked out once for each set of areas and each place."""
    places, at = np.unique([one.area for one in needs], return_inverse=True)
    sets = list({one.areas for one in offers})
    covers = np.array([[any(str(place).startswith(area) for area in areas) for areas in sets] for place in places])
    which = {areas: number for number, areas in enumerate(sets)}
    served: NDArray[np.bool_] = covers[at][:, [which[one.areas] for one in offers]]
    return served


def _fits(needs: Sequence[Need], offers: Sequence[Offer]) -> NDArray[np.float64]:
    kinds = sorted({one.kind for one in needs})
    table = np.array([[one.fits.get(kind, 0.0) for one in offers] for kind in kinds])
    place = {kind: at for at, kind in enumerate(kinds)}
    fits: NDArray[np.float64] = table[[place[one.kind] for one in needs]]
    return fits


def _terms(needs: Sequence[Need], offers: Sequence[Offer]) -> dict[str, NDArray[np.float64]]:
    """What each pair costs by each term, from 0 to 1."""
    shape = (len(needs), len(offers))
    times = (
        np.array([one.share for one in offers])[None, :] / np.array([max(one.amount, 1e-6) for one in needs])[:, None]
    )
    surplus = np.clip(np.log(np.maximum(times, 1.0)) / math.log(MUCH), 0, 1)
    weight = np.array([one.weight for one in needs])[:, None]
    return {
        "fit": 1 - np.clip(_fits(needs, offers), 0, 1),
        "distance": _distances(needs, offers),
        "surplus": surplus,
        "priority": np.broadcast_to(1 - np.clip(weight, 0, 1), shape),
    }


def _distances(needs: Sequence[Need], offers: Sequence[Offer]) -> NDArray[np.float64]:
    """Of what has no position none: money and skill come to wherever they are needed."""
    there, here = (
        np.array([(np.nan if one.lat is None else one.lat, np.nan if one.lon is None else one.lon) for one in some])
        for some in (needs, offers)
    )
    lat, lon = (there[:, axis][:, None] - here[:, axis][None, :] for axis in (0, 1))
    middle = np.radians((there[:, 0][:, None] + here[:, 0][None, :]) / 2)
    return np.nan_to_num(np.clip(np.hypot(lat, lon * np.cos(middle)) * _DEGREE_M / FAR_M, 0, 1), nan=0.0)

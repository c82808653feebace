"""How many there are, counted from incomplete lists of the same people (capture and recapture).

Two lists: Chapman 1951, variance of Seber 1970. Three: log-linear models of Fienberg 1972, the one of least AIC or
the one that is asked for; the variance is that of Rcapture's closed population (Baillargeon and Rivest 2007).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import exp, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

from .tables import Numbers, UnfitTable, deviate, numbers

Seen = tuple[int, int, int]
Pair = tuple[int, int]
PAIRS: tuple[Pair, ...] = ((0, 1), (0, 2), (1, 2))
_CELLS: tuple[Seen, ...] = tuple((a, b, c) for a, b, c in product((1, 0), repeat=3) if a or b or c)
_STEPS, _CLOSE = 100, 1e-12


@dataclass(frozen=True)
class Estimate:
    """How many there are, with limits; `union` is how many any list has. `together`: which lists depend on each other."""

    number: float
    low: float
    high: float
    union: float
    together: tuple[Pair, ...] = ()
    aic: float | None = None

    def missed_by(self, listed: float) -> tuple[float, float]:
        """What a list of so many lacks, as a share of all there are, and as a share of what any list has: say which."""
        return 1 - listed / self.number, 1 - listed / self.union


def two_lists(first: float, second: float, both: float, confidence: float = 0.95) -> Estimate:
    """From how many each list has and how many both."""
    one, two, shared = (float(value) for value in numbers("lists", (first, second, both)))
    if shared > min(one, two):
        raise UnfitTable("lists", 3, shared, "more in both than in one of them")
    number = (one + 1) * (two + 1) / (shared + 1) - 1
    variance = (one + 1) * (two + 1) * (one - shared) * (two - shared) / ((shared + 1) ** 2 * (shared + 2))
    reach = deviate(confidence) * sqrt(variance)
    union = one + two - shared
    return Estimate(number, max(number - reach, union), number + reach, union)


def three_lists(
    cells: Mapping[Seen, float], together: Sequence[Pair] | None = None, confidence: float = 0.95
) -> Estimate:
    """From how many were seen by which lists: (1, 0, 1) are those of the first and the third.

    `together`: the pairs of lists that depend on each other; None takes the model of least AIC among all eight.
    """
    for seen in cells:
        if seen not in _CELLS:
            raise UnfitTable("cells", 0, seen, "three times 0 or 1, and once 1 at least")
    counts = numbers("cells", [cells.get(seen, 0) for seen in _CELLS])
    if not counts.sum():
        raise UnfitTable("cells", 0, 0, "nobody is on any list")
    models = (
        [tuple(some) for size in range(4) for some in combinations(PAIRS, size)]
        if together is None
        else [tuple(together)]
    )
    found = [_fitted(counts, model, confidence) for model in models]
    return min(found, key=lambda one: one.aic or 0.0)


def _fitted(counts: Numbers, together: tuple[Pair, ...], confidence: float) -> Estimate:
    design = np.array([[1, *seen, *(seen[a] * seen[b] for a, b in together)] for seen in _CELLS], dtype=np.float64)
    mean, spread, beta = _poisson(design, counts)
    unseen, union = exp(beta[0]), float(counts.sum())
    likelihood = sum(count * log(one) - one - lgamma(count + 1) for count, one in zip(counts, mean, strict=True))
    reach = deviate(confidence) * sqrt(unseen + unseen**2 * spread[0, 0])
    number = union + unseen
    return Estimate(
        number, max(number - reach, union), number + reach, union, together, 2 * design.shape[1] - 2 * likelihood
    )


def _poisson(design: Numbers, counts: Numbers) -> tuple[Numbers, NDArray[np.float64], Numbers]:
    """Means, covariance and coefficients of a log-linear model, by weighted least squares again and again."""
    mean: Numbers = counts + 0.5
    beta: Numbers = np.zeros(design.shape[1])
    for _step in range(_STEPS):
        working = np.log(mean) + (counts - mean) / mean
        information = design.T @ (mean[:, None] * design)
        new: Numbers = np.asarray(np.linalg.solve(information, design.T @ (mean * working)), dtype=np.float64)
        done = bool(np.abs(new - beta).max() < _CLOSE * (1 + np.abs(new).max()))
        beta, mean = new, np.asarray(np.exp(design @ new), dtype=np.float64)
        if done:
            break
    else:
        raise UnfitTable("cells", 0, 0, "no estimate was reached: too many cells are empty for this model")
    return mean, np.asarray(np.linalg.inv(design.T @ (mean[:, None] * design)), dtype=np.float64), beta

"""Which numbers of a table are kept back so that nobody is told of a few people, not even by subtraction.

Pure Python: counts by name, and sums between them. *Primary*: a count from 1 to k-1. *Secondary*: further counts, until
what is left tells of none that is kept back more than an interval of a given width; that is asked of a linear programme
for each of them (Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 4), not assumed.
What is printed does not tell the one kind from the other. A table of one way is one sum, a table of two ways with
margins a sum for each row and column; tables that share counts are looked at together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import linprog

K = 5
# So wide is at least what may be said of a number that is kept back.
PROTECTION = 5
# A solver's numbers are no whole numbers.
_CLOSE = 1e-6


@dataclass(frozen=True)
class Sum:
    """`total` is what `parts` add up to."""

    total: str
    parts: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return (*self.parts, self.total)


@dataclass(frozen=True)
class Interval:
    """What can be worked out of a number that is kept back."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


class UnfitCounts(ValueError):
    """Counts that are negative, unknown to a sum, or do not add up to their total; the argument says which."""


def is_small(count: int, k: int = K) -> bool:
    """So few that they could be known: from 1 to k-1. Nobody is told of by a nought."""
    return 0 < count < k


def kept_back(
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    k: int = K,
    protection: float = PROTECTION,
    also: Collection[str] = (),
    known: Collection[str] = (),
) -> frozenset[str]:
    """The names of all counts that are kept back. Raises UnfitCounts.

    `also` are kept back for reasons of their own. `known` are never: no table prints them, and yet somebody may know.
    """
    check(counts, sums)
    hidden = {name for name, count in counts.items() if is_small(count, k) and name not in known} | set(also)
    seen = _Seen(counts, protection)
    while True:
        # First what is alone in a sum, which needs no solving; then what a solver still knows too well.
        alone = next((one for one in sums if len(hidden.intersection(one.members)) == 1), None)
        if alone is not None:
            weak, groups = next(name for name in alone.members if name in hidden), [[alone]]
        else:
            found = _first_weak(counts, sums, hidden, seen)
            if found is None:
                return frozenset(hidden)
            weak, groups = found, _around(found, sums, hidden)
        hidden.add(_companion(weak, counts, sums, groups, hidden, protection, known))


def check(counts: Mapping[str, int], sums: Iterable[Sum]) -> None:
    """Raises UnfitCounts."""
    for name, count in counts.items():
        if count < 0:
            raise UnfitCounts(f"{name}: {count} is no count")
    for one in sums:
        unknown = [name for name in one.members if name not in counts]
        if unknown:
            raise UnfitCounts(f"{one.total}: no count of {', '.join(unknown)}")
        added = sum(counts[name] for name in one.parts)
        if added != counts[one.total]:
            raise UnfitCounts(f"{one.total}: the parts add up to {added}, not to {counts[one.total]}")


def known_of(name: str, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]) -> Interval:
    """What a reader can work out of one count from all that are printed and from the sums; counts are not negative."""
    system = _System(name, counts, sums, hidden)
    ends = [system.end(name, sign)[name] for sign in (1, -1)]
    return Interval(ends[0], inf if ends[1] >= system.far else ends[1])


class _System:
    """What a reader knows of the counts that one is tied to: an equation for each sum, its printed numbers filled in."""

    def __init__(self, name: str, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]) -> None:
        own = _touching(name, sums, hidden)
        self.names = sorted({one for each in own for one in each.members if one in hidden} | {name})
        self._place = {one: number for number, one in enumerate(self.names)}
        self._left, self._right = np.zeros((len(own), len(self.names))), np.zeros(len(own))
        for row, each in enumerate(own):
            for member in each.members:
                sign = -1 if member == each.total else 1
                if member in self._place:
                    self._left[row, self._place[member]] += sign
                else:
                    self._right[row] -= sign * counts[member]
        # So far away that whoever may be there may be anywhere.
        self.far = 4.0 * max(counts.values(), default=0) + 1000

    def end(self, name: str, sign: int) -> dict[str, float]:
        """A table that fits all that is printed, in which the count is as small (sign 1) or as large (-1) as can be."""
        aim = np.zeros(len(self.names))
        aim[self._place[name]] = sign
        rows = {"A_eq": self._left, "b_eq": self._right} if len(self._right) else {}
        done = linprog(aim, **rows, bounds=(0, self.far), method="highs")
        if not done.success:
            raise UnfitCounts(f"{name}: {done.message}")
        return dict(zip(self.names, map(float, done.x), strict=True))


def _touching(name: str, sums: Sequence[Sum], hidden: Collection[str]) -> list[Sum]:
    """The sums that a count is tied to, by itself or through others that are kept back."""
    reached, found, growing = {name}, list[Sum](), True
    while growing:
        growing = False
        for one in sums:
            if one not in found and reached.intersection(one.members):
                found.append(one)
                reached.update(member for member in one.members if member in hidden)
                growing = True
    return found


class _Seen:
    """How far apart each count was in tables that fit what is printed. Such a table still fits when more is kept back."""

    def __init__(self, counts: Mapping[str, int], protection: float) -> None:
        self._low = {name: float(count) for name, count in counts.items()}
        self._high = dict(self._low)
        self._enough = protection - _CLOSE

    def is_safe(self, name: str) -> bool:
        return self._high[name] - self._low[name] >= self._enough

    def note(self, table: Mapping[str, float]) -> None:
        for name, count in table.items():
            self._low[name], self._high[name] = min(self._low[name], count), max(self._high[name], count)


def _first_weak(counts: Mapping[str, int], sums: Sequence[Sum], hidden: set[str], seen: _Seen) -> str | None:
    """One of which too much can be worked out."""
    for name in sorted(hidden, key=lambda one: (counts[one], one)):
        system = None
        for sign in (-1, 1):
            if seen.is_safe(name):
                break
            system = system or _System(name, counts, sums, hidden)
            seen.note(system.end(name, sign))
        if not seen.is_safe(name):
            return name
    return None


def _around(weak: str, sums: Sequence[Sum], hidden: set[str]) -> list[list[Sum]]:
    """Where to look for a companion: its own sums, the ones with fewest kept back first, then those it is tied to."""
    own = sorted((one for one in sums if weak in one.members), key=lambda one: len(hidden.intersection(one.members)))
    return [*([one] for one in own), _touching(weak, sums, hidden)]


def _companion(
    weak: str,
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    groups: Sequence[Sequence[Sum]],
    hidden: set[str],
    protection: float,
    known: Collection[str],
) -> str:
    """What else to keep back for it, so that as little as may be is lost.

    Totals are the last to go, and noughts before them: of a nought people often know that it must be one. Better one
    that stands in sums where something is kept back already, and then the smallest that is enough. Raises UnfitCounts.
    """
    totals, lacking = {one.total for one in sums}, protection - counts[weak]

    def cost(name: str) -> tuple[bool, bool, int, bool, int, str]:
        opened = sum(name in one.members and not hidden.intersection(one.members) for one in sums)
        enough = counts[name] >= lacking
        return name in totals, not counts[name], opened, not enough, counts[name] if enough else -counts[name], name

    for group in groups:
        free = {name for one in group for name in one.members} - hidden - set(known)
        if free:
            return min(free, key=cost)
    raise UnfitCounts(f"{weak}: nothing is left that could be kept back besides")


# The usual tables


def one_way(names: Sequence[str], total: str) -> list[Sum]:
    return [Sum(total, tuple(names))]


def two_way(rows: Sequence[str], columns: Sequence[str], total: str = "total") -> list[Sum]:
    """Cells are named `row|column`, margins `row|total` and `total|column`, all together `total|total`."""
    across = [Sum(f"{row}|{total}", tuple(f"{row}|{column}" for column in columns)) for row in (*rows, total)]
    down = [Sum(f"{total}|{column}", tuple(f"{row}|{column}" for row in rows)) for column in (*columns, total)]
    return across + down

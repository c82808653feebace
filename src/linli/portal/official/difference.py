"""What differs between two versions of an official text, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .paragraphs import compact, paragraphs

# Two paragraphs as much alike as this are one that was changed.
_ALIKE = 0.5
# Each with each in one place: to look for the nearest takes some tenths of a millisecond a pair.
_MOST_PAIRS = 4_000
# Beyond this many signs, a paragraph is shown before and after as a whole.
_LONGEST_MARKED = 2_000


@dataclass(frozen=True)
class Stretch:
    """Part of a changed paragraph: kept, added or removed."""

    how: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One paragraph that is not as it was: added, removed, or changed with its stretches."""

    how: str
    text: str = ""
    stretches: tuple[Stretch, ...] = ()


def difference(before: str, after: str) -> list[Changed]:
    """Every paragraph that was added, removed or changed, in the order of the text. Blanks do not count."""
    old, new = paragraphs(before), paragraphs(after)
    matcher = SequenceMatcher(None, [compact(one) for one in old], [compact(one) for one in new], autojunk=False)
    found: list[Changed] = []
    for how, i1, i2, j1, j2 in matcher.get_opcodes():
        if how != "equal":
            found += _paired(old[i1:i2], new[j1:j2])
    return found


def _paired(old: list[str], new: list[str]) -> Iterator[Changed]:
    """Removed and added paragraphs of one place: those much alike together, each with its nearest.

    Of a place where a great many changed, nothing is looked for: they are all shown as removed and added.
    """
    if len(old) * len(new) > _MOST_PAIRS:
        yield from (Changed("removed", one) for one in old)
        yield from (Changed("added", one) for one in new)
        return
    waiting = list(old)
    for one in new:
        best = max(waiting, key=lambda other: _likeness(other, one), default=None)
        if best is None or _likeness(best, one) < _ALIKE:
            yield Changed("added", one)
            continue
        for gone in waiting[: waiting.index(best)]:
            yield Changed("removed", gone)
        del waiting[: waiting.index(best) + 1]
        yield Changed("changed", one, tuple(_stretches(best, one)))
    yield from (Changed("removed", gone) for gone in waiting)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:400], other[:400], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _stretches(before: str, after: str) -> Iterator[Stretch]:
    if max(len(before), len(after)) > _LONGEST_MARKED:
        yield from (Stretch("removed", before), Stretch("added", after))
        return
    for how, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            yield Stretch("kept", after[j1:j2])
            continue
        if i2 > i1:
            yield Stretch("removed", before[i1:i2])
        if j2 > j1:
            yield Stretch("added", after[j1:j2])

"""The part of a text that answers a question best, and what to mark in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# How much of a text is shown, and how far before the first mark it begins at most.
_LONGEST, _BEFORE = 110, 28
_ENDS = "。！？；\n"
# Of long texts the first so many places are looked at; what a text is about stands in it early.
_MOST_PLACES = 200
# One sign for one sign, so that places stay what they are.
_EVEN = {0xFF01 + n: 0x21 + n for n in range(94)} | {
    ord(char): ord(char.lower()) for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
_HAS_LATIN = re.compile("[a-z0-9]").search


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, marked or not."""

    text: str
    marked: bool = False


Pieces = tuple[Piece, ...]


def marked(text: str, surfaces: Iterable[str]) -> Pieces:
    """A text whole, with whatever of the surfaces is in it marked."""
    return tuple(_pieces(text, _places(text, surfaces)))


def passage(text: str, surfaces: Sequence[str]) -> Pieces:
    """The best stretch of a text: where most of what was asked for stands together; its beginning if nothing does."""
    places = _places(text, surfaces)
    if not places:
        return (Piece(_cut(text, 0)),) if text.strip() else ()
    start = _beginning(text, _best(text, places))
    shown = _cut(text, start)
    ahead = "…" if start and text[start - 1] not in _ENDS else ""
    inside = [(first - start, last - start) for first, last in places if start <= first and last <= start + len(shown)]
    pieces = _pieces(shown, inside)
    return (Piece(ahead), *pieces) if ahead else tuple(pieces)


def _places(text: str, surfaces: Iterable[str]) -> list[tuple[int, int]]:
    """Where surfaces stand, from first to last, none within another."""
    surfaces = [surface for surface in surfaces if surface]
    # Only Latin letters and figures are written in several ways; a long text takes its time.
    evened = text.translate(_EVEN) if any(map(_HAS_LATIN, surfaces)) else text
    found: list[tuple[int, int]] = []
    for surface in surfaces:
        at = evened.find(surface)
        while at >= 0 and len(found) < _MOST_PLACES:
            found.append((at, at + len(surface)))
            at = evened.find(surface, at + len(surface))
    apart: list[tuple[int, int]] = []
    for first, last in sorted(found, key=lambda place: (place[0], -place[1])):
        if not apart or first >= apart[-1][1]:
            apart.append((first, last))
    return apart


def _best(text: str, places: list[tuple[int, int]]) -> int:
    """The first place of the window in which the most different, longest words stand."""
    best, best_score = places[0][0], 0.0
    for number, (start, _last) in enumerate(places):
        within: dict[str, int] = {}
        for first, last in places[number:]:
            if last - start > _LONGEST - _BEFORE:
                break
            within[text[first:last]] = last - first
        # Longer words tell more than as many short ones.
        score = sum(length**1.5 for length in within.values())
        if score > best_score * 1.001:
            best, best_score = start, score
    return best


def _beginning(text: str, place: int) -> int:
    """Where to begin to show a place: with its sentence, if that is near."""
    near = max(text.rfind(end, max(0, place - _BEFORE), place) for end in _ENDS)
    start = near + 1 if near >= 0 else max(0, place - _BEFORE)
    if near < 0 and start > 0:
        comma = text.find("，", start, place)
        start = comma + 1 if comma >= 0 else start
    return start + len(text[start:place]) - len(text[start:place].lstrip())


def _cut(text: str, start: int) -> str:
    """What is shown from there on; lines become spaces."""
    shown = text[start : start + _LONGEST].replace("\n", " ")
    return shown + "…" if len(text) > start + _LONGEST else shown


def _pieces(text: str, places: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    end = 0
    for first, last in places:
        if first > end:
            yield Piece(text[end:first])
        yield Piece(text[first:last], marked=True)
        end = last
    if end < len(text):
        yield Piece(text[end:])

"""Bars and forests: a mark a line, its words before it and its figure behind it. Where it is narrow, both stand above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .axes import Scale, tick_text, ticks
from .marks import COLOURS, HAIR, INK, QUIET, Mark, Picture
from .svg import box, document, dot, line, width_of, words

# From this width on words and figure stand beside the mark.
WIDE = 560
_SIZE, _SMALL = 14.0, 12.0
# A mark that a figure stands above, and one between words and figure.
_HIGH_NARROW, _HIGH_WIDE, _GROUP = 42.0, 30.0, 30.0


@dataclass(frozen=True)
class _Place:
    """Where things stand: the words begin at 0, the scale lies between, the figures end at `width`."""

    wide: bool
    width: float
    scale: Scale
    ticks: list[float]
    # How wide the widest interval is in words: figures stand before it, one below the other.
    intervals: float


Drawn = Callable[[Mark, float, _Place], list[str]]


def bars(picture: Picture, width: int, font: str = "") -> str:
    """From nought; the interval as a whisker on the bar's end."""
    return _drawn(picture, width, font, _bar, from_nought=True)


def forest(picture: Picture, width: int, font: str = "") -> str:
    """A point with its interval, and a line for what all are held against; the scale begins where the intervals do."""
    return _drawn(picture, width, font, _point, from_nought=False)


def _bar(mark: Mark, y: float, place: _Place) -> list[str]:
    assert mark.value is not None
    drawn = [box(place.scale.start, y - 6, place.scale(mark.value) - place.scale.start, 12, COLOURS[mark.tone])]
    return drawn + _whisker(mark, y, place, INK, 1.4)


def _point(mark: Mark, y: float, place: _Place) -> list[str]:
    assert mark.value is not None
    return [
        *_whisker(mark, y, place, COLOURS[mark.tone], 2.2),
        dot(place.scale(mark.value), y, COLOURS[mark.tone], size=5),
    ]


def _whisker(mark: Mark, y: float, place: _Place, colour: str, thick: float) -> list[str]:
    if mark.low is None or mark.high is None:
        return []
    low, high = place.scale(mark.low), place.scale(mark.high)
    return [
        line(low, y, high, y, colour, thick),
        line(low, y - 4, low, y + 4, colour, thick),
        line(high, y - 4, high, y + 4, colour, thick),
    ]


def _drawn(picture: Picture, width: int, font: str, drawn: Drawn, *, from_nought: bool) -> str:
    place = _placed(picture, width, from_nought)
    body, y, group = list[str](), 4.0, ""
    if picture.reference is not None:
        y += 20
    top = y
    for row in picture.rows:
        if row.group and row.group != group:
            body.append(words(row.group, 0, y + 19, _SMALL, colour=QUIET, bold=True))
            y, group = y + _GROUP, row.group
        for mark in row.marks:
            label = f"{row.label} · {mark.series}" if mark.series else row.label
            body += _line(label, mark, y, place, drawn)
            y += _HIGH_WIDE if place.wide else _HIGH_NARROW
    return document(picture, width, y + 24, [*_axis(picture, place, top, y), *body], font)


def _placed(picture: Picture, width: int, from_nought: bool) -> _Place:
    wide = width >= WIDE
    marks = ticks(0 if from_nought else picture.bottom, picture.top, 5 if wide else 4)
    left, right = 2.0, width - 2.0
    intervals = max((width_of(mark.interval, _SMALL) for mark in picture.marks), default=0.0)
    if wide:
        labels = [
            f"{row.label} · {mark.series}" if mark.series else row.label for row in picture.rows for mark in row.marks
        ]
        left = min(max(map(_label_width, labels), default=0.0), width * 0.34) + 12
        figures = max((width_of(mark.text, _SIZE) * 1.05 for mark in picture.marks), default=0.0)
        right = width - intervals - figures - (20 if intervals else 14)
    # Room for half a tick's words on either side.
    return _Place(wide, width, Scale(marks[0], marks[-1], left + 8, right - 8), marks, intervals)


def _label_width(label: str) -> float:
    return width_of(label, _SIZE)


def _axis(picture: Picture, place: _Place, top: float, end: float) -> list[str]:
    drawn = []
    for value in place.ticks:
        x = place.scale(value)
        drawn.append(line(x, top, x, end, HAIR, 1))
        drawn.append(words(tick_text(value, place.ticks), x, end + 16, _SMALL, anchor="middle", colour=QUIET))
    if picture.reference is not None:
        x = place.scale(picture.reference)
        drawn.append(line(x, top, x, end, COLOURS["total"], 1.4, "5 4"))
        half = width_of(picture.reference_text, _SMALL) / 2
        at = min(max(x, half), place.width - half)
        drawn.append(
            words(picture.reference_text, at, top - 7, _SMALL, anchor="middle", colour=COLOURS["total"], bold=True)
        )
    return drawn


def _line(label: str, mark: Mark, y: float, place: _Place, drawn: Drawn) -> list[str]:
    middle = y + (_HIGH_WIDE / 2 if place.wide else 30)
    base = middle + 5 if place.wide else y + 17
    figure = words(mark.interval, place.width, base, _SMALL, anchor="end", colour=QUIET) if mark.interval else ""
    before = place.width - (place.intervals + 6 if place.intervals else 0)
    figure += words(mark.text, before, base, _SIZE, anchor="end", bold=mark.value is not None)
    shown = _fitting(label, place.scale.start - 14) if place.wide else label
    told = [words(shown, 0, base, _SIZE), figure]
    return told if mark.value is None else [*told, *drawn(mark, middle, place)]


def _fitting(label: str, room: float) -> str:
    """Cut with an ellipsis where it has no room; the table beneath has it whole."""
    if width_of(label, _SIZE) <= room:
        return label
    while label and width_of(label, _SIZE) > room - _SIZE:
        label = label[:-1]
    return label + "…"

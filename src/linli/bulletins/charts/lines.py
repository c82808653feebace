"""Lines over ordered groups, such as ages: a line a series, its band the interval, its name at its end."""

from __future__ import annotations

from dataclasses import dataclass

from .axes import Scale, tick_text, ticks
from .marks import COLOURS, HAIR, QUIET, Mark, Picture
from .svg import document, dot, line, number, path, width_of, words

_SIZE, _SMALL, _HIGH = 14.0, 12.0, 240.0
_DASHES = ("", "7 4", "2 4")


@dataclass(frozen=True)
class _Place:
    x: list[float]
    y: Scale
    ticks: list[float]
    left: float
    right: float
    top: float
    end: float


@dataclass(frozen=True)
class _Series:
    name: str
    tone: str
    number: int
    marks: tuple[Mark | None, ...]

    @property
    def known(self) -> list[tuple[int, Mark]]:
        return [(at, mark) for at, mark in enumerate(self.marks) if mark and mark.value is not None]


def lines(picture: Picture, width: int, font: str = "") -> str:
    """A value that is kept back leaves a gap: no line goes across it."""
    told = [
        _Series(name, tone, number, tuple(_of(row.marks, name) for row in picture.rows))
        for number, (name, tone) in enumerate(picture.series)
    ]
    place = _placed(picture, told, width)
    body = _axes(picture, place)
    for one in told:
        body += _bands(one, place)
    for one in told:
        body += _line(one, place)
    return document(picture, width, place.end + 30, [*body, *_names(told, place)], font)


def _of(marks: tuple[Mark, ...], name: str) -> Mark | None:
    return next((mark for mark in marks if mark.series == name), None)


def _placed(picture: Picture, told: list[_Series], width: int) -> _Place:
    marks = ticks(0, picture.top, 4)
    left = max(width_of(tick_text(one, marks), _SMALL) for one in marks) + 10
    ends = [max(width_of(one.name, _SIZE), width_of(_last(one), _SIZE)) for one in told]
    right = width - max(ends, default=0.0) - 14
    top, end = 28.0, 28.0 + _HIGH
    inner = (right - left - 16) / max(len(picture.rows) - 1, 1)
    x = [left + 8 + inner * at for at in range(len(picture.rows))]
    return _Place(x, Scale(0, marks[-1], end, top), marks, left, right, top, end)


def _last(one: _Series) -> str:
    return one.known[-1][1].text if one.known else ""


def _axes(picture: Picture, place: _Place) -> list[str]:
    drawn = [words(picture.unit, 0, 14, _SMALL, colour=QUIET)]
    for value in place.ticks:
        y = place.y(value)
        drawn.append(line(place.left, y, place.right, y, HAIR))
        drawn.append(words(tick_text(value, place.ticks), place.left - 6, y + 4, _SMALL, anchor="end", colour=QUIET))
    # As many labels as fit without touching.
    widest = max((width_of(row.label, _SMALL) for row in picture.rows), default=0.0) + 10
    room = place.x[1] - place.x[0] if len(place.x) > 1 else widest
    step = max(1, -int(-widest // max(room, 1)))
    for at, row in enumerate(picture.rows):
        if at % step == 0:
            drawn.append(words(row.label, place.x[at], place.end + 20, _SMALL, anchor="middle", colour=QUIET))
    return drawn


def _runs(one: _Series) -> list[list[tuple[int, Mark]]]:
    """Neighbours that are known, without gaps."""
    runs = list[list[tuple[int, Mark]]]()
    for at, mark in one.known:
        if runs and runs[-1][-1][0] == at - 1:
            runs[-1].append((at, mark))
        else:
            runs.append([(at, mark)])
    return runs


def _bands(one: _Series, place: _Place) -> list[str]:
    drawn = []
    for run in _runs(one):
        known = [
            (place.x[at], mark.low, mark.high) for at, mark in run if mark.low is not None and mark.high is not None
        ]
        if len(known) > 1:
            above = [(x, place.y(high)) for x, _low, high in known if high is not None]
            below = [(x, place.y(low)) for x, low, _high in reversed(known) if low is not None]
            drawn.append(f'<path d="{path([*above, *below])}Z" fill="{COLOURS[one.tone]}" fill-opacity="0.13"/>')
    return drawn


def _line(one: _Series, place: _Place) -> list[str]:
    colour, dash = COLOURS[one.tone], _DASHES[one.number % len(_DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    drawn = []
    for run in _runs(one):
        points = [(place.x[at], place.y(mark.value)) for at, mark in run if mark.value is not None]
        if len(points) > 1:
            drawn.append(
                f'<path d="{path(points)}" fill="none" stroke="{colour}" stroke-width="{number(2.4)}"{dashed}/>'
            )
        drawn += [dot(x, y, colour, one.number % 3, 3.4) for x, y in points]
    return drawn


def _names(told: list[_Series], place: _Place) -> list[str]:
    """Name and last figure at each line's end, one below the other where lines end close together."""
    ends = sorted(
        ((place.y(mark.value), one, mark) for one in told if one.known for _at, mark in one.known[-1:] if mark.value is not None),
        key=lambda end: end[0],
    )  # fmt: skip
    drawn, free = list[str](), place.top - 12
    for y, one, mark in ends:
        at = max(y - 4, free)
        free = at + 36
        drawn.append(words(one.name, place.right + 8, at, _SIZE, colour=COLOURS[one.tone], bold=True))
        drawn.append(words(mark.text, place.right + 8, at + 17, _SIZE, colour=COLOURS[one.tone]))
    return drawn

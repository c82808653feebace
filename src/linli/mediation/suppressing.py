"""Small numbers are not published: fewer than five people could be known by them, and by what is left when others are known.

A cell from 1 to 4 is hidden. Every row and column is a sum that its total gives away: as long as a hidden cell can be worked
out from all that is shown, and from what the marks mean, the next smallest number beside it is hidden too. Whether it can is
a linear programme over the sums: tables of sums have whole corners, so its answer is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

LEAST = 5


@dataclass(frozen=True)
class Cell:
    """A number, or that it is hidden: as fewer than five, or so that another one stays hidden."""

    number: int
    hidden: str = ""

    @property
    def shown(self) -> str:
        if self.hidden == "small":
            return f"<{LEAST}"
        return "＊" if self.hidden else str(self.number)


Grid = list[list[Cell]]
Place = tuple[int, int]


def suppressed(counts: Sequence[Sequence[int]]) -> Grid:
    """The table with a column and a row of totals at its ends, what is small and what would give it away hidden."""
    return [list(row) for row in _suppressed(tuple(tuple(row) for row in counts))]


@lru_cache(maxsize=64)
def _suppressed(counts: tuple[tuple[int, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    rows = [[*row, sum(row)] for row in counts]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    grid = [[Cell(number, "small" if 0 < number < LEAST else "") for number in row] for row in rows]
    while (line := _tells(grid)) is not None and _hide_in(grid, line):
        pass
    return tuple(tuple(row) for row in grid)


def _lines(grid: Grid) -> Iterator[list[Place]]:
    """Each row and each column: a sum, the total at its end."""
    height, width = len(grid), len(grid[0])
    yield from ([(y, x) for x in range(width)] for y in range(height))
    yield from ([(y, x) for y in range(height)] for x in range(width))


def _tells(grid: Grid) -> list[Place] | None:
    """The sum by which a small cell could be worked out: where it is the only one hidden; else its row and column."""
    for line in _lines(grid):
        if sum(1 for y, x in line if grid[y][x].hidden) == 1:
            return line
    small = [(y, x) for y, row in enumerate(grid) for x, cell in enumerate(row) if cell.hidden == "small"]
    known = next((place for place in small if _is_known(grid, place)), None)
    return None if known is None else [where for line in _lines(grid) if known in line for where in line]


def _is_known(grid: Grid, place: Place) -> bool:
    """Whether all that is shown leaves it one number only."""
    height, width = len(grid), len(grid[0])
    sums = np.zeros((height + width, height * width))
    for number, line in enumerate(_lines(grid)):
        for y, x in line[:-1]:
            sums[number, y * width + x] = 1
        y, x = line[-1]
        sums[number, y * width + x] = -1
    bounds = [_bounds(cell) for row in grid for cell in row]
    aim = np.zeros(height * width)
    aim[place[0] * width + place[1]] = 1
    ends = [linprog(sign * aim, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=bounds) for sign in (1, -1)]
    return all(one.status == 0 for one in ends) and -ends[1].fun - ends[0].fun < 0.5


def _bounds(cell: Cell) -> tuple[int, int | None]:
    if cell.hidden == "small":
        return 1, LEAST - 1
    return (LEAST, None) if cell.hidden else (cell.number, cell.number)


def _hide_in(grid: Grid, line: list[Place]) -> bool:
    """Hide the smallest number shown in these, or else of all; False where nothing is left to hide."""
    anywhere = [(y, x) for y, row in enumerate(grid) for x, _cell in enumerate(row)]
    for places in (line, anywhere):
        shown = [(grid[y][x].number, y, x) for y, x in places if not grid[y][x].hidden and grid[y][x].number]
        if shown:
            number, y, x = min(shown)
            grid[y][x] = Cell(number, "beside")
            return True
    return False

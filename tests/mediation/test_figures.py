"""What is published: small numbers are hidden, and nothing that is published gives one away."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from linli.mediation import actions
from linli.mediation.queries.figures import open_figures
from linli.mediation.suppressing import LEAST, Cell, suppressed
from linli.places.models import District
from tests.conftest import MovableClock
from tests.mediation import town

TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=6)
)


def reach(grid: list[list[Cell]], y: int, x: int) -> tuple[float, float]:
    """Between which numbers a hidden cell lies for who knows all that is shown and what the marks mean."""
    height, width = len(grid), len(grid[0])
    number = height * width

    def place(row: int, column: int) -> int:
        return row * width + column

    sums = []
    for row in range(height):
        line = np.zeros(number)
        line[[place(row, column) for column in range(width - 1)]] = 1
        line[place(row, width - 1)] = -1
        sums.append(line)
    for column in range(width):
        line = np.zeros(number)
        line[[place(row, column) for row in range(height - 1)]] = 1
        line[place(height - 1, column)] = -1
        sums.append(line)
    bounds = [
        (1, LEAST - 1) if cell.hidden == "small" else (LEAST, None) if cell.hidden else (cell.number, cell.number)
        for cell in chain.from_iterable(grid)
    ]
    found = []
    for sign in (1, -1):
        aim = np.zeros(number)
        aim[place(y, x)] = sign
        solved = linprog(aim, A_eq=np.array(sums), b_eq=np.zeros(len(sums)), bounds=bounds)
        found.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
    return found[0], found[1]


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_no_small_number_can_be_worked_out(table: list[list[int]]) -> None:
    grid = suppressed(table)
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            assert not (not cell.hidden and 0 < cell.number < LEAST)
            if cell.hidden == "small":
                least, most = reach(grid, y, x)
                assert most - least > 0.5, (table, y, x)


def test_what_is_large_is_shown_as_it_is() -> None:
    grid = suppressed([[10, 20], [30, 40]])
    assert [[one.shown for one in row] for row in grid] == [["10", "20", "30"], ["30", "40", "70"], ["40", "60", "100"]]


def test_a_small_number_takes_the_next_smallest_with_it() -> None:
    grid = suppressed([[3, 20, 9], [30, 40, 50], [60, 70, 80]])
    assert grid[0][0].shown == "<5" and grid[0][2].shown == "＊", "the smallest beside it in its row"
    assert [row[-1].shown for row in grid] == ["32", "120", "210", "362"] and grid[2][1].shown == "70"


def test_few_matters_say_nothing_about_days_and_keeping(district: District, clock: MovableClock) -> None:
    empty = open_figures(town.CODE)
    assert empty.is_empty and "还没有人提出" in Client().get(town.OPEN).content.decode()
    town.agreed(clock)
    figures = open_figures(town.CODE)
    assert (figures.days, figures.days_of, figures.kept) == ("—", "<5", None)
    assert all(cell.hidden or cell.number == 0 for _name, row in figures.rows for cell in row)


def test_figures_come_from_rows(district: District) -> None:
    past = [
        actions.PastRow(town.NOISE, "kept", 18, 6),
        actions.PastRow(town.NOISE, "broken", 2, 9),
        actions.PastRow(town.LEAK, "not_agreed", 7, 12),
    ]
    actions.add_demo_year(district, actions.YearRow(past=past))
    figures = open_figures(town.CODE)
    assert figures.kept == pytest.approx(0.9) and figures.days_of == "20" and figures.days in ("7", "8")
    assert [(name, [cell.shown for cell in row]) for name, row in figures.rows] == [
        ("噪音", ["0", "20", "0", "0", "0", "20"]),
        ("渗水", ["0", "0", "7", "0", "0", "7"]),
        ("全部事由", ["0", "20", "7", "0", "0", "27"]),
    ]
    assert not actions.add_demo_year(district, actions.YearRow(past=past)), "made once"

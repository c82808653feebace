"""No number that is kept back can be worked out from what is printed: asked of a linear programme written here anew."""

from __future__ import annotations

import itertools
from math import inf, isinf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from linli.health.statistics.suppression import PROTECTION, K, Sum, UnfitCounts, kept_back, known_of, one_way, two_way

CELLS = st.one_of(st.integers(0, 9), st.integers(0, 400))


def table(cells: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Counts with all margins, and their sums."""
    rows, columns = [f"r{n}" for n in range(len(cells))], [f"c{n}" for n in range(len(cells[0]))]
    counts = {f"{row}|{column}": cells[i][j] for i, row in enumerate(rows) for j, column in enumerate(columns)}
    counts |= {f"{row}|total": sum(cells[i]) for i, row in enumerate(rows)}
    counts |= {f"total|{column}": sum(line[j] for line in cells) for j, column in enumerate(columns)}
    counts["total|total"] = sum(map(sum, cells))
    return counts, two_way(rows, columns)


def worked_out(counts: dict[str, int], sums: list[Sum], hidden: frozenset[str], name: str) -> tuple[float, float]:
    """What an attacker gets who writes all sums down, with every printed number in its place."""
    names = sorted(counts)
    left = np.zeros((len(sums), len(names)))
    for row, one in enumerate(sums):
        for part in one.parts:
            left[row, names.index(part)] = 1
        left[row, names.index(one.total)] = -1
    bounds = [(0, None) if each in hidden else (counts[each], counts[each]) for each in names]
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(names))
        aim[names.index(name)] = sign
        done = linprog(aim, A_eq=left, b_eq=np.zeros(len(sums)), bounds=bounds, method="highs")
        ends.append(sign * inf * -1 if done.status == 3 else sign * done.fun)
    return ends[0], ends[1]


def assert_safe(counts: dict[str, int], sums: list[Sum]) -> frozenset[str]:
    hidden = kept_back(counts, sums)
    assert {name for name, count in counts.items() if 0 < count < K} <= hidden
    for name in hidden:
        low, high = worked_out(counts, sums, hidden, name)
        assert low <= counts[name] + 1e-6 and counts[name] - 1e-6 <= high
        assert isinf(high) or high - low >= PROTECTION - 1e-5, (name, low, high)
    return hidden


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
    )
)
def test_a_table_of_two_ways_tells_nothing_of_what_it_keeps_back(cells: list[list[int]]) -> None:
    assert_safe(*table(cells))


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=9))
def test_nor_does_a_row_with_its_total(cells: list[int]) -> None:
    names = [f"c{n}" for n in range(len(cells))]
    assert_safe({**dict(zip(names, cells, strict=True)), "total": sum(cells)}, one_way(names, "total"))


@settings(max_examples=30, deadline=None)
@given(st.lists(CELLS, min_size=2, max_size=5), st.lists(st.integers(1, 4), min_size=2, max_size=3))
def test_nor_do_two_tables_that_share_a_total(parts: list[int], wanted: list[int]) -> None:
    """By sex and by age: either alone might be safe, both together are asked."""
    total, cuts = sum(parts), sorted({min(one, sum(parts)) for one in wanted})
    bounds = [0, *cuts, total]
    others = [high - low for low, high in itertools.pairwise(bounds)]
    first, second = [f"a{n}" for n in range(len(parts))], [f"b{n}" for n in range(len(others))]
    counts = {**dict(zip(first, parts, strict=True)), **dict(zip(second, others, strict=True)), "total": total}
    assert_safe(counts, [Sum("total", tuple(first)), Sum("total", tuple(second))])


def test_one_small_count_takes_a_second_with_it_and_no_more() -> None:
    counts = {"男": 3, "女": 40, "不详": 60, "合计": 103}
    assert kept_back(counts, one_way(["男", "女", "不详"], "合计")) == {"男", "女"}


def test_a_small_cell_of_two_ways_takes_three_with_it() -> None:
    counts, sums = table([[3, 30, 50], [40, 50, 60], [70, 80, 90]])
    hidden = kept_back(counts, sums)
    assert len(hidden) == 4 and "r0|c0" in hidden and not any("total" in name for name in hidden)


def test_two_small_ones_are_not_enough_for_each_other() -> None:
    """1 + 2 of 103: whoever subtracts knows both to within three."""
    counts = {"a": 1, "b": 2, "c": 40, "d": 60, "all": 103}
    assert kept_back(counts, one_way(["a", "b", "c", "d"], "all")) == {"a", "b", "c"}


def test_nothing_small_keeps_nothing_back_and_a_nought_is_told() -> None:
    counts = {"a": 0, "b": 5, "c": 40, "all": 45}
    assert kept_back(counts, one_way(["a", "b", "c"], "all")) == frozenset()


def test_where_all_are_few_the_total_is_kept_back_too() -> None:
    counts = {"a": 1, "b": 2, "all": 3}
    assert kept_back(counts, one_way(["a", "b"], "all")) == {"a", "b", "all"}


def test_what_a_reader_can_work_out() -> None:
    counts = {"a": 3, "b": 40, "c": 60, "all": 103}
    sums = one_way(["a", "b", "c"], "all")
    alone, together = known_of("a", counts, sums, {"a"}), known_of("a", counts, sums, {"a", "b"})
    assert (alone.low, alone.high, together.low, together.high) == (3, 3, 0, 43)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"a": -1, "all": -1}, "a: -1 is no count"),
        ({"a": 7, "all": 8}, "all: the parts add up to 7, not to 8"),
        ({"b": 7, "all": 7}, "all: no count of a"),
    ],
)
def test_counts_that_cannot_be_are_named(counts: dict[str, int], said: str) -> None:
    with pytest.raises(UnfitCounts, match=said):
        kept_back(counts, [Sum("all", ("a",))])

"""What cannot be worked with gives no figure, but names column, row and value."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from typing import Any

import pytest

from linli.health.statistics.calibration import Distance, calibrate, post_stratify, rake
from linli.health.statistics.survey import Design, Lonely, Survey
from linli.health.statistics.tables import UnfitTable

TABLE: dict[str, list[Any]] = {
    "w": [10.0, 12.0, 14.0, 16.0, 18.0, 20.0],
    "h": ["一", "一", "一", "二", "二", "二"],
    "k": ["a", "b", "b", "c", "d", "d"],
    "there": [4, 4, 4, 5, 5, 5],
    "sex": ["男", "女", "女", "男", "女", "男"],
    "old": ["不", "是", "不", "是", "不", "是"],
    "y": [120.0, 130.0, None, 150.0, 160.0, 170.0],
}
DESIGN = Design("w", strata="h", clusters=("k",), populations=("there",))


def survey(design: Design = DESIGN, **columns: list[Any]) -> Survey:
    return Survey(TABLE | columns, design)


def refused(ask: Callable[[], Any]) -> tuple[str, int, object]:
    with pytest.raises(UnfitTable) as found:
        ask()
    assert found.value.why
    return found.value.column, found.value.row, found.value.value


def with_(column: str, row: int, value: object) -> dict[str, list[Any]]:
    changed = list(TABLE[column])
    changed[row - 1] = value
    return {column: changed}


@pytest.mark.parametrize(("column", "row", "value"), [
    ("w", 3, -1.0), ("w", 2, None), ("w", 6, inf), ("h", 4, None), ("k", 5, None), ("there", 1, None), ("there", 2, 0),
])  # fmt: skip
def test_a_row_that_cannot_be_is_named(column: str, row: int, value: object) -> None:
    assert refused(lambda: survey(**with_(column, row, value))) == (column, row, value)


def test_the_first_wrong_row_is_named() -> None:
    assert refused(lambda: survey(w=[1.0, nan, -2.0, nan, 1.0, 1.0]))[:2] == ("w", 2)
    assert refused(lambda: survey(w=[0.0] * 6)) == ("w", 0, 0)


def test_a_lone_cluster_and_a_lone_unit() -> None:
    assert refused(lambda: survey(k=["a", "b", "b", "c", "c", "c"])) == ("h", 0, "二")
    assert survey(Design("w", "h", ("k",), lonely=Lonely.CERTAINTY), k=["a", "b", "b", "c", "c", "c"]).mean("y")
    two = Design("w", clusters=("k", "j"), populations=("there", "inside"))
    columns = {"j": ["1", "2", "3", "4", "5", "6"], "there": [9] * 6, "inside": [3] * 6}
    assert refused(lambda: survey(two, **columns)) == ("k", 0, "a")


def test_fewer_to_draw_from_than_were_drawn() -> None:
    assert refused(lambda: survey(there=[1, 1, 1, 5, 5, 5])) == ("there", 0, 1.0)
    two = Design("w", clusters=("k", "j"), populations=("there", "inside"), lonely=Lonely.CERTAINTY)
    columns = {"j": ["1", "2", "3", "4", "5", "6"], "there": [9] * 6, "inside": [3, 1, 1, 3, 3, 3]}
    assert refused(lambda: survey(two, **columns)) == ("inside", 0, 1.0)


def test_two_numbers_to_draw_from_in_one_stratum() -> None:
    assert refused(lambda: survey(there=[4, 4, 5, 5, 5, 5])) == ("there", 0, "4 and 5")


def test_equal_weights_are_right_for_a_sample_that_weighs_itself_and_wrong_for_one_drawn_at_different_rates() -> None:
    equal = [25.0] * 6
    assert survey(Design("w"), w=equal).mean("y")[0].value == pytest.approx(146)
    single = Design("w", strata="h", populations=("there",))
    assert survey(single, w=equal, there=[75] * 6).total("y")
    assert refused(lambda: survey(single, w=equal, there=[30, 30, 30, 300, 300, 300])) == ("w", 0, "25")


def test_a_column_that_is_not_there() -> None:
    given = survey()
    for ask in (
        lambda: survey(Design("weight")), lambda: given.mean("z"), lambda: given.mean("y", by="z"),
        lambda: given.ratio("y", "z"), lambda: given.quantile("z"), lambda: given.crossed("sex", "z"),
        lambda: given.linear("y", ("z",)), lambda: post_stratify(TABLE, "w", "z", {"男": 1}),
        lambda: calibrate(TABLE, "w", {"z": 5}), lambda: rake(TABLE, "weight", {"sex": {"男": 1}}),
    ):  # fmt: skip
        assert refused(ask)[0] in ("weight", "z")


def test_a_stage_too_many() -> None:
    assert refused(lambda: survey(Design("w", clusters=("h", "k", "sex"))))[0] == "sex"
    assert refused(lambda: survey(Design("w", "h", ("k",), ("there", "there"))))[0] == "there"


def test_nobody_has_a_value_or_an_infinite_one() -> None:
    assert refused(lambda: survey(y=[None] * 6).mean("y")) == ("y", 0, "")
    assert refused(lambda: survey(y=[None] * 6).quantile("y")) == ("y", 0, "")
    assert refused(lambda: survey(**with_("y", 2, inf)).mean("y"))[0] == "y"


@pytest.mark.parametrize("share", [0, 1, -1, 2])
def test_a_share_or_a_confidence_that_cannot_be(share: float) -> None:
    assert refused(lambda: survey().quantile("y", share)) == ("at", 0, share)
    assert refused(lambda: survey().mean("y", confidence=share)) == ("confidence", 0, share)


def test_a_table_of_one_row_or_of_too_many_cells() -> None:
    assert refused(lambda: survey(sex=["男"] * 6).crossed("sex", "old")) == ("sex", 0, "男")
    many = {"a": list(range(64)), "b": [at % 2 for at in range(64)], "w": [1.0 + at for at in range(64)]}
    assert refused(lambda: Survey(many, Design("w")).crossed("a", "b"))[2] == 128


# Known totals


def test_margins_of_two_populations() -> None:
    assert refused(lambda: rake(TABLE, "w", {"sex": {"男": 50, "女": 50}, "old": {"是": 60, "不": 41}})) == (
        "old",
        0,
        "101",
    )
    assert refused(lambda: calibrate(TABLE, "w", {"": 99, "sex": {"男": 50, "女": 50}})) == ("sex", 0, "100")
    # Rounded to whole people, both are of the same one.
    assert rake(TABLE, "w", {"sex": {"男": 5e6, "女": 5e6}, "old": {"是": 6e6, "不": 4e6 + 1}}).weights.sum() > 0


def test_an_empty_cell_on_either_side() -> None:
    assert refused(lambda: post_stratify(TABLE, "w", "sex", {"男": 50, "女": 50, "不详": 3})) == ("sex", 0, "不详")
    assert refused(lambda: post_stratify(TABLE, "w", "sex", {"男": 50})) == ("sex", 2, "女")
    assert refused(lambda: post_stratify(TABLE, "w", ("sex", "old"), {("男", "是"): 50})) == ("sex, old", 1, "男, 不")
    assert refused(lambda: post_stratify(TABLE | with_("sex", 5, None), "w", "sex", {"男": 50, "女": 50})) == (
        "sex",
        5,
        "",
    )
    assert refused(lambda: post_stratify(TABLE, "w", ("sex", "old"), {"男": 50})) == ("sex, old", 0, "男")


@pytest.mark.parametrize("count", [-1, nan, inf, None, "很多"])
def test_a_count_that_cannot_be(count: Any) -> None:
    assert refused(lambda: post_stratify(TABLE, "w", "sex", {"男": count, "女": 50}))[:2] == ("sex", 0)
    assert refused(lambda: rake(TABLE, "w", {"sex": {"男": 0, "女": 0}})) == ("sex", 0, 0)


def test_margins_that_cannot_hold_together() -> None:
    """All the men are old and all the women are not: no weights make 60 men and 50 old people of that."""
    apart = {"sex": ["男", "男", "女", "女"], "old": ["是", "是", "不", "不"], "w": [1.0, 2.0, 3.0, 4.0]}
    assert (
        refused(lambda: rake(apart, "w", {"sex": {"男": 60, "女": 40}, "old": {"是": 50, "不": 50}}))[0] == "sex, old"
    )


def test_totals_that_no_weights_within_bounds_give() -> None:
    full = {"w": TABLE["w"], "y": [120, 130, 140, 150, 160, 170]}
    assert refused(lambda: calibrate(full, "w", {"": 90, "y": 90 * 169}, bounds=(0.8, 1.25)))[0] in ("y", "people")
    assert refused(lambda: calibrate(full, "w", {"": 90, "y": 90 * 500}, distance=Distance.RAKING))[1] == 0
    assert refused(lambda: calibrate(full, "w", {"": 90}, bounds=(1.1, 2)))[0] == "bounds"
    assert refused(lambda: calibrate(full, "w", {"": 90}, trim=(0.5, 0.9)))[0] == "trim"
    assert refused(lambda: calibrate(full, "w", {}))[0] == "totals"


def test_a_missing_value_of_what_is_calibrated_to() -> None:
    assert refused(lambda: calibrate(TABLE, "w", {"": 90, "y": 90 * 140}))[:2] == ("y", 3)


def test_weights_fitted_below_zero_are_refused_and_bounds_named() -> None:
    full = TABLE | {"y": [120, 130, 140, 150, 160, 170]}
    fitted = calibrate(full, "w", {"": 90, "y": 90 * 175})
    assert min(fitted.weights) < 0
    with pytest.raises(UnfitTable) as found:
        Survey(fitted.table, Design("w"), fitted)
    assert (found.value.column, found.value.row) == ("calibrated", 1) and "bound" in found.value.why

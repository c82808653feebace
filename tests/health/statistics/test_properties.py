"""What holds of every sample, however it was drawn and weighted: found by trying many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.health.statistics.calibration import calibrate, post_stratify, rake
from linli.health.statistics.survey import Design, Estimate, Lonely, Survey

Row = tuple[str, str, str, float, int]
# Stratum, cluster, sex, weight, and a value measured in whole numbers, as a cuff does.
some_rows = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from("123"), st.sampled_from("男女"), st.integers(1, 40).map(float),
        st.integers(80, 200),
    ),
    min_size=8,
    max_size=40,
)  # fmt: skip
few = settings(deadline=None, max_examples=8)


@dataclass(frozen=True)
class Drawn:
    rows: Sequence[Row]
    scale: float = 1.0

    @property
    def table(self) -> dict[str, list[Any]]:
        named = {name: [row[at] for row in self.rows] for at, name in enumerate(("h", "k", "sex", "w", "y"))}
        return named | {"w": [row[3] * self.scale for row in self.rows], "one": [1.0] * len(self.rows)}

    @property
    def survey(self) -> Survey:
        return Survey(self.table, Design("w", strata="h", clusters=("k",), lonely=Lonely.CERTAINTY))


def figures(estimates: Sequence[Estimate]) -> list[float]:
    return [figure for one in estimates for figure in (one.value, one.error)]


def same(one: Sequence[float], other: Sequence[float]) -> bool:
    return list(one) == pytest.approx(list(other), rel=1e-6, abs=1e-6, nan_ok=True)


@given(some_rows, st.integers(1, 1000))
@few
def test_the_unit_of_the_weights_changes_no_mean_no_share_no_quantile_and_no_test(rows: list[Row], scale: int) -> None:
    one, other = Drawn(rows).survey, Drawn(rows, scale / 16).survey
    assert same(figures(one.mean("y", by="sex")), figures(other.mean("y", by="sex")))
    high = one.proportion(lambda row: row.y >= 140), other.proportion(lambda row: row.y >= 140)
    assert same(figures(high[0]), figures(high[1]))
    for at in (0.1, 0.5, 0.75):
        assert same(figures(one.quantile("y", at)), figures(other.quantile("y", at)))
    assert same([scale / 16 * one.total("y")[0].value], [other.total("y")[0].value])


@given(some_rows)
@few
def test_domains_add_up_to_the_whole(rows: list[Row]) -> None:
    survey = Drawn(rows).survey
    by, (whole,) = survey.total("y", by="sex"), survey.total("y")
    assert sum(one.value for one in by) == pytest.approx(whole.value) and sum(one.count for one in by) == whole.count
    for one in by:
        within = survey.within(lambda row, sex=one.domain: row.sex == sex)
        assert same(figures(within.total("y")), figures([one]))
        assert same(
            figures(within.mean("y")), figures([m for m in survey.mean("y", by="sex") if m.domain == one.domain])
        )


@given(some_rows)
@few
def test_the_cells_of_a_table_add_up_and_are_its_domains(rows: list[Row]) -> None:
    if len({row[2] for row in rows}) < 2 or len({row[0] for row in rows}) < 2:
        return
    survey = Drawn(rows).survey
    table = survey.crossed("sex", "h")
    assert sum(cell.share.value for cell in table.cells) == pytest.approx(1)
    assert sum(cell.weighted.value for cell in table.cells) == pytest.approx(sum(row[3] for row in rows))
    men = [cell.weighted.value for cell in table.cells if cell.row == "男"]
    (total,) = survey.within(lambda row: row.sex == "男").total("one")
    assert sum(men) == pytest.approx(total.value)
    turned = survey.crossed("h", "sex")
    assert table.test.pearson == pytest.approx(turned.test.pearson, abs=1e-9)
    assert table.at("男", "a").share.error == pytest.approx(turned.at("a", "男").share.error, abs=1e-12)


@given(some_rows, st.sampled_from([0.05, 0.25, 0.5, 0.95]))
@few
def test_a_quantile_is_a_value_somebody_has_and_parts_the_weight(rows: list[Row], at: float) -> None:
    (found,) = Drawn(rows).survey.quantile("y", at)
    values, everybody = {row[4] for row in rows}, sum(row[3] for row in rows)
    assert found.value in values
    assert sum(row[3] for row in rows if row[4] <= found.value) >= at * everybody * (1 - 1e-9)
    assert sum(row[3] for row in rows if row[4] < found.value) < at * everybody * (1 + 1e-9)


def test_shares_of_whole_numbers_of_people_part_exactly_between_them() -> None:
    table = {"y": list(range(1, 11)), "w": [0.1] * 10}
    survey = Survey(table, Design("w"))
    assert [survey.quantile("y", at / 10)[0].value for at in range(1, 10)] == list(range(1, 10))


@given(some_rows, st.integers(50, 5000), st.integers(50, 5000))
@few
def test_fitted_weights_hit_what_is_known(rows: list[Row], men: int, women: int) -> None:
    sexes, strata = {row[2] for row in rows}, sorted({row[0] for row in rows})
    known = {sex: float(count) for sex, count in (("男", men), ("女", women)) if sex in sexes}
    # Margins of a population that there is: each stratum's share of the sample's own weight, in every sex.
    population = sum(known.values())
    weight = {one: sum(row[3] for row in rows if row[0] == one) for one in strata}
    margins = {"sex": known, "h": {one: population * weight[one] / sum(weight.values()) for one in strata}}
    table = Drawn(rows).table
    fitted = post_stratify(table, "w", "sex", known)
    assert {sex: known[sex] for sex in sexes} == pytest.approx(summed(rows, fitted.weights, 2))
    everyone = Survey(fitted.table, Design("w", strata="h", clusters=("k",), lonely=Lonely.CERTAINTY), fitted)
    assert same(figures(everyone.total("one", by="sex")), [part for sex in sorted(sexes) for part in (known[sex], 0.0)])
    if all(any(row[0] == one and row[2] == sex for row in rows) for one in strata for sex in sexes):
        raked = rake(table, "w", margins)
        assert summed(rows, raked.weights, 2) == pytest.approx(known) and min(raked.weights) > 0
        assert summed(rows, raked.weights, 0) == pytest.approx(margins["h"])


@given(some_rows, st.floats(0.8, 1.2))
@few
def test_regression_weights_give_the_totals_and_no_variance_of_them(rows: list[Row], change: float) -> None:
    if len({row[4] for row in rows}) < 2:
        return
    before = sum(row[3] for row in rows)
    known = {"": before, "y": change * sum(row[3] * row[4] for row in rows)}
    fitted = calibrate(Drawn(rows).table, "w", known)
    assert fitted.weights.sum() == pytest.approx(before)
    assert sum(weight * row[4] for weight, row in zip(fitted.weights, rows, strict=True)) == pytest.approx(known["y"])
    if min(fitted.weights) < 0:
        return
    survey = Survey(fitted.table, Design("w", strata="h", clusters=("k",), lonely=Lonely.CERTAINTY), fitted)
    (total,) = survey.total("y")
    assert total.value == pytest.approx(known["y"]) and total.error == pytest.approx(0, abs=1e-6 * known["y"])


def summed(rows: Sequence[Row], weights: Any, by: int) -> dict[Any, float]:
    found: dict[Any, float] = {}
    for weight, row in zip(weights, rows, strict=True):
        found[row[by]] = found.get(row[by], 0.0) + float(weight)
    return found

"""Survey estimates against R's survey package, and what holds of any design."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.health.statistics.survey import Design, Estimate, Freedom, Lonely, Survey, table_of
from linli.health.statistics.tables import UnfitTable
from tests.conftest import IN_CI

DATA = Path(__file__).resolve().parents[4] / "shared/data/health"
there = pytest.mark.skipif(not DATA.exists() and not IN_CI, reason="the shared data are not beside this tree")


def sample(name: str, design: Design) -> Survey:
    return Survey(table_of(polars.read_csv(DATA / f"{name}.csv", infer_schema_length=1000)), design)


def clus1() -> Survey:
    return sample("apiclus1", Design("pw", clusters=("dnum",), populations=("fpc",)))


def clus2() -> Survey:
    return sample("apiclus2", Design("pw", clusters=("dnum", "snum"), populations=("fpc1", "fpc2")))


def strat() -> Survey:
    return sample("apistrat", Design("pw", strata="stype", populations=("fpc",)))


@there
@pytest.mark.parametrize(
    ("survey", "mean", "error", "effect", "freedom"),
    [
        (clus1, 644.1694, 23.54224, 9.34587, 14),
        (clus2, 670.81181, 30.09903, 6.25051, 39),
        (strat, 662.287, 9.40894080, 1.20445727, 197),
    ],
)
def test_means_as_r_has_them(survey: Any, mean: float, error: float, effect: float, freedom: int) -> None:
    (found,) = survey().mean("api00")
    assert found.value == pytest.approx(mean, rel=1e-6) and found.error == pytest.approx(error, rel=5e-7)
    assert found.effect == pytest.approx(effect, rel=1e-6) and found.freedom == freedom


@there
def test_a_total_as_r_has_it() -> None:
    (found,) = clus2().total("api.stu")
    assert found.value == pytest.approx(2196969.185, abs=5e-4) and found.error == pytest.approx(665076.415, abs=5e-4)


@there
def test_domains_add_up_and_stay_in_the_design() -> None:
    survey = clus1()
    by = survey.total("enroll", by="stype")
    (all_,) = survey.total("enroll")
    assert sum(one.value for one in by) == pytest.approx(all_.value)
    assert {one.domain for one in by} == {"E", "H", "M"} and sum(one.count for one in by) == all_.count
    own = survey.mean("api00", by="stype", freedom=Freedom.DOMAIN)
    whole = survey.mean("api00", by="stype")
    assert [one.error for one in own] == [one.error for one in whole]
    assert all(one.freedom < other.freedom for one, other in zip(own[1:], whole[1:], strict=True))


@there
def test_a_proportion_is_the_mean_of_who_it_holds_for() -> None:
    survey = strat()
    (share,) = survey.proportion(lambda row: row.api00 >= 700)
    (other,) = survey.proportion(lambda row: row.api00 < 700)
    assert share.value + other.value == pytest.approx(1) and share.error == pytest.approx(other.error)
    (ratio,) = survey.ratio("api.stu", "enroll")
    assert 0 < ratio.value < 1 and ratio.error > 0


Row = tuple[str, str, float, float]


def drawn(rows: list[Row], lonely: Lonely = Lonely.CERTAINTY, scale: float = 1.0, **more: Any) -> Survey:
    names = ("h", "k", "w", "y")
    table = polars.DataFrame({name: [row[at] for row in rows] for at, name in enumerate(names)})
    table = table.with_columns(polars.col("w") * scale, **more)
    return Survey(table_of(table), Design("w", strata="h", clusters=("k",), lonely=lonely))


ROWS: list[Row] = [
    (stratum, f"{stratum}{cluster}", 10.0 + cluster, float(cluster * unit + ord(stratum)))
    for stratum in "ab"
    for cluster in range(1, 4)
    for unit in range(1, 4)
]
rows = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("123"), st.floats(0.5, 50), st.floats(-100, 100)),
    min_size=6,
    max_size=40,
)


@given(rows, st.floats(0.01, 1000))
@settings(deadline=None, max_examples=15)
def test_the_unit_of_the_weights_does_not_matter(some: list[Row], scale: float) -> None:
    (one,), (other,) = drawn(some).mean("y"), drawn(some, scale=scale).mean("y")
    assert (one.value, one.error) == pytest.approx((other.value, other.error), rel=1e-6, abs=1e-6)


@given(rows)
@settings(deadline=None, max_examples=15)
def test_the_order_of_the_rows_does_not_matter(some: list[Row]) -> None:
    (one,), (other,) = drawn(some).total("y"), drawn(some[::-1]).total("y")
    assert (one.value, one.error) == pytest.approx((other.value, other.error), rel=1e-6, abs=1e-6)


def of(estimates: list[Estimate]) -> tuple[float, float]:
    (one,) = estimates
    return one.value, one.error


@pytest.mark.parametrize("lonely", [Lonely.CERTAINTY, Lonely.ADJUST, Lonely.AVERAGE])
def test_what_a_single_cluster_counts_for_is_chosen(lonely: Lonely) -> None:
    alone: list[Row] = [*ROWS, ("c", "c1", 5.0, 300.0)]
    with pytest.raises(UnfitTable) as refused:
        drawn(alone, Lonely.REFUSE)
    assert refused.value.value == "c"
    value, error = of(drawn(alone, lonely).mean("y"))
    certain = of(drawn(alone, Lonely.CERTAINTY).mean("y"))
    assert value == certain[0] and (error == certain[1] if lonely is Lonely.CERTAINTY else error > certain[1])


@pytest.mark.parametrize(("weight", "row"), [(-1.0, 1), (None, 1), (float("nan"), 1)])
def test_a_weight_that_cannot_be_is_named_with_its_row(weight: float | None, row: int) -> None:
    table = polars.DataFrame({"w": [weight, 1.0, 2.0], "y": [1.0, 2.0, 3.0]})
    with pytest.raises(UnfitTable) as refused:
        Survey(table_of(table), Design("w"))
    assert (refused.value.column, refused.value.row) == ("w", row)


def test_more_drawn_than_there_are_is_named() -> None:
    table = polars.DataFrame({"w": [1.0] * 3, "y": [1.0, 2.0, 3.0], "there": [2.0] * 3})
    with pytest.raises(UnfitTable) as refused:
        Survey(table_of(table), Design("w", populations=("there",)))
    assert refused.value.column == "there" and "3 drawn" in refused.value.why


def test_it_is_a_library_of_its_own() -> None:
    """Whoever has a table and no Linli needs no Django for it."""
    asked = "import sys, linli.health.statistics.survey, linli.health.statistics.rates, linli.health.statistics.recapture; print('django' in sys.modules)"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Rates against what was published, and what holds of any table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.health.statistics import mortality, rates, recapture
from linli.health.statistics.populations import CHINA_1982, CHINA_2000, SEGI, STANDARDS, WHO_2000, Standard, supplied
from linli.health.statistics.rates import Interval, standardised
from linli.health.statistics.tables import UnfitTable, folded
from tests.conftest import IN_CI

DATA = Path(__file__).resolve().parents[4] / "shared/data/health"
# Fay and Feuer 1997, table 1: births by the mother's age, a line each order of birth.
BIRTHS = [
    (230061, 329449, 114920, 39487, 14208, 3052), (72202, 326701, 208667, 83228, 28466, 5375),
    (15050, 175702, 207081, 117300, 45026, 8660), (2293, 68800, 132424, 98301, 46075, 9834),
    (327, 30666, 123419, 149919, 104088, 34392),
]  # fmt: skip
DOWN = [
    (107, 141, 60, 40, 39, 25), (25, 150, 110, 84, 82, 39), (3, 71, 114, 103, 108, 75), (1, 26, 64, 89, 137, 96),
    (0, 8, 63, 112, 262, 295),
]  # fmt: skip
PUBLISHED = [
    (92.3, 80.4, 105.8), (91.1741, 82.3612, 100.8676), (85.0692, 77.1835, 94.2236), (92.7179, 80.0100, 114.6694),
    (75.5290, 67.7021, 188.3002),
]  # fmt: skip
# The example that canregtools brings: person-years and cases by nineteen groups.
LIVED = (20005, 86920, 102502, 151494, 182932, 203107, 240289, 247076, 199665, 163820, 145382, 86789, 69368, 51207, 39112, 20509, 12301, 6586, 1909)  # fmt: skip
CASES = (156, 58, 47, 49, 48, 68, 120, 162, 160, 294, 417, 522, 546, 628, 891, 831, 926, 731, 269)


@pytest.mark.parametrize("order", range(5))
def test_the_table_of_fay_and_feuer(order: int) -> None:
    standard = Standard("births", "births", tuple(map(sum, zip(*BIRTHS, strict=True))), "the same table")
    found = standardised(DOWN[order], BIRTHS[order], standard).per(100_000)
    assert found == pytest.approx(PUBLISHED[order], abs=0.051 if order == 0 else 0.00006)


def test_a_registry_of_nineteen_groups() -> None:
    assert rates.crude(CASES, LIVED).value * 1e5 == pytest.approx(340.871099714, abs=1e-9)
    segi = standardised(CASES, LIVED, SEGI).per(100_000)
    assert segi == pytest.approx((539.595876011, 525.211575020, 554.442883003), abs=1e-9)
    who = standardised(CASES, LIVED, WHO_2000).per(100_000)
    assert who == pytest.approx((649.660786249, 631.794087861, 668.117564138), abs=1e-9)
    cumulative = rates.cumulative_rate(CASES, LIVED)
    assert cumulative == pytest.approx(0.497705475712, abs=1e-12)
    assert rates.cumulative_risk(cumulative) == pytest.approx(0.392076, abs=5e-7)
    # The reference calls this 35-64; its last group is 65-69.
    assert rates.truncated(CASES, LIVED, SEGI, "35-39", "65-69") * 1e5 == pytest.approx(622.77, abs=0.005)
    rows = list(zip(CASES, LIVED, SEGI.weights, strict=True))[8:14]
    by_hand = sum(weight * cases / lived for cases, lived, weight in rows) / sum(weight for _c, _l, weight in rows)
    assert rates.truncated(CASES, LIVED, SEGI, "35-39", "60-64") == pytest.approx(by_hand)


def test_how_long_people_live() -> None:
    assert mortality.life_table(CASES, LIVED).at_birth == pytest.approx(75.67, abs=0.005)
    constant = mortality.life_table(CASES, LIVED, mortality.Within.CONSTANT)
    assert constant.at_birth == pytest.approx(75.73, abs=0.005)
    assert mortality.dying_between_30_and_70([0.01] * 8) == pytest.approx(0.329736, abs=5e-7)


def test_limits_of_a_count_by_byar() -> None:
    assert rates.byar(65) == pytest.approx((50.163187710459454, 82.84913854593984), abs=1e-12)
    assert rates.byar(0)[0] == 0.0


@pytest.mark.skipif(not DATA.exists() and not IN_CI, reason="the shared data are not beside this tree")
@pytest.mark.parametrize(("registry", "rate"), [("South Australia", 5.06), ("Colombia, Cali", 4.32)])
def test_registries_whose_population_ends_before_their_cases(registry: str, rate: float) -> None:
    with (DATA / "cancer_two_registries.csv").open(encoding="utf-8") as file:
        rows = {int(row["age"]): row for row in csv.DictReader(file) if row["registry_label"] == registry}
    # 0-4, 5-9 … 85 and over; number 19 are those whose age nobody knows.
    ages = range(1, 19)
    cases, lived = folded([float(rows[age]["cases"]) for age in ages], [float(rows[age]["py"]) for age in ages])
    found = standardised(cases, lived, SEGI.by_five_years.folded_to(len(cases)))
    assert found.value * 1e5 == pytest.approx(rate, abs=0.005)


def test_by_another_population_it_is_another_rate() -> None:
    by = {code: standardised(CASES, LIVED, one).value for code, one in STANDARDS.items()}
    assert len({round(value * 1e5, 3) for value in by.values()}) == len(STANDARDS)
    assert by["cn82"] != by["cn2000"] and CHINA_1982.name != CHINA_2000.name
    assert sum(CHINA_2000.weights) == 1_242_612_226 and sum(WHO_2000.weights) == 1_000_000


def test_few_events_have_no_interval_by_dobson() -> None:
    few = [0] * 10 + [1] * 9
    assert standardised(few, LIVED, SEGI, interval=Interval.DOBSON).low is None
    many = standardised(CASES, LIVED, SEGI, interval=Interval.DOBSON)
    assert many.low is not None and many.high is not None and many.low < many.value < many.high


@pytest.mark.parametrize(
    ("cases", "lived", "where"),
    [
        ([-1, *CASES[1:]], LIVED, ("cases", 1)),
        ([*CASES[:18], float("nan")], LIVED, ("cases", 19)),
        ([*CASES[:18], 2000], LIVED, ("cases", 19)),
        (CASES[:18], LIVED, ("cases", 0)),
        ([*CASES[:18], 0], [*LIVED[:18], 0], ("persons", 19)),
    ],
)
def test_what_does_not_fit_is_named(cases: list[float], lived: list[float], where: tuple[str, int]) -> None:
    with pytest.raises(UnfitTable) as refused:
        standardised(cases, lived, SEGI)
    assert (refused.value.column, refused.value.row) == where


def test_a_population_of_ones_own_has_all_groups() -> None:
    with pytest.raises(UnfitTable):
        supplied("cn2020", "2020年人口", [1.0] * 18, "somewhere")
    assert supplied("cn2020", "2020年人口", [1.0] * 19, "somewhere").shares.sum() == pytest.approx(1)


tables = st.lists(st.tuples(st.integers(0, 50), st.integers(100, 10_000)), min_size=19, max_size=19)


@given(tables, st.floats(0.001, 1000))
def test_the_unit_of_the_standard_does_not_matter(table: list[tuple[int, int]], unit: float) -> None:
    cases, lived = zip(*table, strict=True)
    scaled = Standard("x", "x", tuple(weight * unit for weight in SEGI.weights), "x")
    for interval in (Interval.FAY_FEUER, Interval.TIWARI):
        one, other = (standardised(cases, lived, by, interval=interval) for by in (SEGI, scaled))
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-9)
        assert one.low is not None and one.high is not None and one.low <= one.value <= one.high


@given(tables)
def test_by_its_own_population_a_rate_is_the_crude_one(table: list[tuple[int, int]]) -> None:
    cases, lived = zip(*table, strict=True)
    assert standardised(cases, lived, Standard("own", "own", lived, "")).value == pytest.approx(sum(cases) / sum(lived))


def test_two_lists() -> None:
    found = recapture.two_lists(200, 150, 60)
    assert found.number == pytest.approx(201 * 151 / 61 - 1) and found.union == 290
    assert found.low < found.number < found.high
    assert found.missed_by(200) == pytest.approx((1 - 200 / found.number, 1 - 200 / 290))
    with pytest.raises(UnfitTable):
        recapture.two_lists(10, 20, 11)


@given(st.integers(2_000, 50_000), st.tuples(*[st.floats(0.3, 0.9)] * 3))
def test_three_lists_that_know_nothing_of_each_other(number: int, caught: tuple[float, float, float]) -> None:
    cells = {}
    for seen in [(1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1)]:
        share = 1.0
        for here, chance in zip(seen, caught, strict=True):
            share *= chance if here else 1 - chance
        cells[seen] = number * share
    found = recapture.three_lists(cells, together=())
    assert found.number == pytest.approx(number, rel=1e-6)
    assert recapture.three_lists(cells).number == pytest.approx(number, rel=1e-6)

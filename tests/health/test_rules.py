"""Bands: the borders of every rule set, what an isolated value is called, and that rounding decides nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.health import rules


@pytest.mark.parametrize(
    ("systolic", "diastolic", "code", "grade"),
    [
        (119, 79, "normal", 0),
        (120, 79, "high_normal", 0),
        (119, 80, "high_normal", 0),
        (138, 86, "high_normal", 0),
        (139, 89, "high_normal", 0),
        (140, 90, "grade1", 1),
        (159, 99, "grade1", 1),
        (160, 90, "grade2", 2),
        (140, 100, "grade2", 2),
        (179, 109, "grade2", 2),
        (182, 112, "grade3", 3),
        (140, 110, "grade3", 3),
        (140, 89, "isolated_systolic", 1),
        (165, 85, "isolated_systolic", 2),
        (185, 80, "isolated_systolic", 3),
        (139, 90, "isolated_diastolic", 1),
        (130, 111, "isolated_diastolic", 3),
    ],
)
def test_the_borders_of_the_2024_guideline(systolic: int, diastolic: int, code: str, grade: int) -> None:
    band = rules.blood_pressure(systolic, diastolic)
    assert (band.code, band.grade, band.rules) == (code, grade, "2024")


def test_the_2018_edition_knows_no_isolated_lower_value() -> None:
    assert rules.blood_pressure(130, 102, rules="2018").code == "grade2"
    assert rules.blood_pressure(150, 80, rules="2018").code == "isolated_systolic"


def test_the_guideline_of_130_over_80_says_that_it_is_from_memory() -> None:
    assert rules.blood_pressure(131, 70, rules="2022").code == "grade1"
    assert rules.blood_pressure(120, 70, rules="2022").code == "high_normal"
    assert rules.RULES["2022"].verified is False and rules.RULES["2024"].verified


@given(st.integers(90, 230), st.integers(40, 140))
def test_a_higher_value_never_gets_a_lower_grade(systolic: int, diastolic: int) -> None:
    for edition in ("2018", "2022", "2024"):
        here = rules.blood_pressure(systolic, diastolic, edition).grade
        assert here <= rules.blood_pressure(systolic + 1, diastolic, edition).grade
        assert here <= rules.blood_pressure(systolic, diastolic + 1, edition).grade


def test_the_unrounded_index_counts() -> None:
    value = rules.bmi(61.34, 160)
    assert f"{value:.1f}" == "24.0" and rules.bmi_band(value).code == "normal"
    assert rules.bmi(61.44, 160) == 24.0 and rules.bmi_band(rules.bmi(61.44, 160)).code == "overweight"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (18.49, "underweight"),
        (18.5, "normal"),
        (23.99, "normal"),
        (24, "overweight"),
        (27.99, "overweight"),
        (28, "obese"),
    ],
)
def test_weight_bands(value: float, code: str) -> None:
    assert rules.bmi_band(value).code == code


@pytest.mark.parametrize("height", [0.0, -160.0, float("nan")])
def test_no_index_without_a_height(height: float) -> None:
    with pytest.raises(ValueError):
        rules.bmi(60, height)


@pytest.mark.parametrize(
    ("cm", "sex", "code"),
    [
        (84.9, "male", "normal"),
        (85, "male", "before_central_obesity"),
        (90, "male", "central_obesity"),
        (79.9, "female", "normal"),
        (80, "female", "before_central_obesity"),
        (85, "female", "central_obesity"),
    ],
)
def test_waist_of_men_and_women(cm: float, sex: str, code: str) -> None:
    assert rules.waist(cm, sex).code == code


def test_glucose() -> None:
    assert [rules.glucose_fasting(value).code for value in (6.0, 6.1, 6.99, 7.0)] == [
        "normal",
        "impaired",
        "impaired",
        "diabetes_level",
    ]
    assert [rules.glucose_random(value).code for value in (11.0, 11.1)] == ["normal", "diabetes_level"]
    assert [rules.hba1c(value).code for value in (6.4, 6.5)] == ["normal", "diabetes_level"]


def test_every_band_names_a_rule_set_there_is() -> None:
    bands = [
        rules.blood_pressure(150, 95),
        rules.bmi_band(20),
        rules.waist(70, "male"),
        rules.glucose_fasting(5),
        rules.glucose_random(5),
        rules.hba1c(5),
    ]
    assert all(band.rules in rules.RULES and band.tone in {"good", "calm", "wait", "late"} for band in bands)

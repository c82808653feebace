"""Numbers that check themselves: every slip of a finger is found, and said what it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.catalogue.numbers import (
    Unfit,
    bank_card_of,
    card_check,
    credit_code_of,
    person_check,
    person_of,
    unit_check,
)

TODAY = date(2026, 11, 25)
UNIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
days = st.dates(date(1900, 1, 1), TODAY)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    first = f"{draw(st.integers(110000, 659999))}{draw(days):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + person_check(first)


@given(id_numbers())
def test_an_id_number_says_when_and_whether_she(number: str) -> None:
    person = person_of(f" {number[:6]} {number[6:14]}-{number[14:].lower()} ", TODAY)
    assert person.number == number
    assert f"{person.born:%Y%m%d}" == number[6:14]
    assert person.female == (int(number[16]) % 2 == 0)


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_an_id_number_is_found(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(Unfit):
        person_of(wrong, TODAY)


@given(id_numbers(), st.integers(0, 15))
def test_two_digits_changed_about_are_found(number: str, place: int) -> None:
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if wrong != number:
        with pytest.raises(Unfit):
            person_of(wrong, TODAY)


@given(st.text(UNIT, min_size=17, max_size=17), st.integers(0, 17), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_is_found(first: str, place: int, by: int) -> None:
    code = first + unit_check(first)
    assert credit_code_of(code.lower()) == code
    wrong = code[:place] + UNIT[(UNIT.index(code[place]) + by) % 31] + code[place + 1 :]
    with pytest.raises(Unfit):
        credit_code_of(wrong)


@given(st.text("0123456789", min_size=11, max_size=18), st.data())
def test_one_wrong_digit_of_a_card_is_found(first: str, data: st.DataObject) -> None:
    number = first + card_check(first)
    assert bank_card_of(number) == number
    place, by = data.draw(st.integers(0, len(first))), data.draw(st.integers(1, 9))
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(Unfit):
        bank_card_of(wrong)


def test_the_examples_of_the_standards_are_taken() -> None:
    assert person_of("11010519491231002x", TODAY).born == date(1949, 12, 31)
    assert credit_code_of("91350100M000100Y43") == "91350100M000100Y43"
    assert bank_card_of("4111 1111 1111 1111") == "4111111111111111"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("51150219900101", "14"), ("", "18"), ("abc", "18"), ("11010519491331002X", "19491331"), ("11010518991231002X", "1899年12月31日"),
        ("110105194912310021", "不对"), ("一" * 18, "第 1 位不能是“一”"), ("11O10519491231002X", "第 3 位不能是“O”"),
        ("01010519491231002X", "第 1 位不能是“0”"), ("1101051949123100 2A", "第 18 位不能是“A”"), ("1101051949123100X2", "第 17 位不能是“X”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(number: str, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        person_of(number, TODAY)


def test_nobody_is_born_tomorrow() -> None:
    first = f"511502{TODAY + timedelta(days=1):%Y%m%d}001"
    with pytest.raises(Unfit, match="2026年11月26日"):
        person_of(first + person_check(first), TODAY)


@pytest.mark.parametrize("code", ["9135", "91350100M000100Y4I", "91350100M000100Y44", "", "９" * 18])
def test_what_is_no_credit_code_is_refused(code: str) -> None:
    with pytest.raises(Unfit):
        credit_code_of(code)

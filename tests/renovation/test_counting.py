"""What the law asks of a vote, in exact fractions: just reached, just missed, and never less for one more who agrees."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.renovation.counting import Counted, Share, Terms, hidden, judge

ORDINARY = Terms.read({"turnout_units": "2/3", "turnout_area": "2/3", "agree_units": ">1/2", "agree_area": ">1/2"})
SPECIAL = Terms.read({"turnout_units": "2/3", "turnout_area": "2/3", "agree_units": "3/4", "agree_area": "3/4"})


def counted(units: int, yes: int, no: int, abstain: int = 0, each: str = "100.00") -> Counted:
    """Households of one size."""
    area = Decimal(each)
    return Counted(units, units * area, yes, yes * area, no, no * area, abstain, abstain * area)


@pytest.mark.parametrize(
    ("terms", "held", "reached"),
    [
        # two thirds of all take part: 200 of 300 just do, 199 do not
        (ORDINARY, counted(300, 200, 0), True),
        (ORDINARY, counted(300, 199, 0), False),
        # more than half of those agree: 100 of 200 is no more than half, 101 is
        (ORDINARY, counted(300, 100, 100), False),
        (ORDINARY, counted(300, 101, 99), True),
        # three quarters or more agree: 150 of 200 is just enough, 149 is not
        (SPECIAL, counted(300, 150, 50), True),
        (SPECIAL, counted(300, 149, 51), False),
        # who abstains takes part, and does not agree
        (SPECIAL, counted(300, 150, 0, 50), True),
        (SPECIAL, counted(300, 149, 0, 51), False),
        (ORDINARY, counted(300, 100, 0, 100), False),
        # nobody at all, and nobody who votes
        (ORDINARY, counted(0, 0, 0), False),
        (ORDINARY, counted(3, 0, 0), False),
    ],
)
def test_at_the_edge(terms: Terms, held: Counted, reached: bool) -> None:
    assert judge(terms, held).reached is reached


def test_area_counts_to_the_square_centimetre() -> None:
    """Exactly two thirds of 300.00 m² take part; of 200.00 m² exactly three quarters agree; a hundredth less, and not."""
    held = Counted(3, Decimal("300.00"), 2, Decimal("150.00"), 0, Decimal("0.00"), 0, Decimal("50.00"))
    assert [one.met for one in judge(SPECIAL, held).checks] == [True, True, True, True]
    less = replace(held, yes_area=Decimal("149.99"), abstain_area=Decimal("50.01"))
    assert [one.met for one in judge(SPECIAL, less).checks] == [True, True, True, False]
    fewer = replace(held, units_area=Decimal("300.01"))
    assert [one.met for one in judge(SPECIAL, fewer).checks] == [True, False, True, True]
    half = Counted(2, Decimal("200.00"), 1, Decimal("100.00"), 1, Decimal("100.00"))
    assert [one.met for one in judge(ORDINARY, half).checks] == [True, True, False, False]
    more = replace(half, yes_area=Decimal("100.01"), no_area=Decimal("99.99"))
    assert [one.met for one in judge(ORDINARY, more).checks] == [True, True, False, True]


def test_two_thirds_are_no_rounded_number() -> None:
    """66.67 of 100 are more than two thirds, 66.66 are less, whatever a float makes of it."""
    share = Share.read("2/3")
    assert share.is_met(counted_area("66.67"), counted_area("100")) and not share.is_met(
        counted_area("66.66"), counted_area("100")
    )


def counted_area(text: str) -> Fraction:
    return Fraction(Decimal(text))


@pytest.mark.parametrize("text", ["", "2", "0/3", "4/3", ">1/1", "a/b", "1/0", "-1/2"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        Share.read(text)


def test_terms_are_read_as_they_are_written() -> None:
    assert Terms.read(SPECIAL.written()) == SPECIAL
    assert ORDINARY.written()["agree_area"] == ">1/2"


areas = st.integers(1, 30_000).map(lambda cents: Decimal(cents) / 100)
choices = st.sampled_from(["yes", "no", "abstain", ""])
rolls = st.lists(st.tuples(areas, choices), min_size=1, max_size=12)
several_terms = st.sampled_from([ORDINARY, SPECIAL])


def added_up(roll: list[tuple[Decimal, str]]) -> Counted:
    found = Counted(len(roll), sum((area for area, _choice in roll), Decimal("0.00")))
    for area, choice in roll:
        if choice:
            found += Counted(**{choice: 1, f"{choice}_area": area})
    return found


@given(several_terms, rolls, st.data())
def test_one_more_who_agrees_never_undoes_what_was_reached(
    terms: Terms, roll: list[tuple[Decimal, str]], data: st.DataObject
) -> None:
    """Whoever was against, abstained or stayed away and agrees instead: it is reached as before, or only now."""
    before = judge(terms, added_up(roll))
    place = data.draw(st.integers(0, len(roll) - 1))
    after = judge(terms, added_up([(area, "yes" if n == place else how) for n, (area, how) in enumerate(roll)]))
    for one, then in zip(before.checks, after.checks, strict=True):
        assert then.met or not one.met, (one, then)
    assert after.reached or not before.reached


@given(several_terms, rolls)
def test_reached_is_what_the_four_say(terms: Terms, roll: list[tuple[Decimal, str]]) -> None:
    held = added_up(roll)
    assert judge(terms, held).reached == all(one.met for one in judge(terms, held).checks)
    assert held.voted == sum(1 for _area, choice in roll if choice)


@given(st.lists(st.integers(0, 30), max_size=8).map(lambda some: {str(place): n for place, n in enumerate(some)}))
def test_what_is_hidden_cannot_be_worked_out_from_the_sum(voted: dict[str, int]) -> None:
    away = hidden(voted)
    assert all(key in away for key, n in voted.items() if 0 < n < 5)
    told_apart = [key for key, n in voted.items() if n]
    assert len(away) != 1 or len(told_apart) == 1, "one alone would be the rest of the sum"

"""The rules of the norm at their borders, and what holds for every panel there can be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.followup import norm
from linli.followup.norm import HYPERTENSION, T2DM, Managed, Noted, Seen

DAY = date(2026, 11, 2)


def pressure(upper: float, lower: float, age: int = 60) -> Seen:
    return Seen(HYPERTENSION, age, upper, lower)


def fasting(value: float) -> Seen:
    return Seen(T2DM, 60, fasting=value)


@pytest.mark.parametrize(
    ("upper", "lower", "age", "reached"),
    [
        (139, 89, 64, "yes"),
        (140, 89, 64, "no"),
        (139, 90, 64, "no"),
        (139.5, 89.5, 64, "yes"),
        (149, 89, 64, "no"),
        (149, 89, 65, "yes"),
        (150, 89, 65, "no"),
        (149, 90, 65, "no"),
    ],
)
def test_the_aim_of_blood_pressure(upper: float, lower: float, age: int, reached: str) -> None:
    assert norm.control(pressure(upper, lower, age)) == reached


@pytest.mark.parametrize(("value", "reached"), [(6.9, "yes"), (6.99, "yes"), (7.0, "no"), (7.1, "no")])
def test_the_aim_of_diabetes(value: float, reached: str) -> None:
    assert norm.control(fasting(value)) == reached


def test_what_was_not_measured_is_not_known_and_pressure_says_nothing_of_diabetes() -> None:
    assert norm.control(Seen(T2DM, 60, 120, 70)) == "unknown"
    assert norm.control(Seen(HYPERTENSION, 60, fasting=5)) == "unknown"


@pytest.mark.parametrize(
    ("upper", "lower", "codes"),
    [
        (179, 109, []),
        (180, 109, ["urgent_pressure"]),
        (179, 110, ["urgent_pressure"]),
        (182, 112, ["urgent_pressure"]),
    ],
)
def test_urgent_pressure(upper: float, lower: float, codes: list[str]) -> None:
    assert norm.urgent(pressure(upper, lower)) == codes


@pytest.mark.parametrize(
    ("value", "codes"),
    [(16.6, []), (16.7, ["urgent_high"]), (4.0, []), (3.9, ["urgent_low"]), (3.0, ["urgent_low"])],
)
def test_urgent_glucose_fasting_or_not(value: float, codes: list[str]) -> None:
    assert norm.urgent(fasting(value)) == codes
    assert norm.urgent(Seen(T2DM, 60, random=value)) == codes


def test_who_is_well_is_seen_again_in_three_months() -> None:
    verdict = norm.judge(DAY, pressure(128, 78))
    assert (verdict.classed, verdict.due, verdict.due_reason, verdict.refer) == (
        "satisfied",
        date(2027, 2, 2),
        "regular",
        "",
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_three_months_end_with_a_shorter_month(day: date, due: date) -> None:
    assert norm.judge(day, pressure(128, 78)).due == due


def test_who_misses_the_aim_is_seen_in_two_weeks_and_the_second_time_sent_on() -> None:
    first = norm.judge(DAY, pressure(150, 92))
    assert (first.classed, first.due, first.refer) == ("unsatisfied", DAY + timedelta(days=14), "")
    assert norm.judge(DAY, pressure(150, 92), misses_before=1).refer == "twice"


def test_an_urgent_value_is_sent_on_at_once_whatever_else_is_said() -> None:
    verdict = norm.judge(DAY, Seen(HYPERTENSION, 60, 182, 112, adverse=True, complication=True), misses_before=3)
    assert (verdict.urgent, verdict.refer, verdict.due_reason) == (True, "urgent_pressure", "urgent")
    assert verdict.due == DAY + timedelta(days=14)


def test_a_low_glucose_is_below_the_aim_and_still_not_well() -> None:
    verdict = norm.judge(DAY, fasting(3.5))
    assert (verdict.control, verdict.classed, verdict.refer) == ("yes", "unsatisfied", "urgent_low")


def test_side_effects_and_complications_name_the_class() -> None:
    assert norm.judge(DAY, Seen(HYPERTENSION, 60, 120, 70, adverse=True)).classed == "adverse"
    assert norm.judge(DAY, Seen(HYPERTENSION, 60, 120, 70, adverse=True)).refer == ""
    assert norm.judge(DAY, Seen(HYPERTENSION, 60, 120, 70, adverse=True), adverse_before=True).refer == "adverse"
    verdict = norm.judge(DAY, Seen(HYPERTENSION, 60, 150, 70, complication=True))
    assert (verdict.classed, verdict.refer, verdict.due) == ("complication", "complication", DAY + timedelta(days=14))


def test_who_was_not_met_counts_as_not_controlled_unless_a_district_says_otherwise() -> None:
    lost = Seen(HYPERTENSION, 60, lost=True)
    assert norm.judge(DAY, lost).control == "no" and norm.judge(DAY, lost).refer == ""
    other = norm.changed({"lost_is_uncontrolled": False}, "2017-here", "the district")
    assert norm.control(lost, other) == "unknown"
    assert "lost_is_uncontrolled" in norm.NORM.unverified and "lost_is_uncontrolled" not in other.unverified


@pytest.mark.parametrize(
    "changes",
    [{"version": 3}, {"nonsense": 1}, {"fasting_below": -1}, {"lost_is_uncontrolled": 1}, {"visits_a_year": 5}, {"refer_after": 1.5}, {"soon_days": 0}],
)  # fmt: skip
def test_what_a_district_cannot_change(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        norm.changed(changes, "x", "x")


# The rates


def visits(*days: str, control: str = "yes", face_to_face: bool = True) -> tuple[Noted, ...]:
    return tuple(Noted(date.fromisoformat(day), control, face_to_face) for day in days)


END = date(2026, 12, 31)
FOUR = ("2026-01-15", "2026-04-10", "2026-07-09", "2026-10-08")
EXAM = (date(2026, 5, 1),)


@pytest.mark.parametrize(
    ("since", "ended", "until", "needed"),
    [
        ("2020-03-01", None, "2026-12-31", 4),
        ("2026-01-01", None, "2026-12-31", 4),
        ("2026-01-05", None, "2026-12-31", 3),
        ("2026-06-30", None, "2026-12-31", 2),
        ("2026-10-01", None, "2026-12-31", 1),
        ("2026-10-20", None, "2026-12-31", 1),
        ("2026-12-20", None, "2026-12-31", 0),
        ("2020-03-01", "2026-07-05", "2026-12-31", 2),
        ("2020-03-01", None, "2026-02-10", 0),
        ("2020-03-01", None, "2026-11-02", 3),
        ("2020-03-01", "2025-12-31", "2026-12-31", 0),
    ],
)
def test_how_many_visits_a_year_needs(since: str, ended: str | None, until: str, needed: int) -> None:
    one = Managed(date.fromisoformat(since), date.fromisoformat(ended) if ended else None)
    assert norm.visits_needed(one, 2026, date.fromisoformat(until)) == needed


def test_managed_to_the_norm_needs_four_visits_face_to_face_and_the_examination() -> None:
    since = date(2020, 1, 1)
    assert norm.to_norm(Managed(since, visits=visits(*FOUR), exams=EXAM), 2026, END)
    assert not norm.to_norm(Managed(since, visits=visits(*FOUR)), 2026, END)
    assert not norm.to_norm(Managed(since, visits=visits(*FOUR[:3]), exams=EXAM), 2026, END)
    by_phone = visits(*FOUR[:3]) + visits(FOUR[3], face_to_face=False)
    assert not norm.to_norm(Managed(since, visits=by_phone, exams=EXAM), 2026, END)
    same_day = visits(*FOUR[:3], FOUR[2])
    assert not norm.to_norm(Managed(since, visits=same_day, exams=EXAM), 2026, END)


def test_who_was_enrolled_in_october_does_not_need_four_nor_the_examination_yet() -> None:
    assert norm.to_norm(Managed(date(2026, 10, 10), visits=visits("2026-10-12")), 2026, END)
    assert not norm.to_norm(Managed(date(2026, 10, 10)), 2026, END)


def test_the_last_visit_of_the_year_decides_on_control() -> None:
    better = visits("2026-03-01", control="no") + visits("2026-09-01")
    worse = visits("2026-03-01") + visits("2026-09-01", control="no")
    later = visits("2026-03-01", control="no") + visits("2027-01-05")
    found = [norm.controlled(Managed(date(2020, 1, 1), visits=seen), 2026, END) for seen in (better, worse, later, ())]
    assert found == [True, False, False, False]


def test_lost_is_not_controlled() -> None:
    not_met = (*visits("2026-03-01"), Noted(date(2026, 9, 1), "unknown", False, lost=True))
    people = [
        Managed(date(2020, 1, 1), visits=not_met),
        Managed(date(2020, 1, 1), date(2026, 10, 1), lost=True, visits=visits("2026-03-01")),
    ]
    rates = norm.rates(people, 2026, END)
    assert (rates.managed, rates.controlled, rates.lost) == (2, 0, 2)


def test_the_denominator_is_who_was_managed_not_who_has_it_nor_who_was_found() -> None:
    people = [Managed(date(2020, 1, 1), visits=visits(*FOUR), exams=EXAM), Managed(date(2020, 1, 1))]
    rates = norm.rates(people, 2026, END, estimate=40)
    assert rates.management == norm.Share(2, 40)
    assert (rates.standard_management, rates.control) == (norm.Share(1, 2), norm.Share(1, 2))
    assert norm.rates([], 2026, END).control.value is None


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
noted = st.builds(Noted, days, st.sampled_from(["yes", "no", "unknown"]), st.booleans(), st.booleans())
managed = st.builds(
    Managed,
    since=days,
    ended=st.none() | days,
    lost=st.booleans(),
    visits=st.lists(noted, max_size=5).map(tuple),
    exams=st.lists(days, max_size=3).map(tuple),
)
# On a busy machine the first people take seconds to draw.
unhurried = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
panels = st.lists(managed, max_size=5)


@unhurried
@given(panels, st.integers(2024, 2027), st.integers(0, 400))
def test_a_rate_is_a_part_of_a_whole(people: list[Managed], year: int, estimate: int) -> None:
    rates = norm.rates(people, year, norm.counted_until(year, date(2026, 11, 2)), estimate)
    assert 0 <= rates.standard <= rates.managed <= len(people)
    assert 0 <= rates.controlled <= rates.managed and rates.controlled + rates.lost <= rates.managed
    for share in (rates.standard_management, rates.control):
        assert share.value is None if not rates.managed else 0 <= (share.value or 0) <= 1


@unhurried
@given(panels, st.integers(2024, 2027))
def test_whoever_counts_is_managed(people: list[Managed], year: int) -> None:
    until = date(year, 12, 31)
    for one in people:
        if norm.to_norm(one, year, until) or norm.controlled(one, year, until):
            assert norm.period(one, year, until) is not None


@unhurried
@given(panels, managed, st.integers(2024, 2027))
def test_somebody_who_is_not_managed_changes_nothing(people: list[Managed], other: Managed, year: int) -> None:
    until = date(year, 12, 31)
    unmanaged = Managed(date(year + 1, 1, 1), other.ended, other.lost, other.visits, other.exams)
    assert norm.rates([*people, unmanaged], year, until) == norm.rates(people, year, until)


@unhurried
@given(panels, managed, st.integers(2024, 2027))
def test_one_more_person_adds_one_at_most(people: list[Managed], other: Managed, year: int) -> None:
    until = date(year, 12, 31)
    before, after = norm.rates(people, year, until), norm.rates([*people, other], year, until)
    for name in ("managed", "standard", "controlled", "lost"):
        assert 0 <= getattr(after, name) - getattr(before, name) <= 1


@unhurried
@given(st.floats(60, 250), st.floats(30, 150), st.integers(35, 100))
def test_a_higher_pressure_never_makes_it_better(upper: float, lower: float, age: int) -> None:
    if norm.control(pressure(upper + 1, lower + 1, age)) == "yes":
        assert norm.control(pressure(upper, lower, age)) == "yes"
    assert norm.judge(DAY, pressure(upper + 1, lower, age)).due <= norm.judge(DAY, pressure(upper, lower, age)).due


@unhurried
@given(days, st.integers(-24, 24))
def test_months_go_there_and_never_further(day: date, months: int) -> None:
    there = norm.months_after(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day and there.day >= min(day.day, 28)


def test_who_went_to_another_institution_is_one_person() -> None:
    first = Managed(date(2025, 1, 1), date(2026, 6, 30), visits=visits(*FOUR[:2]), exams=EXAM)
    second = Managed(date(2026, 7, 1), visits=visits(*FOUR[2:]), exams=EXAM)
    one = norm.merged([first, second])
    assert (one.since, one.ended, len(one.visits), one.exams) == (date(2025, 1, 1), None, 4, EXAM)
    assert norm.to_norm(one, 2026, END)

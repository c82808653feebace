"""When terms end: on the wall clock, in working minutes, in working days; and what a pause leaves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.catalogue.working_time import Calendar, InvalidTerm, Term, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar()


def at(text: str) -> datetime:
    """A moment on the wall clock in Yibin: "2026-02-13 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def left(start: datetime, due: datetime, term: Term) -> float:
    """What is left in the term's own unit, counted day by day: minutes, working minutes, working days after today."""
    if term.unit == Unit.MINUTES:
        return (due - start) / timedelta(minutes=1)
    here, there = start.astimezone(SHANGHAI), due.astimezone(SHANGHAI)
    days = [here.date() + timedelta(days=n) for n in range((there.date() - here.date()).days + 1)]
    worked = [day for day in days if CALENDAR.is_working_day(day)]
    if term.unit == Unit.WORKING_DAYS:
        return sum(day > here.date() for day in worked)
    return sum(_overlap(day, opens, closes, here, there) for day in worked for opens, closes in ((9, 12), (14, 18)))


def _overlap(day: date, opens: int, closes: int, start: datetime, end: datetime) -> float:
    """Minutes of a working period of a day that lie between two moments."""
    first, last = (datetime.combine(day, time(hour), SHANGHAI) for hour in (opens, closes))
    return max(timedelta(0), min(last, end) - max(first, start)) / timedelta(minutes=1)


moments = st.floats(0, 4000).map(lambda days: at("2019-01-01 00:00") + timedelta(days=days))
terms = st.one_of(
    st.integers(1, 20_000).map(Term.minutes),
    st.integers(1, 20_000).map(Term.working_minutes),
    st.integers(1, 90).map(Term.working_days),
)
pauses = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ("2026-11-02 23:58", "5 minutes", "2026-11-03 00:03"),
        ("2026-11-06 17:00", "3 hours", "2026-11-06 20:00"),
        ("2026-11-02 11:00", "60 working minutes", "2026-11-02 12:00"),
        ("2026-11-02 11:00", "61 working minutes", "2026-11-02 14:01"),
        ("2026-11-06 17:30", "60 working minutes", "2026-11-09 09:30"),
        ("2026-11-07 10:00", "30 working minutes", "2026-11-09 09:30"),
        ("2026-11-02 11:00", "1 working day", "2026-11-03 18:00"),
        ("2026-11-02 20:00", "1 working day", "2026-11-03 18:00"),
        ("2026-11-06 11:00", "10 working days", "2026-11-20 18:00"),
    ],
)
def test_a_term_ends_when_its_unit_says(start: str, term: str, due: str) -> None:
    assert CALENDAR.add(at(start), Term.parse(term)) == at(due)


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        # Spring Festival 2026: 15 to 23 February off; the Saturdays of 14 and 28 February are worked.
        ("2026-02-13 10:00", "1 working day", "2026-02-14 18:00"),
        ("2026-02-14 10:00", "1 working day", "2026-02-24 18:00"),
        ("2026-02-27 10:00", "1 working day", "2026-02-28 18:00"),
        ("2026-02-14 17:00", "120 working minutes", "2026-02-24 10:00"),
        # National Day 2026: 1 to 7 October off; Sunday 20 September and Saturday 10 October are worked.
        ("2026-09-18 10:00", "1 working day", "2026-09-20 18:00"),
        ("2026-09-30 10:00", "1 working day", "2026-10-08 18:00"),
        ("2026-10-09 10:00", "2 working days", "2026-10-12 18:00"),
        ("2026-09-30 17:59", "2 working minutes", "2026-10-08 09:01"),
        # Across the end of a year whose next one has 1 to 3 January off and Sunday 4 January worked.
        ("2025-12-31 10:00", "1 working day", "2026-01-04 18:00"),
        ("2025-12-30 10:00", "3 working days", "2026-01-05 18:00"),
    ],
)
def test_holidays_and_shifted_working_days(start: str, term: str, due: str) -> None:
    assert CALENDAR.add(at(start), Term.parse(term)) == at(due)


def test_a_pack_overrides_the_national_calendar_day_by_day() -> None:
    own = Calendar(holidays=[date(2026, 11, 3)], workdays=[date(2026, 11, 7)])
    assert own.add(at("2026-11-02 10:00"), Term.working_days(1)) == at("2026-11-04 18:00")
    assert own.add(at("2026-11-06 10:00"), Term.working_days(1)) == at("2026-11-07 18:00")


def test_a_district_may_work_other_hours() -> None:
    own = Calendar(hours=[("08:30", "12:00"), ("14:30", "17:30")])
    assert own.add(at("2026-11-02 11:30"), Term.working_minutes(60)) == at("2026-11-02 15:00")
    assert own.add(at("2026-11-02 11:30"), Term.working_days(1)) == at("2026-11-03 17:30")


@pytest.mark.parametrize("hours", [[], [("09:00", "09:00")], [("14:00", "18:00"), ("09:00", "12:00")]])
def test_hours_that_do_not_follow_one_another_are_refused(hours: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="working periods"):
        Calendar(hours)


def test_years_without_a_published_arrangement_are_said_to_be_assumed() -> None:
    assert not CALENDAR.assumed(2026)
    assert CALENDAR.assumed(2033)
    assert not Calendar(workdays=[date(2033, 2, 5)]).assumed(2033)
    assert not CALENDAR.is_working_day(date(2033, 10, 3)), "statutory holidays are kept even so"


def test_warnings_come_while_there_is_still_time() -> None:
    def warned(start: str, term: str) -> datetime:
        parsed = Term.parse(term)
        return CALENDAR.warn_at(at(start), CALENDAR.add(at(start), parsed), parsed)

    assert warned("2026-11-02 10:00", "3 hours") == at("2026-11-02 12:15")
    assert warned("2026-11-02 09:00", "4 working hours") == at("2026-11-02 12:00")
    assert warned("2026-11-02 10:00", "10 working days") == at("2026-11-13 18:00")
    assert warned("2026-02-11 10:00", "4 working days") == at("2026-02-14 18:00")
    assert warned("2026-11-02 18:00", "2 working days") == at("2026-11-03 18:00")


@pytest.mark.parametrize(
    ("term", "paused", "resumed", "due"),
    [
        ("3 hours", "2026-11-02 11:00", "2026-11-05 09:00", "2026-11-05 11:00"),
        ("240 working minutes", "2026-11-02 11:00", "2026-11-07 09:00", "2026-11-09 12:00"),
        ("10 working days", "2026-11-05 11:00", "2026-11-19 16:00", "2026-11-30 18:00"),
        ("10 working days", "2026-11-16 11:00", "2026-11-16 15:00", "2026-11-16 18:00"),
        ("10 working days", "2026-11-16 11:00", "2026-11-18 15:00", "2026-11-18 18:00"),
        ("10 working days", "2026-11-16 11:00", "2026-11-18 18:30", "2026-11-19 18:00"),
        ("10 working days", "2026-11-16 11:00", "2026-11-21 09:00", "2026-11-23 18:00"),
    ],
)
def test_a_paused_clock_goes_on_with_what_was_left(term: str, paused: str, resumed: str, due: str) -> None:
    parsed = Term.parse(term)
    first = CALENDAR.add(at("2026-11-02 10:00"), parsed)
    assert CALENDAR.resume(at(paused), first, at(resumed), parsed) == at(due)


def test_what_was_late_before_the_pause_stays_late() -> None:
    due = CALENDAR.add(at("2026-11-02 10:00"), Term.minutes(5))
    assert CALENDAR.resume(at("2026-11-02 11:00"), due, at("2026-11-03 11:00"), Term.minutes(5)) == due


def test_when_someone_is_at_the_desk() -> None:
    assert CALENDAR.is_working_time(at("2026-11-02 09:00"))
    assert not CALENDAR.is_working_time(at("2026-11-02 12:00"))
    assert CALENDAR.opens(at("2026-11-02 12:30")) == at("2026-11-02 14:00")
    assert CALENDAR.opens(at("2026-11-02 08:00")) == at("2026-11-02 09:00")
    assert CALENDAR.opens(at("2026-11-06 18:00")) == at("2026-11-09 09:00")
    assert CALENDAR.opens(at("2026-02-14 20:00")) == at("2026-02-24 09:00")
    assert CALENDAR.opens(at("2026-11-02 15:00")) == at("2026-11-02 15:00")


@pytest.mark.parametrize(
    ("text", "term", "spelled"),
    [
        ("5分钟", Term.minutes(5), "5 minutes"),
        ("3 小时", Term.minutes(180), "3 hours"),
        ("10个工作日", Term.working_days(10), "10 working days"),
        ("90工作分钟", Term.working_minutes(90), "90 working minutes"),
        ("2 working hours", Term.working_minutes(120), "2 working hours"),
        ("1 working day", Term.working_days(1), "1 working day"),
        ("1 day", Term.minutes(1440), "24 hours"),
    ],
)
def test_terms_are_read_in_both_languages_and_spelled_in_one(text: str, term: Term, spelled: str) -> None:
    assert Term.parse(text) == term
    assert str(term) == spelled
    assert Term.parse(spelled) == term


@pytest.mark.parametrize(
    "text", ["", "soon", "5", "0 minutes", "-3 hours", "10 工作周", "1.5 hours", "9999999 minutes"]
)
def test_what_is_no_term_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidTerm) as refused:
        Term.parse(text)
    assert "10个工作日" in refused.value.message


@given(moments, moments, terms)
def test_a_later_start_never_ends_earlier(one: datetime, other: datetime, term: Term) -> None:
    first, second = sorted([one, other])
    assert CALENDAR.add(first, term) <= CALENDAR.add(second, term)


@given(moments, terms, st.integers(1, 500))
def test_a_longer_term_ends_later(start: datetime, term: Term, more: int) -> None:
    longer = Term(term.amount + more, term.unit)
    assert start <= CALENDAR.add(start, term) < CALENDAR.add(start, longer)


@given(moments, terms)
def test_a_term_is_as_long_as_it_says_counted_day_by_day(start: datetime, term: Term) -> None:
    assert left(start, CALENDAR.add(start, term), term) == pytest.approx(term.amount, abs=1e-6)


@given(moments, terms, st.floats(0, 0.999), pauses)
def test_pausing_and_resuming_conserves_what_was_left(
    start: datetime, term: Term, gone: float, pause: timedelta
) -> None:
    due = CALENDAR.add(start, term)
    paused = start + (due - start) * gone
    resumed = paused + pause
    again = CALENDAR.resume(paused, due, resumed, term)
    before, after = left(paused, due, term), left(resumed, again, term)
    assert again >= due and again >= resumed
    if term.unit == Unit.WORKING_DAYS and before == 0:
        assert after in (0, 1), "a last day that is over when the pause ends becomes the next working day"
    else:
        assert after == pytest.approx(before, abs=1e-6)


@given(moments, terms)
def test_the_warning_lies_between_start_and_due(start: datetime, term: Term) -> None:
    due = CALENDAR.add(start, term)
    assert start <= CALENDAR.warn_at(start, due, term) <= due


@given(moments, st.integers(1, 5000))
@settings(max_examples=50)
def test_working_minutes_add_up_in_any_order(start: datetime, amount: int) -> None:
    halfway = CALENDAR.add(start, Term.working_minutes(amount))
    assert CALENDAR.add(halfway, Term.working_minutes(7)) == CALENDAR.add(start, Term.working_minutes(amount + 7))


def test_asking_for_distant_years_widens_the_table_and_changes_no_answer() -> None:
    calendar = Calendar()
    asked = [at("2026-11-02 10:00"), at("2012-05-01 10:00"), at("2035-01-01 10:00"), at("2026-11-02 10:00")]
    answers = [calendar.add(moment, Term.working_days(250)) for moment in asked]
    assert answers[0] == answers[3]
    assert all(later - earlier != timedelta(0) for earlier, later in pairwise(answers))

"""When one can come: working days and shifted ones, holidays, lunch, Saturdays, how far ahead; and plain words for what cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from linli.appointments.actions import move
from linli.appointments.errors import NotATime, TimeTaken
from linli.appointments.models import Appointment
from linli.appointments.opening import HallCard, periods, times
from linli.appointments.queries import hall
from linli.appointments.queries.times import days, free_times, nearest_free
from linli.clock import LOCAL
from linli.places.models import District
from tests.appointments.town import CODE, CONFIRM, HALL, PAGES, PHONE, at, book, holding, with_halls
from tests.cases.resident_town import html
from tests.conftest import MovableClock


def open_at(card: HallCard, day: str) -> list[str]:
    return [f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in periods(card, date.fromisoformat(day))]


# 2026: Spring Festival from Sunday 15 to Monday 23 February, worked instead on Saturdays 14 and 28; Labour Day on Friday 1 May.
OPEN = [
    ("2026-11-03", ["09:00-12:00", "14:00-17:30"]),
    ("2026-11-07", ["09:00-11:00"]),
    ("2026-11-08", []),
    ("2026-10-01", []),
    ("2026-10-03", []),
    ("2026-10-10", ["09:00-11:00"]),
    ("2026-05-02", []),
]  # fmt: skip


@pytest.mark.parametrize(("day", "expected"), OPEN)
def test_a_hall_is_open_as_the_calendar_says(district: District, day: str, expected: list[str]) -> None:
    assert open_at(hall(CODE, HALL), day) == expected


def test_a_weekend_that_is_worked_has_the_hours_of_a_weekday(district: District) -> None:
    assert open_at(hall(CODE, "corner"), "2026-02-14") == ["09:00-12:00", "14:00-17:30"]
    assert open_at(hall(CODE, "corner"), "2026-02-21") == []


def test_the_districts_own_holiday_counts(district: District) -> None:
    District.objects.filter(pk=CODE).update(settings={**district.settings, "holidays": ["2026-11-04", "2026-11-14"]})
    with_halls(district)
    card = hall(CODE, HALL)
    assert open_at(card, "2026-11-04") == open_at(card, "2026-11-14") == []
    said = {one.value: one.said for one in days(card)}
    assert (said["2026-11-04"], said["2026-11-08"], said["2026-11-03"]) == ("放假", "休息", "余39")


def test_a_slot_ends_before_lunch_and_before_closing(district: District) -> None:
    shown = [f"{one.astimezone(LOCAL):%H:%M}" for one in times(hall(CODE, HALL), date(2026, 11, 3))]
    assert (
        shown[:6] == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
        and shown[6] == "14:00"
        and shown[-1] == "17:00"
    )
    short = [f"{one.astimezone(LOCAL):%H:%M}" for one in times(hall(CODE, "corner"), date(2026, 11, 3))]
    assert short[8:10] == ["11:40", "14:00"] and short[-1] == "17:00", "17:20 would end after closing"


REFUSED = [
    ("2026-11-02T09:00", "已经过了"),
    ("2026-11-02T09:30", "已经过了"),
    ("2026-11-03T12:30", "09:00–12:00"),
    ("2026-11-03T09:45", "09:00–12:00"),
    ("2026-11-08T09:00", "休息"),
    ("2026-11-17T09:00", "2026-11-16"),
    ("2199-01-01T09:00", "太远"),
    ("1970-01-02T09:00", "已经过了"),
    ("morgen", "morgen"),
    ("", ""),
    ("2026-11-03T09:30\0", ""),
    ("9999-12-31T23:59", ""),
]  # fmt: skip


@pytest.mark.parametrize(("given", "words"), REFUSED)
def test_a_time_that_cannot_be_is_said_and_nothing_typed_is_lost(district: District, given: str, words: str) -> None:
    browser = Client()
    looked = browser.get(CONFIRM, {"at": given})
    assert looked.status_code == 422 and words in html(looked) and "11/3" in html(looked)
    sent = browser.post(CONFIRM, {"at": given, "name": "刘桂芳", "phone": PHONE})
    page = html(sent)
    assert sent.status_code == 422 and words in page
    assert 'value="刘桂芳"' in page and f'value="{PHONE}"' in page and 'name="at" value="2026-11-' in page
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("day", ["2026-11-01", "2026-11-17", "0001-01-01", "9999-12-31", "x", "2026-02-30", "'"])
def test_a_day_out_of_reach_shows_those_within(district: District, day: str) -> None:
    page = Client().get(f"{PAGES}/{HALL}", {"day": day})
    assert page.status_code == 422 and f"{CONFIRM}?at=2026-11-02T10:00" in html(page)


def test_a_closed_day_and_one_whose_times_have_passed_are_said(district: District, clock: MovableClock) -> None:
    assert "这一天大厅不开门" in html(Client().get(f"{PAGES}/{HALL}", {"day": "2026-11-08"}))
    clock.set(at("2026-11-02 17:05"))
    assert "都过了" in html(Client().get(f"{PAGES}/{HALL}", {"day": "2026-11-02"}))
    assert "2026-11-03T09:00" in html(Client().get(f"{PAGES}/{HALL}")), (
        "the first day with a free place is shown by itself"
    )


def test_what_is_full_is_shown_as_full_and_the_nearest_are_offered(district: District) -> None:
    with_halls(district, places=1)
    book()
    page = html(Client().get(f"{PAGES}/{HALL}", {"day": "2026-11-03"}))
    assert "约满" in page and "at=2026-11-03T09:30" not in page and "at=2026-11-03T10:00" in page
    near = [f"{one.astimezone(LOCAL):%d %H:%M}" for one in nearest_free(hall(CODE, HALL), at("2026-11-03 09:30"))]
    assert near == ["03 09:00", "03 10:00", "03 10:30", "03 11:00", "03 11:30", "03 14:00"]
    late = Client().get(CONFIRM, {"at": "2026-11-03T09:30"})
    assert late.status_code == 200 and 'type="radio" name="at" value="2026-11-03T10:00"' in html(late)
    taken = Client().post(CONFIRM, {"at": "2026-11-03T09:30", "name": "王芳", "phone": "13900000002"})
    assert taken.status_code == 409 and "刚刚约满了" in html(taken) and 'value="王芳"' in html(taken)


def test_a_time_that_is_gone_is_not_offered_when_nothing_else_is_free(district: District) -> None:
    with_halls(district, places=1, slot_minutes=180, days_ahead=0)
    book(at="2026-11-02T14:00")
    again = '<a class="button quiet" href="/demo/services/hunyin-yuyue/appointment/big-hall">另选时间</a>'
    looked = html(Client().get(CONFIRM, {"at": "2026-11-02T14:00"}))
    taken = Client().post(CONFIRM, {"at": "2026-11-02T14:00", "name": "王芳", "phone": "13900000002"})
    assert taken.status_code == 409
    for page in (looked, html(taken)):
        assert page.count("暂时也没有别的空位") == 1 and again in page
        assert 'name="at"' not in page and "就约这个时间" not in page


def test_the_chosen_day_is_not_said_to_be_today(district: District) -> None:
    page = html(Client().get(f"{PAGES}/{HALL}", {"day": "2026-11-03"}))
    assert page.count('#times" aria-current="true"') == 1 and 'aria-current="date"' not in page


def test_shorter_and_longer_visits_than_before_take_no_place_twice(district: District) -> None:
    """What was booked before the pack changed begins at other times, and still takes its counter."""
    with_halls(district, places=1)
    half_past = book()
    with_halls(district, places=1, slot_minutes=20)
    shown = {one.label: one.free for one in free_times(hall(CODE, HALL), date(2026, 11, 3))}
    assert (shown["09:00"], shown["09:20"], shown["09:40"], shown["10:00"]) == (1, 0, 0, 1)
    for time in ("09:20", "09:40"):
        with pytest.raises(TimeTaken) as taken:
            book(phone="13900000002", at=f"2026-11-03T{time}")
        assert at("2026-11-03 09:40") not in taken.value.free and at("2026-11-03 10:00") in taken.value.free
    assert book(phone="13900000002", at="2026-11-03T09:00").place == 1
    moved = move(holding(half_past), half_past.code, {"at": "2026-11-03T09:20"})
    assert moved.place == 1, "its own place is in nobody's way"
    with_halls(district, places=2, slot_minutes=60)
    shown = {one.label: one.free for one in free_times(hall(CODE, HALL), date(2026, 11, 3))}
    assert (shown["09:00"], shown["10:00"]) == (0, 1)


def test_a_hall_with_fewer_counters_than_before_gives_no_place_too_many(district: District) -> None:
    book()
    book(phone="13900000002")
    with_halls(district, places=2)
    assert [one.free for one in free_times(hall(CODE, HALL), date(2026, 11, 3)) if one.label == "09:30"] == [0]
    with_halls(district, slot_minutes=45)
    with pytest.raises(NotATime):
        book(phone="13900000003", at="2026-11-03T10:00")

"""Events as iCalendar: escaped, folded, in the time of here; one event, and the district's to subscribe to."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from linli.community import actions
from linli.community.icalendar import escaped, folded
from linli.community.models import Event
from linli.community.queries import listing
from linli.places.models import District
from tests.community.town import CODE, PAGES, SLUG, at, draft, event, sheet
from tests.conftest import MovableClock
from tests.factories import actor


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_text_is_escaped_so_that_it_stays_one_value() -> None:
    assert escaped("一;二,三\\四\n五\r\n六\x00\x1f") == "一\\;二\\,三\\\\四\\n五\\n六"


def test_lines_are_folded_at_75_octets_and_no_character_is_cut() -> None:
    line = "DESCRIPTION:" + "邻里讲座" * 40 + "x" * 100
    pieces = folded(line).split("\r\n")
    assert len(pieces) > 5 and all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert folded("x" * 75) == "x" * 75 and folded("x" * 76) == "x" * 75 + "\r\n x"


def test_one_event_as_a_file(district: District) -> None:
    talk = event(text="带水杯,本子;\n地点:见下")
    answer = Client().get(f"{PAGES}/{talk.code}/event.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\n" not in answer.content.replace(b"\r\n", b"") and max(map(len, answer.content.split(b"\r\n"))) <= 75
    lines = unfolded(answer.content)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    for wanted in (
        "DTSTART;TZID=Asia/Shanghai:20261107T140000", "DTEND;TZID=Asia/Shanghai:20261107T160000", "TZID:Asia/Shanghai",
        "SUMMARY:邻里讲座", "LOCATION:东街讲堂\\, 林家巷1号", "SEQUENCE:1", "STATUS:CONFIRMED", "DTSTAMP:20261102T013000Z",
    ):  # fmt: skip
        assert wanted in lines
    assert f"UID:{talk.pk}" in lines and "TRIGGER:-PT1H" in lines
    assert any(one.startswith("DESCRIPTION:带水杯\\,本子\\;\\n地点:见下\\nhttp") for one in lines)


def test_the_districts_calendar_tells_changes_and_cancellations_of_the_same_event(
    district: District, clock: MovableClock
) -> None:
    talk, other = event(), event(title="第二场")
    draft(title="还没发布")
    before = unfolded(Client().get(f"/{SLUG}/events.ics").content)
    assert sum(one.startswith("UID:") for one in before) == 2 and "BEGIN:VALARM" not in before
    clock.advance(hours=1)
    actions.edit_event(actor("here"), talk.pk, sheet(begins_at="2026-11-08T14:00", ends_at="2026-11-08T16:00"))
    actions.cancel_event(actor("here"), other.pk, {"reason": "停电"})
    after = unfolded(Client().get(f"/{SLUG}/events.ics").content)
    assert sorted(one for one in before if one.startswith("UID:")) == sorted(
        one for one in after if one.startswith("UID:")
    )
    assert after.count("SEQUENCE:2") == 2 and "STATUS:CANCELLED" in after
    assert "DTSTART;TZID=Asia/Shanghai:20261108T140000" in after and "LAST-MODIFIED:20261102T023000Z" in after


def test_a_month_begins_on_monday_and_holds_its_events(district: District) -> None:
    event()
    actions.cancel_event(actor("here"), event(title="取消的").pk, {"reason": "停电"})
    shown = listing.month(CODE, date(2026, 11, 1))
    assert [len(week) for week in shown.weeks] == [7] * 6 and shown.weeks[0][0].day == date(2026, 10, 26)
    assert [cell.day.day for cell in shown.days] == [7] and len(shown.days[0].events) == 2
    assert (shown.before, shown.after) == ("2026-10", "2026-12")


def test_what_is_on_for_months_stays_in_sight(district: District, clock: MovableClock) -> None:
    event(begins_at="2026-11-20T09:00", ends_at="2027-02-20T17:00", title="年画展")
    clock.set(at("2027-01-10 10:00"))
    assert [cell.day.day for cell in listing.month(CODE, date(2027, 1, 1)).days] == [1]
    assert len(listing.upcoming(CODE).events) == len(listing.feed(CODE)) == 1


def test_a_full_calendar_drops_what_has_been(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        event(title=f"第{number}场", begins_at=f"2026-11-{8 + number:02d}T10:00", ends_at="2026-11-28T12:00")
    monkeypatch.setattr(listing, "MOST_IN_A_FEED", 3)
    assert [one.title for one in listing.feed(CODE)] == ["第1场", "第2场", "第3场"]


def test_a_month_that_cannot_be_is_this_one(district: District) -> None:
    for bad in ("", "x", "2026-13", "0001-01", "9999-12", "2026-11-11"):
        assert listing.read_month(bad) == date(2026, 11, 1)


def test_what_is_to_come_is_paged_by_a_cursor_and_a_bad_one_is_none(district: District) -> None:
    for number in range(25):
        event(title=f"第{number}场", begins_at=f"2026-11-{8 + number // 2:02d}T10:00", ends_at="2026-11-28T12:00")
    page = listing.upcoming(CODE)
    rest = listing.upcoming(CODE, page.after)
    assert (len(page.events), len(rest.events), rest.after) == (20, 5, "")
    assert len({one.pk for one in page.events + rest.events}) == 25
    for bad in ("x", "1_2", "nan_x", "9e999_" + "0" * 32, page.after[:-1]):
        assert len(listing.upcoming(CODE, bad).events) == 20


def test_an_event_that_is_on_is_still_listed_and_one_that_is_over_is_not(
    district: District, clock: MovableClock
) -> None:
    event()
    clock.set(at("2026-11-07 15:00"))
    assert [one.state_label for one in listing.upcoming(CODE).events] == ["正在进行"]
    clock.set(at("2026-11-07 16:00"))
    assert listing.upcoming(CODE).events == [] and Event.objects.get().state_label == "已结束"

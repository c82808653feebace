"""Venues: open now or when, by their hours and the Chinese holidays; a pack's changes; what the search is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from linli.community import actions
from linli.community.queries.finding import event_changes, venue_changes
from linli.community.queries.venues import day_hours, opening_at, venue, venues
from linli.places.actions import VenueRow, bump_revision, replace_venues
from linli.places.models import District, Venue
from linli.search.index import Document, Gone
from tests.community import town
from tests.community.town import CODE, SLUG, VENUE, at, draft, event
from tests.conftest import MovableClock
from tests.factories import HERE, actor


@pytest.mark.parametrize(
    ("when", "is_open", "says"),
    [
        ("2026-11-02 10:00", True, "12:00"),
        ("2026-11-02 12:00", False, "今天 14:00"),
        ("2026-11-02 17:30", False, "明天 09:00"),
        ("2026-11-07 10:59", True, "11:00"),
        ("2026-11-07 11:00", False, "11月9日"),
        # National Day 2026: the 1st to the 7th; the 10th, a Saturday, is worked.
        ("2026-10-01 10:00", False, "10月8日"),
        ("2026-10-03 09:30", False, "10月8日"),
    ],
)
def test_open_now_or_when(district: District, when: str, is_open: bool, says: str) -> None:
    said = opening_at(venue(CODE, VENUE), at(when))
    assert said.is_open is is_open and says in said.said, said.said


def test_one_that_opens_on_holidays_keeps_its_hours(db: None, clock: MovableClock) -> None:
    town.district(open_on_holidays=True)
    assert opening_at(venue(CODE, VENUE), at("2026-10-01 10:00")).is_open
    assert day_hours(venue(CODE, VENUE), date(2026, 10, 1)).note == ""


def test_a_day_that_is_otherwise_says_why(district: District) -> None:
    card = venue(CODE, VENUE)
    assert day_hours(card, date(2026, 10, 1)).note == "放假" and day_hours(card, date(2026, 11, 8)).hours == ()
    worked = day_hours(card, date(2026, 9, 20))
    assert (worked.hours, worked.note) == (("09:00–12:00", "14:00–17:30"), "调休上班")


def test_one_without_hours_says_so(district: District) -> None:
    assert opening_at(venue(CODE, town.OTHER), datetime.now(at("2026-11-02 10:00").tzinfo)).until is None


def test_a_pack_that_renames_keeps_the_row_and_one_that_leaves_it_out_retires_it(district: District) -> None:
    row = Venue.objects.get(code=VENUE)
    talk = event()
    changes = replace_venues(district, town.venue_rows(name="东街新讲堂"))
    assert changes.changed == ["东街新讲堂"] and Venue.objects.get(code=VENUE).pk == row.pk
    assert not replace_venues(district, town.venue_rows(name="东街新讲堂"))
    assert replace_venues(district, []).removed
    bump_revision(district)
    row.refresh_from_db()
    assert not row.active and venues(CODE) == {} and not Venue.objects.filter(code="").exists()
    assert Client().get(f"/{SLUG}/venues/{VENUE}").status_code == 404
    assert "东街新讲堂" in Client().get(f"/{SLUG}/events/{talk.code}").content.decode()
    assert replace_venues(district, town.venue_rows()).changed and Venue.objects.get(code=VENUE).active


def test_a_place_known_by_name_that_is_given_a_page_stays_the_same_row(district: District) -> None:
    tree = Venue.objects.get(name="老槐树")
    rows = [*town.venue_rows()[:2], VenueRow("老槐树", "广场", HERE, code="laohuaishu", organisation=HERE)]
    replace_venues(district, rows)
    assert Venue.objects.get(code="laohuaishu").pk == tree.pk


def found(changes: Any, after: str = "") -> tuple[list[Any], str]:
    got, reached = changes(after, 1_000)
    return list(got), reached


def test_the_search_follows_venues_by_the_revision_of_their_pack(district: District) -> None:
    got, reached = found(venue_changes)
    assert {one.title for one in got if isinstance(one, Document)} == {"东街讲堂", "西街书房"}
    assert {one.address for one in got} == {f"/{SLUG}/venues/{VENUE}", f"/{SLUG}/venues/{town.OTHER}"}
    assert found(venue_changes, reached) == ([], reached)
    replace_venues(district, town.venue_rows()[1:])
    bump_revision(district)
    got, reached = found(venue_changes, reached)
    assert [type(one) for one in got].count(Gone) == 1


def test_the_search_follows_events_once_they_are_announced(district: District, clock: MovableClock) -> None:
    draft(title="草稿不给看")
    talk = event()
    clock.advance(seconds=2)
    got, reached = found(event_changes)
    shown = [one for one in got if isinstance(one, Document)]
    assert [(one.title, one.over) for one in shown] == [("邻里讲座", False)] and "草稿" not in str(shown)
    assert found(event_changes, reached) == ([], reached)
    town.register(talk)
    clock.advance(seconds=2)
    assert found(event_changes, reached) == ([], reached), "a registration says nothing new"
    actions.cancel_event(actor("here"), talk.pk, {"reason": "停电"})
    clock.advance(seconds=2)
    got, reached = found(event_changes, reached)
    assert [one.over for one in got] == [True]

"""A venue that is closed for some days, one that is open after midnight, and what an organiser is warned of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from linli.cases.errors import InvalidInput
from linli.community import actions
from linli.community.errors import ClosedThen, NoSuchVenue, NotYours
from linli.community.models import VenueClosure
from linli.community.queries.desk import cautions
from linli.community.queries.venues import day_hours, opening_at, venue
from linli.places.models import District
from tests.community import town
from tests.community.town import CODE, OTHER, SLUG, VENUE, at, draft, event, signed_in
from tests.conftest import MovableClock
from tests.factories import actor


def close(
    first: str = "2026-11-02", last: str = "2026-11-03", by: str = "here", reason: str = "检修水管"
) -> VenueClosure:
    return actions.close_venue(actor(by), VENUE, {"first": first, "last": last, "reason": reason})


def test_closed_days_are_said_on_the_page_and_taken_away_again(district: District) -> None:
    row = close()
    card = venue(CODE, VENUE)
    said = opening_at(card, at("2026-11-02 10:00"))
    assert not said.is_open and said.until == at("2026-11-04 09:00") and said.said.startswith("检修水管")
    assert (day_hours(card, date(2026, 11, 3)).hours, day_hours(card, date(2026, 11, 3)).note) == ((), "检修水管")
    for page in (f"/{SLUG}/venues/{VENUE}", f"/{SLUG}/venues"):
        assert "检修水管" in Client().get(page).content.decode()
    assert Client().get(f"/api/v1/venues/{VENUE}?district={CODE}").json()["open_now"] is False
    actions.open_venue(actor("here"), VENUE, row.pk)
    actions.open_venue(actor("here"), VENUE, row.pk)
    assert opening_at(venue(CODE, VENUE), at("2026-11-02 10:00")).is_open


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first": "", "reason": "检修"}, "first"),
        ({"first": "soon", "reason": "检修"}, "first"),
        ({"first": "2026-11-05", "reason": ""}, "reason"),
        ({"first": "2026-11-05", "last": "2026-11-04", "reason": "检修"}, ""),
        ({"first": "2026-10-01", "reason": "检修"}, ""),
        ({"first": "2028-11-05", "reason": "检修"}, ""),
        ({"first": "2026-11-05", "last": "2199-11-04", "reason": "检修"}, ""),
    ],
)
def test_days_that_cannot_be_are_named(district: District, given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        actions.close_venue(actor("here"), VENUE, given)
    assert [fault.field for fault in wrong.value.faults] == [field]
    page = signed_in("here").post(f"/desk/venues/{VENUE}/close", given)
    assert page.status_code == 422 and 'role="alert"' in page.content.decode()


def test_no_day_is_closed_twice_and_only_by_who_runs_it(district: District) -> None:
    close()
    with pytest.raises(ClosedThen, match="检修水管"):
        close("2026-11-03", "2026-11-05")
    with pytest.raises(NotYours):
        close("2026-12-01", "2026-12-01", "there")
    with pytest.raises(NoSuchVenue):
        actions.close_venue(actor("here"), "nowhere", {"first": "2026-12-01", "reason": "检修"})
    close("2026-12-01", "2026-12-01", "centre")
    assert OTHER not in signed_in("here").get("/desk/venues").content.decode()


def test_events_of_those_days_are_named_to_who_closes_it(district: District) -> None:
    talk = event()
    page = signed_in("here").post(
        f"/desk/venues/{VENUE}/close", {"first": "2026-11-06", "last": "2026-11-08", "reason": "检修水管"}, follow=True
    )
    assert talk.title in page.content.decode()
    assert any("检修水管" in one for one in cautions(talk))


def test_an_organiser_is_warned_of_closed_doors_and_of_another_event(district: District) -> None:
    other = event(begins_at="2026-11-03T09:00", ends_at="2026-11-03T11:00", title="书画课")
    inside = draft(begins_at="2026-11-03T10:00", ends_at="2026-11-03T11:30")
    assert [one for one in cautions(inside) if "书画课" in one] == cautions(inside)
    outside = draft(begins_at="2026-11-03T18:00", ends_at="2026-11-03T19:00")
    assert len(cautions(outside)) == 1 and "东街讲堂" in cautions(outside)[0]
    assert "书画课" in signed_in("here").get(f"/desk/events/{inside.pk}").content.decode()
    assert cautions(other) == [], "a draft takes no place from what is announced"


@pytest.mark.parametrize(
    ("when", "is_open", "until"),
    [
        ("2026-11-07 17:59", False, "2026-11-07 18:00"),
        ("2026-11-07 23:59", True, "2026-11-08 02:00"),
        ("2026-11-08 00:00", True, "2026-11-08 02:00"),
        ("2026-11-08 01:59", True, "2026-11-08 02:00"),
        ("2026-11-08 02:00", False, "2026-11-14 18:00"),
    ],
)
def test_open_across_midnight(db: None, clock: MovableClock, when: str, is_open: bool, until: str) -> None:
    town.district(hours={"sat": [["18:00", "02:00"]]})
    said = opening_at(venue(CODE, VENUE), at(when))
    assert (said.is_open, said.until) == (is_open, at(until)), said.said
    assert day_hours(venue(CODE, VENUE), date(2026, 11, 7)).hours == ("18:00–次日 02:00",)

"""The three rates, to the number; and each leads to exactly the cases that it counts."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from linli.cases.actions import perform_on_callout
from linli.cases.models import Case
from linli.cases.queries import figures
from linli.cases.queries.figures import Period, Rates, Ratio, cases_behind
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import (
    CODE,
    DRAIN,
    ELSEWHERE,
    HERE,
    NOISE,
    POLICE,
    SLUG,
    STREET,
    THERE,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    confirm,
    move,
    report,
    say,
    spot,
)

Budget = Callable[[int], AbstractContextManager[Any]]
OCTOBER, NOVEMBER = Period.month(2026, 10), Period.month(2026, 11)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text} +0800", "%Y-%m-%d %H:%M %z")


def opened(name: str, community: str, minutes: int, clock: MovableClock) -> Case:
    """A case that its community takes up after so many minutes."""
    case = report(location=dict(zip(("lat", "lon"), spot(community), strict=True))).case
    clock.advance(minutes=minutes)
    return move(name, case, "register", category=DRAIN).case


def ended(name: str, case: Case, score: int, solved: bool) -> Case:
    move(name, case, "answer", text="已处理")
    move(name, case, "close", result="solved")
    return say(case, "rate", score=score, solved=solved).case


@pytest.fixture
def month(district: District, clock: MovableClock) -> dict[str, Case]:
    """Six cases: two of October, four of November; one refused, one never taken up, one by one department alone."""
    clock.set(at("10-20 09:30"))
    october = ended("here", opened("here", HERE, 2, clock), 5, True)
    clock.set(at("10-31 23:58"))
    on_the_eve = report().case
    clock.set(at("11-02 10:00"))
    move("here", on_the_eve, "register", category=DRAIN)

    joint = opened("here", HERE, 4, clock)
    move("here", joint, "whistle", kind="joint", reason="请一起到场", organisations=[WORKS, WATER, POLICE])
    clock.advance(minutes=2)
    answer_call("works", callout(joint, WORKS), "report-in", "arrive")
    answer_call("police", callout(joint, POLICE), "refuse")
    clock.advance(minutes=20)
    answer_call("water", callout(joint, WATER), "report-in", "arrive")
    uphold(joint)
    for name, unit in (("works", WORKS), ("water", WATER)):
        answer_call(name, callout(joint, unit), "finish")
    confirm(joint, works=5, water=2)
    ended("here", joint, 4, True)
    say(joint, "reopen", reason="又堵了")
    ended("here", joint, 2, False)

    alone = opened("there", THERE, 1, clock)
    move("there", alone, "assign", organisation=WORKS)
    ended("there", alone, 3, True)
    both = opened("there", THERE, 9, clock)
    move("there", both, "assign", organisation=WORKS)
    move("there", both, "whistle", kind="routine", reason="还要帮手", organisations=[WORKS])
    ignored = report(location=dict(zip(("lat", "lon"), spot(ELSEWHERE), strict=True)), category=DRAIN).case
    clock.set(at("11-20 12:00"))
    cases = {"october": october, "eve": on_the_eve, "joint": joint, "alone": alone, "both": both, "ignored": ignored}
    return {name: Case.objects.get(pk=case.pk) for name, case in cases.items()}


def uphold(case: Case) -> None:
    perform_on_callout(actor("centre"), callout(case, POLICE).pk, "uphold", {"reason": "情况属实"})


def shown(row: Rates) -> tuple[int, Ratio, Ratio, Ratio, int]:
    return row.received, row.response, row.resolution, row.satisfaction, row.late


def test_the_district_in_exact_numbers(month: dict[str, Case]) -> None:
    """Acknowledgements of November: eve's (late, due 1 November 00:03), joint's twice (the second by reopening), three
    callouts (water late), alone, both (late) and its callout (never), ignored (never). Late besides: ignored's and
    both's arrivals and closings, which were due by the 20th.
    """
    assert shown(figures.three_rates(CODE, OCTOBER)) == (2, Ratio(1, 1), Ratio(1, 1), Ratio(1, 1), 0)
    november = figures.three_rates(CODE, NOVEMBER)
    assert november.received == 4
    assert november.response == Ratio(5, 10)
    assert november.resolution == Ratio(2, 3), "4 solved, 2 not solved, 3 solved"
    assert november.satisfaction == Ratio(1, 3)
    assert november.response.percent == 50.0 and november.resolution.percent == 66.7
    assert figures.three_rates(CODE, Period.month(2026, 9)).response.value is None


def test_communities_in_exact_numbers(month: dict[str, Case]) -> None:
    rows = {row.code: shown(row)[:4] for row in figures.by_community(CODE, NOVEMBER)}
    assert rows == {
        HERE: (1, Ratio(2, 3), Ratio(1, 2), Ratio(1, 2)),
        THERE: (2, Ratio(1, 2), Ratio(1, 1), Ratio(0, 1)),
        ELSEWHERE: (1, Ratio(0, 1), Ratio(), Ratio()),
    }
    streets = {
        street.code: shown(street)[:4] for street, _rows in figures.by_street(figures.by_community(CODE, NOVEMBER))
    }
    assert streets[HERE[:9]] == (3, Ratio(3, 5), Ratio(2, 3), Ratio(1, 3))


def test_departments_in_exact_numbers(month: dict[str, Case]) -> None:
    """Works: called twice and given two, of three cases; water came late; police need not come."""
    rows = {row.code: row for row in figures.by_department(CODE, NOVEMBER)}
    assert {code: shown(row)[:4] for code, row in rows.items()} == {
        WORKS: (3, Ratio(1, 2), Ratio(2, 3), Ratio(1, 3)),
        WATER: (1, Ratio(0, 1), Ratio(1, 2), Ratio(1, 2)),
        POLICE: (1, Ratio(1, 1), Ratio(), Ratio()),
    }
    assert (rows[WORKS].community_rating, rows[WATER].community_rating) == (5.0, 2.0)
    assert rows[POLICE].community_rating is None


def test_every_figure_leads_to_the_cases_it_counts(month: dict[str, Case]) -> None:
    def behind(measure: str, organisation: str = "", missed: bool | None = None) -> set[str]:
        found = cases_behind(CODE, NOVEMBER, measure, organisation=organisation, missed=missed)
        return {name for name, case in month.items() if case.pk in {one.pk for one in found}}

    assert behind("received") == {"joint", "alone", "both", "ignored"}
    assert behind("received", HERE) == {"joint"} and behind("received", WORKS) == {"joint", "alone", "both"}
    assert behind("response") == {"eve", "joint", "alone", "both", "ignored"}
    assert behind("response", missed=True) == {"eve", "joint", "both", "ignored"}
    assert behind("response", missed=False) == {"joint", "alone"}
    assert behind("response", WATER, missed=True) == {"joint"} and behind("response", WATER, missed=False) == set()
    assert behind("resolution") == behind("satisfaction") == {"joint", "alone"}
    assert behind("satisfaction", missed=False) == {"joint"} and behind("satisfaction", missed=True) == {
        "joint",
        "alone",
    }
    assert behind("resolution", THERE) == {"alone"} and behind("resolution", WATER) == {"joint"}
    assert behind("late", ELSEWHERE) == {"ignored"} and behind("late", POLICE) == set()


def test_no_figure_counts_more_or_fewer_than_it_leads_to(month: dict[str, Case]) -> None:
    for rows in (figures.by_community(CODE, NOVEMBER), figures.by_department(CODE, NOVEMBER)):
        for row in rows:

            def behind(measure: str, missed: bool | None = None, code: str = row.code) -> int:
                return cases_behind(CODE, NOVEMBER, measure, organisation=code, missed=missed).count()

            assert behind("received") == row.received, row.name
            for measure in ("response", "resolution", "satisfaction"):
                ratio = getattr(row, measure)
                assert bool(behind(measure)) == bool(ratio.of), (row.name, measure)
                assert bool(behind(measure, False)) == bool(ratio.count), (row.name, measure)
                assert bool(behind(measure, True)) == bool(ratio.of - ratio.count), (row.name, measure)
            assert bool(behind("late")) == bool(row.late), row.name


def test_a_street_leads_to_the_cases_of_its_communities(month: dict[str, Case]) -> None:
    """The street's own desk is no community: what it kept or missed is not in the sum."""

    def behind(measure: str, missed: bool | None = None) -> set[str]:
        found = cases_behind(CODE, NOVEMBER, measure, area=STREET, missed=missed)
        return {name for name, case in month.items() if case.pk in {one.pk for one in found}}

    street = next(row for row, _inside in figures.by_street(figures.by_community(CODE, NOVEMBER)) if row.code == STREET)
    assert behind("received") == {"joint", "alone", "both"} and street.received == 3
    assert behind("response") == {"eve", "joint", "alone", "both"} and behind("late") == {"eve", "both"}
    assert behind("resolution", missed=True) == {"joint"} and behind("satisfaction") == {"joint", "alone"}


def test_what_was_late_stays_late_when_it_is_reclassified_or_given_to_others(
    district: District, clock: MovableClock
) -> None:
    clock.set(at("11-02 09:30"))
    case = opened("here", HERE, 2, clock)
    move("here", case, "assign", organisation=WORKS)
    clock.set(at("11-20 09:30"))
    late = figures.three_rates(CODE, NOVEMBER).late
    assert late > 0
    move("here", case, "classify", category=NOISE)
    move("here", case, "assign", organisation=WATER)
    assert figures.three_rates(CODE, NOVEMBER).late == late
    assert case in cases_behind(CODE, NOVEMBER, "late")


def test_what_was_given_up_in_time_counts_nowhere(district: District, clock: MovableClock) -> None:
    case = report(category=DRAIN).case
    clock.advance(minutes=2)
    say(case, "withdraw")
    clock.advance(days=30)
    row = figures.three_rates(CODE, NOVEMBER)
    assert (row.received, row.response, row.late) == (1, Ratio(), 0)


def test_a_day_belongs_to_its_month_in_shanghai(district: District, clock: MovableClock) -> None:
    clock.set(at("10-31 23:59"))
    report()
    clock.set(at("11-01 00:00"))
    report()
    assert [figures.three_rates(CODE, period).received for period in (OCTOBER, NOVEMBER)] == [1, 1]
    assert Period.month(2026, 12).last == date(2026, 12, 31) and NOVEMBER.earlier(11) == Period.month(2025, 12)
    assert len(figures.trend(CODE, NOVEMBER)) == 12


def test_what_is_not_due_yet_counts_for_nobody(district: District, clock: MovableClock) -> None:
    report(category=DRAIN)
    assert figures.three_rates(CODE, NOVEMBER).response == Ratio(0, 0)
    clock.advance(minutes=6)
    assert figures.three_rates(CODE, NOVEMBER).response == Ratio(0, 1)


def test_how_soon_departments_report_in(month: dict[str, Case]) -> None:
    assert figures.report_in_minutes(CODE, NOVEMBER) == (12.0, 22.0)
    assert figures.report_in_minutes(CODE, OCTOBER) == (None, None)


def test_the_open_page_and_its_table_say_the_same(month: dict[str, Case]) -> None:
    client = Client()
    page = client.get(f"/{SLUG}/open?month=2026-11")
    assert page.status_code == 200 and page.context["total"].rates.response == Ratio(5, 10)
    table = client.get(f"/{SLUG}/open.csv?month=2026-11&by=department")
    rows = {row[0]: row for row in csv.reader(io.StringIO(table.content.decode("utf-8-sig")))}
    assert rows[WORKS][2:6] == ["3", "50.0", "1", "2"]


@pytest.mark.parametrize("by", ["community", "department"])
def test_any_figure_of_the_page_leads_to_its_cases(month: dict[str, Case], by: str) -> None:
    client = Client()
    page = client.get(f"/{SLUG}/open?month=2026-11&by={by}").content.decode()
    links = {html.unescape(link) for link in re.findall(r'href="(/demo/open/cases[^"]+)"', page)}
    asked = [dict(parse_qsl(link.partition("?")[2])) for link in links]
    assert {one["month"] for one in asked} >= {"2025-12", "2026-10", "2026-11"}, "the months of the table"
    assert {"month": "2026-11", "measure": "report_in"} in asked
    if by == "community":
        assert {"month": "2026-11", "measure": "response", "area": STREET} in asked
    else:
        assert {"month": "2026-11", "measure": "community_rating", "organisation": WORKS} in asked
    for link in links:
        assert client.get(link).status_code == 200, link
    rated = client.get(f"/{SLUG}/open/cases?month=2026-11&measure=community_rating&organisation={WATER}")
    assert [case.code for case in rated.context["cases"]] == [month["joint"].code]
    assert client.get(f"/{SLUG}/open/cases?area={HERE[:8]}").status_code == 404


@pytest.mark.parametrize("by", ["community", "department"])
def test_the_page_costs_few_statements_however_many_months(
    month: dict[str, Case], by: str, django_assert_max_num_queries: Budget
) -> None:
    client = Client()
    client.get(f"/{SLUG}/open")
    with django_assert_max_num_queries(16) as asked:
        assert client.get(f"/{SLUG}/open?month=2026-11&by={by}").status_code == 200
    with django_assert_max_num_queries(4):
        assert len(figures.trend(CODE, NOVEMBER)) == 12
    assert not any("rating" in one["sql"] and "GROUP BY" not in one["sql"] for one in asked.captured_queries), (
        "counted where they lie"
    )


def test_a_year_is_counted_month_by_month_as_each_by_itself(month: dict[str, Case]) -> None:
    for period, rates in figures.trend(CODE, NOVEMBER):
        assert shown(rates) == shown(figures.three_rates(CODE, period))


def test_behind_a_figure_the_public_sees_public_cases_and_how_many_are_not(month: dict[str, Case]) -> None:
    page = Client().get(f"/{SLUG}/open/cases?month=2026-11&measure=received")
    assert {case.code for case in page.context["cases"]} == {month[name].code for name in ("joint", "alone", "both")}
    assert (page.context["total"], page.context["hidden"]) == (4, 1)

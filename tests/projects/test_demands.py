"""Demands: from cases in one step, from meetings and rounds; supported once a person; ordered by the stated rule; set aside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from linli.places.models import District
from linli.projects import actions
from linli.projects.errors import AsYourself, NotNow, NotThere, NotYours, SignInFirst
from linli.projects.models import Demand, Support
from linli.projects.weighing import Weights, priority, weigh
from tests import factories
from tests.conftest import MovableClock
from tests.projects import town
from tests.projects.town import ELSEWHERE, HERE, actor, resident

RULE = Weights("1", town.POINTS, town.FULL)


def test_cases_of_others_are_not_there(district: District) -> None:
    lat, lon = factories.spot(ELSEWHERE)
    foreign = factories.report(location={"lat": lat, "lon": lon}).case
    with pytest.raises(NotThere, match=foreign.code):
        actions.make_demand_of_cases(actor("here"), town.sheet(cases=[foreign.code]))
    assert not Demand.objects.exists(), "nothing half written"


def test_a_case_joins_a_demand_once(district: District) -> None:
    one, two = town.asking(2)
    row = actions.make_demand_of_cases(actor("here"), town.sheet(cases=[one.code]))
    row = actions.add_cases(actor("here"), row.code, [one.code, two.code])
    assert (row.cases, row.sources.count()) == (2, 2)
    assert actions.add_cases(actor("here"), row.code, [two.code]).cases == 2


def test_it_lies_where_its_cases_lie(district: District) -> None:
    row = actions.make_demand_of_cases(actor("here"), town.sheet(cases=[one.code for one in town.asking(2)]))
    lat, lon = factories.spot(HERE)
    assert row.lat == pytest.approx(lat) and row.lon == pytest.approx(lon)


def test_from_a_meeting_it_needs_day_and_place(district: District) -> None:
    with pytest.raises(InvalidInput):
        actions.make_demand(actor("here"), town.sheet(), {"kind": "meeting"})
    told = {"kind": "meeting", "day": "2026-10-28", "place": "院坝", "note": "二十户到会"}
    row = actions.make_demand(actor("here"), town.sheet(), told)
    assert [(one.kind, one.place) for one in row.sources.all()] == [("meeting", "院坝")]
    row = actions.add_source(actor("here"), row.code, {"kind": "patrol", "day": "2026-11-01", "place": "二单元"})
    assert row.sources.count() == 2
    with pytest.raises(InvalidInput):
        actions.add_source(actor("here"), row.code, {"kind": "patrol"})


def test_only_who_looks_after_the_area(district: District) -> None:
    for username in ("there", "works", "firm"):
        with pytest.raises(NotYours):
            town.demand(username)
    assert town.demand("street").state == town.demand("centre").state == "open"


def test_what_one_of_its_kind_lacks_is_written_at_once(district: District) -> None:
    row = town.demand()
    assert [(one.manner, one.amount) for one in row.needs.order_by("id")] == [
        ("space", 60), ("money", 200_000), ("skill", 12),
    ]  # fmt: skip
    need = actions.add_need(actor("here"), row.code, {"manner": "goods", "what": "餐桌", "amount": "8", "unit": "张"})
    actions.drop_need(actor("here"), row.code, need.pk)
    assert row.needs.count() == 3
    for amount in ("0", "-3", "many", "1.234"):
        with pytest.raises(InvalidInput):
            actions.add_need(actor("here"), row.code, {"manner": "goods", "what": "餐桌", "amount": amount})


def test_a_support_counts_once(district: District) -> None:
    row = town.demand()
    assert [actions.support(resident(1), row.code)[1] for _time in range(2)] == [True, False]
    assert (Support.objects.count(), Demand.objects.get().supports) == (1, 1)
    assert actions.take_support_back(resident(1), row.code).supports == 0
    with pytest.raises(SignInFirst):
        actions.support(Actor.guest(), row.code)
    with pytest.raises(AsYourself):
        actions.support(actor("here"), row.code)


def test_set_aside_says_why_and_takes_no_more_supports(district: District) -> None:
    row = town.demand()
    with pytest.raises(InvalidInput):
        actions.set_aside(actor("here"), row.code, {"reason": ""})
    row = actions.set_aside(actor("here"), row.code, {"reason": "明年并入改造"})
    assert (row.state, row.reason) == ("set_aside", "明年并入改造")
    with pytest.raises(NotNow):
        actions.support(resident(1), row.code)
    assert actions.take_up_again(actor("here"), row.code).state == "open"


def test_a_kind_of_safety_is_urgent_by_itself(district: District) -> None:
    assert town.demand(kind="safety").urgent
    assert town.demand(kind="safety").priority == Decimal("20.00")
    assert not town.demand().urgent


def test_waiting_counts_from_day_to_day(district: District, clock: MovableClock) -> None:
    row = town.demand()
    clock.advance(days=90)
    assert actions.weigh_all() == 1
    row.refresh_from_db()
    assert row.priority == Decimal("10.00") and row.weighing["rule"] == "2026-1"
    parts = {one["part"]: (one["counted"], one["points"], one["of"]) for one in row.weighing["parts"]}
    assert parts["waiting"] == (90.0, 10.0, 20)


counts = st.integers(0, 5_000)


@given(counts, counts, st.integers(1, 5_000), st.booleans(), counts)
def test_the_rule_never_gives_more_than_a_hundred(
    cases: int, supports: int, households: int, urgent: bool, days: int
) -> None:
    parts = weigh(RULE, cases=cases, supports=supports, households=households, urgent=urgent, days=days)
    assert all(0 <= one.points <= one.of for one in parts)
    assert priority(parts) == round(sum(one.points for one in parts), 2) <= 100.01
    more = weigh(RULE, cases=cases + 1, supports=supports + 1, households=households, urgent=urgent, days=days + 1)
    assert priority(more) >= priority(parts), "more of anything never counts less"

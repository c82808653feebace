"""The whistle: who is called comes, or says once why not, and the community confirms on site."""

from __future__ import annotations

import random

import pytest

from linli.cases import commands as c
from linli.cases.actions import blow_on_the_spot, perform_on_callout, perform_on_whistle
from linli.cases.errors import InvalidInput, NotNow, NotYours
from linli.cases.models import Callout, CalloutState, Case, CaseEvent, Channel, Deadline, DeadlineState, Remark
from linli.cases.queries.replay import unfolded
from linli.ids import drawn_from
from linli.places.errors import InvalidPosition, SwappedPosition
from linli.places.models import District
from tests.cases.program import Program
from tests.conftest import MovableClock
from tests.factories import (
    CENTRE,
    CODE,
    DRAIN,
    ELSEWHERE,
    HERE,
    POLICE,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    confirm,
    move,
    registered,
    spot,
    told,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")
METRES = 1 / 111_195


def rule(called: Callout, ruling: str, reason: str = "按权责清单") -> Callout:
    perform_on_callout(actor("centre"), called.pk, ruling, {"reason": reason})
    called.refresh_from_db()
    return called


def arrive(called: Callout, metres_north: float) -> Callout:
    lat, lon = spot()
    here = {"lat": lat + metres_north * METRES, "lon": lon, "accuracy": 15}
    perform_on_callout(actor("works"), called.pk, "arrive", {"location": here})
    called.refresh_from_db()
    return called


def test_everyone_called_is_told_and_has_clocks_of_their_own() -> None:
    case = whistled(WORKS, WATER)
    for unit in (WORKS, WATER):
        own = Deadline.objects.filter(case=case, callout=callout(case, unit))
        assert {d.kind for d in own} == {"acknowledge", "arrive", "finish"}
        assert {d.organisation_id for d in own} == {unit}
        assert ("callout_called", unit) in told(case)
    assert ("callout_called", POLICE) not in told(case)
    assert case.whistles.get().blown_by_id == HERE


def test_a_department_refuses_once(clock: MovableClock) -> None:
    called = answer_call("works", callout(whistled(WORKS), WORKS), "refuse")
    assert (called.state, called.refusal) == (CalloutState.REFUSED, "不属我局职责")
    clock.advance(minutes=20)
    called = rule(called, "overrule", "管线属贵单位")
    assert (called.state, called.ruling, called.ruling_reason) == (CalloutState.CALLED, "overruled", "管线属贵单位")
    running = Deadline.objects.filter(callout=called, state=DeadlineState.RUNNING)
    assert {d.kind for d in running} == {"arrive", "finish"}, "it has acknowledged by refusing"
    assert {d.started_at for d in running} == {clock.now}, "the clocks start anew"
    with pytest.raises(NotNow) as refused:
        answer_call("works", called, "refuse")
    assert "已裁定" in refused.value.message or str(called.get_ruling_display()) in refused.value.message
    assert answer_call("works", called, "report-in", "arrive", "finish").state == CalloutState.FINISHED


def test_an_upheld_refusal_releases() -> None:
    case = whistled(WORKS)
    called = rule(answer_call("works", callout(case, WORKS), "refuse"), "uphold")
    assert (called.state, called.ruling, called.has_ended) == (CalloutState.RELEASED, "upheld", True)
    assert not Deadline.objects.filter(callout=called, state=DeadlineState.RUNNING).exists()
    assert not case.desk_items.get(organisation=WORKS).open
    assert {("callout_ruled", WORKS), ("callout_ruled", HERE), ("callout_finished_all", HERE)} <= set(told(case))
    confirm(case)
    assert case.whistles.get().confirmed_at


def test_only_those_who_worked_are_rated() -> None:
    case = whistled(WORKS, WATER)
    rule(answer_call("works", callout(case, WORKS), "refuse"), "uphold")
    answer_call("water", callout(case, WATER), "report-in", "arrive", "finish")
    with pytest.raises(InvalidInput, match=WORKS):
        confirm(case, works=5, water=5)
    with pytest.raises(InvalidInput, match="水务"):
        confirm(case)
    confirm(case, water=4)
    assert dict(case.callouts.values_list("organisation_id", "rating")) == {WORKS: None, WATER: 4}


def test_a_ruling_is_for_the_centre() -> None:
    called = answer_call("works", callout(whistled(WORKS), WORKS), "refuse")
    for name in ("here", "street", "works"):
        with pytest.raises(NotYours):
            perform_on_callout(actor(name), called.pk, "overrule", {"reason": "请到场"})


@pytest.mark.parametrize(("metres", "far"), [(0, False), (480, False), (520, True)])
def test_who_checks_in_far_from_the_place_is_flagged(metres: int, far: bool) -> None:
    called = answer_call("works", callout(whistled(WORKS), WORKS), "report-in")
    called = arrive(called, metres)
    assert called.far is far and called.distance == pytest.approx(metres, abs=2)
    said = CaseEvent.objects.get(stream=called.case_id, kind="callout_arrived").data
    assert said["far"] is far and said["accuracy"] == 15
    assert (called.lat, called.lon) == (pytest.approx(spot()[0], abs=0.01), spot()[1])


def test_a_position_that_cannot_be_is_refused_and_nothing_is_written() -> None:
    called = answer_call("works", callout(whistled(WORKS), WORKS), "report-in")
    lat, lon = spot()
    for here, fault in (({"lat": lon, "lon": lat}, SwappedPosition), ({"lat": 95, "lon": 200}, InvalidPosition)):
        with pytest.raises(fault):
            perform_on_callout(actor("works"), called.pk, "arrive", {"location": here})
    called.refresh_from_db()
    assert called.state == CalloutState.REPORTED_IN


def test_where_the_place_is_not_known_no_distance_is_claimed() -> None:
    case = registered(location=None, address="东街社区")
    assert case.lat is None
    case = move("here", case, "whistle", kind="routine", reason="需要疏通", organisations=[WORKS]).case
    called = arrive(answer_call("works", callout(case, WORKS), "report-in"), 9000)
    assert (called.distance, called.far) == (None, False)


def test_all_must_have_ended_before_the_community_confirms() -> None:
    case = whistled(WORKS, WATER, POLICE)
    answer_call("works", callout(case, WORKS), "report-in", "arrive", "finish")
    answer_call("water", callout(case, WATER), "refuse")
    with pytest.raises(NotNow) as waiting:
        confirm(case, works=5)
    assert (
        "水务" in waiting.value.message and "综合执法" in waiting.value.message and "住建" not in waiting.value.message
    )
    rule(callout(case, WATER), "uphold")
    answer_call("police", callout(case, POLICE), "report-in", "arrive", "finish")
    confirm(case, works=5, police=4)
    with pytest.raises(NotNow):
        confirm(case, works=1, police=1)
    assert callout(case, WORKS).rating == 5


def test_who_is_on_the_way_is_not_called_twice() -> None:
    case = whistled(WORKS)
    with pytest.raises(InvalidInput, match="住建"):
        move("here", case, "whistle", kind="routine", reason="再催", organisations=[WATER, WORKS])
    assert case.whistles.count() == 1
    case = move("here", case, "whistle", kind="routine", reason="还要水务", organisations=[WATER, WATER]).case
    assert case.callouts.count() == 2
    answer_call("works", callout(case, WORKS), "report-in", "arrive", "finish")
    perform_on_whistle(actor("here"), case.whistles.order_by("blown_at", "id")[0].pk, {"ratings": {WORKS: 5}})
    case = move("here", case, "whistle", kind="routine", reason="又堵了", organisations=[WORKS]).case
    assert case.callouts.filter(organisation=WORKS).count() == 2


def test_a_whistle_needs_someone_to_call_who_exists() -> None:
    case = registered()
    for called, words in (([], "至少"), (["990101-nobody"], "990101-nobody")):
        with pytest.raises(InvalidInput) as refused:
            move("here", case, "whistle", kind="joint", reason="需要到场", organisations=called)
        assert refused.value.faults[0].field == "organisations" and words in refused.value.message


def test_no_answer_and_no_transfer_while_a_whistle_is_open() -> None:
    case = whistled(WORKS)
    with pytest.raises(InvalidInput):
        move("here", case, "answer", text="已处理")
    with pytest.raises(InvalidInput):
        move("here", case, "transfer", organisation=CENTRE, reason="请区里处理")


def seen_on_patrol(name: str, community: str = HERE) -> Case:
    lat, lon = spot(community)
    found = c.parse(
        c.Submit,
        {"district": CODE, "text": "井盖松动", "location": {"lat": lat, "lon": lon}, "channel": Channel.PATROL},
    )
    whistle = c.parse(c.BlowWhistle, {"kind": "emergency", "reason": "有人会掉下去", "organisations": [WORKS]})
    return blow_on_the_spot(actor(name), found, DRAIN, whistle).case


def test_what_waits_for_ones_confirmation_is_listed() -> None:
    case, here = whistled(WORKS), Program("here")
    whistle = str(case.whistles.get().pk)
    assert here.get(f"/cases/{case.code}/moves").body["whistles"] == []
    answer_call("works", callout(case, WORKS), "report-in", "arrive", "finish")
    (waiting,) = here.get(f"/cases/{case.code}/moves").body["whistles"]
    (move,) = waiting["moves"]
    assert (waiting["id"], move["move"], move["needs"]["required"]) == (whistle, "confirm", ["ratings"])
    for name in ("works", ""):
        assert Program(name).get(f"/cases/{case.code}/moves").body["whistles"] == []
    assert here.post(f"/whistles/{whistle}/confirm", ratings={WORKS: 5}).status == 200
    assert here.get(f"/cases/{case.code}/moves").body["whistles"] == []


def test_a_whistle_on_its_own_for_what_is_seen_on_patrol(district: District) -> None:
    case = Case.objects.get(pk=seen_on_patrol("here").pk)
    assert (case.state, case.channel, case.office_id) == ("in_progress", "patrol", HERE)
    events = list(CaseEvent.objects.filter(stream=case.pk).order_by("seq"))
    assert [event.kind for event in events] == ["submitted", "registered", "whistled"]
    assert not list(unfolded())
    assert callout(case, WORKS).state == CalloutState.CALLED and ("callout_called", WORKS) in told(case)
    assert Deadline.objects.get(case=case, callout=None, kind="acknowledge").state == DeadlineState.MET


def test_a_whistle_on_its_own_that_draws_a_taken_code_draws_again(clock: MovableClock) -> None:
    codes = set()
    for _number in range(2):
        clock.advance(minutes=1)
        with drawn_from(random.Random(7)):
            codes.add(seen_on_patrol("here").code)
    assert len(codes) == Case.objects.count() == 2


def test_nobody_whistles_in_anothers_cells() -> None:
    with pytest.raises(NotYours):
        seen_on_patrol("here", ELSEWHERE)
    assert not Case.objects.exists() and not Remark.objects.exists()

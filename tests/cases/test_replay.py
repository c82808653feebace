"""A case row is the fold of its events, whatever happens to it and in whatever order."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli import clock as time
from linli.audit import queries as audit
from linli.audit.migration import lifting
from linli.cases.actions import chores, perform, perform_on_callout, perform_on_whistle
from linli.cases.file import folded
from linli.cases.lifecycle import offered, offered_on
from linli.cases.models import (
    NEVER,
    OPEN_STATES,
    Callout,
    Case,
    CaseEvent,
    Deadline,
    DeadlineState,
    DeskItem,
    State,
)
from linli.cases.queries.replay import replay, unfolded
from linli.people.actors import Actor
from linli.places.models import District
from linli.problem import Problem
from linli.verifying import verify_all
from tests.conftest import MovableClock
from tests.factories import (
    DRAIN,
    HERE,
    NOISE,
    POLICE,
    THERE,
    WATER,
    WORKS,
    actor,
    closed,
    registered,
    report,
    reporter_of,
    spot,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")
PEOPLE = ("here", "there", "street", "grid", "works", "water", "police", "centre", "supervisor")

NEEDS: dict[str, list[dict[str, Any]]] = {
    "register": [{"category": DRAIN, "title": "污水外溢"}, {"category": NOISE, "publish": False}],
    "locate": [{"area": f"{HERE}002"}, {"area": THERE}],
    "whistle": [{"kind": kind, "reason": "请到场", "organisations": units}
                for kind, units in (("routine", [WORKS]), ("joint", [WATER, POLICE]), ("emergency", [POLICE, WORKS]))],
    "assign": [{"organisation": WORKS}, {"organisation": WATER, "text": "请看看"}],
    "hand_back": [{"reason": "不属我局", "next_organisation": WATER}],
    "answer": [{"text": "已处理"}], "close": [{"result": "solved"}, {"result": "not_solved", "text": "还要再修"}],
    "ask": [{"question": "在哪？"}], "reply": [{"text": "在东门"}],
    "classify": [{"category": NOISE}, {"category": DRAIN}],
    "transfer": [{"organisation": THERE, "reason": "属西街"}, {"organisation": HERE, "reason": "属东街"}],
    "decline": [{"reason": "属物业", "next_door": "小区物业"}], "withdraw": [{}],
    "rate": [{"score": 5, "solved": True}, {"score": 1, "solved": False, "text": "没好"}],
    "reopen": [{"reason": "又堵了"}], "urge": [{"text": "请抓紧"}], "note": [{"text": "看过了"}],
    "follow": [{"device": "手机一"}, {"device": "手机二"}], "start": [{}],
    "report-in": [{"who": "小李", "at": "2026-11-02T10:00:00+08:00"}], "finish": [{"text": "已疏通"}],
    "arrive": [{"location": dict(zip(("lat", "lon"), spot(), strict=True))}], "refuse": [{"reason": "不属我局"}],
    "overrule": [{"reason": "请到场"}], "uphold": [{"reason": "情况属实"}], "acknowledge": [{}],
}  # fmt: skip


def possible(cases: list[Case], staff: list[Actor]) -> list[tuple[Any, ...]]:
    """Everything that anybody could do now to one of the cases, or on a callout or whistle of it."""
    ways: list[tuple[Any, ...]] = []
    for case in cases:
        callouts = list(Callout.objects.filter(case=case).order_by("id"))
        for by in (reporter_of(case), Actor.guest(), *staff):
            ways += [(case, by, move.name, None) for move in offered(by, case)]
            ways += [(case, by, move.name, one) for one in callouts for move in offered_on(by, case, one)]
        for whistle in case.whistles.filter(confirmed_at=None):
            ways.append((case, staff[0], "confirm", whistle))
    return ways


def make(data: st.DataObject, cases: list[Case], staff: list[Actor]) -> None:
    case, by, move, about = data.draw(st.sampled_from(possible(cases, staff)), label="way")
    if move == "merge":
        perform(by, case.code, move, {"into": data.draw(st.sampled_from(cases)).code})
    elif move == "confirm":
        finished = about.callouts.filter(state="finished").values_list("organisation_id", flat=True)
        perform_on_whistle(by, about.pk, {"ratings": dict.fromkeys(finished, 4)})
    else:
        given = data.draw(st.sampled_from(NEEDS[move]))
        if about is None:
            perform(by, case.code, move, given)
        else:
            perform_on_callout(by, about.pk, move, given)


def check(case: Case) -> None:
    events = list(CaseEvent.objects.filter(stream=case.pk).order_by("seq"))
    told = replay(events)
    assert {name: told.get(name) for name in Case.FOLDED} == folded(case)
    assert (case.version, case.head) == (events[-1].seq, events[-1].digest)
    running = Deadline.objects.filter(case=case, state=DeadlineState.RUNNING)
    items = DeskItem.objects.filter(case=case)
    assert {(item.state, item.case_due_at) for item in items} == {(case.state, case.due_at)}
    open_whistle = case.whistles.filter(confirmed_at=None).exists()
    if case.state in OPEN_STATES:
        assert case.due_at == min((d.due_at for d in running), default=NEVER)
        assert items.get(organisation=case.office_id).open
        assert not open_whistle or case.state in (State.IN_PROGRESS, State.RETURNED)
    else:
        assert not running.exists() and case.due_at == NEVER and not items.filter(open=True).exists()
        assert not open_whistle and case.closed_at
    for item in items.filter(open=True):
        assert item.due_at == min(
            (d.due_at for d in running if d.organisation_id == item.organisation_id), default=NEVER
        )
    assert case.followers == case.follows.count() or case.merged_here.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_replaying_the_events_gives_the_row(clock: MovableClock, data: st.DataObject) -> None:
    clock.set(time.now().replace(2026, 11, 2, 1, 30))
    staff = [actor(name) for name in PEOPLE]
    try:
        with transaction.atomic():
            cases = [whistled(), registered(), report(location=None, text="路灯坏了").case, closed()]
            for _step in range(data.draw(st.integers(1, 12), label="steps")):
                clock.advance(minutes=data.draw(st.sampled_from([0, 3, 200, 1500, 30000]), label="minutes"))
                try:
                    with transaction.atomic():
                        make(data, cases, staff)
                except Problem:
                    pass
                chores.warn(), chores.escalate(), chores.remind()
                cases = list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("id"))
            for case in cases:
                check(case)
            assert list(unfolded()) == [] and list(audit.broken(CaseEvent)) == []
            raise _Undo
    except _Undo:
        pass


class _Undo(Exception):
    pass


def faults() -> list[str]:
    return verify_all(lambda _words: lambda _done, _total: None)


def test_verify_names_the_case_whose_row_says_something_else(district: District) -> None:
    case = registered()
    assert faults() == []
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED, text="别的话")
    assert [case.code in fault for fault in faults()] == [True, True]
    assert "state" in faults()[0] and "registered" in faults()[0]


def test_verify_names_the_first_broken_event(district: District) -> None:
    case, other = whistled(), registered()
    with connection.cursor() as cursor:
        for statement in lifting(connection.vendor, CaseEvent._meta.db_table):
            cursor.execute(statement)
    second = CaseEvent.objects.get(stream=case.pk, seq=2)
    CaseEvent.objects.filter(pk=second.pk).update(actor_name="别人")
    (broken,) = audit.broken(CaseEvent)
    assert (broken.stream, broken.seq, broken.kind, broken.why) == (case.pk, 2, "registered", "changed")
    assert str(case.pk) in faults()[0] and str(other.pk) not in str(faults())


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_keeps_events_as_they_were_written(district: District, verb: str) -> None:
    case = registered()
    events = CaseEvent.objects.filter(stream=case.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        events.update(actor_name="别人") if verb == "UPDATE" else events.delete()


def test_every_change_is_one_event(district: District) -> None:
    case = whistled()
    assert CaseEvent.objects.filter(stream=case.pk).count() == case.version == 3
    with pytest.raises(Problem):
        perform(actor("here"), case.code, "answer", {"text": "已处理"})
    assert CaseEvent.objects.filter(stream=case.pk).count() == 3, "what was refused has left nothing"

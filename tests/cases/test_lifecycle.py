"""Who may do what, and when: every line of the tables of moves, from every state, by everyone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from linli.cases.actions import perform, perform_on_callout, perform_on_whistle
from linli.cases.actions.door import CALLOUT_VERBS, CASE_VERBS
from linli.cases.errors import NoSuchCase, NotNow, NotYours
from linli.cases.lifecycle import CALLOUT_MOVES, CASE_MOVES, CONFIRM, Part, offered, offered_on
from linli.cases.models import APPLICATION_STATES, Callout, CalloutState, Case, State
from linli.people.actors import Actor
from linli.places.models import District
from linli.problem import Problem
from tests.factories import (
    DRAIN,
    HERE,
    NOISE,
    POLICE,
    THERE,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    confirm,
    move,
    registered,
    report,
    reporter_of,
    say,
    spot,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")

# What each person is to a case of 东街社区 that was given to the works department at some time.
PARTS: dict[str, set[Part]] = {
    "guest": {Part.ANYONE},
    "reporter": {Part.ANYONE, Part.REPORTER},
    "here": {Part.ANYONE, Part.OFFICE, Part.STAFF},
    "street": {Part.ANYONE, Part.OFFICE, Part.STAFF},
    "grid": {Part.ANYONE, Part.GRID, Part.STAFF},
    "works": {Part.ANYONE, Part.HANDLER, Part.STAFF},
    "centre": {Part.ANYONE, Part.CENTRE, Part.STAFF},
    "supervisor": {Part.ANYONE, Part.SUPERVISOR, Part.STAFF},
    "auditor": {Part.ANYONE},
    "admin": {Part.ANYONE},
}
STRANGERS = ("there", "elsewhere", "police")

# Where each move leads, said a second time so that the table cannot change unnoticed.
WAYS_ON: dict[str, dict[str, str]] = {
    "submitted": {"register": "registered", "ask": "returned", "transfer": "submitted", "decline": "declined",
                  "merge": "merged", "withdraw": "withdrawn"},
    "registered": {"whistle": "in_progress", "assign": "assigned", "answer": "answered", "ask": "returned",
                   "transfer": "submitted", "decline": "declined", "merge": "merged", "withdraw": "withdrawn"},
    "assigned": {"whistle": "in_progress", "assign": "assigned", "start": "in_progress", "hand_back": "registered",
                 "answer": "answered", "ask": "returned", "transfer": "submitted", "merge": "merged", "withdraw": "withdrawn"},
    "in_progress": {"whistle": "in_progress", "answer": "answered", "ask": "returned", "transfer": "submitted",
                    "withdraw": "withdrawn"},
    "returned": {"reply": "assigned", "withdraw": "withdrawn"},
    "reopened": {"whistle": "in_progress", "assign": "assigned", "answer": "answered", "ask": "returned",
                 "transfer": "submitted", "decline": "declined", "merge": "merged"},
    "answered": {"close": "closed"},
    "closed": {"reopen": "reopened"},
    "declined": {}, "withdrawn": {}, "merged": {},
}  # fmt: skip
STAYS = {"locate", "classify", "rate", "urge", "note", "follow"}

# Who may, said a second time as well.
_DESK = {Part.OFFICE, Part.CENTRE}
_WHO: tuple[tuple[str, set[Part]], ...] = (
    ("register locate whistle assign classify transfer decline merge", _DESK),
    ("answer ask", _DESK | {Part.HANDLER}), ("start hand_back", {Part.HANDLER}), ("withdraw rate", {Part.REPORTER}),
    ("close", _DESK | {Part.GRID}), ("reply", _DESK | {Part.REPORTER}),
    ("reopen", _DESK | {Part.REPORTER, Part.SUPERVISOR}), ("urge", {Part.SUPERVISOR, Part.CENTRE}),
    ("note", {Part.STAFF}), ("follow", {Part.ANYONE}), ("overrule uphold", {Part.CENTRE}),
    ("acknowledge report-in arrive finish refuse", {Part.CALLED}),
)  # fmt: skip
WHO = {move: who for moves, who in _WHO for move in moves.split()}

NEEDS: dict[str, dict[str, Any]] = {
    "register": {"category": DRAIN}, "locate": {"area": f"{HERE}002"}, "classify": {"category": NOISE},
    "whistle": {"kind": "routine", "reason": "需要疏通", "organisations": [WATER]}, "assign": {"organisation": WORKS},
    "hand_back": {"reason": "不属我局"}, "answer": {"text": "已处理"}, "close": {"result": "solved"},
    "ask": {"question": "在哪个门口？"}, "reply": {"text": "在东门"}, "transfer": {"organisation": THERE, "reason": "属西街"},
    "decline": {"reason": "属物业", "next_door": "小区物业"}, "rate": {"score": 5, "solved": True},
    "reopen": {"reason": "又堵了"}, "urge": {"text": "请抓紧"}, "note": {"text": "内部说明"}, "follow": {"device": "手机一"},
    "report-in": {"who": "小李", "at": "2026-11-02T10:00:00+08:00"}, "finish": {"text": "已疏通"},
    "arrive": {"location": dict(zip(("lat", "lon"), spot(), strict=True))}, "refuse": {"reason": "不属我局"},
    "overrule": {"reason": "请到场"}, "uphold": {"reason": "情况属实"},
}  # fmt: skip

ROADS: dict[str, list[tuple[str, str]]] = {
    "submitted": [],
    "registered": [("here", "register"), ("here", "assign"), ("works", "hand_back")],
    "assigned": [("here", "register"), ("here", "assign")],
    "in_progress": [("here", "register"), ("here", "assign"), ("works", "start")],
    "returned": [("here", "register"), ("here", "assign"), ("here", "ask")],
    "answered": [("here", "register"), ("here", "assign"), ("works", "answer")],
    "closed": [("here", "register"), ("here", "assign"), ("works", "answer"), ("grid", "close")],
    "reopened": [("here", "register"), ("here", "assign"), ("works", "answer"), ("here", "close"), ("here", "reopen")],
    "declined": [("here", "register"), ("here", "decline")],
    "withdrawn": [("here", "register"), ("reporter", "withdraw")],
    "merged": [("here", "register"), ("here", "merge")],
}


def who(name: str, case: Case) -> Actor:
    if name in ("guest", "reporter"):
        return reporter_of(case) if name == "reporter" else Actor.guest()
    return actor(name)


def come_to(state: str, other: Case) -> Case:
    """A case in a state, brought there by moves."""
    case = report().case
    for name, step in ROADS[state]:
        case = perform(who(name, case), case.code, step, needs(step, other)).case
    assert case.state == state
    return case


def needs(step: str, other: Case) -> dict[str, Any]:
    return {"into": other.code} if step == "merge" else NEEDS.get(step, {})


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """What happens within has not happened afterwards."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


def attempt(make: Any) -> Case | Problem:
    """What became of a move: the case after it, or why not; undone either way."""
    outcome: list[Case | Problem] = []
    with undone():
        try:
            outcome.append(make().case)
        except Problem as problem:
            outcome.append(problem)
    return outcome[0]


def parts(name: str, case: Case) -> set[Part] | None:
    """What someone is to the case now; None for who may not know of it."""
    if name in STRANGERS or (name == "works" and not case.desk_items.filter(organisation=WORKS).exists()):
        return None
    return PARTS[name] - ({Part.HANDLER} if case.organisation_id != WORKS else set())


def test_the_tables_and_the_verbs_name_the_same_moves() -> None:
    assert CASE_MOVES.keys() == CASE_VERBS.keys() and CALLOUT_MOVES.keys() == CALLOUT_VERBS.keys()
    assert {move for ways in WAYS_ON.values() for move in ways} | STAYS == CASE_MOVES.keys()
    assert set(ROADS) == set(State.values) - set(APPLICATION_STATES) == set(WAYS_ON)
    assert {name: set(rule.who) for name, rule in (CASE_MOVES | CALLOUT_MOVES).items()} == WHO


@pytest.mark.parametrize("state", WAYS_ON)
def test_every_move_from_a_state_by_everyone(state: str) -> None:
    other = report().case
    case = come_to(state, other)
    for name in (*PARTS, *STRANGERS):
        mine, by = parts(name, case), who(name, case)
        done = set()
        for step, rule in CASE_MOVES.items():
            outcome = attempt(lambda by=by, step=step: perform(by, case.code, step, needs(step, other)))
            place = f"{name} {step} from {state}: {outcome!r}"
            unseen = step == "follow" and mine == {Part.ANYONE} and not case.published and state in rule.starts
            if mine is None or unseen:
                assert isinstance(outcome, NoSuchCase) and case.code in outcome.message, place
            elif mine & rule.who and state in rule.starts:
                assert isinstance(outcome, Case), place
                assert outcome.state == WAYS_ON[state].get(step, state), place
                done.add(step)
            elif not mine & rule.who and (mine == {Part.ANYONE} or state in rule.starts):
                assert isinstance(outcome, NotYours), place
                assert str(rule.label) in outcome.message and rule.who_text in outcome.message, place
            else:
                assert isinstance(outcome, NotNow), place
                assert str(rule.label) in outcome.message and rule.who_text in outcome.message, place
                named = [str(State(one).label) for one in (state, *rule.starts)]
                assert all(label in outcome.message for label in named), place
                assert outcome.extra == {"state": state, "version": case.version}, place
        assert done == {rule.name for rule in offered(by, case)} or mine is None, f"{name} is offered what they can do"
        assert done - STAYS <= WAYS_ON[state].keys()


def test_the_reporter_reopens_once_without_asking_and_then_the_desk_does(district: District) -> None:
    case = registered()
    for by in ("reporter", "here"):
        move("here", case, "answer", text="已处理")
        move("here", case, "close", result="solved")
        case = perform(who(by, case), case.code, "reopen", {"reason": "又堵了"}).case
    move("here", case, "answer", text="已处理")
    move("here", case, "close", result="solved")
    with pytest.raises(NotYours) as refused:
        say(case, "reopen", reason="还是堵")
    assert str(Part.OFFICE.value) in refused.value.message
    assert "reopen" not in {rule.name for rule in offered(reporter_of(case), Case.objects.get(pk=case.pk))}
    assert move("supervisor", case, "reopen", reason="居民来电").case.reopened == 3


CALLOUT_ROADS: dict[str, tuple[str, ...]] = {
    "called": (),
    "acknowledged": ("acknowledge",),
    "reported_in": ("report-in",),
    "arrived": ("report-in", "arrive"),
    "finished": ("report-in", "arrive", "finish"),
    "refused": ("refuse",),
    "released": ("refuse", "uphold"),
}
CALLOUT_PARTS: dict[str, set[Part]] = {
    "works": {Part.CALLED}, "centre": {Part.CENTRE}, "here": set(), "street": set(), "grid": set(), "water": set(),
    "supervisor": set(), "auditor": set(), "admin": set(),
}  # fmt: skip


def answered_up_to(state: str) -> Callout:
    case = whistled(WORKS, WATER)
    called = callout(case, WORKS)
    for step in CALLOUT_ROADS[state]:
        by = "centre" if step == "uphold" else "works"
        perform_on_callout(actor(by), called.pk, step, NEEDS.get(step, {}))
    called.refresh_from_db()
    assert called.state == state
    return called


@pytest.mark.parametrize("state", CalloutState.values)
def test_every_move_on_a_callout_by_everyone(state: str) -> None:
    called = answered_up_to(state)
    for name in (*CALLOUT_PARTS, *STRANGERS, "guest", "reporter"):
        by, mine = who(name, called.case), CALLOUT_PARTS.get(name)
        done = set()
        for step, rule in CALLOUT_MOVES.items():
            outcome = attempt(lambda by=by, step=step: perform_on_callout(by, called.pk, step, NEEDS.get(step, {})))
            place = f"{name} {step} from {state}: {outcome!r}"
            if mine is None:
                assert isinstance(outcome, NoSuchCase) and called.case.code in outcome.message, place
            elif mine & rule.who and state in rule.starts:
                assert isinstance(outcome, Case), place
                done.add(step)
            else:
                assert isinstance(outcome, NotNow | NotYours), place
                assert str(rule.label) in outcome.message and rule.who_text in outcome.message, place
                assert isinstance(outcome, NotYours) or state not in rule.starts, place
        assert done == {rule.name for rule in offered_on(by, called.case, called)}, name


def test_a_whistle_is_confirmed_by_who_stands_on_the_spot(district: District) -> None:
    case = whistled(POLICE)
    for name in ("here", "street", "grid", "centre", "police", "supervisor", "auditor"):
        refused = attempt(lambda name=name: perform_on_whistle(actor(name), case.whistles.get().pk, {"ratings": {}}))
        assert isinstance(refused, NotNow) and "综合执法" in refused.message
    answer_call("police", callout(case, POLICE), "report-in", "arrive", "finish")
    given = {"ratings": {POLICE: 5}}
    for name in ("here", "street", "grid", "centre"):
        assert isinstance(
            attempt(lambda name=name: perform_on_whistle(actor(name), case.whistles.get().pk, given)), Case
        )
    for name in ("police", "supervisor", "auditor", "admin"):
        refused = attempt(lambda name=name: perform_on_whistle(actor(name), case.whistles.get().pk, given))
        assert isinstance(refused, NotYours) and CONFIRM.who_text in refused.message
    for name in ("there", "works", "guest"):
        stranger = who(name, case)
        assert isinstance(
            attempt(lambda by=stranger: perform_on_whistle(by, case.whistles.get().pk, given)), NoSuchCase
        )
    confirm(case, police=5)
    again = attempt(lambda: perform_on_whistle(actor("here"), case.whistles.get().pk, given))
    assert isinstance(again, NotNow)

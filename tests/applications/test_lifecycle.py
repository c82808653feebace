"""Who may do what with an application, and when: every line of the table of moves, from every state, by everyone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from linli.applications.actions import perform
from linli.applications.actions.door import VERBS
from linli.applications.lifecycle import APPLICATION_MOVES, offered
from linli.cases.errors import NoSuchCase, NotNow, NotYours
from linli.cases.models import Case, State
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.problem import Problem
from tests import factories
from tests.applications import town
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db

# Where each move leads, said a second time so that the table cannot change unnoticed.
IN_REVIEW = {
    "return": "returned", "recommend": "under_review", "report_up": "under_review", "consult": "consulting",
    "grant": "granted", "refuse": "refused", "withdraw": "withdrawn",
}  # fmt: skip
WAYS_ON: dict[str, dict[str, str]] = {
    "submitted": {"accept": "accepted", "return": "returned", "decline": "declined", "withdraw": "withdrawn"},
    "accepted": IN_REVIEW,
    "under_review": {**IN_REVIEW, "hand_down": "under_review"},
    "returned": {"withdraw": "withdrawn"},
    "consulting": {"consulted": "under_review", "withdraw": "withdrawn"},
    "granted": {"revoke": "closed", "deliver": "delivered"},
    "refused": {"deliver": "delivered"},
    "delivered": {"revoke": "closed"},
    "verifying": {"verify": "granted", "revoke": "closed"},
    "declined": {}, "withdrawn": {}, "closed": {},
}  # fmt: skip
STAYS = {
    "correct": {"returned"}, "rate": {"granted", "refused", "delivered", "verifying"}, "note": set(WAYS_ON),
    "urge": {"submitted", "accepted", "under_review", "returned", "consulting", "verifying"},
}  # fmt: skip
# Who, of an application that its last level (works) has: the one before is street, the counter here.
OF_THE_LEVEL = (
    "accept", "return", "recommend", "hand_down", "consult", "consulted", "grant", "refuse", "verify", "revoke", "decline",
)  # fmt: skip
MAY: dict[str, set[str]] = {
    "withdraw": {"applicant"}, "rate": {"applicant"}, "correct": {"applicant"},
    **{move: {"works", "works2"} for move in OF_THE_LEVEL},
    "report_up": set(), "deliver": {"applicant", "works", "works2"}, "urge": {"supervisor", "centre"},
    "note": {"here", "street", "works", "works2", "supervisor", "centre"},
}  # fmt: skip
EVERYONE = (
    "guest", "applicant", "neighbour", "here", "there", "grid", "street", "works", "works2", "water", "centre", "supervisor",
    "auditor", "admin",
)  # fmt: skip


def who(name: str, case: Case) -> Actor:
    match name:
        case "guest":
            return Actor.guest()
        case "applicant":
            return town.resident()
        case "neighbour":
            return town.resident("13800000077")
    return factories.actor(name)


def needs(move: str, case: Case) -> dict[str, Any]:
    checks = town.checks(case)
    return {
        "return": {"shortcomings": {"address": "请写到门牌号"}}, "recommend": {"verdict": "grant", "checks": checks},
        "report_up": {"checks": checks}, "grant": {"checks": checks}, "refuse": {"reason": "不符合条件"},
        "hand_down": {"reason": "请再核对"}, "consult": {"reason": "请专家看"}, "revoke": {"reason": "情况不实"},
        "decline": {"reason": "不属本区", "next_door": "12345"}, "urge": {"text": "请抓紧"}, "note": {"text": "内部说明"},
        "rate": {"score": 5}, "correct": {"answers": town.elderly_answers(), "documents": held(case)},
    }.get(move, {})  # fmt: skip


def held(case: Case) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in case.handed_in.filter(replaced_at=None):
        found.setdefault(one.material, []).append(one.document_id)
    return found


def come_to(state: str) -> Case:
    """An application in that state, at its last level where it has come that far."""
    case = town.apply()
    if state == "submitted":
        return case
    # Brought to the last level first, then to the state from there.
    town.agree(case, "here", "street")
    road = {
        "returned": ["return"], "consulting": ["consult"], "granted": ["grant"], "refused": ["refuse"],
        "delivered": ["grant", "deliver"], "closed": ["grant", "revoke"], "withdrawn": ["withdraw"],
    }.get(state, [])  # fmt: skip
    for move in road:
        perform(who("applicant" if move == "withdraw" else "works", case), case.code, move, needs(move, case))
    if state in ("accepted", "verifying", "declined"):
        Case.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()
    assert case.state == state
    return case


def expected(name: str, state: str, case: Case) -> set[str]:
    """What this person can do now."""
    ways = set(WAYS_ON[state]) | {move for move, states in STAYS.items() if state in states}
    if state == "submitted":
        first = {move: ({"here"} if whom == {"works", "works2"} else whom) for move, whom in MAY.items()}
        return {move for move in ways if name in first[move] and not (move == "note" and name not in SEE_FIRST)}
    return {move for move in ways if name in MAY[move]}


# Whose list it is on before it was reported up.
SEE_FIRST = {"here", "supervisor", "centre"}


@pytest.fixture(autouse=True)
def place(clock: MovableClock) -> None:
    town.district()


def test_the_table_and_the_verbs_name_the_same_moves() -> None:
    assert set(APPLICATION_MOVES) == set(VERBS) == set(MAY)
    led = {(start, name): move.to for name, move in APPLICATION_MOVES.items() for start in move.starts if move.to}
    assert led == {(start, name): to for start, ways in WAYS_ON.items() for name, to in ways.items()}


@pytest.mark.parametrize("state", WAYS_ON)
def test_every_move_from_a_state_by_everyone(state: str) -> None:
    case = come_to(state)
    for name in EVERYONE:
        person = who(name, case)
        seen = person.kind != "staff" or Case.objects.visible_to(person.reach).filter(pk=case.pk).exists()
        can = {move.name for move in offered(person, case)} if seen else set()
        assert can == expected(name, state, case), (name, state)
        for move in APPLICATION_MOVES:
            with transaction.atomic():
                outcome = tried(person, case, move)
                transaction.set_rollback(True)
            assert outcome == ("done" if move in can else outcome), (name, move, outcome)
            assert move in can or outcome in ("NoSuchCase", "NotYours", "NotNow"), (name, move, outcome)


def tried(person: Actor, case: Case, move: str) -> str:
    """What came of it: done, or which refusal."""
    try:
        perform(person, case.code, move, needs(move, case))
    except (NoSuchCase, NotYours, NotNow) as refused:
        return type(refused).__name__
    except Problem as refused:
        return f"{type(refused).__name__}: {refused.message}"
    return "done"


def test_one_rates_once_and_is_told_so() -> None:
    case = come_to("granted")
    perform(town.resident(), case.code, "rate", {"score": 5})
    with pytest.raises(NotNow) as refused:
        perform(town.resident(), case.code, "rate", {"score": 1})
    assert "已经评价过" in refused.value.message
    Case.objects.filter(pk=case.pk).update(level="")
    with pytest.raises(NotNow):
        perform(town.resident(), case.code, "rate", {"score": 1})
    case.refresh_from_db()
    assert case.score == 5


def test_above_the_last_level_and_below_the_first_is_nobody() -> None:
    case = come_to("under_review")
    with pytest.raises(NotNow):
        town.move("works", case, "report_up", checks=town.checks(case))
    fresh = town.apply(town.resident("13800000004"))
    town.move("here", fresh, "accept")
    town.move("here", fresh, "recommend", verdict="grant", checks=town.checks(fresh))
    with pytest.raises(NotNow):
        town.move("here", fresh, "hand_down", reason="请再核对")


def test_what_was_decided_elsewhere_is_handed_over_by_the_level_that_has_it_here() -> None:
    """As when the level above works on another installation: the last level of this side has it again."""
    case = come_to("granted")
    Case.objects.filter(pk=case.pk).update(level="street", organisation=factories.STREET)
    case.refresh_from_db()
    assert {move.name for move in offered(factories.actor("street"), case)} == {"deliver", "note"}


def test_why_it_was_given_back_stands_on_the_page_and_in_no_notice() -> None:
    case = come_to("under_review")
    town.move("works", case, "hand_down", reason="刘桂芳的银行卡不是本人的")
    told = Notice.objects.filter(template="application_handed_down", organisation=factories.STREET).get()
    assert "刘桂芳" not in told.text


def test_every_state_of_an_application_is_looked_at() -> None:
    reachable = {state for ways in WAYS_ON.values() for state in ways.values()} | {"submitted"}
    assert reachable == set(WAYS_ON) - {"verifying"} and set(WAYS_ON) <= set(State.values)

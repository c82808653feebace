"""Residents ask for volunteers: it is a case, which the team that takes it answers as a case is answered."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.actions import perform
from linli.cases.errors import InvalidInput
from linli.cases.models import Case, CaseEvent
from linli.people.actors import Actor
from linli.places.models import District
from linli.problem import Problem
from linli.volunteers import actions, errors
from linli.volunteers.models import HelpRequest
from linli.volunteers.queries.desk import requests_here, waiting
from tests import factories
from tests.volunteers import town
from tests.volunteers.town import CODE, HERE, LIGHT, NEIGHBOURS, SPARKS, THERE, WATERMEN, actor, ask, resident


def test_what_is_asked_is_a_case_and_its_answer_is_the_teams(district: District) -> None:
    town.member(5, leads=True)
    row = ask()
    assert (row.case.state, row.case.community, row.case.office_id, row.case.source) == (
        "submitted",
        HERE,
        HERE,
        "volunteers",
    )
    assert "请志愿者帮忙" in row.case.text or "电工" in row.case.text
    taken = actions.take(resident(5), row.pk, SPARKS)
    assert taken.state == "taken" and Case.objects.get(pk=row.case_id).state == "registered"
    done = actions.answer(resident(5), row.pk, {"text": "三楼的灯换好了，开关也查过"})
    case = Case.objects.get(pk=row.case_id)
    assert (done.state, case.state) == ("answered", "answered") and case.answered_at is not None
    told = CaseEvent.objects.filter(stream=case.pk).order_by("seq").values_list("actor_name", flat=True)
    assert any("电工志愿队" in name for name in told), "the timeline says which team"
    closed = perform(actor("here"), case.code, "close", {"result": "solved"}).case
    assert closed.state == "closed", "the community confirms on site as ever"
    assert not case.published, "what a neighbour asks for is no public list"


@pytest.mark.parametrize(
    "wrong",
    [
        {"skill": "fly"}, {"text": ""}, {"area": "999"}, {"area": HERE[:9]}, {"address": ""}, {"wanted_on": "2026-10-01"},
        {"wanted_on": "2027-10-01"}, {"wanted_on": "tomorrow"},
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_no_case_is_opened(district: District, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        ask(**wrong)
    assert not Case.objects.exists() and not HelpRequest.objects.exists()


def test_a_guest_signs_in_first(district: District) -> None:
    with pytest.raises(errors.SignInFirst):
        actions.ask(Actor.guest(), CODE, {"skill": LIGHT, "text": "灯坏了", "area": HERE, "address": "x"})


def test_a_team_takes_what_is_in_its_area_and_only_once(district: District) -> None:
    row = ask()
    with pytest.raises(errors.OutsideItsArea):
        actions.take(actor("there"), row.pk, NEIGHBOURS)
    with pytest.raises(errors.NotThere):
        actions.take(actor("there"), row.pk, SPARKS)
    with pytest.raises(errors.NotThere):
        actions.take(resident(3), row.pk, SPARKS)
    assert actions.take(actor("water"), row.pk, WATERMEN).state == "taken", "a team of the whole district may"
    with pytest.raises(errors.NotNow):
        actions.take(actor("here"), row.pk, SPARKS)
    with pytest.raises(errors.NotThere):
        actions.answer(actor("here"), row.pk, {"text": "我们替他们答"})
    actions.give_back(actor("water"), row.pk)
    assert actions.take(actor("here"), row.pk, SPARKS).team == town.team()


def test_the_community_hands_a_request_to_any_team(district: District) -> None:
    row = ask()
    with pytest.raises(errors.NotYours):
        actions.hand_to(actor("there"), row.pk, NEIGHBOURS)
    with pytest.raises(errors.NotThere):
        actions.hand_to(resident(1), row.pk, NEIGHBOURS)
    with pytest.raises(InvalidInput):
        actions.hand_to(actor("here"), row.pk, "nobody")
    assert actions.hand_to(actor("here"), row.pk, NEIGHBOURS).team == town.team(NEIGHBOURS)
    assert actions.answer(actor("there"), row.pk, {"text": "西街的邻居来换好了"}).state == "answered"


def test_volunteers_are_asked_for_a_case_that_is_there(district: District) -> None:
    case = factories.registered()
    with pytest.raises(InvalidInput):
        actions.ask_for_case(actor("there"), {"case": case.code, "skill": LIGHT})
    row = actions.ask_for_case(actor("here"), {"case": case.code, "skill": LIGHT})
    assert row.area == HERE and row.case == case
    with pytest.raises(errors.AskedAlready):
        actions.ask_for_case(actor("here"), {"case": case.code, "skill": LIGHT})
    actions.take(actor("here"), row.pk, SPARKS)
    actions.answer(actor("here"), row.pk, {"text": "已疏通"})
    assert Case.objects.get(pk=case.pk).state == "answered"


def test_a_case_that_ended_otherwise_ends_the_request(district: District) -> None:
    row, other = ask(1), ask(2)
    factories.move("here", row.case, "decline", reason="重复了", next_door="社区服务中心")
    actions.take(actor("here"), other.pk, SPARKS)
    perform(actor("here"), other.case.code, "answer", {"text": "社区自己去了"})
    with pytest.raises(Problem):
        actions.take(actor("here"), row.pk, SPARKS)
    with pytest.raises(Problem):
        actions.answer(actor("here"), other.pk, {"text": "我们也去了"})
    assert actions.settle() == 2
    assert set(HelpRequest.objects.values_list("state", flat=True)) == {"ended"}


def test_requests_of_elsewhere_are_none_of_this_desk(district: District) -> None:
    row = ask()
    assert requests_here(actor("here")).get() == row and waiting(actor("street")).requests == [row]
    assert not requests_here(actor("there")).exists() and not requests_here(actor("works")).exists()
    assert row.area != THERE

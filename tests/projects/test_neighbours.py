"""Neighbours accept what was done, each once, and say how satisfied they are; what is missing is put right first."""

from __future__ import annotations

import pytest

from linli.cases.errors import InvalidInput
from linli.people.queries import person_of
from linli.places.models import District
from linli.projects import actions
from linli.projects.errors import (
    AsYourself,
    NotANeighbour,
    NotNow,
    NotReady,
    NotYours,
    SaidAlready,
    VoteNotPassed,
)
from linli.projects.models import Claim, Demand, Project, Rating, Resource, Support, Vote
from linli.projects.queries.one_project import voices
from tests.projects import town
from tests.projects.town import actor, resident

YES = {"accepts": "true"}


def supported(*numbers: int) -> Demand:
    row = town.demand()
    for number in numbers:
        actions.support(resident(number), row.code)
    row.refresh_from_db()
    return row


def test_only_neighbours_vote(district: District) -> None:
    made = town.asked(supported(1))
    with pytest.raises(NotANeighbour):
        actions.vote(resident(8), made.code, YES)
    with pytest.raises(NotANeighbour):
        actions.vote(resident(8), made.code, {**YES, "door_code": "WRONG"})
    with pytest.raises(AsYourself):
        actions.vote(actor("here"), made.code, YES)
    actions.vote(resident(8), made.code, {**YES, "door_code": made.door_code.lower()})
    actions.vote(resident(1), made.code, YES)
    made.refresh_from_db()
    assert (made.votes_for, made.votes_against) == (2, 0)


def test_one_word_each(district: District) -> None:
    made = town.asked(supported(1))
    actions.vote(resident(1), made.code, YES)
    with pytest.raises(SaidAlready, match="同意"):
        actions.vote(resident(1), made.code, {"accepts": "false", "words": "还没好"})
    assert Vote.objects.count() == 1 == Project.objects.get().votes


def test_not_yet_says_what_is_missing(district: District) -> None:
    made = town.asked(supported(1))
    with pytest.raises(InvalidInput):
        actions.vote(resident(1), made.code, {"accepts": "false"})
    actions.vote(resident(1), made.code, {"accepts": "false", "words": "扶手没装"})
    assert [one.words for one in voices(actor("service"), made)[0]] == ["扶手没装"]
    assert voices(actor("elsewhere"), made) == ([], [])


def test_two_steps_and_a_threshold(district: District) -> None:
    made = town.asked(supported(1, 2, 3))
    with pytest.raises(VoteNotPassed):
        actions.conclude(actor("here"), made.code)
    actions.vote(resident(1), made.code, YES)
    actions.vote(resident(2), made.code, {"accepts": "false", "words": "扶手没装"})
    with pytest.raises(VoteNotPassed, match="50%"):
        actions.conclude(actor("here"), made.code)
    with pytest.raises(NotYours):
        actions.conclude(actor("service"), made.code)
    made = actions.back_to_work(actor("service"), made.code, {"reason": "补装扶手"})
    assert made.state == "under_way"
    made = actions.ask_neighbours(actor("here"), made.code)
    assert (made.round, made.votes) == (2, 0), "everybody has a new vote"
    for number in (1, 2):
        actions.vote(resident(number), made.code, YES)
    assert actions.conclude(actor("here"), made.code).state == "accepted"
    assert Demand.objects.get().state == "met"


def test_neighbours_are_asked_when_everything_is_done(district: District) -> None:
    made = town.at_work()
    with pytest.raises(NotReady, match="开门营业"):
        actions.ask_neighbours(actor("here"), made.code)
    with pytest.raises(NotNow):
        actions.vote(resident(1), made.code, {**YES, "door_code": made.door_code})


def test_five_levels_once_each(district: District) -> None:
    made = town.asked(supported(1, 2))
    for number in (1, 2):
        actions.vote(resident(number), made.code, YES)
    with pytest.raises(NotNow):
        actions.rate(resident(1), made.code, {"score": 5})
    actions.conclude(actor("here"), made.code)
    with pytest.raises(NotReady):
        actions.evaluate(actor("here"), made.code, {"summary": "先听听大家怎么说。"})
    for score in (0, 6):
        with pytest.raises(InvalidInput):
            actions.rate(resident(1), made.code, {"score": score})
    actions.rate(resident(1), made.code, {"score": 5, "words": "饭热"})
    with pytest.raises(SaidAlready):
        actions.rate(resident(1), made.code, {"score": 1})
    with pytest.raises(NotANeighbour):
        actions.rate(resident(7), made.code, {"score": 1})
    actions.rate(resident(2), made.code, {"score": 4})
    assert actions.evaluate(actor("here"), made.code, {"summary": "先看门面再立项。"}).average == 4.5
    assert Rating.objects.count() == 2


def test_somebody_who_is_forgotten(district: District) -> None:
    demand = supported(1, 2)
    made = town.open_one(demand)
    town.claim(resident(1), made, "4", "skill", name="柳青")
    town.offered(1)
    assert actions.forget_person(person_of("13800000001")) == 3
    demand.refresh_from_db()
    assert (demand.supports, Support.objects.filter(account=None).count()) == (2, 1)
    assert bytes(Claim.objects.get().name_cipher) == b"" and Claim.objects.get().state == "withdrawn"
    assert bytes(Resource.objects.get().phone_cipher) == b"" and Resource.objects.get().state == "closed"
    assert town.part(made, "skill").claimed == 0

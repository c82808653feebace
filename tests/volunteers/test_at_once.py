"""Many at the same moment: exactly as many take part as there are seats, and everybody has a turn of their own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places.models import District
from linli.problem import Problem
from linli.volunteers import actions
from linli.volunteers.models import HelpRequest, SignUp
from tests.conftest import MovableClock
from tests.volunteers import town
from tests.volunteers.town import CODE, NEIGHBOURS, SPARKS, WATERMEN, actor, ask

PEOPLE, SEATS = 60, 12
AT_A_TIME = {"postgresql": 16, "sqlite": 6}


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def residents(number: int) -> list[Actor]:
    phones = [f"137{one:08d}" for one in range(number)]
    accounts = [Account(phone_cipher=seal(phone), phone_index=blind_index(phone)) for phone in phones]
    return [Actor.of(account) for account in Account.objects.bulk_create(accounts)]


def test_exactly_as_many_as_there_are_seats(busy: District) -> None:
    held = town.activity(seats=SEATS)

    def take(who: Actor) -> str:
        try:
            return actions.sign_up(who, CODE, held.code, {"name": "某人"}).state
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_A_TIME[connection.vendor]) as pool:
        heard = Counter(pool.map(take, residents(PEOPLE)))
    assert heard == {"seated": SEATS, "waiting": PEOPLE - SEATS}
    stood = list(SignUp.objects.order_by("turn").values_list("turn", "state"))
    assert stood == [(turn, "seated" if turn <= SEATS else "waiting") for turn in range(1, PEOPLE + 1)]
    held.refresh_from_db()
    assert held.taken == SEATS


def test_one_person_with_many_fingers_is_in_it_once(busy: District) -> None:
    held = town.activity(seats=SEATS)
    (who,) = residents(1)

    def take(_number: int) -> str:
        try:
            return actions.sign_up(who, CODE, held.code, {"name": "某人"}).state
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        heard = Counter(pool.map(take, range(6)))
    assert heard == {"seated": 1, "already_signed_up": 5} and SignUp.objects.count() == 1


def test_a_request_is_taken_by_one_team(busy: District) -> None:
    row = ask()
    teams = {SPARKS: "here", WATERMEN: "water", NEIGHBOURS: "here"}

    def take(team: str) -> str:
        try:
            if team == NEIGHBOURS:
                return actions.hand_to(actor(teams[team]), row.pk, team).state
            return actions.take(actor(teams[team]), row.pk, team).state
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        heard = Counter(pool.map(take, teams))
    assert heard == {"taken": 1, "not_now": 2}
    assert HelpRequest.objects.get().case.state == "registered"

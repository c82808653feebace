"""Many at the same moment: exactly as many seats are given as there are, the rest wait in the order in which they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from linli.community import actions
from linli.community.errors import AlreadyRegistered
from linli.community.models import Event, Inspection, Registration
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places.models import District
from tests.community import town
from tests.community.town import CODE, VENUE, at_once, event, line, register, resident
from tests.conftest import MovableClock
from tests.factories import actor

PEOPLE, SEATS = 500, 50
# As many as an installation has. SQLite lets one write at a time and is asked again and again by whoever waits: with more
# of them on a busy machine one may wait longer than it is willing to.
AT_A_TIME = {"postgresql": 24, "sqlite": 8}


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def residents(number: int) -> list[Actor]:
    phones = [f"138{one:08d}" for one in range(number)]
    accounts = [Account(phone_cipher=seal(phone), phone_index=blind_index(phone)) for phone in phones]
    return [Actor.of(account) for account in Account.objects.bulk_create(accounts)]


def test_five_hundred_for_fifty_seats(busy: District) -> None:
    """In real transactions, each on a connection of its own."""
    talk = event(seats=SEATS)

    def take(who: Actor) -> str:
        try:
            return actions.register(who, CODE, talk.code, {}).state
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_A_TIME[connection.vendor]) as pool:
        heard = Counter(pool.map(take, residents(PEOPLE)))
    assert heard == {"seated": SEATS, "waiting": PEOPLE - SEATS}
    stood = line(talk)
    assert [turn for turn, _state, _party in stood] == list(range(1, PEOPLE + 1)), "each has a turn of their own"
    assert [state for _turn, state, _party in stood] == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    talk.refresh_from_db()
    assert (talk.taken, talk.left) == (SEATS, 0)


def test_seats_given_back_at_once_go_to_the_first_in_line(busy: District) -> None:
    talk = event(seats=5)
    rows = [register(talk, number) for number in range(1, 16)]
    at_once(*(lambda n=n: actions.cancel_registration(resident(n), rows[n - 1].code) for n in range(1, 5)))
    states = [state for _turn, state, _party in line(talk)]
    assert states == ["cancelled"] * 4 + ["seated"] * 5 + ["waiting"] * 6
    talk.refresh_from_db()
    assert talk.taken == 5


def test_one_person_many_times_at_once_is_there_once(busy: District) -> None:
    talk = event(seats=5)
    who = resident(1)

    def post() -> Callable[[], object]:
        return lambda: (
            actions.register(Actor.of(Account.objects.get(pk=who.reach.account_id)), CODE, talk.code, {}).state
        )

    heard = Counter(at_once(*(post() for _time in range(8))))
    assert heard == {"seated": 1, AlreadyRegistered: 7}
    assert Event.objects.get(pk=talk.pk).taken == 1 == Registration.objects.count()


def test_one_press_sent_twice_over_the_web(busy: District) -> None:
    talk = event(seats=1)
    who = resident(1)
    browsers: list[Client] = [town.signed_in(who) for _time in range(2)]
    address = f"{town.PAGES}/{talk.code}/register"
    heard = at_once(*(lambda one=one: one.post(address).headers["Location"] for one in browsers))
    assert len(set(heard)) == 1 and str(heard[0]).startswith("/e/HD-")


def test_two_who_begin_an_inspection_walk_through_the_same_one(busy: District) -> None:
    found = at_once(*(lambda name=name: actions.begin_inspection(actor(name), VENUE).pk for name in ("here", "street")))
    assert len(set(found)) == 1 == Inspection.objects.count()

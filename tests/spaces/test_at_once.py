"""Many at the same moment: a half hour has one booking, and whoever came second has nothing half written."""

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
from linli.spaces import actions
from linli.spaces.models import Booking, Slot
from tests.conftest import MovableClock
from tests.spaces import town
from tests.spaces.town import CODE, HALL, sheet

PEOPLE = 60
BEGINNINGS = ("09:00", "10:00", "11:00", "14:00", "15:00")
AT_A_TIME = {"postgresql": 16, "sqlite": 6}


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def residents(number: int) -> list[Actor]:
    phones = [f"136{one:08d}" for one in range(number)]
    accounts = [Account(phone_cipher=seal(phone), phone_index=blind_index(phone)) for phone in phones]
    return [Actor.of(account) for account in Account.objects.bulk_create(accounts)]


def attempt(who: Actor, **given: str) -> str:
    try:
        return actions.book(who, CODE, HALL, sheet(**given)).first.state
    except Problem as problem:
        return problem.code
    finally:
        connection.close()


def test_sixty_attempts_on_five_hours(busy: District) -> None:
    people = residents(PEOPLE)
    with ThreadPoolExecutor(AT_A_TIME[connection.vendor]) as pool:
        heard = Counter(pool.map(lambda n: attempt(people[n], begins=BEGINNINGS[n % len(BEGINNINGS)]), range(PEOPLE)))
    assert heard == {"booked": len(BEGINNINGS), "taken": PEOPLE - len(BEGINNINGS)}
    assert Booking.objects.count() == len(BEGINNINGS)
    assert Slot.objects.count() == 2 * len(BEGINNINGS) == Slot.objects.values("begins_at").distinct().count()


def test_overlapping_ones_and_weekly_ones_never_share_a_half_hour(busy: District) -> None:
    people = residents(24)
    given = [
        {"begins": ("14:00", "14:30", "15:00", "15:30")[n % 4], "minutes": "90", "until": "2026-11-24" if n % 2 else "", "how": "free"}
        for n in range(24)
    ]  # fmt: skip
    with ThreadPoolExecutor(AT_A_TIME[connection.vendor]) as pool:
        list(
            pool.map(
                lambda n: attempt(people[n], **{key: value for key, value in given[n].items() if value}), range(24)
            )
        )
    held = list(Slot.objects.values_list("begins_at", flat=True))
    assert held and len(held) == len(set(held)) == 3 * Booking.objects.count()


def test_one_person_with_many_fingers_keeps_to_the_limit(busy: District) -> None:
    (who,) = residents(1)
    with ThreadPoolExecutor(5) as pool:
        heard = Counter(pool.map(lambda begins: attempt(who, begins=begins), BEGINNINGS))
    assert heard == {"booked": 2, "too_many_open": 3}

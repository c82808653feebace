"""Many at the same moment: an asset is let once, and a rent never taken twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, OperationalError, connection

from linli.assets import actions, errors
from linli.assets.models import Lease, RentPayment, UseRight
from linli.places.models import District
from tests.assets import town
from tests.assets.town import DAY, HERE, THERE, actor, asset, let, rents, stands
from tests.conftest import MovableClock


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def at_once(count: int, do: Callable[[int], object]) -> list[str]:
    def one(number: int) -> str:
        try:
            do(number)
        except (errors.AssetsProblem, IntegrityError, OperationalError) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def test_let_once_granted_once_paid_once(busy: District) -> None:
    works, shop = actor("works"), asset()
    heard = at_once(16, lambda number: let(lessee=f"第{number}家", due_day="2"))
    assert heard.count("done") == 1 and Lease.objects.count() == 1, heard
    heard = at_once(16, lambda number: actions.grant_use(works, shop, (HERE, THERE)[number % 2], DAY, None, "同时授予"))
    assert heard.count("done") == 1 and UseRight.objects.count() == 1, heard
    (rent,) = rents()
    heard = at_once(12, lambda _number: actions.receive_rent(works, rent.pk, {"amount": "1000", "on": "2026-11-02"}))
    assert heard.count("done") <= 3 and RentPayment.objects.count() == heard.count("done"), heard
    assert stands(town.BANK) == 1000 * heard.count("done")
    assert set(at_once(8, lambda _number: actions.make_rents())) <= {"done", "OperationalError"} and len(rents()) == 1

"""Many at the same moment: entries follow one another without a gap, and a ceiling holds however many ask at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import OperationalError, connection

from linli.ledger import actions, errors
from linli.ledger.commands import transfer
from linli.ledger.models import Entry, Payment
from linli.ledger.queries import whole
from linli.people.actors import Actor
from tests import factories
from tests.conftest import MovableClock
from tests.ledger.town import BANK, DAY, WAGES, asked, book, granted

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, do: Callable[[int], object]) -> list[object]:
    def one(number: int) -> object:
        try:
            return do(number)
        except errors.LedgerProblem as refused:
            return refused.code
        except OperationalError:
            return "locked"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def test_entries_follow_one_another_and_a_payment_is_released_once(clock: MovableClock) -> None:
    book()
    granted(8_000)

    def post(number: int) -> object:
        booking = transfer(f"n{number}", DAY, "工资", debit=WAGES, credit=BANK, amount=Decimal(1))
        return actions.post(Actor.system(), factories.CODE, booking).number

    numbers = [one for one in at_once(24, post) if one != "locked"]
    assert len(set(numbers)) == len(numbers)
    assert [entry.number for entry in Entry.objects.order_by("number")] == list(range(1, len(numbers) + 2))
    assert list(whole.faults()) == []
    keeper, second = factories.actor("keeper"), factories.actor("second")
    results = at_once(16, lambda _number: actions.request(keeper, factories.CODE, asked(1_000)).state)
    assert results.count("requested") + results.count("over_the_ceiling") + results.count("locked") == 16
    assert Payment.objects.count() == results.count("requested") <= 6
    code = Payment.objects.values_list("code", flat=True)[0]
    released = at_once(8, lambda _number: actions.release(second, code).state)
    assert released.count("released") == 1 and Entry.objects.filter(payment__isnull=False).count() == 1

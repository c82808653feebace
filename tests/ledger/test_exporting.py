"""The book leaves the house as a table and as text that Beancount reads, and finds in balance."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core.data import Transaction

from linli.ledger import actions
from linli.ledger.queries.balances import trial_balance
from linli.ledger.queries.exporting import as_beancount, as_csv
from linli.people.actors import Actor
from tests import factories
from tests.conftest import MovableClock
from tests.ledger.town import BANK, REPAIRS, WAGES, book, granted, split

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _book(clock: MovableClock) -> None:
    book()
    granted("8000.07")
    actions.post(
        Actor.system(), factories.CODE, split("a", (WAGES, "1200.55", 0), (REPAIRS, "0.02", 0), (BANK, 0, "1200.57"))
    )
    actions.reverse(Actor.system(), factories.CODE, 2, '=记"错"了\\')


def test_beancount_reads_it_without_a_fault_and_comes_to_the_same_balances() -> None:
    entries, faults, _options = loader.load_string(as_beancount(factories.CODE, *YEAR))
    assert faults == []
    transactions = [one for one in entries if isinstance(one, Transaction)]
    assert [one.meta["number"] for one in transactions] == ["000001", "000002", "000003"]
    theirs: dict[str, Decimal] = {}
    for one in transactions:
        for posting in one.postings:
            assert posting.units is not None and isinstance(posting.units.number, Decimal)
            theirs[posting.account] = theirs.get(posting.account, Decimal(0)) + posting.units.number
    ours = {one.account.name: one.debit - one.credit for one in trial_balance(factories.CODE)}
    assert sorted(theirs.values()) == sorted(ours.values())
    assert theirs["Assets:Bank:Service-companies"] == Decimal("8000.07")


def test_as_a_table_it_has_every_posting_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(factories.CODE, *YEAR).removeprefix("\ufeff"))))
    assert len(rows) == 1 + 1 + 2 + 2
    assert rows[-1][0] == "000003" and rows[-1][2].startswith("'=") and rows[-1][-1] == "000002"
    assert sum(Decimal(row[5]) for row in rows[1:]) == Decimal("8000.07") + 2 * Decimal("1200.57")

"""A payment: asked for within the ceilings by one, released by another, proved by a paper, to be found in the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from linli.ledger import actions, errors
from linli.ledger.files import PaperIn, path_of, read
from linli.ledger.models import Entry, LedgerAccount, Payment
from linli.ledger.queries.balances import balance_of
from linli.people.actors import Actor
from tests import factories
from tests.conftest import MovableClock
from tests.ledger.town import BANK, REPAIRS, asked, book, granted, yuan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _book(clock: MovableClock) -> None:
    book()
    granted(8_000)


def request(amount: int | str, who: str = "keeper", **other: str) -> Payment:
    return actions.request(factories.actor(who), factories.CODE, asked(amount, **other))


def test_one_asks_another_releases_and_the_book_tells_it() -> None:
    payment = request(2_000)
    assert Entry.objects.count() == 1, "promised is not paid"
    released = actions.release(factories.actor("second"), payment.code)
    assert released.entry is not None and released.entry.text == "十一月岗位工资"
    assert balance_of(LedgerAccount.objects.get(code=BANK)) == 6_000
    assert "王小某".encode() not in bytes(Payment.objects.get().payee_cipher) and released.payee == "王小某"
    with pytest.raises(errors.AlreadyDecided):
        actions.release(factories.actor("second"), payment.code)


def test_nobody_releases_what_they_asked_for() -> None:
    payment = request(2_000)
    with pytest.raises(errors.SamePerson):
        actions.release(factories.actor("keeper"), payment.code)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.update(state="refused", decided_by=payment.requested_by)


def test_ceilings_count_what_is_promised() -> None:
    request(5_000)
    with pytest.raises(errors.OverTheCeiling, match=r"6,000\.00.*5,000\.00"):
        request(1_001)
    request(4_000, account=REPAIRS)
    with pytest.raises(errors.OverTheCeiling, match="10,000"):
        request("1000.01", account=REPAIRS)
    request(1_000)


def test_what_is_refused_or_withdrawn_is_free_again() -> None:
    first, second = request(3_000), request(3_000)
    actions.refuse(factories.actor("second"), first.code, "没有考勤表")
    actions.withdraw(factories.actor("keeper"), second.code, "写错了")
    request(6_000)
    with pytest.raises(errors.NoSuchPayment):
        actions.withdraw(factories.actor("second"), request_small().code, "不是我提的")


def request_small() -> Payment:
    actions.withdraw(factories.actor("keeper"), Payment.objects.get(state="requested").code, "换一笔")
    return request(1)


def test_more_than_there_is_cannot_be_paid() -> None:
    first, second = request(6_000), request(3_000, account=REPAIRS)
    actions.release(factories.actor("second"), first.code)
    with pytest.raises(errors.NotEnough, match=r"2,000\.00"):
        actions.release(factories.actor("second"), second.code)
    assert Payment.objects.get(code=second.code).state == "requested"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: request(100, who="there"), errors.NotYourFund),
        (lambda: actions.request(Actor.guest(), factories.CODE, asked(1)), errors.NotYourFund),
        (lambda: request(100, account="income:grant"), errors.NotInTheBudget),
        (lambda: request(100, fund="no-such"), errors.NoSuchFund),
        (lambda: request(100, paid_from="asset:elsewhere"), errors.UnknownLedgerAccount),
        (lambda: request("0.001"), errors.UnfitAmount),
        (lambda: request(-3), errors.UnfitAmount),
        (lambda: actions.release(factories.actor("there"), request(5).code), errors.NoSuchPayment),
    ],
)
def test_what_cannot_be_asked_for(make: Callable[[], object], expected: type[Exception]) -> None:
    with pytest.raises(expected):
        make()


def test_after_the_month_is_closed_a_payment_lies_in_the_next(clock: MovableClock) -> None:
    payment = request(500)
    clock.advance(days=30)
    actions.close_month(Actor.system(), factories.CODE, date(2026, 11, 1))
    released = actions.release(factories.actor("second"), payment.code)
    assert released.entry is not None and released.entry.on == date(2026, 12, 2)


def test_a_receipt_is_kept_sealed_and_once() -> None:
    payment = request(500)
    paper = PaperIn("发票.pdf", "application/pdf", b"%PDF-1.4 receipt")
    first = actions.attach_receipt(factories.actor("keeper"), payment.code, paper)
    assert actions.attach_receipt(factories.actor("second"), payment.code, paper) == first
    assert read(first) == paper.body and b"receipt" not in path_of(first).read_bytes()
    assert Decimal(payment.amount) == yuan(500)

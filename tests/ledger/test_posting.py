"""Every entry has two sides, is posted once, stays as it is, and lies in an open month; the database sees to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.ledger import actions, errors
from linli.ledger.commands import transfer
from linli.ledger.models import Book, Entry, LedgerAccount, Posting
from linli.ledger.queries import whole
from linli.ledger.queries.balances import balance_of, trial_balance
from linli.people.actors import Actor
from linli.problem import Problem
from linli.verifying import verify_all
from tests import factories
from tests.conftest import MovableClock
from tests.ledger.town import BANK, DAY, GRANT, REPAIRS, WAGES, book, granted, split, yuan

pytestmark = pytest.mark.django_db
CODE = factories.CODE


@pytest.fixture(autouse=True)
def _book(clock: MovableClock) -> None:
    book()


def post(*bookings: object) -> list[Entry]:
    return actions.post_many(Actor.system(), CODE, bookings)  # type: ignore[arg-type]


def stands(code: str) -> Decimal:
    return balance_of(LedgerAccount.objects.get(code=code))


def test_money_comes_in_is_spent_and_both_sides_stay_equal() -> None:
    granted(8_000)
    post(split("spent", (WAGES, "1200.50", 0), (REPAIRS, 300, 0), (BANK, 0, "1500.50")))
    assert [stands(one) for one in (BANK, GRANT, WAGES, REPAIRS)] == [
        yuan(one) for one in ("6499.50", 8_000, "1200.50", 300)
    ]
    balances = trial_balance(CODE)
    assert sum(one.debit for one in balances) == sum(one.credit for one in balances) == yuan("9500.50")
    assert [entry.number for entry in Entry.objects.order_by("number")] == [1, 2]


def test_many_to_many_is_kept_to_the_cent() -> None:
    (entry,) = post(split("several", (WAGES, "0.01", 0), (REPAIRS, "99.99", 0), (BANK, 0, 70), (GRANT, 0, 30)))
    assert sum(one.amount for one in entry.postings.all()) == 100
    assert (stands(WAGES), stands(BANK)) == (yuan("0.01"), yuan(-70))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(WAGES, 100, 0), (BANK, 0, 99)], errors.OutOfBalance),
        ([(WAGES, 100, 0)], errors.OutOfBalance),
        ([], errors.UnfitAmount),
        ([(WAGES, -5, 0), (BANK, 0, -5)], errors.UnfitAmount),
        ([(WAGES, "1.005", 0), (BANK, 0, "1.005")], errors.UnfitAmount),
        ([(WAGES, "NaN", 0), (BANK, 0, 1)], errors.UnfitAmount),
        ([(WAGES, "1e20", 0), (BANK, 0, "1e20")], errors.UnfitAmount),
        ([(BANK, 10, 0), (BANK, 0, 10)], errors.UnfitAmount),
        ([("expense:no-such", 10, 0), (BANK, 0, 10)], errors.UnknownLedgerAccount),
    ],
)
def test_what_cannot_be_posted_leaves_nothing(lines: list[tuple[str, int, int]], expected: type[Problem]) -> None:
    fine = split("fine", (WAGES, 1, 0), (BANK, 0, 1))
    with pytest.raises(expected):
        post(fine, split("wrong", *lines))
    assert (
        not Entry.objects.exists() and not Posting.objects.exists() and not Book.objects.filter(number__gt=0).exists()
    )


def test_an_imbalance_is_said_with_both_sums() -> None:
    with pytest.raises(errors.OutOfBalance, match=r"100.*99.*1"):
        post(split("off", (WAGES, 100, 0), (BANK, 0, 99)))


def test_the_same_again_is_the_same_entry_and_another_is_refused() -> None:
    first = granted(500)
    assert granted(500) == first and Entry.objects.count() == 1
    with pytest.raises(errors.OtherBooking, match="000001"):
        granted(501)
    twice = transfer("within", DAY, "一次", debit=WAGES, credit=BANK, amount=yuan(3))
    assert len(set(post(twice, twice))) == 1


def test_what_was_posted_is_reversed_once_and_never_changed() -> None:
    granted(500)
    contrary = actions.reverse(Actor.system(), CODE, 1, "记错了账户")
    assert contrary.reverses == Entry.objects.get(number=1) and stands(BANK) == 0
    for number in (1, 2):
        with pytest.raises(errors.AlreadyReversed):
            actions.reverse(Actor.system(), CODE, number, "再来一次")
    with pytest.raises(errors.NoSuchEntry):
        actions.reverse(Actor.system(), CODE, 77, "没有")
    assert list(whole.faults()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(text="别的"),
        lambda: Posting.objects.update(amount=1),
        lambda: Posting.objects.all().delete(),
        lambda: Posting.objects.create(
            district_id=CODE, entry=Entry.objects.get(), amount=Decimal(-1), debit=LedgerAccount.objects.get(code=BANK),
            credit=LedgerAccount.objects.get(code=GRANT),
        ),
    ],
)  # fmt: skip
def test_the_database_itself_refuses(change: Callable[[], object]) -> None:
    granted(500)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert stands(BANK) == 500


def test_a_closed_month_takes_nothing_by_any_way(clock: MovableClock) -> None:
    granted(500)
    november = date(2026, 11, 1)
    with pytest.raises(errors.NotYetOver, match="2026年11月30日"):
        actions.close_month(Actor.system(), CODE, november)
    clock.advance(days=30)
    actions.close_month(factories.actor("centre"), CODE, november)
    with pytest.raises(errors.MonthClosed, match="2026年11月30日"):
        granted(500, key="late")
    with pytest.raises(errors.MonthClosed):
        actions.reverse(Actor.system(), CODE, 1, "关账以后", on=DAY)
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        Entry.objects.create(
            district_id=CODE, number=9, on=DAY, text="绕过", key="past", posted_at=clock.now, digest="x"
        )
    # The reversal of what lies in a closed month lies in an open one.
    assert actions.reverse(Actor.system(), CODE, 1, "关账以后").on == date(2026, 12, 2)
    with pytest.raises(errors.MonthClosed):
        actions.close_month(Actor.system(), CODE, november)


def test_whoever_goes_past_the_room_is_found_out() -> None:
    granted(500)
    granted(600, key="another")
    assert verify_all(lambda _words: lambda _done, _total: None) == []
    Book.objects.update(number=3)
    assert "2 号之后" in next(iter(whole.faults()))
    Book.objects.update(number=2, digest="0" * 64)
    assert list(whole.faults())


amounts = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(amounts, min_size=1, max_size=5), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_whatever_balances_is_kept_and_the_trial_balance_is_zero(debits: list[Decimal], shares: list[int]) -> None:
    whole_amount, left = sum(debits, Decimal(0)), sum(debits, Decimal(0))
    credits = []
    for share in shares[:-1]:
        part = min(left, (whole_amount * share / 40).quantize(Decimal("0.01")))
        left -= part
        credits.append(part)
    lines: list[tuple[str, Decimal | int, Decimal | int]] = [(WAGES, amount, 0) for amount in debits] + [
        (BANK, 0, amount) for amount in [*credits, left] if amount
    ]
    with transaction.atomic():
        before = (stands(WAGES), stands(BANK))
        (entry,) = post(split(f"{debits} {shares}"[:120], *lines))
        assert sum(one.amount for one in entry.postings.all()) == whole_amount
        assert (stands(WAGES), stands(BANK)) == (before[0] + whole_amount, before[1] - whole_amount)
        balances = trial_balance(CODE)
        assert sum(one.debit for one in balances) == sum(one.credit for one in balances)
        transaction.set_rollback(True)


def test_five_hundred_entries_take_a_handful_of_statements() -> None:
    several = [transfer(f"w{one}", DAY, "工资", debit=WAGES, credit=BANK, amount=yuan(one)) for one in range(1, 501)]
    from django.test.utils import CaptureQueriesContext

    post(transfer("w0", DAY, "工资", debit=WAGES, credit=BANK, amount=yuan(1)))
    with CaptureQueriesContext(connection) as asked:
        post(*several)
    assert len(asked) <= 8, "and of a book that is there already"

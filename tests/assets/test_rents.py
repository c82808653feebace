"""Leases never overlap; their rent is due by the month, received, shared to the cent, and all of it is in the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.assets import actions, errors
from linli.assets.actions.renting import rent_of
from linli.assets.models import Lease, Rent, RentPayment, ShareRule
from linli.assets.queries import figures
from linli.assets.queries import rents as queries
from linli.assets.queries.sharing import shares_of
from linli.cases.errors import InvalidInput
from linli.ledger.actions import close_month
from linli.ledger.errors import LedgerProblem, MonthClosed
from linli.ledger.models import Entry, Fund, LedgerAccount
from linli.ledger.queries import whole
from linli.ledger.queries.balances import trial_balance
from linli.people.actors import Actor
from linli.places.models import District
from tests.assets.town import (
    BANK,
    CODE,
    COMMUNITY,
    DAY,
    DEPOSITS,
    HALL,
    HERE,
    OWNERS,
    RENT,
    RENT_DUE,
    SERVICES,
    actor,
    asset,
    let,
    rents,
    stands,
    yuan,
)
from tests.conftest import MovableClock


def pay(rent: Rent, amount: str = "3000", on: str = "2026-11-05", who: str = "works") -> RentPayment:
    return actions.receive_rent(actor(who), rent.pk, {"amount": amount, "on": on})


def test_rent_is_due_received_shared_and_posted(district: District, clock: MovableClock) -> None:
    lease = let()
    assert rents() == [], "not before the fifth"
    clock.advance(days=3)
    (rent,) = rents()
    assert (rent.amount, rent.due_on) == (yuan(3000), date(2026, 11, 5))
    assert (stands(RENT_DUE), stands(RENT)) == (yuan(3000), yuan(3000))
    payment = pay(rent)
    assert (payment.owner, payment.community, payment.operator) == (yuan(1500), yuan(900), yuan(600))
    assert [stands(one) for one in (BANK, RENT_DUE, RENT, OWNERS, COMMUNITY, SERVICES)] == [
        yuan(one) for one in (3000, 0, 0, 1500, 900, 600)
    ]
    assert payment.split.postings.count() == 3 and payment.entry.text == "林家巷52号铺面：收到 2026-11 租金"
    assert list(whole.faults()) == [] and actions.make_rents() == 0
    clock.advance(days=62)
    assert [str(one) for one in rents()] == ["2026-11", "2026-12", "2027-01"]
    assert Lease.objects.get(pk=lease.pk).next_month == date(2027, 2, 1)


def test_who_runs_it_has_its_part_where_it_pays_its_wages_from(district: District, clock: MovableClock) -> None:
    purse = "asset:bank:company"
    fund = Fund.objects.create(
        district=district, code="company", name="公司", purpose="发工资", ceiling=1000, organisation_id=HERE
    )
    LedgerAccount.objects.create(district=district, code=purse, name="公司专户", kind="asset", fund=fund)
    actions.grant_use(actor("works"), asset(), HERE, DAY, None, "办食堂")
    let()
    clock.advance(days=5)
    (rent,) = rents()
    pay(rent, "1000")
    pay(rent, "2000")
    assert [stands(one) for one in (purse, BANK, SERVICES, OWNERS)] == [yuan(one) for one in (600, 2400, 600, 1500)]
    assert list(whole.faults()) == []


def test_months_that_are_not_whole_are_by_days(district: District, clock: MovableClock) -> None:
    lease = let(first="2026-11-16", last="2027-02-10", due_day="20")
    clock.advance(days=120)
    assert [(str(one), one.amount, one.due_on) for one in rents()] == [
        ("2026-11", yuan(1500), date(2026, 11, 20)), ("2026-12", yuan(3000), date(2026, 12, 20)),
        ("2027-01", yuan(3000), date(2027, 1, 20)), ("2027-02", yuan("1071.43"), date(2027, 2, 20)),
    ]  # fmt: skip
    assert Lease.objects.get(pk=lease.pk).next_month is None


def test_a_lease_never_overlaps_another(district: District) -> None:
    first = let()
    for days in (
        ("2027-10-31", "2028-10-30"),
        ("2026-01-01", "2026-11-01"),
        ("2026-01-01", "2030-01-01"),
        ("2027-01-01", "2027-01-02"),
    ):
        with pytest.raises(errors.LetThen, match=r"2026年11月1日.*2027年10月31日.*邻里食堂"):
            let(first=days[0], last=days[1])
    let(HALL)
    let(first="2027-11-01", last="2028-10-31")
    with pytest.raises(DatabaseError), transaction.atomic():
        Lease.objects.create(
            **{name: getattr(first, name) for name in ("district_id", "asset_id", "lessee", "first", "last", "until", "rent", "due_day", "signed_at")},
            code="ZL-X",
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Lease.objects.filter(first=date(2027, 11, 1)).update(first=date(2027, 10, 31))
    assert Lease.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"last": "2026-10-01"}, errors.DaysDoNotFollow),
        ({"rent": "0"}, InvalidInput),
        ({"rent": "三千"}, InvalidInput),
        ({"rent": "1.005"}, InvalidInput),
        ({"deposit": "-1"}, InvalidInput),
        ({"due_day": "31"}, InvalidInput),
        ({"lessee": ""}, InvalidInput),
        ({"first": "2026-02-30"}, InvalidInput),
        ({"organisation": "990101-nobody"}, errors.NoSuchOrganisation),
        ({"who": "water"}, errors.NotYourAsset),
    ],
)
def test_what_cannot_be_signed(district: District, change: dict[str, str], expected: type[Exception]) -> None:
    with pytest.raises(expected):
        let(**change)
    assert not Lease.objects.exists()


def test_without_the_accounts_nothing_is_let(district: District) -> None:
    LedgerAccount.objects.filter(code=COMMUNITY).update(closed_on=date(2026, 1, 1))
    with pytest.raises(errors.BookNotReady, match="liability:community"):
        let()


def test_parts_are_paid_and_never_more_than_is_due(district: District, clock: MovableClock) -> None:
    let()
    clock.advance(days=10)
    (rent,) = rents()
    pay(rent, "1000.01")
    with pytest.raises(errors.TooMuch, match=r"1,999\.99"):
        pay(rent, "2000")
    pay(rent, "1999.99", on="2026-11-10")
    with pytest.raises(errors.NothingLeft, match="2026-11"):
        pay(rent, "0.01")
    assert RentPayment.objects.count() == 2 and stands(RENT_DUE) == 0 and stands(BANK) == 3000


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda rent: pay(rent, "0"), InvalidInput),
        (lambda rent: pay(rent, "-5"), InvalidInput),
        (lambda rent: pay(rent, "很多"), InvalidInput),
        (lambda rent: pay(rent, on="2026-12-01"), errors.NotThatDay),
        (lambda rent: pay(rent, on="2026-10-31"), errors.NotThatDay),
        (lambda rent: pay(rent, who="water"), errors.NotYourAsset),
        (lambda rent: actions.receive_rent(actor("works"), rent.lease_id, {"amount": "1", "on": "2026-11-05"}), errors.NotThere),
        (lambda rent: actions.waive_rent(actor("works"), rent.pk, {"reason": ""}), InvalidInput),
    ],
)  # fmt: skip
def test_what_is_no_receipt_of_rent(
    district: District, clock: MovableClock, make: Callable[[Rent], object], expected: type[Exception]
) -> None:
    let()
    clock.advance(days=5)
    (rent,) = rents()
    with pytest.raises(expected):
        make(rent)
    assert not RentPayment.objects.exists() and Entry.objects.count() == 1


def test_arrears_are_counted_in_days_the_longest_first(district: District, clock: MovableClock) -> None:
    let(HALL, due_day="1", rent="800")
    let()
    clock.advance(days=8)
    made = rents()
    pay(next(one for one in made if one.amount == 3000), "2999")
    late, more = queries.arrears(actor("works"))
    assert [(one.left, one.days_late) for one in late] == [(yuan(800), 9), (yuan(1), 5)] and more is None
    assert queries.arrears_sum(actor("works")) == 801
    assert queries.arrears(actor("water")) == ([], None)
    waived = actions.waive_rent(actor("works"), late[0].pk, {"reason": "礼堂漏雨停业"})
    assert waived.waived is not None and waived.waived.reverses == waived.entry and stands(RENT_DUE) == 1
    assert queries.arrears_sum(actor("works")) == 1
    with pytest.raises(errors.PartlyPaid):
        actions.waive_rent(actor("works"), late[1].pk, {"reason": "一元也免"})
    with pytest.raises(errors.NothingLeft):
        actions.waive_rent(actor("works"), late[0].pk, {"reason": "再免一次"})


def test_a_lease_ends_early_after_the_month_that_is_due(district: District, clock: MovableClock) -> None:
    lease = let()
    clock.advance(days=5)
    rents()
    with pytest.raises(errors.NotThatDay, match="2026年11月30日"):
        actions.end_lease(actor("works"), lease.pk, {"on": "2026-11-20", "reason": "经营不下去"})
    ended = actions.end_lease(actor("works"), lease.pk, {"on": "2026-12-15", "reason": "经营不下去"})
    assert ended.next_month == date(2026, 12, 1) and rent_of(ended, date(2026, 12, 1)) == yuan("1451.61")
    let(first="2026-12-16", last="2027-12-15")
    clock.advance(days=60)
    with pytest.raises(errors.AlreadyEnded):
        actions.end_lease(actor("works"), lease.pk, {"on": "2026-12-15", "reason": "已经结束"})


def test_a_deposit_is_kept_for_the_lessee_and_taken_once(district: District) -> None:
    lease = let()
    actions.take_deposit(actor("works"), lease.pk, date(2026, 11, 2))
    assert stands(DEPOSITS) == stands(BANK) == 6000
    with pytest.raises(errors.NothingLeft):
        actions.take_deposit(actor("works"), lease.pk, date(2026, 11, 2))
    with pytest.raises(errors.NotThatDay):
        actions.take_deposit(actor("works"), let(HALL).pk, date(2026, 11, 3))


def test_in_a_closed_month_rent_is_posted_today_and_nothing_received(district: District, clock: MovableClock) -> None:
    let()
    clock.advance(days=31)
    close_month(Actor.system(), CODE, date(2026, 11, 1))
    rent = rents()[0]
    assert rent.due_on == date(2026, 11, 5) and rent.entry.on == date(2026, 12, 3)
    with pytest.raises(MonthClosed):
        pay(rent)
    assert Rent.objects.get(pk=rent.pk).paid == 0
    pay(rent, on="2026-12-03")


def test_the_ledger_desk_does_not_reverse_rent_behind_this_room(district: District, clock: MovableClock) -> None:
    from linli.ledger.actions import appoint_keeper, correct
    from linli.ledger.errors import PostedElsewhere

    let()
    clock.advance(days=5)
    rents()
    appoint_keeper(district, "990101-water")
    with pytest.raises(PostedElsewhere, match="rent"):
        correct(actor("water"), 1, "记错了")


def test_open_figures_add_up(district: District, clock: MovableClock) -> None:
    let()
    clock.advance(days=10)
    (rent,) = rents()
    pay(rent, "1000")
    found = figures.of_year(CODE, 2026)
    assert (found.assets, found.vacant, found.vacant_metres, found.square_metres) == (
        3,
        2,
        Decimal(1620),
        Decimal("1706.5"),
    )
    assert [found.due, found.received, found.arrears] == [yuan(3000), yuan(1000), yuan(2000)] and found.late == 1
    assert [found.owner, found.community, found.operator] == [yuan(500), yuan(300), yuan(200)]
    assert found.rate_in_use == pytest.approx(86.5 / 1706.5)
    assert figures.of_year(CODE, 2025).months == []


percent = st.integers(0, 100)


@given(percent, percent, st.integers(1, 10**11))
def test_shares_add_up_to_the_cent(first: int, second: int, cents: int) -> None:
    community, operator = min(first, 100), min(second, 100 - min(first, 100))
    amount = Decimal(cents) / 100
    rule = ShareRule(owner=100 - community - operator, community=community, operator=operator)
    shares = shares_of(rule, amount)
    assert shares.owner + shares.community + shares.operator == amount
    assert min(shares.owner, shares.community, shares.operator) >= 0
    assert 0 <= shares.owner - amount * rule.owner / 100 < Decimal("0.02"), "only what cannot be divided is more"
    assert all(part == part.quantize(Decimal("0.01")) for part in (shares.owner, shares.community, shares.operator))


def test_a_hundred_parts_later_the_book_is_in_balance(district: District, clock: MovableClock) -> None:
    let(rent="3333.33")
    clock.advance(days=10)
    (rent,) = rents()
    for amount in ("0.01", "0.02", "0.03", "1111.11", "2222.16"):
        pay(rent, amount)
    balances = trial_balance(CODE)
    assert sum(one.debit for one in balances) == sum(one.credit for one in balances)
    assert stands(OWNERS) + stands(COMMUNITY) + stands(SERVICES) == stands(BANK) == yuan("3333.33")
    assert issubclass(MonthClosed, LedgerProblem)

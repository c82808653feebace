"""Lots: made of what is in stock and no more, however many take at once; sold, paid, and traced back to days and households."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from linli.cases.errors import InvalidInput
from linli.cooperative import accounts, actions, errors
from linli.cooperative.models import Collection, Lot
from linli.cooperative.queries import sales, whole
from linli.ledger.models import LedgerAccount
from linli.ledger.queries.balances import balance_of
from linli.places.models import District
from tests.conftest import MovableClock
from tests.cooperative import town
from tests.cooperative.town import CODE, FIRST, SECOND, SLUG, actor, lot, weigh


def stands(code: str) -> Decimal:
    return balance_of(LedgerAccount.objects.get(code=code))


def sold(row: Lot, price: str = "19.80") -> Lot:
    buyer = actions.add_buyer(actor(), {"name": f"某食品公司{row.code}"})
    return actions.invoice(actor(), row.code, {"buyer": buyer.pk, "price": price, "on": "2026-11-02"})


def test_stock_is_what_was_taken_and_not_used(district: District) -> None:
    weigh(kg="20")
    weigh(kg="10", temperature="12")
    day = Collection.objects.get()
    assert day.left == 20, "what was sent back is no stock"
    row = lot({day.pk: "12.5"})
    assert (Collection.objects.get().left, row.kg) == (Decimal("7.5"), Decimal("12.5"))
    with pytest.raises(errors.NotEnoughStock, match=r"7\.50.*7\.51"):
        lot({day.pk: "7.51"})
    assert Lot.objects.count() == 1 and Collection.objects.get().left == Decimal("7.5")
    actions.drop_lot(actor(), row.code, {"reason": "没有做成"})
    assert Collection.objects.get().left == 20
    assert list(whole.faults()) == []


@pytest.mark.parametrize("kg", ["0", "-1", "NaN", "1.001", ""])
def test_a_lot_of_nothing_is_none(district: District, kg: str) -> None:
    weigh()
    with pytest.raises(InvalidInput):
        lot({Collection.objects.get().pk: kg})
    with pytest.raises(InvalidInput):
        lot({})


def test_a_lot_is_not_older_than_its_milk(district: District) -> None:
    weigh()
    with pytest.raises(errors.DayNotPossible):
        lot({Collection.objects.get().pk: "1"}, made_on="2026-11-01")
    with pytest.raises(errors.NotThere):
        lot({uuid4(): "1"})


def test_sent_twice_it_is_one_lot(district: District) -> None:
    weigh()
    day, key = Collection.objects.get(), uuid4()
    assert lot({day.pk: "2"}, key=key) == lot({day.pk: "2"}, key=key)
    assert Collection.objects.get().kg_used == 2


def test_the_database_itself_keeps_stock_above_zero(district: District) -> None:
    weigh()
    with pytest.raises(IntegrityError, match="stock"), transaction.atomic():
        Collection.objects.update(kg_used=7)


def test_a_lot_is_sold_and_paid_in_the_ledger(district: District) -> None:
    weigh(kg="20")
    row = sold(lot({Collection.objects.get().pk: "20"}))
    assert (row.amount, stands(accounts.RECEIVABLE), stands(accounts.SOLD)) == (1980, 1980, 1980)
    with pytest.raises(errors.NotNow):
        actions.drop_lot(actor(), row.code, {"reason": "太晚"})
    key = uuid4()
    for _time in range(2):
        actions.note_payment(actor(), row.code, {"key": key, "amount": "1000", "on": "2026-11-02"})
    assert stands(accounts.RECEIVABLE) == 980
    with pytest.raises(errors.TooMuchMoney, match=r"980\.01.*980"):
        actions.note_payment(actor(), row.code, {"key": uuid4(), "amount": "980.01", "on": "2026-11-02"})
    with pytest.raises(errors.DayNotPossible):
        actions.note_payment(actor(), row.code, {"key": uuid4(), "amount": "1", "on": "2026-11-01"})
    paid = actions.note_payment(actor(), row.code, {"key": uuid4(), "amount": "980", "on": "2026-11-02"})
    assert (paid.state, stands(accounts.RECEIVABLE), stands(accounts.BANK)) == ("paid", 0, town.OPENED + 1980)
    assert len(sales.entries_of(paid)) == 3


def test_what_did_not_pass_a_test_is_not_sold(district: District) -> None:
    weigh()
    row = lot({Collection.objects.get().pk: "1"})
    given = {"on": "2026-11-02", "what": "菌落总数", "found": "超过限量", "passed": False, "laboratory": "某检验所"}
    actions.note_test(actor(), row.code, given)
    with pytest.raises(errors.KnownAlready):
        actions.note_test(actor(), row.code, given)
    with pytest.raises(errors.NotNow, match="不合格"):
        sold(row)


def test_from_the_bottle_back_to_days_points_and_households(district: District, clock: MovableClock) -> None:
    for number in range(1003, 1007):
        town.household(number, name=f"秘某{number}")
        town.camel(f"C{number}", household=number)
        weigh(household=number, kg="3", fat="4.8")
    weigh(kg="4", fat="5.2")
    weigh(by="coop", point="xi", household=SECOND, kg="2")
    days = {day.pk: str(day.kg_taken) for day in Collection.objects.all()}
    row = lot(days)
    page = Client().get(f"/{SLUG}/trace/{row.code.lower().replace('-', '')}").content.decode()
    for told in (row.code, "6 户养驼人家", "东街社区", "西街社区", "东点", "西点", "4.80", "5.20", "2026年11月2日"):
        assert told in page, told
    for secret in ("秘某", "1003", "C1003", town.PHONE):
        assert secret not in page
    there = sales.sources(actor(), row)
    assert [(one.number, one.kg) for one in there][:2] == [(FIRST, 4), (SECOND, 2)]
    assert [one.kg for one in sales.tickets_of(actor(), row, FIRST)] == [4]
    with pytest.raises(errors.NotYours):
        sales.sources(actor("collector"), row)


def test_few_households_are_not_told_of(district: District) -> None:
    weigh(kg="2")
    row = lot({Collection.objects.get().pk: "2"})
    page = Client().get(f"/{SLUG}/trace/{row.code}").content.decode()
    assert "不到 5 户" in page and "东街社区" not in page and "河东街道" in page
    found = sales.trace(CODE, row.code)
    assert (found.households, found.days) == (None, 1)


def test_an_unknown_code_is_said_so(district: District) -> None:
    weigh()
    row = lot({Collection.objects.get().pk: "1"})
    actions.drop_lot(actor(), row.code, {"reason": "没有做成"})
    for code in ("TN-0000-0000", "x", row.code):
        answer = Client().get(f"/{SLUG}/trace/{code}")
        assert answer.status_code == 404 and "核对" in answer.content.decode()
    assert Client().get(f"/{SLUG}/trace", {"code": "tn 1"}).headers["Location"] == f"/{SLUG}/trace/tn%201"

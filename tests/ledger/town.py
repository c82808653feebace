"""A district's book to try things on: one fund of a community service company, its accounts and its budget."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from linli.ledger import actions
from linli.ledger.commands import Asked, Booking, Line, transfer
from linli.ledger.models import Entry
from linli.people import actions as people
from linli.people.actors import Actor
from tests import factories

FUND = "service-companies"
BANK, GRANT = "asset:bank:service-companies", "income:grant"
WAGES, REPAIRS = "expense:wages", "expense:repairs"
DAY = date(2026, 11, 2)


def yuan(amount: int | str) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def book() -> None:
    """A fund of 10,000 yuan of 东街社区, 6,000 of it for wages and 5,000 for repairs, and two who keep it."""
    district = factories.district()
    keepers = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow("community_worker", factories.HERE, factories.HERE),))
        for name in ("keeper", "second")
    ]  # fmt: skip
    others = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
        for name, held in factories.STAFF.items()
    ]
    people.replace_people(district, [*others, *keepers], factories.PASSWORD)
    actions.replace_funds(
        district, [actions.FundRow(FUND, "社区服务公司扶持资金", "扶持社区服务公司", yuan(10_000), factories.HERE)]
    )
    row = actions.AccountRow
    actions.replace_accounts(
        district,
        [
            row(BANK, "扶持资金专户", "asset", FUND),
            row(GRANT, "财政拨款", "income"),
            row(WAGES, "岗位工资", "expense"),
            row(REPAIRS, "小修小补", "expense"),
        ],
        {FUND: [actions.BudgetRow(WAGES, yuan(6_000)), actions.BudgetRow(REPAIRS, yuan(5_000))]},
    )


def granted(amount: int | str = 8_000, key: str = "grant", on: date = DAY) -> Entry:
    """Money comes into the fund."""
    booking = transfer(key, on, "区财政拨付", debit=BANK, credit=GRANT, amount=yuan(amount))
    return actions.post(Actor.system(), factories.CODE, booking)


def split(key: str, *lines: tuple[str, Decimal | int | str, Decimal | int | str], on: date = DAY) -> Booking:
    """An entry of several lines: account, debit, credit."""
    return Booking(
        key, on, "分几笔记", [Line(account, Decimal(debit), Decimal(credit)) for account, debit, credit in lines]
    )


def asked(amount: int | str, account: str = WAGES, **other: str) -> Asked:
    given = {
        "fund": FUND,
        "paid_from": BANK,
        "purpose": "十一月岗位工资",
        "payee": "王小某",
        "shown_as": "公益岗位 1 人",
    } | other
    return Asked(account=account, amount=Decimal(amount), **given)

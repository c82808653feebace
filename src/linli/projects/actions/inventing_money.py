"""The money of a demo's invented projects: gifts that arrived and payments that were made, in the ledger by its own verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from linli.clock import LOCAL, now, standing_at, today
from linli.ids import uuid7
from linli.inserting import insert
from linli.ledger.actions import post_many, release, request
from linli.ledger.commands import Asked, transfer
from linli.ledger.models import Book, LedgerAccount
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.places.models import District
from linli.problem import Problem

from ..models import BudgetLine, Claim, ProjectPayment
from .money import BANK, INCOME


@dataclass(frozen=True)
class Gift:
    """Money of a claim that arrived on a day."""

    claim: Claim
    on: date
    title: str


@dataclass(frozen=True)
class Spent:
    """A payment to a firm out of a line of a fund."""

    line: BudgetLine
    amount: Decimal
    firm: str
    on: date
    title: str


def move_money(district: District, gifts: Sequence[Gift], spent: Sequence[Spent]) -> None:
    """Nothing where the book has no such accounts: then gifts are told without entries."""
    accounts = set(LedgerAccount.objects.filter(district=district, closed_on=None).values_list("code", flat=True))
    if {BANK, INCOME} <= accounts:
        _receive(district, gifts)
    _pay(district, spent, accounts)


def _receive(district: District, gifts: Sequence[Gift]) -> None:
    """One entry a gift, all of them in a few statements; on the first open day where its own is closed."""
    closed = Book.objects.filter(district=district).values_list("closed_until", flat=True).first()
    earliest = closed + timedelta(days=1) if closed else date.min
    rows = sorted(gifts, key=lambda one: one.on)
    bookings = [
        transfer(
            f"project:{one.claim.code}", max(one.on, earliest), f"{one.title}：{one.claim.claimer_name or '一位居民'}捐赠",
            debit=BANK, credit=INCOME, amount=one.claim.amount,
        )
        for one in rows
    ]  # fmt: skip
    for one, entry in zip(rows, post_many(Actor.system(), district.pk, bookings), strict=True):
        one.claim.entry = entry
    Claim.objects.bulk_update([one.claim for one in rows], ["entry"], batch_size=200)


def _pay(district: District, spent: Sequence[Spent], accounts: set[str]) -> None:
    """Asked for by one of the demo's people who keep the fund, released by another, on the day it was done."""
    keepers: dict[str, list[Actor]] = {}
    made: list[ProjectPayment] = []
    for one in spent:
        budget = one.line.budget
        assert budget is not None
        fund = budget.fund
        if fund.code not in keepers:
            keepers[fund.code] = _keepers(fund.organisation_id)
        bank = f"asset:bank:{fund.code}"
        if len(keepers[fund.code]) < 2 or bank not in accounts:
            continue
        asked = Asked(
            fund.code, budget.account.code, bank, one.amount, f"{one.title}：工程和材料款", one.firm, one.firm
        )
        first, second = keepers[fund.code][:2]
        try:
            with standing_at(_moment(one.on)):
                payment = request(first, district.pk, asked)
                release(second, payment.code)
        except Problem:
            # The fund has no more: then this one is still to be paid.
            continue
        one.line.promised = one.amount
        made.append(ProjectPayment(id=uuid7(), district=district, project_id=one.line.project_id, line=one.line, payment=payment))  # fmt: skip
    insert(made)
    BudgetLine.objects.bulk_update([one.line for one in made], ["promised"], batch_size=200)


def _keepers(organisation: str) -> list[Actor]:
    held = Position.objects.today().filter(organisation=organisation, account__is_demo=True)
    rows = Account.objects.filter(pk__in=held.values("account"), username__isnull=False).order_by("username")
    return [Actor.of(row) for row in rows]


def _moment(day: date) -> datetime:
    return min(now(), datetime.combine(min(day, today()), time(15), LOCAL))

"""The chart of accounts and the funds of a district, as its pack says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.clock import today
from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import Book, Budget, Fund, LedgerAccount


@dataclass(frozen=True)
class AccountRow:
    """`fund`: the code of the fund whose money it holds, or nothing."""

    code: str
    name: str
    kind: str
    fund: str | None = None


@dataclass(frozen=True)
class BudgetRow:
    """So much of a fund for what an expense account stands for."""

    account: str
    amount: Decimal


@dataclass(frozen=True)
class FundRow:
    code: str
    name: str
    purpose: str
    ceiling: Decimal
    organisation: str


@transaction.atomic
def replace_funds(district: District, rows: Sequence[FundRow]) -> Changes:
    """A district's funds by code. One that is no longer named is closed: its book stays."""
    wanted = {
        row.code: Fund(
            district=district, code=row.code, name=row.name, purpose=row.purpose, ceiling=row.ceiling,
            organisation_id=row.organisation, closed_on=None,
        )
        for row in rows
    }  # fmt: skip
    existing = {one.code: one for one in Fund.objects.filter(district=district)}
    changes = replace(existing, wanted, ("name", "purpose", "ceiling", "organisation_id", "closed_on"))
    return _closed(changes, Fund.objects.filter(district=district, closed_on=None).exclude(code__in=wanted))


@transaction.atomic
def replace_accounts(
    district: District, rows: Sequence[AccountRow], budgets: dict[str, Sequence[BudgetRow]]
) -> Changes:
    """A district's chart of accounts, after its funds; `budgets` by the code of the fund."""
    funds = dict(Fund.objects.filter(district=district).values_list("code", "id"))
    wanted = {
        row.code: LedgerAccount(
            district=district, code=row.code, name=row.name, kind=row.kind, closed_on=None,
            fund_id=funds[row.fund] if row.fund else None,
        )
        for row in rows
    }  # fmt: skip
    existing = {one.code: one for one in LedgerAccount.objects.filter(district=district)}
    changes = replace(existing, wanted, ("name", "kind", "fund_id", "closed_on"))
    gone = LedgerAccount.objects.filter(district=district, closed_on=None).exclude(code__in=wanted)
    _closed(changes, gone)
    accounts = dict(LedgerAccount.objects.filter(district=district).values_list("code", "id"))
    for fund, lines in budgets.items():
        for line in lines:
            Budget.objects.update_or_create(
                fund_id=funds[fund], account_id=accounts[line.account],
                defaults={"amount": line.amount, "district": district},
            )  # fmt: skip
    return changes


@transaction.atomic
def appoint_keeper(district: District, organisation: str | None) -> Changes:
    """Who closes the months of a district's book, and reverses what was posted wrongly."""
    Book.objects.get_or_create(district_id=district.pk)
    book = Book.objects.select_for_update().get(district_id=district.pk)
    changes = Changes()
    if book.keeper_id != organisation:
        book.keeper_id = organisation
        book.save(update_fields=["keeper"])
        changes.changed.append(organisation or district.name)
    return changes


def _closed(changes: Changes, gone: Any) -> Changes:
    changes.removed += [one.name for one in gone]
    gone.update(closed_on=today())
    return changes

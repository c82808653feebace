"""Funds as everybody reads them: how much may be spent, what is promised and paid, and what came in and went out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from ..errors import NoSuchFund
from ..models import NOTHING, Budget, Fund, Kind, LedgerAccount, Payment, PaymentState, Posting, by_key, in_cents
from .payments import counted


@dataclass(frozen=True)
class FundCard:
    """A fund with its sums, in yuan. What is promised is asked for and not yet decided."""

    row: Fund
    promised: Decimal
    paid: Decimal
    received: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """Of the ceiling."""
        return self.row.ceiling - self.promised - self.paid

    @property
    def stands(self) -> Decimal:
        """In its accounts."""
        return self.received - self.spent

    @property
    def used(self) -> float:
        return float((self.promised + self.paid) / self.row.ceiling)


@dataclass(frozen=True)
class BudgetLine:
    row: Budget
    promised: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.row.amount - self.promised - self.paid

    @property
    def used(self) -> float:
        return float((self.promised + self.paid) / self.row.amount)


@dataclass(frozen=True)
class Holding:
    """An account of a fund: what was put in and taken out of it."""

    account: LedgerAccount
    into: Decimal
    out: Decimal

    @property
    def stands(self) -> Decimal:
        return self.into - self.out


def has_funds(district: str) -> bool:
    return Fund.objects.filter(district=district).exists()


def fund_by(district: str, code: str) -> Fund:
    """Raises NoSuchFund."""
    row = Fund.objects.select_related("organisation").filter(district=district, code=code).first()
    if row is None:
        raise NoSuchFund
    return row


def fund_cards(funds: QuerySet[Fund] | Sequence[Fund]) -> list[FundCard]:
    """Each with its sums, the open ones and the larger ones first; four statements."""
    rows = list(funds.select_related("organisation")) if isinstance(funds, QuerySet) else list(funds)
    promised, paid = _promised_and_paid(Payment.objects.filter(budget__fund__in=rows), "budget__fund")
    received, spent = _moved(rows)
    cards = [
        FundCard(
            row, promised.get(row.pk, NOTHING), paid.get(row.pk, NOTHING), received.get(row.pk, NOTHING),
            spent.get(row.pk, NOTHING),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(cards, key=lambda card: (card.row.closed_on is not None, -card.row.ceiling, card.row.code))


def cards_of(district: str) -> list[FundCard]:
    return fund_cards(Fund.objects.filter(district=district))


def _promised_and_paid(payments: QuerySet[Payment], by: str) -> tuple[dict[UUID, Decimal], dict[UUID, Decimal]]:
    requested = Sum("amount", filter=Q(state=PaymentState.REQUESTED))
    released = Sum("amount", filter=Q(state=PaymentState.RELEASED))
    rows = list(counted(payments).values_list(by).annotate(requested=requested, released=released))
    return {row[0]: in_cents(row[1]) for row in rows}, {row[0]: in_cents(row[2]) for row in rows}


def _moved(funds: Iterable[Fund]) -> tuple[dict[UUID, Decimal], dict[UUID, Decimal]]:
    """What came into each fund's accounts from elsewhere, and what left them."""
    sides = []
    for here, there in (("debit", "credit"), ("credit", "debit")):
        rows = Posting.objects.filter(**{f"{here}__fund__in": funds, f"{here}__kind": Kind.ASSET})
        rows = rows.filter(Q(**{f"{there}__fund": None}) | ~Q(**{f"{there}__fund": F(f"{here}__fund")}))
        sides.append(
            by_key(rows.values_list(f"{here}__fund").annotate(sum=Sum("amount")).values_list(f"{here}__fund", "sum"))
        )
    return sides[0], sides[1]


def budget_of(fund: Fund) -> list[BudgetLine]:
    """What the fund is planned to be spent on, by account; two statements."""
    promised, paid = _promised_and_paid(Payment.objects.filter(budget__fund=fund), "budget")
    rows = Budget.objects.filter(fund=fund).select_related("account").order_by("account__code")
    return [BudgetLine(row, promised.get(row.pk, NOTHING), paid.get(row.pk, NOTHING)) for row in rows]


def holdings_of(fund: Fund) -> list[Holding]:
    """The accounts in which its money lies; three statements."""
    accounts = fund.accounts.filter(kind=Kind.ASSET).order_by("code")
    sums = [
        by_key(Posting.objects.filter(**{f"{side}__in": accounts}).values_list(side).annotate(sum=Sum("amount")).values_list(side, "sum"))
        for side in ("debit", "credit")
    ]  # fmt: skip
    return [Holding(one, sums[0].get(one.pk, NOTHING), sums[1].get(one.pk, NOTHING)) for one in accounts]


def incomes(district: str) -> list[LedgerAccount]:
    """Where money comes from."""
    return list(LedgerAccount.objects.filter(district=district, kind=Kind.INCOME, closed_on=None).order_by("code"))


def payments_made(district: str) -> int:
    found = Payment.objects.filter(district=district, state=PaymentState.RELEASED).aggregate(n=Count("pk"))
    return int(found["n"])

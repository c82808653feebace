"""What stands in which account: the trial balance, one account's balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from ..models import NOTHING, Kind, LedgerAccount, Posting, by_key, in_cents

# These grow on the debit side, the others on the credit side.
ON_DEBIT = frozenset({Kind.ASSET, Kind.EXPENSE})


@dataclass(frozen=True)
class Balance:
    """Of one account: all that was put to each side, and what stands in it, counted on the side it grows on."""

    account: LedgerAccount
    debit: Decimal
    credit: Decimal

    @property
    def stands(self) -> Decimal:
        off = self.debit - self.credit
        return off if self.account.kind in ON_DEBIT else -off


def trial_balance(district: str, until: date | None = None) -> list[Balance]:
    """Every account that anything was posted to, by code, up to and with a day. Both columns have one sum."""
    postings = Posting.objects.filter(district=district)
    if until is not None:
        postings = postings.filter(entry__on__lte=until)
    sides = [
        by_key(postings.values_list(side).annotate(sum=Sum("amount")).values_list(side, "sum"))
        for side in ("debit", "credit")
    ]
    accounts = LedgerAccount.objects.filter(district=district, pk__in=sides[0].keys() | sides[1].keys())
    return [
        Balance(account, sides[0].get(account.pk, NOTHING), sides[1].get(account.pk, NOTHING))
        for account in accounts.order_by("code")
    ]


def balance_of(account: LedgerAccount) -> Decimal:
    """What stands in it now."""
    debit, credit = (
        in_cents(Posting.objects.filter(**{side: account}).aggregate(sum=Sum("amount"))["sum"])
        for side in ("debit", "credit")
    )
    return Balance(account, debit, credit).stands

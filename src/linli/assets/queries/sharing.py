"""How an income is shared: whole cents to the community and to who runs it, and all the rest to the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Q

from linli.ledger.models import Kind, LedgerAccount

from ..models import Asset, ShareRule

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Shares:
    """In yuan; together they are what was shared, to the cent."""

    owner: Decimal
    community: Decimal
    operator: Decimal


def rule_on(asset: Asset, day: date) -> ShareRule | None:
    """The rule in force on a day."""
    return asset.share_rules.filter(first__lte=day).order_by("-first").first()


def shares_of(rule: ShareRule | None, amount: Decimal) -> Shares:
    """An amount by a rule; without one all is the owner's. What cannot be divided is the owner's too."""
    if rule is None:
        return Shares(amount, Decimal("0.00"), Decimal("0.00"))
    community = (amount * rule.community / 100).quantize(_CENT, ROUND_DOWN)
    operator = (amount * rule.operator / 100).quantize(_CENT, ROUND_DOWN)
    return Shares(amount - community - operator, community, operator)


def account_of_operator(asset: Asset, day: date) -> LedgerAccount | None:
    """Where the fund lies that is kept by who may use it on a day, if the book has one."""
    holders = asset.use_rights.filter(Q(last=None) | Q(last__gte=day), first__lte=day).values("organisation")
    accounts = LedgerAccount.objects.filter(district=asset.district_id, kind=Kind.ASSET, closed_on=None)
    return accounts.filter(fund__organisation__in=holders, fund__closed_on=None).order_by("code").first()

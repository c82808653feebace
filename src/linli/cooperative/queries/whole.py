"""Do the rows of this room agree with each other and with the ledger? `linli verify` asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from linli.ledger.models import LedgerAccount
from linli.ledger.queries.balances import balance_of

from .. import accounts
from ..actions.settling import carried_by, cents
from ..models import Collection, Cooperative, LotPart, LotState, Settlement, SettlementState, Weighing

NOTHING = Decimal("0.00")


def owed(district: str) -> Decimal:
    """What is owed to all households by the rows here: milk of closed days that no released settlement paid, less what they owe."""
    closed = Collection.objects.filter(district=district, closed_at__isnull=False)
    unpaid = closed.filter(~Q(settlement__state=SettlementState.RELEASED) | Q(settlement=None))
    milk = cents(unpaid.aggregate(sum=Sum("amount"))["sum"])
    return milk + sum(carried_by(district).values(), NOTHING)


def faults() -> Iterator[str]:
    """One sentence for each broken thing."""
    for cooperative in Cooperative.objects.order_by("pk"):
        district = cooperative.district_id
        yield from _of_ledger(district)
        yield from _of_days(district)
        yield from _of_settlements(district)


def _of_ledger(district: str) -> Iterator[str]:
    account = LedgerAccount.objects.filter(district=district, code=accounts.MILK).first()
    stands = balance_of(account) if account else NOTHING
    if stands != owed(district):
        told = {"district": district, "stands": stands, "owed": owed(district)}
        yield _("Co-operative %(district)s: the ledger owes households %(stands)s yuan, their rows say %(owed)s") % told


def _of_days(district: str) -> Iterator[str]:
    """The sums of each day are those of its tickets and of the lots it went into."""
    used = dict(
        LotPart.objects.filter(collection__district=district).exclude(lot__state=LotState.DROPPED)
        .values_list("collection").annotate(sum=Sum("kg")).values_list("collection", "sum")
    )  # fmt: skip
    graded = Q(grade__isnull=False)
    tickets = {
        one["collection"]: one
        for one in Weighing.objects.filter(district=district, voided_at=None).values("collection").annotate(
            taken=Sum("kg", filter=graded), rejected=Sum("kg", filter=~graded), worth=Sum("amount"), number=Count("id")
        )
    }  # fmt: skip
    for day in Collection.objects.filter(district=district).select_related("point").order_by("day"):
        one: Mapping[str, Any] = tickets.get(day.pk, {})
        told = (
            cents(one.get("taken")),
            cents(one.get("rejected")),
            cents(one.get("worth")),
            one.get("number", 0),
            cents(used.get(day.pk)),
        )
        if told != (day.kg_taken, day.kg_rejected, day.amount, day.tickets, day.kg_used):
            said = {"district": district, "point": day.point.name, "day": day.day}
            yield _("Co-operative %(district)s: %(point)s on %(day)s is not the sum of its tickets and lots") % said
            return


def _of_settlements(district: str) -> Iterator[str]:
    rows = Settlement.objects.filter(district=district).annotate(
        lines_gross=Sum("lines__gross"), lines_net=Sum("lines__net"), off=Sum(F("lines__feed") + F("lines__vet"))
    )
    for row in rows.order_by("month"):
        if (cents(row.lines_gross), cents(row.lines_net), cents(row.off)) != (row.gross, row.net, row.deductions):
            told = {"district": district, "month": str(row)}
            yield _("Co-operative %(district)s: the settlement of %(month)s is not the sum of its households") % told
            return

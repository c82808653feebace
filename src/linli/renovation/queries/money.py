"""Money of an estate: planned by its works, promised and paid by payments of the ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from linli.ledger.models import Payment, PaymentState

from ..errors import yuan
from ..models import Estate, HouseWork, RenovationPayment, Work, WorkState
from ..models.estates import NOTHING

_PROMISED = (PaymentState.REQUESTED, PaymentState.RELEASED)


def planned_of(estate: Estate, work: Work) -> Decimal:
    """What a work is planned to cost at an estate."""
    rows = HouseWork.objects.filter(house__estate=estate, work=work).exclude(state=WorkState.NOT_PLANNED)
    return rows.aggregate(sum=Sum("planned_amount"))["sum"] or NOTHING


def promised_of(estate: Estate, work: Work) -> Decimal:
    """What is paid or promised for it already."""
    rows = RenovationPayment.objects.filter(estate=estate, work=work, payment__state__in=_PROMISED)
    return rows.aggregate(sum=Sum("payment__amount"))["sum"] or NOTHING


@dataclass(frozen=True)
class Sums:
    """Yuan: planned, promised (asked for or paid), paid."""

    planned: Decimal = NOTHING
    committed: Decimal = NOTHING
    paid: Decimal = NOTHING

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.planned + other.planned, self.committed + other.committed, self.paid + other.paid)

    @property
    def planned_text(self) -> str:
        return yuan(self.planned)

    @property
    def committed_text(self) -> str:
        return yuan(self.committed)

    @property
    def paid_text(self) -> str:
        return yuan(self.paid)

    @property
    def share(self) -> float | None:
        return float(self.paid / self.planned) if self.planned else None


def sums(district: str, estate: Estate | None = None) -> dict[UUID, Sums]:
    """By work; of a district or of one estate; two statements."""
    planned = HouseWork.objects.filter(district=district, house__estate__active=True).exclude(
        state=WorkState.NOT_PLANNED
    )
    linked = RenovationPayment.objects.filter(district=district, payment__state__in=_PROMISED)
    if estate is not None:
        planned, linked = planned.filter(house__estate=estate), linked.filter(estate=estate)
    found: dict[UUID, Sums] = defaultdict(Sums)
    for key, amount in planned.values_list("work").annotate(sum=Sum("planned_amount")).order_by("work"):
        found[key] += Sums(planned=amount)
    by_state = linked.values_list("work", "payment__state").annotate(sum=Sum("payment__amount")).order_by("work")
    for key, state, amount in by_state:
        found[key] += Sums(committed=amount, paid=amount if state == PaymentState.RELEASED else NOTHING)
    return found


@dataclass(frozen=True)
class PaymentLine:
    """A payment as everybody reads it: whom it went to as the ledger shows it."""

    row: RenovationPayment

    @property
    def payment(self) -> Payment:
        return self.row.payment

    @property
    def amount(self) -> str:
        return yuan(self.row.payment.amount)

    @property
    def tone(self) -> str:
        return "good" if self.row.payment.state == PaymentState.RELEASED else "wait"


def payments(estate: Estate) -> list[PaymentLine]:
    """Those promised or paid, the latest first; one statement."""
    rows = RenovationPayment.objects.filter(estate=estate, payment__state__in=_PROMISED)
    return [PaymentLine(row) for row in rows.select_related("payment", "work").order_by("-linked_at")[:60]]

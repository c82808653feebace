"""Payments as the desk and everybody read them: which count, whose they are, who asked and who released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.people.models import Position
from linli.people.roles import Role
from linli.people.vault import mask_name

from ..access import audits, keeps
from ..errors import NoSuchPayment, NoSuchReceipt
from ..models import Fund, Payment, PaymentState, Receipt

PAGE = 20
_TONES = {
    PaymentState.REQUESTED: "wait", PaymentState.RELEASED: "good", PaymentState.REFUSED: "late", PaymentState.WITHDRAWN: "",
}  # fmt: skip


def counted(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Those that take from a ceiling: asked for, or paid and not reversed."""
    standing = Q(state=PaymentState.RELEASED, entry__reversed_by=None)
    return payments.filter(Q(state=PaymentState.REQUESTED) | standing)


@dataclass(frozen=True)
class PaymentCard:
    """A payment with its receipts, and as what its two people acted. `is_reversed`: its entry was."""

    row: Payment
    asked_by: str
    decided_by: str
    is_reversed: bool
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return "late" if self.is_reversed else _TONES[PaymentState(self.row.state)]

    @property
    def masked_payee(self) -> str:
        return mask_name(self.row.payee[:4])


def _rows() -> QuerySet[Payment]:
    return Payment.objects.select_related(
        "budget__fund__organisation", "budget__account", "paid_from", "entry__reversed_by"
    ).prefetch_related("receipts")


def of_fund(fund: Fund, before: str = "", state: str = "") -> tuple[list[PaymentCard], str]:
    """A page of a fund's payments, the newest first, and the code to go on from; five statements."""
    rows = _rows().filter(budget__fund=fund)
    if state in PaymentState.values:
        rows = rows.filter(state=state)
    last = rows.filter(code=read_case_code(before) or "").first() if before else None
    if last is not None:
        rows = rows.filter(Q(requested_at__lt=last.requested_at) | Q(requested_at=last.requested_at, pk__lt=last.pk))
    found = list(rows.order_by("-requested_at", "-pk")[: PAGE + 1])
    more = found[PAGE - 1].code if len(found) > PAGE else ""
    return cards(found[:PAGE]), more


def waiting(actor: Actor, limit: int = 50) -> list[PaymentCard]:
    """What waits for a second person in the funds somebody keeps or audits, the oldest first."""
    rows = _rows().filter(state=PaymentState.REQUESTED, district=actor.reach.district)
    if not audits(actor):
        rows = rows.filter(budget__fund__organisation__in=actor.reach.organisations)
    return cards(list(rows.order_by("requested_at", "pk")[:limit]))


def waiting_count(actor: Actor) -> int:
    """How many payments somebody could decide on: asked for by another."""
    rows = Payment.objects.filter(
        state=PaymentState.REQUESTED, budget__fund__organisation__in=actor.reach.organisations
    )
    return rows.exclude(requested_by=actor.account).count()


def cards(rows: list[Payment]) -> list[PaymentCard]:
    """As what organisation and role both people acted is said; never who they are."""
    roles = _roles(rows)
    return [
        PaymentCard(
            row,
            roles.get((row.requested_by_id, row.budget.fund.organisation_id), ""),
            roles.get((row.decided_by_id, row.budget.fund.organisation_id), ""),
            bool(row.entry and hasattr(row.entry, "reversed_by")),
            sorted(row.receipts.all(), key=lambda one: one.added_at),
        )
        for row in rows
    ]


def _roles(rows: Iterable[Payment]) -> dict[tuple[object, str], str]:
    """By account and organisation, the role held there; one statement."""
    rows = list(rows)
    accounts = {key for row in rows for key in (row.requested_by_id, row.decided_by_id) if key}
    if not accounts:
        return {}
    units = {row.budget.fund.organisation_id for row in rows}
    held = Position.objects.filter(account__in=accounts, organisation__in=units).order_by("-since", "-id")
    return {
        (account, unit): str(Role(role).label)
        for account, unit, role in held.values_list("account_id", "organisation_id", "role")
        if unit is not None
    }


def payment_read(actor: Actor, code: str) -> PaymentCard:
    """Of a fund that somebody keeps or audits. Raises NoSuchPayment, also for those of others."""
    row = _rows().filter(code=read_case_code(code) or "", district=actor.reach.district).first()
    if row is None or not (keeps(actor, row.budget.fund) or audits(actor)):
        raise NoSuchPayment
    return cards([row])[0]


def receipt_read(actor: Actor, key: UUID) -> Receipt:
    """Raises NoSuchReceipt, also for those of others."""
    rows = Receipt.objects.select_related("payment__budget__fund").filter(pk=key, district=actor.reach.district)
    row = rows.first()
    if row is None or not (keeps(actor, row.payment.budget.fund) or audits(actor)):
        raise NoSuchReceipt
    return row

"""Looks that leave a trace: who is paid by name, and a receipt's paper."""

from __future__ import annotations

from uuid import UUID

from linli.audit.actions import record
from linli.people.actors import Actor

from ..files import read
from ..models import Receipt
from ..queries.payments import payment_read, receipt_read


def open_receipt(actor: Actor, key: UUID) -> tuple[Receipt, bytes]:
    """A receipt with its plain bytes. Raises NoSuchReceipt; FileNotFoundError, Unreadable when the disk has lost it."""
    row = receipt_read(actor, key)
    body = read(row)
    record(actor, "receipt_seen", district=row.district_id, subject=row.payment.code, data={"digest": row.digest[:16]})
    return row, body


def show_payee(actor: Actor, code: str) -> str:
    """Who is paid, in full. Raises NoSuchPayment."""
    card = payment_read(actor, code)
    record(actor, "payee_seen", district=card.row.district_id, subject=card.row.code)
    return card.row.payee

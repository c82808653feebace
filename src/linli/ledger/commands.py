"""Typed commands of the ledger: an entry to be posted, a payment to be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .models import NOTHING


@dataclass(frozen=True)
class Line:
    """One side of an entry: so much to an account's debit, or to its credit. `account` is its code."""

    account: str
    debit: Decimal = NOTHING
    credit: Decimal = NOTHING


@dataclass(frozen=True)
class Booking:
    """What is to be posted. `key` is what the caller calls it: posted again, the first entry is the answer."""

    key: str
    on: date
    text: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Asked:
    """A payment that is asked for: out of which budget (fund and expense account) and which account, to whom, and what for.

    `shown_as` is what everybody reads of the payee.
    """

    fund: str
    account: str
    paid_from: str
    amount: Decimal
    purpose: str
    payee: str
    shown_as: str


def transfer(key: str, on: date, text: str, *, debit: str, credit: str, amount: Decimal) -> Booking:
    """The common case: an amount from one account to another."""
    return Booking(key, on, text, (Line(debit, debit=amount), Line(credit, credit=amount)))

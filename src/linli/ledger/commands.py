"""Typed commands of the ledger: an entry to be posted, a payment to be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from .errors import UnfitAmount
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


@dataclass(frozen=True)
class Received:
    """Money that came in: into which of a fund's accounts, from which kind of income. `text` is public and names no person.

    `key` tells this receipt from every other: posted again, the first entry is the answer.
    """

    fund: str
    into: str
    source: str
    amount: Decimal
    on: date
    text: str
    key: str


def amount_given(text: str) -> Decimal:
    """Yuan as people write them: 1,280.50, ￥1280.5, １２８０ 元. Raises UnfitAmount."""
    plain = normalize("NFKC", text).strip().lstrip("¥").removesuffix("元").replace(",", "").replace(" ", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise UnfitAmount(text) from None


def transfer(key: str, on: date, text: str, *, debit: str, credit: str, amount: Decimal) -> Booking:
    """The common case: an amount from one account to another."""
    return Booking(key, on, text, (Line(debit, debit=amount), Line(credit, credit=amount)))

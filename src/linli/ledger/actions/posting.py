"""Posting: many entries in a few statements, each balanced, once, in an open month; reversing; closing a month."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from linli.audit.actions import record
from linli.clock import now, today
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor

from ..commands import Booking, Line
from ..errors import (
    AlreadyReversed,
    MonthClosed,
    NoSuchEntry,
    NotYetOver,
    OtherBooking,
    OutOfBalance,
    UnfitAmount,
    UnknownLedgerAccount,
)
from ..models import NOTHING, Book, Entry, LedgerAccount, Posting

_CENT = Decimal("0.01")
_MOST = Decimal("1000000000000")


class Moved(NamedTuple):
    """An amount from the credit of one account to the debit of another."""

    debit: UUID
    credit: UUID
    amount: Decimal


def post(actor: Actor, district: str, booking: Booking) -> Entry:
    """Post one entry; what was posted with that key before is the answer, if it was the same.

    Raises OutOfBalance, UnfitAmount, UnknownLedgerAccount, MonthClosed, OtherBooking.
    """
    return post_many(actor, district, [booking])[0]


@transaction.atomic
def post_many(actor: Actor, district: str, bookings: Sequence[Booking]) -> list[Entry]:
    """Post all of them, or none: eight statements for five hundred."""
    book = _held(district)
    accounts = _accounts(district, bookings)
    before = _posted(district, [booking.key for booking in bookings])
    poster = _Poster(actor, book)
    entries = []
    for booking in bookings:
        moved = _moves(booking.lines, accounts)
        known = before.get(booking.key)
        if known is None:
            known = before[booking.key] = poster.add(booking.key, booking.on, booking.text, moved)
        elif not _is_same(known, booking, moved, poster.postings):
            raise OtherBooking(booking.key, str(known))
        entries.append(known)
    poster.write()
    return entries


@transaction.atomic
def reverse(actor: Actor, district: str, number: int, reason: str, on: date | None = None) -> Entry:
    """Post the contrary of an entry, which stays. Raises NoSuchEntry, AlreadyReversed, MonthClosed."""
    book = _held(district)
    entry = Entry.objects.filter(district=district, number=number).first()
    if entry is None:
        raise NoSuchEntry
    if entry.reverses_id or Entry.objects.filter(reverses=entry).exists():
        raise AlreadyReversed(str(entry))
    back = [Moved(one.credit_id, one.debit_id, one.amount) for one in entry.postings.order_by("id")]
    poster = _Poster(actor, book)
    contrary = poster.add(f"reversal:{entry.pk}", on or today(), reason, back, reverses=entry)
    poster.write()
    return contrary


@transaction.atomic
def close_month(actor: Actor, district: str, month: date) -> Book:
    """Nothing more is posted until the end of that month. Raises NotYetOver, MonthClosed."""
    book = _held(district)
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    if last >= today():
        raise NotYetOver(last)
    if book.closed_until and last <= book.closed_until:
        raise MonthClosed(last, book.closed_until)
    book.closed_until = last
    book.save(update_fields=["closed_until"])
    record(actor, "month_closed", district=district, subject=f"ledger:{last:%Y-%m}", data={"entries": book.number})
    return book


class _Poster:
    """Numbers and links entries one after the other, and writes them at the end."""

    def __init__(self, actor: Actor, book: Book) -> None:
        self._book, self._by, self._at = book, actor.account, now()
        self._entries: list[Entry] = []
        self.postings: dict[UUID, list[Moved]] = {}

    def add(self, key: str, on: date, text: str, moved: list[Moved], reverses: Entry | None = None) -> Entry:
        book = self._book
        if book.closed_until and on <= book.closed_until:
            raise MonthClosed(on, book.closed_until)
        book.number += 1
        entry = Entry(
            id=uuid7(), district_id=book.district_id, number=book.number, on=on, text=text[:200], key=key,
            reverses=reverses, posted_at=self._at, posted_by=self._by,
        )  # fmt: skip
        entry.digest = book.digest = digest_of(entry, moved, book.digest)
        self._entries.append(entry)
        self.postings[entry.pk] = moved
        return entry

    def write(self) -> None:
        if not self._entries:
            return
        postings = [
            Posting(district_id=self._book.district_id, entry_id=key, debit_id=one.debit, credit_id=one.credit, amount=one.amount)
            for key, moved in self.postings.items()
            for one in moved
        ]  # fmt: skip
        insert(self._entries, postings)
        self._book.save(update_fields=["number", "digest"])


def digest_of(entry: Entry, moved: Iterable[Moved], before: str) -> str:
    """SHA-256 over an entry, its postings in their order, and the digest of the entry before it."""
    told = [
        str(entry.pk), entry.district_id, str(entry.number), entry.on.isoformat(), entry.text, entry.key, str(entry.reverses_id or ""),
        *(f"{one.debit} {one.credit} {one.amount:.2f}" for one in moved), before,
    ]  # fmt: skip
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _held(district: str) -> Book:
    """The book, held until the transaction ends: two who post at once follow one another."""
    held = Book.objects.select_for_update().filter(district_id=district)
    book = held.first()
    if book is None:
        Book.objects.get_or_create(district_id=district)
        book = held.get()
    return book


def _accounts(district: str, bookings: Sequence[Booking]) -> dict[str, UUID]:
    codes = {line.account for booking in bookings for line in booking.lines}
    open_ones = LedgerAccount.objects.filter(district=district, code__in=codes, closed_on=None)
    known = dict(open_ones.values_list("code", "id"))
    for code in codes:
        if code not in known:
            raise UnknownLedgerAccount(code)
    return known


def _posted(district: str, keys: Sequence[str]) -> dict[str, Entry]:
    return {entry.key: entry for entry in Entry.objects.filter(district=district, key__in=keys)}


def _is_same(known: Entry, booking: Booking, moved: list[Moved], fresh: dict[UUID, list[Moved]]) -> bool:
    there = fresh.get(known.pk)
    if there is None:
        there = [Moved(one.debit_id, one.credit_id, one.amount) for one in known.postings.order_by("id")]
    return known.on == booking.on and known.text == booking.text[:200] and there == moved


def _moves(lines: Sequence[Line], accounts: dict[str, UUID]) -> list[Moved]:
    """The lines of an entry as amounts from a credit to a debit, taken from the front of each side.

    Raises UnfitAmount, OutOfBalance.
    """
    debits = [(accounts[line.account], amount_of(line.debit)) for line in lines if line.debit]
    credits = [(accounts[line.account], amount_of(line.credit)) for line in lines if line.credit]
    whole = [sum((amount for _account, amount in side), NOTHING) for side in (debits, credits)]
    if whole[0] != whole[1]:
        raise OutOfBalance(*whole)
    if not debits:
        raise UnfitAmount(whole[0])
    return list(_paired(debits, credits))


def _paired(debits: list[tuple[UUID, Decimal]], credits: list[tuple[UUID, Decimal]]) -> Iterator[Moved]:
    credits = list(credits)
    for account, amount in debits:
        while amount:
            source, left = credits[0]
            part = min(amount, left)
            if account == source:
                # To itself nothing moves: it would only say a thing twice.
                raise UnfitAmount(part)
            yield Moved(account, source, part)
            amount -= part
            credits[:1] = [(source, left - part)] if left > part else []


def amount_of(given: Decimal) -> Decimal:
    """Yuan above zero in cents. Raises UnfitAmount."""
    if not given.is_finite() or not 0 < given < _MOST or given != given.quantize(_CENT):
        raise UnfitAmount(given)
    return given.quantize(_CENT)

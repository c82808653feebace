"""Is the book whole? Every number there, every digest right, every reversal the contrary, both sides equal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from ..actions.posting import Moved, digest_of
from ..models import Book, Entry, Posting
from .balances import trial_balance

_BATCH = 2_000


def faults() -> Iterator[str]:
    """One sentence for the first broken thing of each book."""
    for book in Book.objects.order_by("district"):
        yield from _first(_of_chain(book))
        yield from _first(_of_balance(book))


def _first(told: Iterator[str]) -> Iterator[str]:
    one = next(told, None)
    if one:
        yield one


def _of_chain(book: Book) -> Iterator[str]:
    said = {"district": book.district_id}
    before, expected = "", 1
    for entry, moved in _entries(book.district_id):
        told = {**said, "number": entry.number}
        if entry.number != expected:
            yield _("Book %(district)s: entries before number %(number)s are missing") % told
        if entry.digest != digest_of(entry, moved, before):
            yield _("Book %(district)s: entry %(number)s is not what was posted") % told
        if entry.reverses_id and not _is_contrary(entry, moved):
            yield _("Book %(district)s: entry %(number)s is not the contrary of what it reverses") % told
        before, expected = entry.digest, entry.number + 1
    if (before, expected - 1) != (book.digest, book.number):
        yield _("Book %(district)s: entries after number %(number)s are missing") % {**said, "number": expected - 1}


def _entries(district: str) -> Iterator[tuple[Entry, list[Moved]]]:
    last = 0
    while batch := list(Entry.objects.filter(district=district, number__gt=last).order_by("number")[:_BATCH]):
        postings = Posting.objects.filter(entry__in=[entry.pk for entry in batch]).order_by("entry_id", "id")
        moved = {
            key: [Moved(one.debit_id, one.credit_id, one.amount) for one in some]
            for key, some in groupby(postings, key=lambda one: one.entry_id)
        }
        yield from ((entry, moved.get(entry.pk, [])) for entry in batch)
        last = batch[-1].number


def _is_contrary(entry: Entry, moved: list[Moved]) -> bool:
    there = Posting.objects.filter(entry=entry.reverses_id).order_by("id")
    return moved == [Moved(one.credit_id, one.debit_id, one.amount) for one in there]


def _of_balance(book: Book) -> Iterator[str]:
    balances = trial_balance(book.district_id)
    debit, credit = sum(one.debit for one in balances), sum(one.credit for one in balances)
    if debit != credit:
        yield _("Book %(district)s: debit %(debit)s, credit %(credit)s") % {
            "district": book.district_id, "debit": debit, "credit": credit,
        }  # fmt: skip

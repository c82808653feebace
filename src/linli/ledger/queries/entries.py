"""Entries as everybody reads them: one with its sides and its place in the chain, a fund's money in and out, the book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ..errors import NoSuchEntry
from ..models import NOTHING, Book, Entry, Fund, Kind, LedgerAccount, Payment, Posting
from .payments import PaymentCard, cards

PAGE = 20


@dataclass(frozen=True)
class Side:
    """What one account gets of an entry, on one side."""

    account: LedgerAccount
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True)
class EntryPage:
    """An entry with both sides, what pays it, its reversal, and the fingerprint of the one before."""

    row: Entry
    sides: list[Side]
    funds: list[Fund]
    payment: PaymentCard | None
    reversed_by: Entry | None
    digest_before: str
    is_last: bool

    @property
    def before(self) -> int:
        return self.row.number - 1

    @property
    def after(self) -> int:
        return self.row.number + 1

    @property
    def amount(self) -> Decimal:
        return sum((side.debit for side in self.sides), NOTHING)


@dataclass(frozen=True)
class Movement:
    """An entry as it touches some accounts: how much, and what stands on the other side."""

    row: Entry
    amount: Decimal
    others: list[LedgerAccount]
    is_reversed: bool

    @property
    def others_named(self) -> str:
        return "、".join(one.name for one in self.others)


def entry_page(district: str, number: int) -> EntryPage:
    """Raises NoSuchEntry."""
    rows = Entry.objects.select_related("reverses", "reversed_by", "payment")
    row = rows.filter(district=district, number=number).first()
    if row is None:
        raise NoSuchEntry
    postings = list(row.postings.select_related("debit__fund", "credit__fund").order_by("id"))
    before = Entry.objects.filter(district=district, number=number - 1).values_list("digest", flat=True).first()
    funds = {side.fund.pk: side.fund for one in postings for side in (one.debit, one.credit) if side.fund}
    last = Book.objects.filter(district=district).values_list("number", flat=True).first()
    return EntryPage(
        row, sides_of(postings), list(funds.values()), _payment(row), getattr(row, "reversed_by", None), before or "",
        number == last,
    )  # fmt: skip


def _payment(entry: Entry) -> PaymentCard | None:
    origin = entry.reverses or entry
    rows = Payment.objects.filter(entry=origin).select_related(
        "budget__fund__organisation", "budget__account", "paid_from", "entry__reversed_by"
    )
    return next(iter(cards(list(rows.prefetch_related("receipts")))), None)


def sides_of(postings: Iterable[Posting]) -> list[Side]:
    """Debits first, each account once a side."""
    sums: dict[tuple[bool, str], tuple[LedgerAccount, Decimal]] = {}
    for one in postings:
        for is_credit, account in ((False, one.debit), (True, one.credit)):
            _known, amount = sums.get((is_credit, account.code), (account, NOTHING))
            sums[is_credit, account.code] = (account, amount + one.amount)
    return [
        Side(account, NOTHING if is_credit else amount, amount if is_credit else NOTHING)
        for (is_credit, _code), (account, amount) in sorted(sums.items(), key=lambda item: item[0])
    ]


def of_book(district: str, before: int | None = None) -> tuple[list[Movement], int | None]:
    """A page of the whole book, the newest entry first, and the number to go on from; three statements."""
    rows = Entry.objects.filter(district=district)
    return _page(rows, before, Q())


def into_fund(fund: Fund, before: int | None = None) -> tuple[list[Movement], int | None]:
    """Money that came into a fund's accounts from elsewhere, the newest first."""
    return _of_fund(fund, before, "debit", "credit")


def out_of_fund(fund: Fund, before: int | None = None) -> tuple[list[Movement], int | None]:
    """Money that left a fund's accounts, by whatever was posted."""
    return _of_fund(fund, before, "credit", "debit")


def _of_fund(fund: Fund, before: int | None, here: str, there: str) -> tuple[list[Movement], int | None]:
    inside = Q(**{f"{here}__fund": fund, f"{here}__kind": Kind.ASSET})
    crossing = inside & (Q(**{f"{there}__fund": None}) | ~Q(**{f"{there}__fund": F(f"{here}__fund")}))
    postings = Posting.objects.filter(crossing, entry=OuterRef("pk"))
    rows = Entry.objects.filter(Exists(postings), district=fund.district_id)
    return _page(rows, before, crossing, there)


def _page(rows: QuerySet[Entry], before: int | None, which: Q, there: str = "") -> tuple[list[Movement], int | None]:
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.select_related("reversed_by").order_by("-number")[: PAGE + 1])
    more = found[PAGE - 1].number if len(found) > PAGE else None
    found = found[:PAGE]
    postings = Posting.objects.filter(which, entry__in=[one.pk for one in found]).select_related("debit", "credit")
    by_entry = {
        key: list(some) for key, some in groupby(postings.order_by("entry_id", "id"), key=lambda one: one.entry_id)
    }
    return [_movement(one, by_entry.get(one.pk, []), there) for one in found], more


def _movement(entry: Entry, postings: list[Posting], there: str) -> Movement:
    amount = sum((one.amount for one in postings), NOTHING)
    others = {
        account.code: account
        for one in postings
        for account in ([one.debit, one.credit] if not there else [getattr(one, there)])
    }
    return Movement(entry, amount, list(others.values()), hasattr(entry, "reversed_by"))


def closed_until(district: str) -> date | None:
    """Nothing more is posted until that day."""
    return Book.objects.filter(district=district).values_list("closed_until", flat=True).first()


def book_of(district: str) -> Book | None:
    return Book.objects.select_related("keeper").filter(district=district).first()


def first_day(district: str) -> date | None:
    """Of the earliest entry."""
    return Entry.objects.filter(district=district).order_by("on").values_list("on", flat=True).first()

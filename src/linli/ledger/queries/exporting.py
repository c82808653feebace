"""The book as others read it: a table (CSV), and the text of Beancount."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from ..models import Entry, Fund, Kind, LedgerAccount, Posting

CURRENCY = "CNY"
_ROOTS = {
    Kind.ASSET: "Assets", Kind.LIABILITY: "Liabilities", Kind.EQUITY: "Equity", Kind.INCOME: "Income", Kind.EXPENSE: "Expenses",
}  # fmt: skip
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(district: str, first: date, last: date) -> str:
    """A line for each posting, by number, with a mark by which a spreadsheet knows the signs."""
    return _table(_postings(district, first, last))


def fund_as_csv(fund: Fund, first: date, last: date) -> str:
    """The same of what touches a fund's accounts."""
    touching = Q(debit__fund=fund) | Q(credit__fund=fund)
    return _table(_postings(fund.district_id, first, last, touching))


def _table(postings: Iterator[Posting]) -> str:
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([_("Entry"), _("Day"), _("Told"), _("Debit"), _("Credit"), _("Amount"), _("Reverses")])
    for one in postings:
        entry = one.entry
        debit, credit = (f"{side.code} {side.name}" for side in (one.debit, one.credit))
        reverses = str(entry.reverses) if entry.reverses else ""
        table.writerow(
            [str(entry), entry.on.isoformat(), _plain(entry.text), debit, credit, f"{one.amount:.2f}", reverses]
        )
    return out.getvalue()


def as_beancount(district: str, first: date, last: date) -> str:
    """Accounts opened on the first day anything was posted to them, then each entry as a transaction."""
    return "".join(_beancount(district, first, last))


def _beancount(district: str, first: date, last: date) -> Iterator[str]:
    yield f'option "title" "{district}"\noption "operating_currency" "{CURRENCY}"\n\n'
    postings = list(_postings(district, first, last))
    opened: dict[str, tuple[date, LedgerAccount]] = {}
    for one in postings:
        for account in (one.debit, one.credit):
            day, _known = opened.get(account.code, (one.entry.on, account))
            opened[account.code] = (min(day, one.entry.on), account)
    for _code, (day, account) in sorted(opened.items()):
        yield f'{day} open {_name(account)} {CURRENCY}\n  name: "{_quoted(account.name)}"\n'
    entry: Entry | None = None
    for one in postings:
        if entry is None or one.entry_id != entry.pk:
            entry = one.entry
            yield f'\n{entry.on} * "{_quoted(entry.text)}"\n  number: "{entry}"\n'
        yield f"  {_name(one.debit)}  {one.amount:.2f} {CURRENCY}\n  {_name(one.credit)}  -{one.amount:.2f} {CURRENCY}\n"


def _postings(district: str, first: date, last: date, which: Q | None = None) -> Iterator[Posting]:
    found = Posting.objects.filter(which or Q(), district=district, entry__on__range=(first, last))
    found = found.select_related("entry__reverses", "debit", "credit").order_by("entry__number", "id")
    return found.iterator(chunk_size=2_000)


def _name(account: LedgerAccount) -> str:
    """Expenses:Lift:Lin-jia-xiang of expense:lift:lin-jia-xiang."""
    parts = [part[:1].upper() + part[1:] for part in account.code.split(":")[1:]]
    return ":".join([_ROOTS[Kind(account.kind)], *(parts or ["All"])])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

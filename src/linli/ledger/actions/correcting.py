"""What the desk may put right in the book: an entry posted here is reversed with a reason, a month that is over is closed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.people.actors import Actor

from ..access import check_keeps_book, keeps_book
from ..errors import NotYourFund, PostedElsewhere, UnfitText
from ..models import Book, Entry, LedgerAccount
from ..queries.entries import entry_page
from .posting import close_month, reverse
from .receiving import RECEIVED

# Entries that were posted at this desk, by what their keys begin with; all others are put right in the room they come from.
HERE = ("payment", RECEIVED)


@transaction.atomic
def correct(actor: Actor, number: int, reason: str) -> Entry:
    """Reverse an entry, today. What was paid by it counts for no ceiling any more.

    Raises NoSuchEntry, NotYourFund, PostedElsewhere, AlreadyReversed, UnfitText.
    """
    district = actor.reach.district
    entry = entry_page(district, number).row
    check_may_correct(actor, entry)
    if not 2 <= len(reason.strip()) <= 200:
        raise UnfitText("reason", _("Why"), 200)
    contrary = reverse(actor, district, number, reason.strip())
    record(actor, "entry_reversed", district=district, subject=f"ledger:{entry}", data={"by": str(contrary)})
    return contrary


def check_may_correct(actor: Actor, entry: Entry) -> None:
    """Raises NotYourFund, PostedElsewhere."""
    if not keeps_book(actor) and not _is_of_own_funds(actor, entry):
        raise NotYourFund
    if entry.key.partition(":")[0] not in HERE:
        raise PostedElsewhere(str(entry), entry.key)


def _is_of_own_funds(actor: Actor, entry: Entry) -> bool:
    """Whether it touches accounts of their funds, and of no other."""
    touched = LedgerAccount.objects.filter(fund__isnull=False)
    accounts = touched.filter(debits__entry=entry) | touched.filter(credits__entry=entry)
    keepers = set(accounts.values_list("fund__organisation", flat=True))
    return actor.is_staff and bool(keepers) and keepers <= actor.reach.organisations


def close_books(actor: Actor, month: date) -> Book:
    """Close a month that is over. Raises NotYourBook, NotYetOver, MonthClosed."""
    check_keeps_book(actor)
    return close_month(actor, actor.reach.district, month)

"""Money that comes into a fund: a grant, a gift, an income; as one entry by whoever keeps the fund."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import today
from linli.people.actors import Actor

from ..access import check_keeps
from ..commands import Received, transfer
from ..errors import NoSuchFund, NotAnIncome, NotThatDay, UnfitText, UnknownLedgerAccount
from ..models import Entry, Fund, Kind, LedgerAccount
from .posting import amount_of, post

# What the keys of such entries begin with.
RECEIVED = "received"


@transaction.atomic
def receive(actor: Actor, district: str, received: Received) -> Entry:
    """Post money from an account of income into one of the fund's.

    Raises NoSuchFund, NotYourFund, UnknownLedgerAccount, NotAnIncome, UnfitAmount, UnfitText, NotThatDay, MonthClosed,
    OtherBooking.
    """
    fund = Fund.objects.filter(district=district, code=received.fund, closed_on=None).first()
    if fund is None:
        raise NoSuchFund
    check_keeps(actor, fund)
    accounts = LedgerAccount.objects.filter(district=district, closed_on=None)
    if not accounts.filter(code=received.into, fund=fund, kind=Kind.ASSET).exists():
        raise UnknownLedgerAccount(received.into)
    if not accounts.filter(code=received.source, kind=Kind.INCOME).exists():
        raise NotAnIncome(received.source)
    if not 2 <= len(received.text.strip()) <= 200:
        raise UnfitText("text", _("What the money is"), 200)
    if received.on > today():
        raise NotThatDay(received.on)
    booking = transfer(
        f"{RECEIVED}:{received.key}"[:120], received.on, received.text.strip(), debit=received.into, credit=received.source,
        amount=amount_of(received.amount),
    )  # fmt: skip
    return post(actor, district, booking)

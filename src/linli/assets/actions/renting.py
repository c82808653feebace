"""Rent: made due month by month, received, and shared by the rule in force; each of it an entry of the ledger."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now as moment
from linli.clock import today
from linli.ledger.actions import post_many, reverse
from linli.ledger.commands import Booking, Line, transfer
from linli.ledger.models import NOTHING
from linli.ledger.queries.entries import closed_until
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_runs
from ..errors import NothingLeft, NotThatDay, NotThere, PartlyPaid, TooMuch
from ..models import Asset, Lease, Rent, RentPayment
from ..queries.sharing import Shares, account_of_operator, rule_on, shares_of
from .leasing import BANK, COMMUNITY, OWNERS, RENT, RENT_DUE, SERVICES, sign_lease

BATCH = 200
_CENT = Decimal("0.01")


def make_rents(limit: int = BATCH) -> int:
    """Make the rent of each lease that has become due; returns how many. A chore of the worker."""
    day = today()
    due = Lease.objects.filter(next_month__isnull=False, next_month__lte=day).order_by("next_month", "pk")
    return sum(_make(key) for key in due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def let(actor: Actor, asset: Asset, given: dict[str, Any]) -> Lease:
    """Sign a lease, and make the rent that is due already: nobody waits an hour for the worker. Raises what signing does."""
    lease = sign_lease(actor, asset, given)
    _make(lease.pk)
    return lease


@transaction.atomic
def _make(key: UUID) -> int:
    """One lease's rents up to today, in one piece."""
    lease = Lease.objects.select_for_update(of=("self",)).select_related("asset").get(pk=key)
    months = []
    while lease.next_month is not None and due_on(lease, lease.next_month) <= today():
        months.append(lease.next_month)
        following = (lease.next_month + timedelta(days=32)).replace(day=1)
        lease.next_month = following if following <= lease.until else None
    if not months:
        return 0
    closed = closed_until(lease.district_id)
    bookings = [_due(lease, month, closed) for month in months]
    entries = post_many(Actor.system(), lease.district_id, bookings)
    for month, entry in zip(months, entries, strict=True):
        Rent.objects.create(
            district_id=lease.district_id, lease=lease, month=month, due_on=due_on(lease, month), amount=rent_of(lease, month), entry=entry
        )  # fmt: skip
    lease.save(update_fields=["next_month"])
    return len(months)


def _due(lease: Lease, month: date, closed: date | None) -> Booking:
    """Posted on the day it is due; where that is closed, today."""
    day = due_on(lease, month)
    text = _("%(asset)s: rent of %(month)s due") % {"asset": lease.asset.name, "month": f"{month:%Y-%m}"}
    return transfer(
        f"rent:{lease.code}:{month:%Y-%m}", today() if closed and day <= closed else day, text, debit=RENT_DUE, credit=RENT,
        amount=rent_of(lease, month),
    )  # fmt: skip


def due_on(lease: Lease, month: date) -> date:
    """The agreed day of that month; the first day of a lease that begins after it."""
    return max(month.replace(day=lease.due_day), lease.first)


def rent_of(lease: Lease, month: date) -> Decimal:
    """Of a whole month as agreed; else by the days of it on which the lease runs, to the cent."""
    days = calendar.monthrange(month.year, month.month)[1]
    first, last = max(lease.first, month), min(lease.until, month.replace(day=days))
    lived = (last - first).days + 1
    if lived == days:
        return lease.rent
    return max((lease.rent * lived / days).quantize(_CENT, ROUND_HALF_UP), _CENT)


@transaction.atomic
def receive_rent(actor: Actor, key: UUID, given: dict[str, Any]) -> RentPayment:
    """Rent came in: posted against what was due, and shared by the rule in force on that day; the operator has theirs at once.

    Raises NotThere, NotYourAsset, InvalidInput, NothingLeft, TooMuch, NotThatDay, MonthClosed.
    """
    rent = _held(actor, key)
    command = c.parse(c.ReceiveRent, given)
    if not rent.left:
        raise NothingLeft(rent.month)
    if command.amount > rent.left:
        raise TooMuch(command.amount, rent.left)
    if not rent.lease.first <= command.on <= today():
        raise NotThatDay(command.on, rent.lease.first, today())
    number = rent.payments.count() + 1
    shares = shares_of(rule_on(rent.lease.asset, command.on), command.amount)
    paid, split, *_moved = post_many(actor, rent.district_id, _bookings(rent, number, command, shares))
    rent.paid += command.amount
    rent.save(update_fields=["paid"])
    return RentPayment.objects.create(
        district_id=rent.district_id, rent=rent, number=number, on=command.on, amount=command.amount, owner=shares.owner,
        community=shares.community, operator=shares.operator, entry=paid, split=split, received_by=actor.account, received_at=moment(),
    )  # fmt: skip


def _bookings(rent: Rent, number: int, command: c.ReceiveRent, shares: Shares) -> list[Booking]:
    said = {"asset": rent.lease.asset.name, "month": f"{rent.month:%Y-%m}"}
    key = f"rent:{rent.lease.code}:{rent.month:%Y-%m}"
    paid = transfer(
        f"{key}:paid:{number}", command.on, _("%(asset)s: rent of %(month)s received") % said, debit=BANK, credit=RENT_DUE,
        amount=command.amount,
    )  # fmt: skip
    parts = ((OWNERS, shares.owner), (COMMUNITY, shares.community), (SERVICES, shares.operator))
    lines = [Line(RENT, debit=command.amount), *(Line(code, credit=part) for code, part in parts if part != NOTHING)]
    split = Booking(f"{key}:split:{number}", command.on, _("%(asset)s: rent of %(month)s shared") % said, lines)
    to = account_of_operator(rent.lease.asset, command.on)
    if to is None or to.code == BANK or shares.operator == NOTHING:
        return [paid, split]
    moved = transfer(
        f"{key}:operator:{number}", command.on, _("%(asset)s: rent of %(month)s, the operator's share") % said, debit=to.code,
        credit=BANK, amount=shares.operator,
    )  # fmt: skip
    return [paid, split, moved]


@transaction.atomic
def waive_rent(actor: Actor, key: UUID, given: dict[str, Any]) -> Rent:
    """It is not asked for any more: its entry is reversed. Raises NotThere, NotYourAsset, InvalidInput, NothingLeft, PartlyPaid."""
    rent = _held(actor, key)
    command = c.parse(c.Because, given)
    if not rent.left:
        raise NothingLeft(rent.month)
    if rent.paid:
        raise PartlyPaid(rent.paid)
    rent.waived = reverse(actor, rent.district_id, rent.entry.number, command.reason)
    rent.save(update_fields=["waived"])
    return rent


def _held(actor: Actor, key: UUID) -> Rent:
    rows = Rent.objects.select_for_update(of=("self",)).select_related("lease__asset__ownership", "entry")
    rent = rows.filter(pk=key, district=actor.reach.district).first()
    if rent is None:
        raise NotThere("")
    check_runs(actor, rent.lease.asset)
    return rent

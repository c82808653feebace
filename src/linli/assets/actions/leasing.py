"""Leases: signed for days on which no other runs, ended early, the deposit taken into keeping."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.clock import now, today
from linli.ids import case_code
from linli.ledger.actions import post
from linli.ledger.commands import transfer
from linli.ledger.models import LedgerAccount
from linli.people import queries as people
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_runs
from ..errors import (
    AlreadyEnded,
    BookNotReady,
    DaysDoNotFollow,
    LetThen,
    NoSuchOrganisation,
    NothingLeft,
    NotThatDay,
    NotThere,
)
from ..models import Asset, Lease
from .registering import touch

# The letters of a lease's number: 租赁.
PREFIX = "ZL"
# The accounts of the district's book that rent goes through; docs/assets.md tells how.
BANK, RENT_DUE, RENT = "asset:bank:pooled", "asset:rent-due", "income:rent"
OWNERS, COMMUNITY, SERVICES = "liability:owners", "liability:community", "income:services"
DEPOSITS = "liability:deposits"
ACCOUNTS = (BANK, RENT_DUE, RENT, OWNERS, COMMUNITY, SERVICES, DEPOSITS)


@transaction.atomic
def sign_lease(actor: Actor, asset: Asset, given: dict[str, Any]) -> Lease:
    """Let it. Raises InvalidInput, NotYourAsset, NoSuchOrganisation, DaysDoNotFollow, BookNotReady, LetThen."""
    check_runs(actor, asset)
    command = c.parse(c.SignLease, given)
    if command.last < command.first:
        raise DaysDoNotFollow(command.first, command.last)
    if command.organisation and command.organisation not in people.organisations(asset.district_id):
        raise NoSuchOrganisation(command.organisation)
    _check_book(asset.district_id)
    Asset.objects.select_for_update().get(pk=asset.pk)
    other = asset.leases.filter(first__lte=command.last, until__gte=command.first).order_by("first").first()
    if other is not None:
        raise LetThen(other.lessee, other.first, other.until)
    lease = Lease.objects.create(
        district_id=asset.district_id, code=case_code(PREFIX), asset=asset, lessee=command.lessee,
        organisation_id=command.organisation, first=command.first, last=command.last, until=command.last, rent=command.rent,
        deposit=command.deposit, due_day=command.due_day, next_month=command.first.replace(day=1), signed_by=actor.account,
        signed_at=now(),
    )  # fmt: skip
    touch(asset)
    record(actor, "lease_signed", district=lease.district_id, subject=f"lease:{lease.code}", data={"asset": asset.code})
    return lease


def _check_book(district: str) -> None:
    """Raises BookNotReady."""
    there = set(
        LedgerAccount.objects.filter(district=district, code__in=ACCOUNTS, closed_on=None).values_list(
            "code", flat=True
        )
    )
    for code in ACCOUNTS:
        if code not in there:
            raise BookNotReady(code)


def lease_held(actor: Actor, key: UUID) -> Lease:
    """One that the actor's organisation let, held until the transaction ends. Raises NotThere, NotYourAsset."""
    rows = Lease.objects.select_for_update(of=("self",)).select_related("asset__ownership")
    lease = rows.filter(pk=key, district=actor.reach.district).first()
    if lease is None:
        raise NotThere("")
    check_runs(actor, lease.asset)
    return lease


@transaction.atomic
def end_lease(actor: Actor, key: UUID, given: dict[str, Any]) -> Lease:
    """Its last day, earlier than agreed. Rent that was due before stays due. Raises InvalidInput, AlreadyEnded, NotThatDay."""
    lease = lease_held(actor, key)
    command = c.parse(c.EndOn, given)
    if lease.until < today():
        raise AlreadyEnded(lease.until)
    earliest = max(lease.first, _day_before_next_rent(lease))
    if not earliest <= command.on <= lease.until:
        raise NotThatDay(command.on, earliest, lease.until)
    lease.until, lease.ended_reason = command.on, command.reason
    if lease.next_month and lease.next_month > command.on:
        lease.next_month = None
    lease.save(update_fields=["until", "ended_reason", "next_month"])
    touch(lease.asset)
    record(
        actor, "lease_ended", district=lease.district_id, subject=f"lease:{lease.code}", data={"on": command.on.isoformat()}
    )  # fmt: skip
    return lease


def _day_before_next_rent(lease: Lease) -> date:
    """A month whose rent was made is lived in to its end."""
    made = lease.rents.order_by("-month").values_list("month", flat=True).first()
    if made is None:
        return lease.first
    following = (made + timedelta(days=32)).replace(day=1)
    return min(following - timedelta(days=1), lease.last)


@transaction.atomic
def take_deposit(actor: Actor, key: UUID, on: date) -> Lease:
    """The deposit came in: it is kept for the lessee, so it is owed. Raises NothingLeft, NotThatDay, MonthClosed."""
    lease = lease_held(actor, key)
    if not lease.deposit or lease.deposit_entry_id:
        raise NothingLeft(lease.first)
    if on > today():
        raise NotThatDay(on, lease.signed_at.date(), today())
    booking = transfer(
        f"rent:{lease.code}:deposit", on, _("Deposit for %(asset)s (%(code)s)") % {"asset": lease.asset.name, "code": lease.code},
        debit=BANK, credit=DEPOSITS, amount=lease.deposit,
    )  # fmt: skip
    lease.deposit_entry = post(actor, lease.district_id, booking)
    lease.save(update_fields=["deposit_entry"])
    return lease

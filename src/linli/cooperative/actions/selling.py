"""Lots: made of the stock of points and days, tested, sold to a buyer, paid; each step of money in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.ledger.actions import post
from linli.ledger.commands import transfer
from linli.people.actors import Actor
from linli.people.vault import seal

from .. import accounts
from .. import commands as c
from ..access import check_manages
from ..errors import DayNotPossible, KnownAlready, NotEnoughStock, NotNow, NotThere, TooMuchMoney
from ..models import NOTHING, Buyer, Collection, Lot, LotPart, LotPayment, LotState, LotTest

PREFIX = "TN"


@transaction.atomic
def add_buyer(actor: Actor, given: Mapping[str, Any]) -> Buyer:
    """Raises InvalidInput, NotYours, KnownAlready."""
    command = c.parse(c.BuyerSheet, given)
    district = check_manages(actor).district_id
    if Buyer.objects.filter(district=district, name=command.name).exists():
        raise KnownAlready(command.name, field="name")
    contact = seal(command.contact) if command.contact else b""
    return Buyer.objects.create(id=uuid7(), district_id=district, name=command.name, contact_cipher=contact)


@transaction.atomic
def make_lot(actor: Actor, given: Mapping[str, Any]) -> Lot:
    """Take so much of each day's stock; sent twice it is one lot.

    Raises InvalidInput, NotYours, NotThere, DayNotPossible, NotEnoughStock.
    """
    command = c.parse(c.LotSheet, given)
    district = check_manages(actor).district_id
    known = Lot.objects.filter(pk=command.key, district=district).first()
    if known is not None:
        return known
    wanted: dict[UUID, Decimal] = {}
    for part in command.parts:
        wanted[part.collection] = wanted.get(part.collection, NOTHING) + part.kg
    _take_stock(district, wanted, command)
    row = Lot(
        id=command.key, district_id=district, code=case_code(PREFIX), kg=sum(wanted.values(), NOTHING), by=actor.account,
        created_at=now(), **command.model_dump(exclude={"key", "parts"}),
    )  # fmt: skip
    row.save(force_insert=True)
    LotPart.objects.bulk_create([LotPart(id=uuid7(), lot=row, collection_id=key, kg=kg) for key, kg in wanted.items()])
    audit.record(actor, "milk_lot_made", district=district, subject=f"lot:{row.code}")
    return row


def _take_stock(district: str, wanted: Mapping[UUID, Decimal], command: c.LotSheet) -> None:
    """In one order of days, held: who comes second sees what the first left."""
    rows = Collection.objects.select_for_update(of=("self",)).filter(district=district, pk__in=wanted)
    held = {row.pk: row for row in rows.select_related("point").order_by("pk")}
    for key, kg in wanted.items():
        row = held.get(key)
        if row is None:
            raise NotThere(_("the day of the point"), field="kg")
        if command.made_on < row.day:
            raise DayNotPossible(command.made_on, _("milk of a later day is in it."), field="made_on")
        # The condition counts again what is there: also where rows cannot be held.
        fits = Collection.objects.filter(pk=key, kg_taken__gte=F("kg_used") + kg)
        if not fits.update(kg_used=F("kg_used") + kg):
            raise NotEnoughStock(f"{row.point.name} {row.day}", row.left, kg)


def _lot(actor: Actor, code: str, what: str, *states: str) -> Lot:
    check_manages(actor)
    row = Lot.objects.select_for_update(of=("self",)).filter(code=code, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the lot"))
    if row.state not in states:
        raise NotNow(what, row.state_label)
    return row


@transaction.atomic
def drop_lot(actor: Actor, code: str, given: Mapping[str, Any]) -> Lot:
    """It was not made after all: its milk is stock again. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = c.parse(c.Because, given)
    row = _lot(actor, code, _("Give up the lot"), LotState.MADE)
    for part in row.parts.all():
        Collection.objects.filter(pk=part.collection_id).update(kg_used=F("kg_used") - part.kg)
    row.state, row.reason = LotState.DROPPED, command.reason
    row.save(update_fields=["state", "reason"])
    audit.record(actor, "milk_lot_dropped", district=row.district_id, subject=f"lot:{row.code}")
    return row


@transaction.atomic
def note_test(actor: Actor, code: str, given: Mapping[str, Any]) -> LotTest:
    """Raises InvalidInput, NotYours, NotThere, NotNow, KnownAlready."""
    command = c.parse(c.TestSheet, given)
    row = _lot(actor, code, _("Note a test"), LotState.MADE, LotState.INVOICED, LotState.PAID)
    if row.tests.filter(what=command.what, on=command.on).exists():
        raise KnownAlready(command.what, field="what")
    return LotTest.objects.create(id=uuid7(), lot=row, created_at=now(), **command.model_dump())


@transaction.atomic
def invoice(actor: Actor, code: str, given: Mapping[str, Any]) -> Lot:
    """Sold: the buyer owes it from now on. One with a test that was not passed is not sold.

    Raises InvalidInput, NotYours, NotThere, NotNow, DayNotPossible, and what the ledger raises.
    """
    command = c.parse(c.Invoice, given)
    row = _lot(actor, code, _("Sell the lot"), LotState.MADE)
    buyer = Buyer.objects.filter(pk=command.buyer, district=row.district_id, active=True).first()
    if buyer is None:
        raise NotThere(_("the buyer"), field="buyer")
    if command.on < row.made_on:
        raise DayNotPossible(command.on, _("it was not made yet."))
    if row.tests.filter(passed=False).exists():
        raise NotNow(_("Sell the lot"), _("a test was not passed"))
    row.buyer, row.price, row.invoiced_on, row.state = buyer, command.price, command.on, LotState.INVOICED
    row.amount = (row.quantity * command.price).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = _("Lot %(code)s sold to %(buyer)s") % {"code": row.code, "buyer": buyer.name}
    key = f"sale:{row.code}"
    post(
        actor,
        row.district_id,
        transfer(key, command.on, text, debit=accounts.RECEIVABLE, credit=accounts.SOLD, amount=row.amount),
    )
    row.save(update_fields=["buyer", "price", "amount", "invoiced_on", "state"])
    audit.record(actor, "milk_lot_sold", district=row.district_id, subject=f"lot:{row.code}")
    return row


@transaction.atomic
def note_payment(actor: Actor, code: str, given: Mapping[str, Any]) -> Lot:
    """Money of the buyer; sent twice it is one. Raises InvalidInput, NotYours, NotThere, NotNow, DayNotPossible, TooMuchMoney."""
    command = c.parse(c.Payment, given)
    row = _lot(actor, code, _("Note a payment"), LotState.INVOICED, LotState.PAID)
    if LotPayment.objects.filter(pk=command.key, lot=row).exists():
        return row
    if row.state == LotState.PAID:
        raise NotNow(_("Note a payment"), row.state_label)
    if row.invoiced_on and command.on < row.invoiced_on:
        raise DayNotPossible(command.on, _("it was not sold yet."))
    if command.amount > row.owed:
        raise TooMuchMoney(row.owed, command.amount)
    LotPayment.objects.create(
        id=command.key, lot=row, on=command.on, amount=command.amount, by=actor.account, created_at=now()
    )
    text = _("Lot %(code)s: paid by the buyer") % {"code": row.code}
    key = f"sale-paid:{row.code}:{command.key}"
    post(
        actor,
        row.district_id,
        transfer(key, command.on, text, debit=accounts.BANK, credit=accounts.RECEIVABLE, amount=command.amount),
    )
    row.received += command.amount
    row.state = LotState.INVOICED if row.owed else LotState.PAID
    row.save(update_fields=["received", "state"])
    return row

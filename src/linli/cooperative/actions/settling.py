"""Days are closed into the ledger, months drawn up by one and released by another: in set-based statements throughout."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now, today
from linli.ids import uuid7
from linli.inserting import insert
from linli.ledger.actions import post_many
from linli.ledger.commands import Booking, Line, transfer
from linli.ledger.errors import NotEnough, UnknownLedgerAccount
from linli.ledger.models import Book, LedgerAccount
from linli.ledger.queries.balances import balance_of
from linli.people.actors import Actor

from .. import accounts
from .. import commands as c
from ..access import check_manages
from ..errors import MonthOpen, NothingToSettle, NotInOrder, NotNow, NotThere, SamePerson, SettledAlready
from ..models import (
    NOTHING,
    Adjustment,
    Collection,
    Cooperative,
    Delivery,
    Household,
    Point,
    Settlement,
    SettlementLine,
    SettlementState,
    Supply,
    Weighing,
)

_CENT = Decimal("0.01")


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


@transaction.atomic
def close_days(actor: Actor, district: str, until: date) -> int:
    """Put the milk of each day up to `until`, and before today, into the ledger; returns how many days of points.

    Called each night by the worker, and before a month is settled.
    """
    until = min(until, today() - timedelta(days=1))
    list(Point.objects.select_for_update().filter(district=district).order_by("pk").values_list("pk", flat=True))
    days = list(
        Collection.objects.filter(district=district, closed_at=None, day__lte=until)
        .select_related("point")
        .order_by("day", "point__code", "part")
    )
    if not days:
        return 0
    post_many(actor, district, list(_bought(district, days)))
    Collection.objects.filter(pk__in=[one.pk for one in days]).update(closed_at=now())
    return len(days)


def _bought(district: str, days: Sequence[Collection]) -> Iterable[Booking]:
    closed = Book.objects.filter(district=district).values_list("closed_until", flat=True).first()
    for one in days:
        if one.amount:
            on = one.day if closed is None or one.day > closed else today()
            told = {"point": one.point.name, "day": one.day.isoformat()}
            key = f"milk-day:{one.point.code}:{one.day}:{one.part}"
            text = _("Camel milk taken in at %(point)s on %(day)s") % told
            yield transfer(key, on, text, debit=accounts.BOUGHT, credit=accounts.MILK, amount=one.amount)


@transaction.atomic
def draw_up(actor: Actor, month: date) -> Settlement:
    """What a month comes to for each household: all closed days, deliveries and adjustments up to its end that are not settled.

    Raises NotYours, MonthOpen, SettledAlready, NotInOrder, NothingToSettle.
    """
    cooperative = check_manages(actor)
    district, month = cooperative.district_id, month.replace(day=1)
    last = last_of(month)
    if last >= today():
        raise MonthOpen(last)
    Cooperative.objects.select_for_update().get(pk=district)
    _check_order(district, month)
    close_days(actor, district, last)
    row = Settlement(id=uuid7(), district_id=district, month=month, drawn_by=actor.account, drawn_at=now())
    row.save(force_insert=True)
    _take_up(row, last)
    lines = _lines(row)
    if not lines:
        raise NothingToSettle(month)
    insert(lines)
    _add_up(row, lines)
    audit.record(actor, "milk_settlement_drawn", district=district, subject=f"settlement:{row}")
    return row


def _check_order(district: str, month: date) -> None:
    alive = Settlement.objects.filter(district=district).exclude(state=SettlementState.WITHDRAWN)
    same = alive.filter(month=month).first()
    if same is not None:
        raise SettledAlready(month, same.state_label)
    waiting = alive.filter(Q(state=SettlementState.DRAWN) | Q(month__gt=month)).order_by("-month").first()
    if waiting is not None:
        raise NotInOrder(waiting.month)


def _take_up(row: Settlement, last: date) -> None:
    here = {"district": row.district_id, "settlement": None}
    Collection.objects.filter(**here, closed_at__isnull=False, day__lte=last).update(settlement=row)
    Delivery.objects.filter(**here, struck="", on__lte=last).update(settlement=row)
    Adjustment.objects.filter(**here).update(settlement=row)


def _lines(row: Settlement) -> list[SettlementLine]:
    milk = {one["household"]: one for one in milk_of(row)}
    feed, vet = (_sums(row.deliveries.filter(kind=kind)) for kind in (Supply.FEED, Supply.VET))
    adjusted, brought = _sums(row.taken_up.all()), carried_by(row.district_id)
    keys = milk.keys() | feed.keys() | vet.keys() | adjusted.keys() | brought.keys()
    # In the order of their numbers, so that the entries of the ledger follow it.
    ordered = Household.objects.filter(district=row.district_id).order_by("number").values_list("pk", flat=True)
    lines = []
    for key in (key for key in ordered if key in keys):
        one = milk.get(key, {})
        sums = {
            "gross": cents(one.get("gross")), "feed": feed.get(key, NOTHING), "vet": vet.get(key, NOTHING),
            "adjustment": adjusted.get(key, NOTHING), "brought": brought.get(key, NOTHING),
        }  # fmt: skip
        net = sums["gross"] - sums["feed"] - sums["vet"] + sums["adjustment"] + sums["brought"]
        lines.append(SettlementLine(
            id=uuid7(), district_id=row.district_id, settlement_id=row.pk, household_id=key, days=one.get("days", 0),
            kg=cents(one.get("taken")), kg_rejected=cents(one.get("rejected")), net=net, **sums,
        ))  # fmt: skip
    return lines


def milk_of(row: Settlement) -> QuerySet[Weighing, Any]:
    """Of each household: days, kilograms, what was sent back, and what it comes to."""
    there = Weighing.objects.filter(collection__settlement=row, voided_at=None)
    return there.values("household").annotate(
        days=Count("collection__day", distinct=True), gross=Sum("amount"), taken=Sum("kg", filter=Q(grade__isnull=False)),
        rejected=Sum("kg", filter=Q(grade=None)),
    )  # fmt: skip


def _sums(rows: QuerySet[Any]) -> dict[UUID, Decimal]:
    found = rows.values_list("household").annotate(sum=Sum("amount")).values_list("household", "sum")
    return {key: cents(sum) for key, sum in found}


def cents(sum: Decimal | None) -> Decimal:
    """SQLite adds in floating point: to the cent it is exact."""
    return (sum or NOTHING).quantize(_CENT)


def carried_by(district: str) -> dict[UUID, Decimal]:
    """What households owe since the newest released settlement: below zero each."""
    released = Settlement.objects.filter(district=district, state=SettlementState.RELEASED).order_by("-month").first()
    if released is None:
        return {}
    return dict(released.lines.filter(net__lt=0).values_list("household", "net"))


def _add_up(row: Settlement, lines: Sequence[SettlementLine]) -> None:
    row.households = len(lines)
    row.kg = sum((one.kg for one in lines), NOTHING)
    row.gross = sum((one.gross for one in lines), NOTHING)
    row.deductions = sum((one.deductions for one in lines), NOTHING)
    row.adjustments = sum((one.adjustment for one in lines), NOTHING)
    row.brought = sum((one.brought for one in lines), NOTHING)
    row.net = sum((one.net for one in lines), NOTHING)
    row.paid = sum((one.paid for one in lines), NOTHING)
    row.save()


def _drawn(actor: Actor, key: UUID, what: str) -> Settlement:
    cooperative = check_manages(actor)
    Cooperative.objects.select_for_update().get(pk=cooperative.pk)
    row = Settlement.objects.select_for_update(of=("self",)).filter(pk=key, district=cooperative.district_id).first()
    if row is None:
        raise NotThere(_("the settlement"))
    if row.state != SettlementState.DRAWN:
        raise NotNow(what, row.state_label)
    return row


@transaction.atomic
def release(actor: Actor, key: UUID) -> Settlement:
    """Pay it out: one entry of the ledger for each household. It stays as it is from now on.

    Raises NotYours, NotThere, NotNow, SamePerson, NotEnough.
    """
    row = _drawn(actor, key, _("Release the settlement"))
    if row.drawn_by_id == actor.reach.account_id:
        raise SamePerson
    bank = LedgerAccount.objects.filter(district=row.district_id, code=accounts.BANK, closed_on=None).first()
    if bank is None:
        raise UnknownLedgerAccount(accounts.BANK)
    if (there := balance_of(bank)) < row.paid:
        raise NotEnough(bank.name, there, row.paid)
    lines = row.lines.select_related("household").order_by("household__number")
    post_many(actor, row.district_id, [booking for one in lines if (booking := paid_out(row, one))])
    row.state, row.decided_by, row.decided_at = SettlementState.RELEASED, actor.account, now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(actor, "milk_settlement_released", district=row.district_id, subject=f"settlement:{row}")
    return row


def entry_key(month: date, number: int) -> str:
    """What the entry of a household's month is called in the ledger."""
    return f"milk:{month:%Y-%m}:{number}"


def paid_out(row: Settlement, line: SettlementLine) -> Booking | None:
    """What was owed for milk goes against feed, vet and what is paid; what the household still owes stays there.

    None where nothing moves.
    """
    owed = line.gross + line.brought - line.carried
    moves = (
        (accounts.MILK, owed), (accounts.BOUGHT, line.adjustment), (accounts.FEED, -line.feed), (accounts.VET, -line.vet),
        (accounts.BANK, -line.paid),
    )  # fmt: skip
    lines = [Line(code, debit=max(amount, NOTHING), credit=max(-amount, NOTHING)) for code, amount in moves if amount]
    if not lines:
        return None
    text = _("Camel milk of %(month)s settled with a household") % {"month": f"{row.month:%Y-%m}"}
    return Booking(entry_key(row.month, line.household.number), today(), text, lines)


@transaction.atomic
def withdraw(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Settlement:
    """Not released after all: what it took up is free for the next. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = c.parse(c.Because, given)
    row = _drawn(actor, key, _("Withdraw the settlement"))
    for rows in (row.collections, row.deliveries, row.taken_up):
        rows.update(settlement=None)
    row.state, row.reason = SettlementState.WITHDRAWN, command.reason
    row.decided_by, row.decided_at = actor.account, now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    audit.record(actor, "milk_settlement_withdrawn", district=row.district_id, subject=f"settlement:{row}")
    return row


@transaction.atomic
def adjust(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Adjustment:
    """Put right what a released settlement has wrong: with the next one. Sent twice it is one.

    Raises InvalidInput, NotYours, NotThere, NotNow.
    """
    command = c.parse(c.Adjust, given)
    district = check_manages(actor).district_id
    known = Adjustment.objects.filter(pk=command.key, district=district).first()
    if known is not None:
        return known
    row = Settlement.objects.filter(pk=key, district=district).first()
    household = Household.objects.filter(district=district, number=command.household).first()
    if row is None or household is None:
        what = _("the settlement") if row is None else _("household %(number)s") % {"number": command.household}
        raise NotThere(what, field="" if row is None else "household")
    if row.state != SettlementState.RELEASED:
        raise NotNow(_("Adjust it"), row.state_label)
    made = Adjustment(
        id=command.key, district_id=district, household=household, corrects=row, amount=command.amount,
        reason=command.reason, by=actor.account, created_at=now(),
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record(
        actor, "milk_adjusted", district=district, subject=f"settlement:{row}", data={"household": household.number}
    )
    return made

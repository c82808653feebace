"""Rents at the desk: those of a month, and arrears with the days they are late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from linli.clock import today
from linli.ledger.models import in_cents
from linli.people.actors import Actor

from ..access import assets_read
from ..errors import NotThere
from ..models import Lease, Rent

PAGE = 30


def _rows(actor: Actor) -> QuerySet[Rent]:
    rows = Rent.objects.filter(district=actor.reach.district, lease__asset__in=assets_read(actor))
    return rows.select_related("lease__asset__ownership", "entry", "waived")


def arrears(actor: Actor, after: UUID | None = None) -> tuple[list[Rent], UUID | None]:
    """What is late, the longest first; a page, and the key to go on from."""
    late = _rows(actor).filter(due_on__lt=today(), waived=None, paid__lt=F("amount")).order_by("due_on", "pk")
    last = late.filter(pk=after).first() if after else None
    if last is not None:
        late = late.filter(due_on__gt=last.due_on) | late.filter(due_on=last.due_on, pk__gt=last.pk)
    found = list(late[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def arrears_sum(actor: Actor) -> Decimal:
    late = _rows(actor).filter(due_on__lt=today(), waived=None, paid__lt=F("amount"))
    return in_cents(late.aggregate(sum=Sum(F("amount") - F("paid")))["sum"])


def of_month(actor: Actor, month: date, after: str = "") -> tuple[list[Rent], str]:
    """Of one month, by the asset's code; a page, and the code to go on from."""
    rows = _rows(actor).filter(month=month).order_by("lease__asset__code", "pk")
    if after:
        rows = rows.filter(lease__asset__code__gt=after)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].lease.asset.code if len(found) > PAGE else ""


def rent_read(actor: Actor, key: UUID) -> Rent:
    """Raises NotThere."""
    row = _rows(actor).filter(pk=key).first()
    if row is None:
        raise NotThere("")
    return row


def ending_soon(actor: Actor, until: date) -> list[Lease]:
    """Leases that run out by a day."""
    rows = Lease.objects.filter(asset__in=assets_read(actor), until__gte=today(), until__lte=until)
    return list(rows.select_related("asset").order_by("until")[:PAGE])

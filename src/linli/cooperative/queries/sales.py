"""Lots at the desk, and the trace of a lot: to days and points for everybody, to households and tickets at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Avg, Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.ids import read_case_code
from linli.ledger.models import Entry
from linli.people.actors import Actor

from ..access import check_manages
from ..errors import NotThere
from ..models import Buyer, Lot, LotPart, LotState, LotTest, Weighing
from .herd import Page, page_of

# Fewer households than this are not told of, nor where they live: one would be known by it.
FEW = 5


def lots(actor: Actor, view: str = "", before: UUID | None = None) -> Page[Lot]:
    """The newest first; `view` is a state."""
    district = check_manages(actor).district_id
    rows = Lot.objects.filter(district=district).select_related("buyer").order_by("-id")
    if view in LotState.values:
        rows = rows.filter(state=view)
    return page_of(rows.filter(pk__lt=before) if before else rows, "pk")


def lot(actor: Actor, code: str) -> Lot:
    """Raises NotYours, NotThere."""
    district = check_manages(actor).district_id
    row = Lot.objects.select_related("buyer").filter(district=district, code=code).first()
    if row is None:
        raise NotThere(_("the lot"))
    return row


def buyers(actor: Actor) -> list[Buyer]:
    district = check_manages(actor).district_id
    return list(Buyer.objects.filter(district=district, active=True).order_by("name"))


def entries_of(row: Lot) -> list[Entry]:
    """Its entries in the ledger: the sale, and each payment."""
    keys = Q(key=f"sale:{row.code}") | Q(key__startswith=f"sale-paid:{row.code}:")
    return list(Entry.objects.filter(keys, district=row.district_id).order_by("number"))


def parts_of(row: Lot) -> list[LotPart]:
    return list(row.parts.select_related("collection__point").order_by("collection__day", "collection__point__code"))


def milk_in(row: Lot) -> QuerySet[Weighing]:
    """The tickets of all days that are in a lot: which of a day's milk went in, nobody can tell once it is in one tank."""
    days = row.parts.values_list("collection", flat=True)
    return Weighing.objects.filter(collection__in=days, voided_at=None, grade__isnull=False)


@dataclass(frozen=True)
class Source:
    """A household behind a lot, at the desk."""

    number: int
    village: str
    tickets: int
    kg: Decimal


def sources(actor: Actor, row: Lot) -> list[Source]:
    """By number. Raises NotYours."""
    check_manages(actor)
    found = milk_in(row).values_list("household__number", "household__area__name")
    sums = found.annotate(tickets=Count("id"), sum=Sum("kg")).order_by("household__number")
    return [Source(number, village, tickets, kg.quantize(Decimal("0.01"))) for number, village, tickets, kg in sums]


def tickets_of(actor: Actor, row: Lot, number: int) -> list[Weighing]:
    """A household's tickets behind a lot. Raises NotYours."""
    check_manages(actor)
    rows = milk_in(row).filter(household__number=number).select_related("point", "camel", "grade", "collection")
    return list(rows.order_by("at", "id")[:400])


@dataclass(frozen=True)
class Span:
    """Least, mean and most of a quality."""

    name: str
    unit: str
    low: Decimal
    mean: Decimal
    high: Decimal


@dataclass(frozen=True)
class Trace:
    """What anybody who holds a bottle may know. `households` is None where they are too few to be told of."""

    lot: Lot
    first: date
    last: date
    days: int
    points: Sequence[str]
    households: int | None
    villages: Sequence[str]
    qualities: Sequence[Span]
    tests: Sequence[LotTest]


def address_of(row: Lot, slug: str) -> str:
    return f"{settings.LINLI_ADDRESS}/{slug}/trace/{row.code}"


def trace(district: str, given: str) -> Trace:
    """By the code on a bottle, however it is written. Raises NotThere."""
    code = read_case_code(given)
    row = Lot.objects.filter(district=district, code=code).exclude(state=LotState.DROPPED).first() if code else None
    if row is None:
        raise NotThere(_("the code “%(code)s”") % {"code": given[:20]})
    parts = parts_of(row)
    days = sorted({part.collection.day for part in parts})
    milk = milk_in(row)
    count = milk.values("household").distinct().count()
    enough = count >= FEW
    level = "household__area__name" if enough else "household__area__parent__name"
    areas = milk.order_by(level).values_list(level, flat=True).distinct()
    points = list(dict.fromkeys(part.collection.point.name for part in parts))
    tests = list(row.tests.order_by("on", "what"))
    return Trace(
        row, days[0], days[-1], len(days), points, count if enough else None, list(areas), _qualities(milk), tests
    )


def _qualities(milk: QuerySet[Weighing]) -> list[Span]:
    named = (
        ("fat", _("Fat"), "%", "0.01"),
        ("density", _("Density"), "g/cm³", "0.0001"),
        ("temperature", _("Temperature"), "°C", "0.1"),
    )
    asked = {
        f"{how}_{name}": work(name)
        for name, *_more in named
        for how, work in (("low", Min), ("mean", Avg), ("high", Max))
    }
    found = milk.aggregate(**asked)
    return [
        Span(
            label, unit, *(Decimal(found[f"{how}_{name}"]).quantize(Decimal(places)) for how in ("low", "mean", "high"))
        )
        for name, label, unit, places in named
        if found[f"low_{name}"] is not None
    ]

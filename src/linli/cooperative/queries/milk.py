"""Milk at the desk and at the point: tickets, days, stock, prices, and what a collector's device keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum

from linli.clock import LOCAL, today
from linli.people.actors import Actor
from linli.people.queries import OrgCard, organisations

from ..access import check_manages, points_of
from ..actions.herding import children_of
from ..models import (
    Agreement,
    AgreementState,
    Camel,
    CamelState,
    Collection,
    Household,
    Lot,
    LotState,
    Point,
    PriceDay,
    Settlement,
    SettlementState,
    Sex,
    TicketFile,
    Weighing,
)
from .herd import Page, withheld_on

NOTHING = Decimal("0.00")
A_PAGE = 100
# A device without network for longer than this works with what was agreed by then.
DAYS_KEPT_AHEAD = 14


@dataclass(frozen=True)
class Day:
    """A point's day: its parts together."""

    point: Point
    day: date
    taken: Decimal
    rejected: Decimal
    used: Decimal
    amount: Decimal
    tickets: int
    closed: bool

    @property
    def left(self) -> Decimal:
        return self.taken - self.used


def days(district: str, first: date, last: date, point: str = "") -> list[Day]:
    """The newest day first, then by point."""
    rows = Collection.objects.filter(district=district, day__range=(first, last)).select_related("point")
    if point:
        rows = rows.filter(point__code=point)
    parts: dict[tuple[date, str], list[Collection]] = {}
    for row in rows:
        parts.setdefault((row.day, row.point.code), []).append(row)
    return [_day(parts[key]) for key in sorted(parts, key=lambda one: (-one[0].toordinal(), one[1]))]


def _day(parts: Sequence[Collection]) -> Day:
    def add(name: str) -> Decimal:
        return sum((getattr(one, name) for one in parts), NOTHING)

    first = parts[0]
    return Day(
        first.point, first.day, add("kg_taken"), add("kg_rejected"), add("kg_used"), add("amount"),
        sum(one.tickets for one in parts), all(one.closed_at for one in parts),
    )  # fmt: skip


def stock(actor: Actor) -> list[Collection]:
    """What is left anywhere, the oldest first."""
    district = check_manages(actor).district_id
    rows = Collection.objects.filter(district=district, kg_used__lt=F("kg_taken")).select_related("point")
    return list(rows.order_by("day", "point__code", "part"))


def stock_sum(rows: Sequence[Collection]) -> Decimal:
    return sum((row.left for row in rows), NOTHING)


@dataclass(frozen=True)
class Filters:
    """What a list of tickets is narrowed to."""

    day: date | None = None
    point: str = ""
    household: int | None = None
    view: str = ""


def weighings(actor: Actor, filters: Filters, before: tuple[datetime, UUID] | None = None) -> Page[Weighing]:
    """The newest first. Raises NotYours."""
    district = check_manages(actor).district_id
    rows = Weighing.objects.filter(district=district).select_related(
        "point", "household", "camel", "grade", "collection"
    )
    if filters.day:
        rows = rows.filter(collection__day=filters.day)
    if filters.point:
        rows = rows.filter(point__code=filters.point)
    if filters.household is not None:
        rows = rows.filter(household__number=filters.household)
    if filters.view == "rejected":
        rows = rows.exclude(fault="")
    if filters.view == "voided":
        rows = rows.filter(voided_at__isnull=False)
    if before:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], pk__lt=before[1]))
    found = list(rows.order_by("-at", "-id")[: A_PAGE + 1])
    last = found[A_PAGE - 1] if len(found) > A_PAGE else None
    return Page(found[:A_PAGE], f"{last.at.isoformat()}_{last.pk}" if last else "")


def agreements(actor: Actor) -> list[Agreement]:
    district = check_manages(actor).district_id
    rows = Agreement.objects.filter(district=district).prefetch_related("grades")
    return list(rows.select_related("proposed_by", "agreed_by").order_by("-first", "-id")[:40])


def files(actor: Actor) -> list[TicketFile]:
    district = check_manages(actor).district_id
    return list(TicketFile.objects.filter(district=district).defer("body_cipher").order_by("-id")[:20])


def point_organisations(actor: Actor) -> list[OrgCard]:
    """Who can collect at a point: the co-operative, and what stands under it."""
    cooperative = check_manages(actor)
    cards = organisations(cooperative.district_id)
    codes = [cooperative.organisation_id, *children_of(cooperative.organisation_id, cooperative.district_id)]
    return [cards[code] for code in codes if code in cards]


@dataclass(frozen=True)
class Waiting:
    """What the desk's first page says."""

    today: list[Day]
    stock: Decimal
    prices: list[Agreement]
    priced_until: date | None
    settlements: list[Settlement]
    to_settle: date | None
    unpaid: list[Lot]
    withheld: int
    rejected: int


def waiting(actor: Actor) -> Waiting:
    district = check_manages(actor).district_id
    now = today()
    last = PriceDay.objects.filter(district=district).order_by("-day").values_list("day", flat=True).first()
    left = Collection.objects.filter(district=district).aggregate(sum=Sum(F("kg_taken") - F("kg_used")))["sum"]
    proposed = Agreement.objects.filter(district=district, state=AgreementState.PROPOSED)
    drawn = Settlement.objects.filter(district=district, state=SettlementState.DRAWN).select_related("drawn_by")
    unpaid = Lot.objects.filter(district=district, state=LotState.INVOICED).select_related("buyer")
    there = days(district, now, now)
    return Waiting(
        there, (left or NOTHING).quantize(NOTHING), list(proposed), last, list(drawn), to_settle(district), list(unpaid[:20]),
        withheld_on(district, now).distinct().count(), sum(one.rejected > 0 for one in there),
    )  # fmt: skip


def to_settle(district: str) -> date | None:
    """The newest month that is over, while nothing settles it."""
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    alive = Settlement.objects.filter(district=district, month__gte=month).exclude(state=SettlementState.WITHDRAWN)
    last = today().replace(day=1)
    open_ = Collection.objects.filter(district=district, settlement=None, day__lt=last, tickets__gt=0)
    return month if open_.exists() and not alive.exists() else None


def kept_on_device(actor: Actor) -> dict[str, Any]:
    """What a point needs without network: of households no more than number and last character.

    Ear tags of she-camels lead to their households; prices of today and the days ahead.
    """
    points = list(points_of(actor))
    district = actor.reach.district
    numbers = {
        str(one.number): one.last_character
        for one in Household.objects.filter(district=district, left_on=None).order_by("number")
    }
    tags = dict(
        Camel.objects.filter(district=district, state=CamelState.ALIVE, sex=Sex.FEMALE).values_list(
            "tag", "household__number"
        )
    )
    ahead = (today(), today() + timedelta(days=DAYS_KEPT_AHEAD))
    rows = PriceDay.objects.filter(district=district, day__range=ahead).select_related("agreement").order_by("day")
    kept = {row.agreement_id: row.agreement for row in rows}
    return {
        "points": [{"code": one.code, "name": one.name, "next": next_ticket(one)} for one in points],
        "households": numbers,
        "tags": tags,
        "prices": [_price(one) for one in kept.values()],
    }


def next_ticket(point: Point) -> str:
    """The number after the newest ticket of a point, where tickets are numbered."""
    last = Weighing.objects.filter(point=point).order_by("-entered_at", "-id").values_list("ticket", flat=True).first()
    if last is None:
        return "000001"
    digits = len(last) - len(last.rstrip("0123456789"))
    return f"{last[: len(last) - digits]}{int(last[-digits:]) + 1:0{digits}d}" if digits else ""


def _price(one: Agreement) -> dict[str, Any]:
    return {
        "first": one.first.isoformat(), "last": one.last.isoformat(), "density": [str(one.density_min), str(one.density_max)],
        "temperature": str(one.temperature_max),
        "grades": [[grade.name, str(grade.fat_min), str(grade.price)] for grade in one.grades.all()],
    }  # fmt: skip


def at_point_today(actor: Actor) -> list[Weighing]:
    """What was noted today at the points of this person, the newest first."""
    midnight = datetime.combine(today(), datetime.min.time(), LOCAL)
    rows = Weighing.objects.filter(point__in=points_of(actor), at__gte=midnight, voided_at=None)
    return list(rows.select_related("point", "household", "camel", "grade").order_by("-at", "-id")[:30])

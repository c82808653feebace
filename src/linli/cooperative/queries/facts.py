"""What the rules need to know to judge tickets, read in a few statements however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import TruncDate

from linli.clock import LOCAL, now
from linli.people.actors import Actor

from ..access import cooperative_of, points_of
from ..commands import Ticket
from ..errors import NotYours
from ..judging import Facts, Known, day_of
from ..models import Agreement, Camel, Grade, HealthEvent, Household, Point, PriceDay, Sex, Weighing

# So many values in one condition; SQLite takes no more than some ten thousand.
_AT_ONCE = 2_000
Value = TypeVar("Value")


def facts_for(actor: Actor, tickets: Sequence[Ticket], points: Sequence[Point] | None = None) -> Facts:
    """Of the points that this person may weigh at. Raises NotYours when there are none."""
    cooperative = cooperative_of(actor)
    if cooperative is None:
        raise NotYours
    mine = {one.code: one for one in (points if points is not None else points_of(actor))}
    if not mine:
        raise NotYours
    district = cooperative.district_id
    camels = _camels(district, {ticket.tag.upper() for ticket in tickets if ticket.tag})
    numbers = {ticket.household for ticket in tickets if ticket.household is not None}
    households = _households(district, numbers | {camel.household.number for camel in camels.values()})
    keys = [one.pk for one in households.values()]
    milking = _milking(keys)
    days = sorted({day_of(ticket.at) for ticket in tickets})
    prices = _prices(district, days)
    facts = Facts(
        now=now(), most_kg_camel=cooperative.most_kg_camel, points=mine, households=households, camels=camels,
        milking=milking, withheld=_withheld(keys, days), prices=prices, grades=_grades(prices.values()),
        tickets=_tickets(mine, tickets),
    )  # fmt: skip
    if days:
        _sums(facts, keys, days)
    return facts


def _chunks(values: Iterable[Value]) -> Iterable[list[Value]]:
    listed = list(values)
    return (listed[first : first + _AT_ONCE] for first in range(0, len(listed), _AT_ONCE))


def _camels(district: str, tags: set[str]) -> dict[str, Camel]:
    found: dict[str, Camel] = {}
    for some in _chunks(tags):
        rows = Camel.objects.filter(district=district, tag__in=some).select_related("household")
        found |= {row.tag: row for row in rows}
    return found


def _households(district: str, numbers: set[int]) -> dict[int, Household]:
    found: dict[int, Household] = {}
    for some in _chunks(numbers):
        found |= {row.number: row for row in Household.objects.filter(district=district, number__in=some)}
    return found


def _milking(households: Sequence[UUID]) -> dict[UUID, list[Camel]]:
    found: dict[UUID, list[Camel]] = {}
    for some in _chunks(households):
        for row in Camel.objects.filter(household__in=some, sex=Sex.FEMALE):
            found.setdefault(row.household_id, []).append(row)
    return found


def _withheld(households: Sequence[UUID], days: Sequence[date]) -> dict[UUID, list[tuple[date, date]]]:
    found: dict[UUID, list[tuple[date, date]]] = {}
    for some in _chunks(households if days else ()):
        rows = HealthEvent.objects.filter(
            camel__household__in=some, struck="", on__lte=days[-1], withheld_until__gte=days[0]
        )
        for camel, on, until in rows.values_list("camel", "on", "withheld_until"):
            if until:
                found.setdefault(camel, []).append((on, until))
    return found


def _prices(district: str, days: Sequence[date]) -> dict[date, Agreement]:
    if not days:
        return {}
    rows = PriceDay.objects.filter(district=district, day__range=(days[0], days[-1])).select_related("agreement")
    return {row.day: row.agreement for row in rows}


def _grades(agreements: Iterable[Agreement]) -> dict[UUID, list[Grade]]:
    keys = {one.pk for one in agreements}
    found: dict[UUID, list[Grade]] = {key: [] for key in keys}
    for row in Grade.objects.filter(agreement__in=keys).order_by("rank"):
        found[row.agreement_id].append(row)
    return found


def _tickets(points: dict[str, Point], tickets: Sequence[Ticket]) -> dict[tuple[str, str], Known]:
    codes = {point.pk: code for code, point in points.items()}
    asked: dict[str, set[str]] = {}
    for one in tickets:
        asked.setdefault(one.point, set()).add(one.ticket)
    found: dict[tuple[str, str], Known] = {}
    for code, numbers in asked.items():
        if code not in points:
            continue
        for some in _chunks(numbers):
            rows = Weighing.objects.filter(point=points[code], ticket__in=some, voided_at=None)
            for row in rows.select_related("household"):
                key = (codes[row.point_id], row.ticket)
                found[key] = Known(row.digest, row.household.number, row.kg, row.at, row.pk)
    return found


def _sums(facts: Facts, households: Sequence[UUID], days: Sequence[date]) -> None:
    """What these households and their camels gave on each of these days so far."""
    begin = datetime.combine(days[0], time(), LOCAL).astimezone(UTC)
    end = datetime.combine(days[-1] + timedelta(days=1), time(), LOCAL).astimezone(UTC)
    for some in _chunks(households):
        there = Weighing.objects.filter(household__in=some, at__gte=begin, at__lt=end, voided_at=None)
        dated = there.annotate(on=TruncDate("at", tzinfo=LOCAL))
        for household, on, kg in dated.values_list("household", "on").annotate(sum=Sum("kg")):
            facts.by_household[household, on] = _kg(kg)
        own = dated.filter(~Q(camel=None))
        for camel, on, kg in own.values_list("camel", "on").annotate(sum=Sum("kg")):
            facts.by_camel[camel, on] = _kg(kg)


def _kg(sum: Decimal) -> Decimal:
    return sum.quantize(Decimal("0.01"))

"""Taking milk in: one ticket at the point, or thousands of a file, by the same rules in the same few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.problem import Problem

from .. import commands as c
from ..access import check_manages, points_of
from ..errors import NotEnoughStock, NotNow, NotThere, NotYours
from ..judging import Facts, Known, Verdict, judge
from ..models import Camel, Collection, Household, Point, Way, Weighing
from ..queries.facts import facts_for


@dataclass(frozen=True)
class Outcome:
    """Of one ticket: the verdict, or why not. `fresh`: it was not there before."""

    ticket: c.Ticket | None
    verdict: Verdict | None = None
    problem: Problem | None = None
    row: UUID | None = None
    fresh: bool = False


def parsed(givens: Iterable[Mapping[str, Any]]) -> list[c.Ticket | Problem]:
    found: list[c.Ticket | Problem] = []
    for given in givens:
        try:
            found.append(c.parse(c.Ticket, given))
        except Problem as problem:
            found.append(problem)
    return found


def judged(facts: Facts, tickets: Iterable[c.Ticket | Problem]) -> list[Outcome]:
    """Each in its order, those before it taken into account."""
    found = []
    for ticket in tickets:
        if isinstance(ticket, Problem):
            found.append(Outcome(None, problem=ticket))
            continue
        try:
            verdict = judge(facts, ticket)
        except Problem as problem:
            found.append(Outcome(ticket, problem=problem))
            continue
        row = verdict.again or uuid7()
        told = Known(verdict.digest, verdict.household.number, ticket.kg, ticket.at, row)
        facts.tickets[ticket.point, ticket.ticket] = told
        found.append(Outcome(ticket, verdict, row=row, fresh=verdict.again is None))
    return found


@transaction.atomic
def weigh(actor: Actor, given: Mapping[str, Any], way: str = Way.DESK) -> Weighing:
    """One ticket; the same again is the same. Raises InvalidInput, NotYours, and what `judging.judge` raises."""
    outcome = take(actor, parsed([given]), way)[0]
    if outcome.problem is not None:
        raise outcome.problem
    assert outcome.row is not None
    rows = Weighing.objects.select_related("grade", "household", "camel", "point")
    return rows.get(pk=outcome.row)


@transaction.atomic
def take(actor: Actor, tickets: Sequence[c.Ticket | Problem], way: str) -> list[Outcome]:
    """Write those that can be taken and are not there yet; the others say why not. Raises NotYours."""
    known = [ticket for ticket in tickets if not isinstance(ticket, Problem)]
    if not known:
        return judged_nothing(tickets)
    points = _held(actor, known)
    outcomes = judged(facts_for(actor, known, points), tickets)
    fresh = [one for one in outcomes if one.fresh]
    if fresh:
        _write(actor, fresh, way)
    return outcomes


def judged_nothing(tickets: Iterable[c.Ticket | Problem]) -> list[Outcome]:
    return [Outcome(None, problem=ticket) for ticket in tickets if isinstance(ticket, Problem)]


def _held(actor: Actor, tickets: Sequence[c.Ticket]) -> list[Point]:
    """Points, then households, held in one order: numbers of tickets and what was given on a day stay as they were read."""
    codes = {ticket.point for ticket in tickets}
    mine = points_of(actor).values_list("pk", flat=True)
    if not mine:
        raise NotYours
    held = list(Point.objects.select_for_update().filter(pk__in=list(mine), code__in=codes).order_by("pk"))
    rows = Household.objects.select_for_update().filter(district=actor.reach.district).order_by("pk")
    numbers = {ticket.household for ticket in tickets if ticket.household is not None}
    tags = {ticket.tag.upper() for ticket in tickets if ticket.tag}
    if tags:
        owners = Camel.objects.filter(district=actor.reach.district, tag__in=tags).select_related("household")
        numbers |= set(owners.values_list("household__number", flat=True))
    list(rows.filter(number__in=numbers).values_list("pk", flat=True))
    return held or list(points_of(actor)[:1])


def _write(actor: Actor, fresh: Sequence[Outcome], way: str) -> None:
    at = now()
    days = _open_days({(one.verdict.point.pk, one.verdict.day): one.verdict.point for one in fresh if one.verdict})
    rows = []
    for one in fresh:
        ticket, verdict = one.ticket, one.verdict
        assert ticket is not None and verdict is not None and one.row is not None
        day = days[verdict.point.pk, verdict.day]
        rows.append(Weighing(
            id=one.row, district_id=verdict.point.district_id, collection_id=day.pk, point_id=verdict.point.pk, ticket=ticket.ticket,
            household_id=verdict.household.pk, camel_id=verdict.camel.pk if verdict.camel else None, at=ticket.at, kg=ticket.kg,
            fat=ticket.fat, density=ticket.density, temperature=ticket.temperature, grade_id=verdict.grade.pk if verdict.grade else None,
            fault=verdict.fault, price=verdict.price, amount=verdict.amount, device=ticket.device, way=way, digest=verdict.digest,
            by=actor.account, entered_at=at,
        ))  # fmt: skip
        _add(day, ticket.kg, verdict)
    insert(rows)
    Collection.objects.bulk_update(days.values(), ["kg_taken", "kg_rejected", "amount", "tickets"], batch_size=500)


def _add(day: Collection, kg: Any, verdict: Verdict) -> None:
    if verdict.grade:
        day.kg_taken += kg
        day.amount += verdict.amount
    else:
        day.kg_rejected += kg
    day.tickets += 1


def _open_days(wanted: Mapping[tuple[UUID, date], Point]) -> dict[tuple[UUID, date], Collection]:
    """The open part of each point's day, made where there is none. The points are held."""
    points = {point for point, _day in wanted}
    days = [day for _point, day in wanted]
    there = Collection.objects.filter(point__in=points, day__range=(min(days), max(days)))
    found: dict[tuple[UUID, date], Collection] = {}
    parts: dict[tuple[UUID, date], int] = {}
    for row in there.order_by("part"):
        key = (row.point_id, row.day)
        parts[key] = row.part
        if row.closed_at is None:
            found[key] = row
    fresh = [
        Collection(id=uuid7(), district_id=point.district_id, point=point, day=key[1], part=parts.get(key, 0) + 1)
        for key, point in wanted.items()
        if key not in found
    ]
    Collection.objects.bulk_create(fresh)
    return {key: row for key, row in found.items() if key in wanted} | {(row.point_id, row.day): row for row in fresh}


@transaction.atomic
def void(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Weighing:
    """A ticket that was entered wrongly, before its day is closed; its number is free again.

    Raises InvalidInput, NotYours, NotThere, NotNow, NotEnoughStock.
    """
    command = c.parse(c.Because, given)
    check_manages(actor)
    found = Weighing.objects.filter(pk=key, district=actor.reach.district).first()
    if found is None:
        raise NotThere(_("the ticket"))
    Point.objects.select_for_update().get(pk=found.point_id)
    row = Weighing.objects.select_related("collection", "point").get(pk=key)
    if row.voided_at is not None:
        raise NotNow(_("Void the ticket"), _("voided"))
    if row.collection.closed_at is not None:
        raise NotNow(_("Void the ticket"), _("the day is closed and in the ledger; please use an adjustment"))
    _take_back(row)
    row.voided_at, row.voided_by, row.void_reason = now(), actor.account, command.reason
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    audit.record(actor, "milk_voided", district=row.district_id, subject=f"weighing:{row.pk}")
    return row


def _take_back(row: Weighing) -> None:
    day = Collection.objects.select_for_update().get(pk=row.collection_id)
    if row.grade_id is None:
        Collection.objects.filter(pk=day.pk).update(kg_rejected=F("kg_rejected") - row.kg, tickets=F("tickets") - 1)
        return
    if day.left < row.kg:
        raise NotEnoughStock(f"{row.point.name} {day.day}", day.left, row.kg)
    changed = {"kg_taken": F("kg_taken") - row.kg, "amount": F("amount") - row.amount, "tickets": F("tickets") - 1}
    Collection.objects.filter(pk=day.pk).update(**changed)

"""Whether milk can be taken, of which grade it is and what it costs: the rules, over facts that were read at once for many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from linli.clock import LOCAL

from .commands import Ticket
from .errors import (
    CamelCannot,
    InTheFuture,
    NoMember,
    NoPrice,
    NotThere,
    TicketTaken,
    TooMuchFromOneCamel,
    TooMuchOfAHousehold,
    Withheld,
)
from .models import Agreement, Camel, Grade, Household, MilkFault, Point

NOTHING, CENT = Decimal("0.00"), Decimal("0.01")
# Clocks of devices are not the server's.
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Known:
    """A ticket that is there already."""

    digest: str
    household: int
    kg: Decimal
    at: datetime
    row: UUID


@dataclass
class Facts:
    """What the rules need to know of the points, households, camels and days that tickets are about.

    `by_household` and `by_camel` are the kilograms taken on a day so far; they grow as tickets are judged.
    """

    now: datetime
    most_kg_camel: Decimal
    points: Mapping[str, Point]
    households: Mapping[int, Household]
    camels: Mapping[str, Camel]
    milking: Mapping[UUID, list[Camel]]
    withheld: Mapping[UUID, list[tuple[date, date]]]
    prices: Mapping[date, Agreement]
    grades: Mapping[UUID, list[Grade]]
    tickets: dict[tuple[str, str], Known]
    by_household: dict[tuple[UUID, date], Decimal] = field(default_factory=dict)
    by_camel: dict[tuple[UUID, date], Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """`again`: the row that this very ticket is already."""

    point: Point
    household: Household
    camel: Camel | None
    day: date
    digest: str
    grade: Grade | None = None
    fault: str = ""
    price: Decimal = NOTHING
    amount: Decimal = NOTHING
    again: UUID | None = None


def day_of(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def digest_of(ticket: Ticket, number: int) -> str:
    """SHA-256 of what was said on a ticket; by which way it came is no part of it."""
    told = (
        str(number), (ticket.tag or "").upper(), ticket.at.astimezone(LOCAL).isoformat(timespec="minutes"), f"{ticket.kg:.2f}",
        f"{ticket.fat:.2f}", f"{ticket.density:.4f}", f"{ticket.temperature:.1f}",
    )  # fmt: skip
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def judge(facts: Facts, ticket: Ticket) -> Verdict:
    """Take a ticket into account, or say why not.

    Raises NotThere, CamelCannot, TicketTaken, InTheFuture, NoMember, NoPrice, Withheld, TooMuchFromOneCamel,
    TooMuchOfAHousehold.
    """
    point = facts.points.get(ticket.point)
    if point is None:
        raise NotThere(_("the point “%(code)s”") % {"code": ticket.point}, field="point")
    household, camel = _whose(facts, ticket)
    day, digest = day_of(ticket.at), digest_of(ticket, household.number)
    known = facts.tickets.get((ticket.point, ticket.ticket))
    if known is not None:
        if known.digest != digest:
            raise TicketTaken(ticket.ticket, known.household, known.kg, known.at)
        return Verdict(point, household, camel, day, digest, again=known.row)
    if ticket.at > facts.now + AHEAD:
        raise InTheFuture(ticket.at)
    if not household.is_member_on(day):
        raise NoMember(household.number, day)
    _check_herd(facts, ticket, household, camel, day)
    agreement = facts.prices.get(day)
    if agreement is None:
        raise NoPrice(day)
    grade, fault = grade_of(agreement, facts.grades[agreement.pk], ticket.fat, ticket.density, ticket.temperature)
    price = grade.price if grade else NOTHING
    _count(facts, ticket, household, camel, day)
    amount = (ticket.kg * price).quantize(CENT, ROUND_HALF_UP)
    return Verdict(point, household, camel, day, digest, grade, fault, price, amount)


def grade_of(
    agreement: Agreement, grades: Iterable[Grade], fat: Decimal, density: Decimal, temperature: Decimal
) -> tuple[Grade | None, str]:
    """The grade by fat, or why the milk is sent back: temperature first, then density, then fat."""
    if temperature > agreement.temperature_max:
        return None, MilkFault.WARM
    if density < agreement.density_min:
        return None, MilkFault.THIN
    if density > agreement.density_max:
        return None, MilkFault.DENSE
    grade = next((one for one in grades if fat >= one.fat_min), None)
    return grade, "" if grade else MilkFault.LEAN


def _whose(facts: Facts, ticket: Ticket) -> tuple[Household, Camel | None]:
    camel = None
    if ticket.tag:
        camel = facts.camels.get(ticket.tag.upper())
        if camel is None:
            raise NotThere(_("the ear tag “%(tag)s”") % {"tag": ticket.tag}, field="tag")
        if ticket.household is not None and camel.household.number != ticket.household:
            why = _("it belongs to household %(number)s") % {"number": camel.household.number}
            raise CamelCannot(camel.tag, why)
        return camel.household, camel
    household = facts.households.get(ticket.household or 0)
    if household is None:
        raise NotThere(_("household %(number)s") % {"number": ticket.household}, field="household")
    return household, None


def _check_herd(facts: Facts, ticket: Ticket, household: Household, camel: Camel | None, day: date) -> None:
    """The camel is there and may give milk; neither it nor the household gave more than can be."""
    if camel is not None:
        if camel.ended_on and camel.ended_on <= day:
            raise CamelCannot(
                camel.tag, _("it is %(state)s since %(on)s") % {"state": camel.state_label, "on": camel.ended_on}
            )
        if not camel.may_give_milk_on(day):
            raise CamelCannot(camel.tag, _("by the herd book it gives no milk: a male, or too young"))
        if until := _withheld_until(facts, camel, day):
            raise Withheld(camel.tag, until)
        kg = facts.by_camel.get((camel.pk, day), NOTHING) + ticket.kg
        if kg > facts.most_kg_camel:
            raise TooMuchFromOneCamel(camel.tag, kg, facts.most_kg_camel)
    grown = [one for one in facts.milking.get(household.pk, ()) if one.may_give_milk_on(day)]
    free = [one for one in grown if not _withheld_until(facts, one, day)]
    if grown and not free:
        last = max(until for one in grown if (until := _withheld_until(facts, one, day)))
        raise Withheld(_("All camels of household %(number)s") % {"number": household.number}, last)
    most = facts.most_kg_camel * len(free)
    kg = facts.by_household.get((household.pk, day), NOTHING) + ticket.kg
    if kg > most:
        raise TooMuchOfAHousehold(household.number, kg, len(free), most)  # fmt: skip


def _withheld_until(facts: Facts, camel: Camel, day: date) -> date | None:
    spans = facts.withheld.get(camel.pk, ())
    return max((until for on, until in spans if on <= day <= until), default=None)


def _count(facts: Facts, ticket: Ticket, household: Household, camel: Camel | None, day: date) -> None:
    facts.by_household[household.pk, day] = facts.by_household.get((household.pk, day), NOTHING) + ticket.kg
    if camel is not None:
        facts.by_camel[camel.pk, day] = facts.by_camel.get((camel.pk, day), NOTHING) + ticket.kg

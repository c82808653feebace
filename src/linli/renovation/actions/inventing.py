"""A demo's invented renovation: rolls, works under way, votes, faults, notes, ratings. Made once, told in days from today."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from linli.clock import LOCAL, now, today
from linli.ids import drawn_from, uuid7
from linli.inserting import insert
from linli.people.vault import blind_index, seal
from linli.places.actions import Changes
from linli.places.models import District

from ..models import (
    Estate,
    EstateRating,
    House,
    Household,
    HouseWork,
    WeekNote,
    Work,
    WorkEvent,
    WorkState,
)
from .inventing_cases import DemoFault, DemoPayment, add_faults, add_payments
from .inventing_votes import DemoVote, add_votes


@dataclass(frozen=True)
class DemoHouse:
    """The households of a house: so many floors with so many units each, whose areas are given in their order.
    `phones`: numbers of units that a demo resident signs in with."""

    place: str
    floors: int
    areas: Sequence[Decimal]
    phones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoWork:
    """How a work stands at some houses of an estate (none named: all). `begun`, `done`, `accepted`: days from today."""

    work: str
    state: str
    contractor: str
    amount: Decimal
    begun: int | None = None
    done: int | None = None
    accepted: int | None = None
    until: int | None = None
    houses: Sequence[str] = ()


@dataclass(frozen=True)
class DemoNote:
    """A note of the week so many weeks ago."""

    weeks_ago: int
    text: str


@dataclass(frozen=True)
class DemoEstate:
    """`ratings`: how many households said each of the five, the best first."""

    code: str
    roll: Sequence[DemoHouse] = ()
    works: Sequence[DemoWork] = ()
    notes: Sequence[DemoNote] = ()
    ratings: Sequence[int] = ()
    faults: Sequence[DemoFault] = ()
    payments: Sequence[DemoPayment] = ()


def add_demo(district: District, rows: Sequence[DemoEstate], votes: Sequence[DemoVote]) -> Changes:
    """Each part of an estate once: where something of its kind is there already, nothing is added."""
    changes = Changes()
    estates = {one.code: one for one in Estate.objects.filter(district=district, active=True)}
    for row in rows:
        estate = estates[row.code]
        with drawn_from(random.Random(f"{district.code} renovation {row.code}")):
            made = [
                _roll(estate, row.roll), _works(estate, row.works), _notes(estate, row.notes), _ratings(estate, row.ratings),
                add_faults(estate, row.faults),
            ]  # fmt: skip
        made.append(add_payments(estate, row.payments))
        changes.added += [estate.name] if any(made) else []
    changes.added += add_votes(district, estates, votes)
    return changes


def day(days: int) -> date:
    return today() + timedelta(days=days)


def moment(days: int, hour: int = 10) -> datetime:
    """That day at an hour, and never later than now."""
    return min(datetime.combine(day(days), time(hour), LOCAL), now())


def unit_of(number: int, a_floor: int) -> str:
    """101, 102, 201, …: the n-th unit (from 0) where a floor has so many."""
    return f"{number // a_floor + 1}{number % a_floor + 1:02d}"


def _roll(estate: Estate, rows: Sequence[DemoHouse]) -> bool:
    if Household.objects.filter(house__estate=estate).exists():
        return False
    houses = {one.name: one for one in House.objects.filter(estate=estate)}
    made = [
        _household(houses[row.place], unit_of(number, len(row.areas)), row.areas[number % len(row.areas)], row.phones)
        for row in rows
        for number in range(row.floors * len(row.areas))
    ]
    insert(made)
    return bool(made)


def _household(house: House, unit: str, area: Decimal, phones: Mapping[str, str]) -> Household:
    phone = phones.get(unit, "")
    return Household(
        id=uuid7(), district_id=house.district_id, house=house, unit=unit, area=area, owner_cipher=seal(f"住户{unit}"),
        phone_cipher=seal(phone) if phone else b"", phone_index=blind_index(phone) if phone else "", changed_at=now(),
    )  # fmt: skip


def _works(estate: Estate, rows: Sequence[DemoWork]) -> bool:
    if HouseWork.objects.filter(house__estate=estate).exists():
        return False
    works = {one.code: one for one in Work.objects.filter(district=estate.district_id)}
    houses = list(House.objects.filter(estate=estate, active=True).order_by("position"))
    made = [
        (_work(house, works[row.work], row), row)
        for row in rows
        for house in houses
        if not row.houses or house.name in row.houses
    ]
    insert([one for one, _row in made])
    insert([event for one, row in made for event in _events(estate, one, row)])
    return bool(made)


def _work(house: House, work: Work, row: DemoWork) -> HouseWork:
    def on(days: int | None) -> date | None:
        return None if days is None else day(days)

    return HouseWork(
        id=uuid7(), district_id=house.district_id, house=house, work=work, state=row.state,
        planned_from=on(row.begun), planned_until=on(row.until if row.until is not None else row.done),
        started_on=on(row.begun) if row.state != WorkState.PLANNED else None, done_on=on(row.done),
        accepted_on=on(row.accepted), contractor_id=row.contractor, planned_amount=row.amount,
    )  # fmt: skip


def _events(estate: Estate, one: HouseWork, row: DemoWork) -> list[WorkEvent]:
    steps = [
        (WorkState.UNDER_WAY, one.started_on),
        (WorkState.DONE, one.done_on),
        (WorkState.ACCEPTED, one.accepted_on),
    ]
    was, made = WorkState.PLANNED, []
    for became, on in steps:
        if on is not None:
            made.append(
                WorkEvent(
                    id=uuid7(), district_id=estate.district_id, estate=estate, house=one.house, work=one.work, was=was,
                    became=became, day=on, organisation=estate.organisation_id, at=now(),
                )
            )  # fmt: skip
            was = became
    return made


def _notes(estate: Estate, rows: Sequence[DemoNote]) -> bool:
    if WeekNote.objects.filter(estate=estate).exists():
        return False
    monday = today() - timedelta(days=today().weekday())
    made = [
        WeekNote(
            id=uuid7(), district_id=estate.district_id, estate=estate, week=monday - timedelta(weeks=row.weeks_ago),
            text=row.text, organisation_id=estate.organisation_id, at=moment(-7 * row.weeks_ago),
        )
        for row in rows
    ]  # fmt: skip
    insert(made)
    return bool(made)


def _ratings(estate: Estate, counts: Sequence[int]) -> bool:
    if not sum(counts) or EstateRating.objects.filter(estate=estate).exists():
        return False
    homes = list(Household.objects.filter(house__estate=estate).order_by("house__position", "unit"))
    # A demo resident's own household has not said anything yet.
    quiet = [one for one in homes if not one.phone_index]
    scores = [5 - place for place, number in enumerate(counts) for _one in range(number)]
    random.Random(f"{estate.code} ratings").shuffle(quiet)
    made = [
        EstateRating(
            id=uuid7(), district_id=estate.district_id, estate=estate, household=home, score=score, at=moment(-3)
        )
        for home, score in zip(quiet, scores, strict=False)
    ]
    insert(made)
    return bool(made)

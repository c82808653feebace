"""A month's settlement of the co-operative on PostgreSQL: 2,000 households, 120,000 weighings, drawn up and released.

The herd and the month are invented in bulk, past the room's verbs; what is measured goes through them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from .table import Row, at_most, tell

if TYPE_CHECKING:
    from linli.cooperative.models import Agreement, Collection, Household, Weighing
    from linli.people.actors import Actor

HOUSEHOLDS, TICKETS, LONGEST = 2_000, 120_000, 30.0
MONTH = date(2026, 10, 1)
DAYS, POINTS, AT_ONCE = 31, 8, 5_000


def seconds(value: float) -> str:
    return f"{value:.1f} s"


def measure(district: str, *, quick: bool = False) -> list[Row]:
    """On the database at hand; the district has no co-operative before."""
    from linli.cooperative import actions
    from linli.cooperative.queries import whole

    share = 20 if quick else 1
    households, tickets = HOUSEHOLDS // share, TICKETS // share
    tell.log(f"filling {tickets:,} weighings of {households:,} households …")
    first, second = _found(district)
    _fill(district, households, tickets)
    began = time.perf_counter()
    row = actions.draw_up(first, MONTH)
    drawn = time.perf_counter()
    row = actions.release(second, row.pk)
    taken = time.perf_counter() - began
    wrong = list(whole.faults())
    if wrong or row.households != households:
        raise RuntimeError(f"the settlement is not whole: {wrong}")
    what = f"co-operative: a month of {households:,} households and {tickets:,} weighings"
    told = f"drawn up in {drawn - began:.1f} s, released with {households:,} entries in {taken - (drawn - began):.1f} s; {row.gross:,} yuan, the ledger agrees"
    return [at_most(what, taken, LONGEST, seconds, told)]


def _found(district: str) -> tuple[Actor, Actor]:
    """The co-operative with its accounts and its money, and two who run it."""
    from linli.cooperative import accounts
    from linli.cooperative.models import Cooperative
    from linli.ledger.actions import post
    from linli.ledger.commands import transfer
    from linli.ledger.models import LedgerAccount
    from linli.people.actors import Actor
    from linli.people.models import Account, Organisation, Position

    unit = Organisation.objects.create(
        code=f"{district}-bench", district_id=district, name="合作社", short="合作社", kind="enterprise"
    )
    Cooperative.objects.create(district_id=district, organisation=unit, name="合作社", most_kg_camel=Decimal(20))
    for code in (*accounts.NEEDED, accounts.SHARES):
        LedgerAccount.objects.get_or_create(
            district_id=district, code=code, defaults={"name": code, "kind": code.split(":")[0]}
        )
    people = []
    for name in ("bench1", "bench2"):
        account = Account.objects.create(username=name, name=name, kind="staff", district_id=district)
        Position.objects.create(account=account, role="department_handler", organisation=unit)
        people.append(Actor.of(account))
    shares = transfer("bench", MONTH, "股金", debit=accounts.BANK, credit=accounts.SHARES, amount=Decimal(10**9))
    post(people[0], district, shares)
    return people[0], people[1]


def _fill(district: str, households: int, tickets: int) -> None:
    from django.db import connection, transaction

    from linli.cooperative.models import Collection, Household, Point
    from linli.ids import uuid7
    from linli.inserting import insert
    from linli.places.models import Area

    area = Area.objects.filter(district=district, level="community").order_by("code")[0].code
    unit = f"{district}-bench"
    points = [
        Point(
            id=uuid7(),
            district_id=district,
            code=f"p{number}",
            name=f"{number}号点",
            area_id=area,
            organisation_id=unit,
        )
        for number in range(POINTS)
    ]
    rows = [
        Household(id=uuid7(), district_id=district, number=number, area_id=area, joined_on=date(2026, 1, 1))
        for number in range(1, households + 1)
    ]
    days = [
        Collection(id=uuid7(), district_id=district, point=point, day=MONTH + timedelta(days=day))
        for day in range(DAYS)
        for point in points
    ]
    with transaction.atomic():
        insert(points, rows, days)
        _milk(district, rows, days, tickets)
        _deliveries(district, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _price(district: str) -> Agreement:
    from datetime import UTC

    from linli.cooperative.models import Agreement, Grade
    from linli.ids import uuid7

    row = Agreement.objects.create(
        district_id=district, first=MONTH, last=MONTH + timedelta(days=40), decided="大会", density_min=Decimal("1.028"),
        density_max=Decimal("1.045"), temperature_max=Decimal(10), state="agreed", proposed_at=datetime.now(UTC),
    )  # fmt: skip
    for rank, (fat, price) in enumerate((("4.5", "38.00"), ("3.5", "33.33")), 1):
        Grade.objects.create(
            id=uuid7(), agreement=row, rank=rank, name=f"{rank}级", fat_min=Decimal(fat), price=Decimal(price)
        )
    return row


def _milk(district: str, rows: list[Household], days: list[Collection], tickets: int) -> None:
    """Each day's tickets at its points, with the sums that the room keeps of them."""
    from linli.cooperative.models import Collection
    from linli.inserting import insert

    grades = list(_price(district).grades.all())
    batch: list[Weighing] = []
    for day, kg, price, row in _drawn(district, rows, days, tickets, {one.rank: (one.pk, one.price) for one in grades}):
        day.kg_taken += kg
        day.amount += (kg * price).quantize(Decimal("0.01"))
        day.tickets += 1
        batch.append(row)
        if len(batch) == AT_ONCE:
            insert(batch)
            batch.clear()
    insert(batch)
    Collection.objects.bulk_update(days, ["kg_taken", "amount", "tickets"])


def _drawn(
    district: str, rows: list[Household], days: list[Collection], tickets: int, grades: dict[int, tuple[UUID, Decimal]]
) -> Iterator[tuple[Collection, Decimal, Decimal, Weighing]]:
    from linli.clock import LOCAL
    from linli.cooperative.models import Weighing
    from linli.ids import uuid7

    dice = random.Random("cooperative")
    by_day = [list(some) for _day, some in groupby(days, key=lambda one: one.day)]
    for number in range(tickets):
        day = dice.choice(by_day[number % DAYS])
        rank = dice.choice((1, 1, 2))
        key, price = grades[rank]
        kg = Decimal(dice.randrange(100, 2500)) / 100
        at = datetime.combine(day.day, datetime.min.time(), LOCAL) + timedelta(minutes=420 + number % 180)
        yield day, kg, price, Weighing(
            id=uuid7(), district_id=district, collection_id=day.pk, point_id=day.point_id, ticket=f"{number:07d}",
            household_id=rows[number % len(rows)].pk, at=at, kg=kg, fat=Decimal("4.60"), density=Decimal("1.0320"),
            temperature=Decimal("6.0"), grade_id=key, price=price, amount=(kg * price).quantize(Decimal("0.01")), way="point",
            digest=f"{number}", entered_at=at,
        )  # fmt: skip


def _deliveries(district: str, rows: list[Household]) -> None:
    """Feed and vet to each household once."""
    from linli.clock import now
    from linli.cooperative.models import Delivery
    from linli.ids import uuid7
    from linli.inserting import insert

    insert([
        Delivery(
            id=uuid7(), district_id=district, household_id=row.pk, on=MONTH + timedelta(days=9), kind=kind, what="苜蓿", quantity=Decimal(10),
            unit="公斤", amount=amount, created_at=now(),
        )
        for row in rows
        for kind, amount in (("feed", Decimal("88.80")), ("vet", Decimal("23.45")))
    ])  # fmt: skip


def _alone() -> None:
    """By itself, on the database of the surroundings: python -m bench.cooperative"""
    from .town import Town

    with Town() as _town:
        from linli.places.models import District

        from .table import show

        show(measure(District.objects.get(slug="cuiping").code), "The co-operative on PostgreSQL")


if __name__ == "__main__":
    _alone()

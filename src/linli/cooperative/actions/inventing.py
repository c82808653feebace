"""A demo's invented half year, by the same verbs as a real one: herd, prices, milk, feed, settlements, lots.

Told in a short spec and drawn from one source of chance, so that it is the same each time; made once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from linli.clock import LOCAL, now, standing_at, today
from linli.ids import drawn_from, uuid7
from linli.inserting import insert
from linli.ledger.actions import post
from linli.ledger.commands import transfer
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places.actions import Changes
from linli.places.models import District

from .. import accounts
from ..models import Buyer, Camel, Collection, Cooperative, Household, Point, Sex, Way
from . import herding, pricing, selling, settling
from .weighing import parsed, take


@dataclass(frozen=True)
class GradeRow:
    name: str
    fat_min: Decimal
    price: Decimal


@dataclass(frozen=True)
class SupplyRow:
    """What is delivered now and then: between so much and so much of it, at a price a unit."""

    kind: str
    what: str
    unit: str
    price: Decimal
    least: int
    most: int


@dataclass(frozen=True)
class HalfYearRow:
    """`villages`: how many households by code; `names`: of their heads; `phones`: the first digits of invented ones."""

    months: int
    villages: Mapping[str, int]
    names: Sequence[str]
    phones: str
    first_number: int
    camels: int
    opened: Decimal
    decided: str
    density: tuple[Decimal, Decimal]
    temperature_max: Decimal
    grades: Sequence[GradeRow]
    supplies: Sequence[SupplyRow]
    medicines: Mapping[str, int]
    buyers: Sequence[str]
    laboratory: str
    bottle: Decimal
    price: Decimal


class _Story:
    """What the parts of the half year share."""

    def __init__(self, district: District, row: HalfYearRow, people: Sequence[Actor]) -> None:
        self.district, self.row = district, row
        self.dice = random.Random(f"{district.code} cooperative")
        self.codes = random.Random(f"{district.code} cooperative lots")
        self.first, self.second = people
        self.months = list(_months(today().replace(day=1), row.months))
        self.households: list[Household] = []
        self.milking: dict[int, int] = {}
        self.tickets = 0
        # The point of each town, by its code.
        rows = Point.objects.filter(district=district, active=True).order_by("code")
        self.points = {area[:9]: code for area, code in rows.values_list("area", "code")}


def _months(this: date, count: int) -> Iterator[date]:
    """The first days of so many months before this one."""
    found = [this]
    for _number in range(count):
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return reversed(found[1:])


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), LOCAL)


def add_demo_half_year(district: District, row: HalfYearRow | None) -> Changes:
    """Nothing where there are households already."""
    changes = Changes()
    if row is None or Household.objects.filter(district=district).exists():
        return changes
    cooperative = Cooperative.objects.get(district=district)
    people = _staff(cooperative)
    story = _Story(district, row, people)
    with standing_at(_at(story.months[0], 8)):
        _found(story)
    _year(story)
    changes.added += [f"{one.number}" for one in story.households]
    return changes


def _staff(cooperative: Cooperative) -> list[Actor]:
    """Two who work there: one writes, the other confirms."""
    held = Account.objects.filter(positions__organisation=cooperative.organisation_id, is_active=True)
    return [Actor.of(one) for one in held.order_by("username").distinct()[:2]]


def _found(story: _Story) -> None:
    """Households, camels, the opening of the books, and the price."""
    row, dice = story.row, story.dice
    code = story.district.pk
    names = iter(row.names)
    numbers = iter(range(row.first_number, row.first_number + len(row.names)))
    for village, count in row.villages.items():
        for _one in range(count):
            number = next(numbers)
            phone = f"{row.phones}{number:0{11 - len(row.phones)}d}"
            story.households.append(Household(
                id=uuid7(), district_id=code, number=number, name_cipher=seal(next(names)), phone_cipher=seal(phone),
                phone_index=blind_index(phone), payout_cipher=seal(f"62170000{dice.randrange(10**11):011d}"), area_id=village,
                shares=dice.randint(1, 6), joined_on=date(today().year - dice.randint(1, 4), dice.randint(1, 12), 1),
            ))  # fmt: skip
    insert(story.households)
    insert(list(_camels(story)))
    opened = transfer(
        "cooperative-shares",
        today(),
        f"{row.decided}：社员股金入账",
        debit=accounts.BANK,
        credit=accounts.SHARES,
        amount=row.opened,
    )
    post(story.first, code, opened)
    _prices(story)
    for name in row.buyers:
        selling.add_buyer(story.first, {"name": name})


def _camels(story: _Story) -> Iterator[Camel]:
    """About two in three are females; who is older than four may give milk, and some of those do."""
    dice, each = story.dice, story.row.camels // len(story.households)
    tag = 0
    for household in story.households:
        grown = 0
        for place in range(each):
            tag += 1
            sex = Sex.MALE if place == 0 or dice.random() < 0.2 else Sex.FEMALE
            age = dice.choice((1, 2, 3, 5, 6, 7, 8, 9, 10, 12))
            born = date(today().year - age, dice.randint(1, 4), dice.randint(1, 28))
            grown += sex == Sex.FEMALE and age >= 5
            yield Camel(
                id=uuid7(),
                district_id=story.district.pk,
                household_id=household.pk,
                tag=f"{story.district.pk}-{tag:04d}",
                sex=sex,
                born_on=born,
            )
        story.milking[household.number] = min(grown, 4)


def _prices(story: _Story) -> None:
    row = story.row
    given = {
        "first": story.months[0], "last": _end_of(story.months[-1]) + timedelta(days=120), "decided": row.decided,
        "density_min": row.density[0], "density_max": row.density[1], "temperature_max": row.temperature_max,
        "grades": [{"name": one.name, "fat_min": one.fat_min, "price": one.price} for one in row.grades],
    }  # fmt: skip
    pricing.agree_price(story.second, pricing.propose_price(story.first, given).pk)


def _end_of(month: date) -> date:
    return settling.last_of(month)


def _year(story: _Story) -> None:
    """Month by month, as it was; the last month waits for its release, this one is still open."""
    this = today().replace(day=1)
    for month in [*story.months, this]:
        last = min(_end_of(month), today())
        _milk(story, month, last)
        _feed(story, month, last)
        _lots(story, month, last)
        if month < this:
            _settle(story, month)
    # What is past was closed each night; only today is open.
    settling.close_days(Actor.system(), story.district.pk, today())


def _settle(story: _Story, month: date) -> None:
    """On the second of the next month, as far as that is past; the newest is drawn up and not released yet."""
    when = _end_of(month) + timedelta(days=2)
    at = min(_at(when), now())
    with standing_at(at):
        drawn = settling.draw_up(story.first, month)
    if month != story.months[-1]:
        with standing_at(min(at + timedelta(days=1), now())):
            settling.release(story.second, drawn.pk)


def _milk(story: _Story, first: date, last: date) -> None:
    """Each household brings milk every second day, in the morning, to the point of its town."""
    givens = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for household in story.households:
            milking = story.milking[household.number]
            if milking and (household.number + day.toordinal()) % 2 == 0 and story.dice.random() < 0.93:
                given = _ticket(story, household, day, milking)
                if given["at"] <= now():
                    givens.append(given)
    with standing_at(min(_at(last, 23), now())):
        take(story.first, parsed(givens), Way.POINT)


def _ticket(story: _Story, household: Household, day: date, milking: int) -> dict[str, Any]:
    dice = story.dice
    story.tickets += 1
    codes = story.points
    minute = 7 * 60 + dice.randrange(150)
    thin, warm = dice.random() < 0.008, dice.random() < 0.012
    return {
        "point": codes.get(household.area_id[:9]) or next(iter(codes.values())), "ticket": f"{story.tickets:06d}",
        "household": household.number, "at": datetime.combine(day, time(minute // 60, minute % 60), LOCAL),
        "kg": f"{milking * dice.uniform(1.6, 3.1):.2f}", "fat": f"{dice.gauss(4.7, 0.5):.2f}",
        "density": f"{dice.uniform(1.022, 1.027) if thin else dice.uniform(1.0295, 1.0345):.4f}",
        "temperature": f"{dice.uniform(11, 16) if warm else dice.uniform(3.5, 8.5):.1f}", "device": "demo",
    }  # fmt: skip


def _feed(story: _Story, first: date, last: date) -> None:
    """Something to each household in most months, and a treatment here and there."""
    dice, span = story.dice, (last - first).days + 1
    for household in story.households:
        if dice.random() < 0.75:
            one = dice.choice(story.row.supplies)
            quantity = dice.randint(one.least, one.most)
            with standing_at(min(_at(first + timedelta(days=dice.randrange(span)), 11), now())):
                herding.deliver(story.first, {
                    "key": uuid7(), "household": household.number, "on": today(), "kind": one.kind, "what": one.what,
                    "quantity": quantity, "unit": one.unit, "amount": quantity * one.price,
                })  # fmt: skip
    males = Camel.objects.filter(district=story.district, sex=Sex.MALE).order_by("tag")
    tags = dice.sample(list(males.values_list("tag", flat=True)), 3)
    for tag, (what, days) in zip(tags, story.row.medicines.items(), strict=False):
        kind = "treatment" if days else "vaccination"
        with standing_at(min(_at(first + timedelta(days=dice.randrange(span)), 12), now())):
            sheet = {"key": uuid7(), "kind": kind, "on": today(), "what": what, "withdrawal_days": days}
            herding.note_health(story.first, tag, sheet)


def _lots(story: _Story, first: date, last: date) -> None:
    """Twice a month what is in stock is bottled, tested and sold; the buyer pays within days."""
    for day in (first + timedelta(days=13), last - timedelta(days=4)):
        if first < day < today():
            with standing_at(_at(day, 15)):
                _lot(story, day)


def _lot(story: _Story, day: date) -> None:
    rows = [
        row
        for row in Collection.objects.filter(district=story.district, day__lte=day).order_by("day", "point")
        if row.left
    ]
    whole = sum((row.left for row in rows), Decimal(0))
    bottles = int(whole / story.row.bottle)
    if not bottles:
        return
    given = {
        "key": uuid7(), "product": "bottles", "made_on": day, "quantity": bottles, "unit": "瓶",
        "parts": [{"collection": row.pk, "kg": row.left} for row in rows],
    }  # fmt: skip
    # Its code stands on printed labels of the demonstration.
    with drawn_from(story.codes):
        lot = selling.make_lot(story.first, given)
    for what, found in (("菌落总数", "合格，低于限量"), ("抗生素残留", "未检出")):
        sheet = {"on": day, "what": what, "found": found, "passed": True, "laboratory": story.row.laboratory}
        selling.note_test(story.first, lot.code, sheet)
    _sell(story, lot.code)


def _sell(story: _Story, code: str) -> None:
    buyers = list(Buyer.objects.filter(district=story.district).order_by("name"))
    sold = selling.invoice(
        story.second, code, {"buyer": story.dice.choice(buyers).pk, "price": story.row.price, "on": today()}
    )
    if today() < story.months[-1] + timedelta(days=20):
        paid = {"key": uuid7(), "amount": sold.amount, "on": today()}
        selling.note_payment(story.second, code, paid)

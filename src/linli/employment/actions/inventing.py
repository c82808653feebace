"""A demo's invented half year: who was placed, hours, wages, by the same verbs as at the desk, each on its day, made once.

Everything is told in days from the day it is loaded; what became of it since is the company's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from linli.clock import LOCAL, now, standing_at, today
from linli.ledger.models import LedgerAccount
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.places.actions import Changes
from linli.places.models import District

from ..models import Company, Placement, WorkDay, WorkDayState, month_ends
from .applying import apply_for
from .deciding import place
from .hours import confirm_hours, write_hours
from .running import OWED, WAGES, release_run, run_month

# The day of a month on which the wages of the one before are drawn up; two days later they are released.
DRAWN_ON = 3
OUT_OF_TURN = "演示数据，按载入的先后"


@dataclass(frozen=True)
class WorkerRow:
    """An invented person placed so many days ago for a year; works on `weekdays` (0 Monday) for so many `hours`."""

    post: str
    name: str
    group: str
    days_ago: int
    weekdays: tuple[int, ...]
    hours: Decimal


@dataclass(frozen=True)
class AskedRow:
    """An invented person who asked for a post so many days ago and waits for an answer."""

    post: str
    name: str
    group: str
    days_ago: int
    times: str = ""
    words: str = ""


def add_demo_half_year(district: District, workers: Sequence[WorkerRow], asked: Sequence[AskedRow]) -> Changes:
    """Nothing where anybody was placed before, the company has not two people to tell it, or the book no account to pay from."""
    changes = Changes()
    company = Company.objects.filter(district=district, active=True).select_related("organisation").first()
    if company is None or not (workers or asked) or Placement.objects.filter(district=district).exists():
        return changes
    people = _people_of(company)
    accounts = LedgerAccount.objects.filter(district=district, code__in=(company.bank, WAGES, OWED), closed_on=None)
    if len(people) < 2 or accounts.count() < 3:
        return changes
    rows = {row: _placed(people[0], row) for row in sorted(workers, key=lambda one: -one.days_ago)}
    for month in _months(rows.values()):
        _worked(company, people, rows, month)
    for one in sorted(asked, key=lambda row: -row.days_ago):
        with standing_at(_moment(today() - timedelta(days=one.days_ago), time(10))):
            apply_for(people[0], one.post, _claims(one.name, one.group, one.times, one.words))
    changes.added += [placement.code for placement in rows.values()]
    return changes


def _people_of(company: Company) -> list[Actor]:
    """The demo's people at the company, by user name."""
    held = Position.objects.today().filter(organisation=company.organisation_id, account__is_demo=True)
    rows = Account.objects.filter(pk__in=held.values("account"), username__isnull=False).order_by("username")
    return [Actor.of(row) for row in rows]


def _moment(day: date, at: time) -> datetime:
    """Never later than now: what is told of today has happened."""
    return min(datetime.combine(day, at, LOCAL), now())


def _claims(name: str, group: str, times: str = "", words: str = "") -> dict[str, object]:
    return {"name": name, "group": group, "agrees": bool(group), "times": times, "words": words}


def _placed(actor: Actor, row: WorkerRow) -> Placement:
    begins = today() - timedelta(days=row.days_ago)
    with standing_at(_moment(begins - timedelta(days=9), time(9, 30))):
        asked = apply_for(actor, row.post, _claims(row.name, row.group))
    with standing_at(_moment(begins - timedelta(days=2), time(15))):
        given = {"begins": begins, "ends": begins + timedelta(days=364), "why": OUT_OF_TURN}
        return place(actor, asked.code, given)


def _months(rows: Iterable[Placement]) -> list[date]:
    """From the first placement's to this one."""
    month, found = min((row.begins for row in rows), default=today()).replace(day=1), []
    while month <= today():
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _worked(company: Company, people: Sequence[Actor], rows: dict[WorkerRow, Placement], month: date) -> None:
    """A month's hours entered by one and confirmed by the other; once it is over, its wages drawn up and released."""
    last = min(month_ends(month), today() - timedelta(days=1))
    if last < month:
        return
    with standing_at(_moment(last, time(18))):
        for row, placement in rows.items():
            days = _days(row, max(month, placement.begins), last)
            if days:
                write_hours(people[0], placement, days)
    drawn = (month_ends(month) + timedelta(days=DRAWN_ON)).replace(day=DRAWN_ON)
    entered = WorkDay.objects.filter(placement__company=company, state=WorkDayState.ENTERED, day__range=(month, last))
    if drawn > today():
        # The last days still wait for somebody to confirm them.
        entered = entered.filter(day__lt=today() - timedelta(days=4))
    with standing_at(_moment(min(drawn, today()), time(9))):
        confirm_hours(people[1], list(entered.values_list("pk", flat=True)))
    if drawn > today():
        return
    with standing_at(_moment(drawn, time(10))):
        run = run_month(people[0], company.district_id, company.organisation_id, month)
    with standing_at(_moment(drawn + timedelta(days=2), time(11))):
        release_run(people[1], run.pk)


def _days(row: WorkerRow, first: date, last: date) -> dict[date, Decimal]:
    spread = ((first + timedelta(days=number)) for number in range((last - first).days + 1))
    return {day: row.hours for day in spread if day.weekday() in row.weekdays}

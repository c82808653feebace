"""The small district with a community service company, two who work for it, a book with money, and two posts.

It is Monday 2 November 2026, 09:30. Whoever is placed works since 1 October.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client

from linli.clock import LOCAL
from linli.employment import actions
from linli.employment.models import Applicant, Company, Payslip, Placement, Post, Rule, WageRun, WorkDay
from linli.ledger import actions as ledger
from linli.ledger.commands import transfer
from linli.people import actions as people
from linli.people.actors import Actor
from linli.people.models import Account, Organisation
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.problem import Problem
from tests import factories
from tests.factories import CODE, HERE, SLUG, actor

COMPANY, OTHER = f"{CODE}-fuwu", f"{CODE}-other"
BANK, INCOME, WAGES, OWED = "asset:bank:service-companies", "income:services", "expense:wages", "liability:wages"
FUND = "service-companies"
DESK, JOBS = "/desk/jobs", f"/{SLUG}/jobs"
OLD, WEAK, DISABLED, WOMEN = "old", "weak", "disabled", "women"
OCTOBER = date(2026, 10, 1)
STAFF = {"fuwu": COMPANY, "fuwu2": COMPANY, "other": OTHER}


def district(money: str = "100000") -> District:
    found = factories.district()
    _people(found)
    _book(found, money)
    actions.replace_rule(found, rule_row())
    actions.replace_companies(
        found, [actions.CompanyRow(COMPANY, BANK, "林家巷52号", "0831-8200000"), actions.CompanyRow(OTHER, BANK)]
    )
    bump_revision(found)
    return found


def rule_row(**changed: Any) -> actions.RuleRow:
    given = {
        "version": "2026-1", "name": "优先顺序", "words": "同一岗位，先请排在前面的人。", "least_an_hour": Decimal("21.00"),
        "source": "测试", "verified": False,
        "groups": (
            actions.GroupRow(OLD, "老", "年满六十周岁"), actions.GroupRow(WEAK, "弱", "家里困难"),
            actions.GroupRow(DISABLED, "残", "持证"), actions.GroupRow(WOMEN, "妇", "妇女"),
        ),
        **changed,
    }  # fmt: skip
    return actions.RuleRow(**given)


def _people(found: District) -> None:
    for code, name in ((COMPANY, "社区服务公司"), (OTHER, "另一家公司")):
        Organisation.objects.create(code=code, district=found, name=name, short=name, kind="enterprise")
    rows = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
        for name, held in factories.STAFF.items()
    ]
    own = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow("department_handler", unit, None),))
        for name, unit in STAFF.items()
    ]
    people.replace_people(found, [*rows, *own], factories.PASSWORD)


def _book(found: District, money: str) -> None:
    ledger.replace_funds(found, [ledger.FundRow(FUND, "扶持资金", "扶持社区服务公司", Decimal("500000.00"), COMPANY)])
    row = ledger.AccountRow
    chart = [
        row(BANK, "社区服务公司专户", "asset", FUND), row(INCOME, "服务收入", "income"), row(WAGES, "岗位工资", "expense"),
        row(OWED, "应付工资", "liability"),
    ]  # fmt: skip
    ledger.replace_accounts(found, chart, {})
    if Decimal(money):
        earned = transfer(
            "earned", OCTOBER, "服务收入", debit=BANK, credit=INCOME, amount=Decimal(money).quantize(Decimal("0.01"))
        )
        ledger.post(Actor.system(), found.code, earned)


def at(text: str) -> datetime:
    """A time of the wall here."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def sheet(**changed: Any) -> dict[str, Any]:
    """Two who clean the stairs, by the hour; or what is given instead."""
    return {
        "title": "楼道保洁", "about": "打扫楼道和扶手。", "area": HERE, "place": "林家巷小区", "kind": "part", "hours_a_week": 20,
        "times": "上午", "pay": "hourly", "wage": "22.50", "wanted": 2, "open_from": "2026-10-01", "open_until": "2026-11-30",
        **changed,
    }  # fmt: skip


def monthly(**changed: Any) -> dict[str, Any]:
    """One who cooks, by the month."""
    given = {"title": "食堂帮厨", "kind": "full", "hours_a_week": 40, "pay": "monthly", "wage": "4200", "wanted": 1}
    return sheet(**given | changed)


def post(given: dict[str, Any] | None = None) -> Post:
    return actions.offer(actor("fuwu"), actions.fresh_key(), given or sheet())


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def ask(held: Post, number: int = 1, group: str = "", **more: Any) -> Applicant:
    """The n-th resident asks for it."""
    given = {"name": f"求职者{number}", "group": group, "agrees": bool(group), **more}
    return actions.apply(resident(number), CODE, held.code, given)


def placed(held: Post | None = None, number: int = 1, **changed: Any) -> Placement:
    """The n-th resident works in it since 1 October."""
    row = ask(held or post(), number)
    given = {"begins": "2026-10-01", "ends": "2027-09-30", **changed}
    return actions.place(actor("fuwu"), row.code, given)


def worker(row: Placement) -> Actor:
    """Who works in it."""
    assert row.account is not None
    return Actor.of(row.account)


def enter(row: Placement, who: Actor | None = None, /, **hours: str) -> list[WorkDay]:
    """Hours of October by day: d5="7.5"; entered by who worked, or somebody else."""
    given = {f"2026-10-{int(day[1:]):02d}": value for day, value in hours.items()}
    return actions.enter_hours(who or worker(row), row.code, {"hours": given})


def confirm(*days: WorkDay, by: str = "fuwu2") -> int:
    return actions.confirm_hours(actor(by), [day.pk for day in days])


def worked(row: Placement, **hours: str) -> None:
    confirm(*enter(row, None, **hours))


def drawn(by: str = "fuwu", month: date = OCTOBER) -> WageRun:
    return actions.run_month(actor(by), CODE, COMPANY, month)


def released(by: str = "fuwu2") -> WageRun:
    return actions.release_run(actor(by), drawn().pk)


def slip_of(row: Placement) -> Payslip:
    return Payslip.objects.get(placement=row, state="released")


def signed_in(who: Actor | str) -> Client:
    """A browser of one of the staff, by username, or of a resident."""
    client = Client()
    account = Account.objects.get(username=who) if isinstance(who, str) else who.account
    assert account is not None
    client.force_login(account, backend=BACKEND)
    return client


def at_once(*doings: Callable[[], object]) -> list[object]:
    """What each got, or the problem it was told, who began at the same moment, each on a connection of its own."""
    ready, heard = Barrier(len(doings)), dict[int, object]()

    def run(number: int, do: Callable[[], object]) -> None:
        ready.wait(60)
        try:
            heard[number] = do()
        except Problem as problem:
            heard[number] = type(problem)
        finally:
            connection.close()

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return [heard[number] for number in range(len(doings))]


__all__ = ["CODE", "HERE", "SLUG", "UUID", "Company", "Rule", "actor"]

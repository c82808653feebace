"""The small district with kinds of demands, the rule, funds, a firm that gives money, and somebody who keeps the funds."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from linli.cases.models import Case
from linli.ledger import actions as ledger
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.problem import Problem
from linli.projects import actions
from linli.projects.models import Demand, Match, Part, Project, Resource
from tests import factories
from tests.factories import CODE, DRAIN, ELSEWHERE, HERE, SLUG, THERE, actor

FINANCE, FIRM, SERVICE = f"{CODE}-finance", f"{CODE}-firm", f"{CODE}-service"
# Username: role, organisation. Payments of a fund take two.
STAFF = {
    "finance": ("department_handler", FINANCE),
    "finance2": ("department_handler", FINANCE),
    "firm": ("department_handler", FIRM),
    "service": ("department_handler", SERVICE),
}
DESK, LISTS = "/desk/projects", f"/{SLUG}/projects"
POINTS = {"cases": 30, "supports": 30, "urgency": 20, "waiting": 20}
FULL = {"cases": 10, "supports": 30, "urgency": 1, "waiting": 180}
ROOM = {"manner": "space", "amount": "60", "what": "食堂用房"}
MONEY = {"manner": "money", "amount": "200000", "what": "改造款"}
HOURS = {"manner": "skill", "amount": "12", "what": "电工"}


def district() -> District:
    found = factories.district()
    for code, name in ((FINANCE, "财政局"), (FIRM, "三江食品公司"), (SERVICE, "社区服务公司")):
        kind = "department" if code == FINANCE else "enterprise"
        Organisation.objects.create(code=code, district=found, name=name, short=name, kind=kind)
    for username, (role, unit) in STAFF.items():
        account = Account(username=username, name=f"某{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role=role, organisation_id=unit)
    actions.replace_kinds(found, [
        actions.KindRow("canteen", "助餐食堂", False, (ROOM, MONEY, HOURS)),
        actions.KindRow("lift", "加装电梯", False, ({"manner": "money", "amount": "400000", "what": "电梯款"},)),
        actions.KindRow("safety", "安全隐患", True, ()),
    ])  # fmt: skip
    actions.replace_rules(found, [actions.RuleRow("2026-1", date(2026, 1, 1), "街道联席会", POINTS, FULL)])
    _funds(found)
    bump_revision(found)
    return found


def _funds(found: District) -> None:
    ledger.replace_funds(found, [
        ledger.FundRow("friendly", "友好场所资金", "场所改造", Decimal(1_000_000), FINANCE),
        ledger.FundRow("neighbours", "邻里捐赠", "邻里项目", Decimal(1_000_000), FINANCE),
    ])  # fmt: skip
    ledger.replace_accounts(
        found,
        [
            ledger.AccountRow("asset:bank:friendly", "友好场所资金户", "asset", "friendly"),
            ledger.AccountRow("asset:bank:neighbours", "捐赠户", "asset", "neighbours"),
            ledger.AccountRow("income:gifts", "捐赠收入", "income"),
            ledger.AccountRow("equity:opening", "期初", "equity"),
            ledger.AccountRow("expense:halls", "场所改造支出", "expense"),
            ledger.AccountRow("expense:projects", "捐赠支出", "expense"),
        ],
        {
            "friendly": [ledger.BudgetRow("expense:halls", Decimal(300_000))],
            "neighbours": [ledger.BudgetRow("expense:projects", Decimal(1_000_000))],
        },
    )


def asking(number: int = 3) -> list[Case]:
    """Cases of 东街社区 that ask for a canteen, taken up."""
    found = []
    for one in range(number):
        case = factories.report(text=f"林家巷想要一个老年食堂，第{one + 1}户").case
        found.append(factories.move("here", case, "register", category=DRAIN).case)
    return found


def sheet(**changed: Any) -> dict[str, Any]:
    """A canteen for 东街社区, or what is given instead."""
    return {
        "kind": "canteen", "title": "林家巷要一处老年食堂", "text": "八十岁以上的老人做饭不便。", "area": HERE, "place": "林家巷",
        "households": 120, **changed,
    }  # fmt: skip


def demand(by: str = "here", **changed: Any) -> Demand:
    return actions.make_demand(actor(by), sheet(**changed), {"kind": "typed"})


def shop(by: str = "here", **changed: Any) -> Resource:
    """An idle shop of 80 m² in the lane, or what is given instead."""
    given = {
        "manner": "space", "title": "林家巷52号闲置门面", "organisation": FINANCE, "amount": "80", "first": "2026-11-01", "area": HERE,
        "address": "林家巷52号", "serves": {"canteen": 1.0}, "areas": [HERE], "places": 1, **changed,
    }  # fmt: skip
    return actions.list_resource(actor(by), given)


def gift(by: str = "firm", amount: str = "200000", **changed: Any) -> Resource:
    given = {
        "manner": "money", "title": "三江食品助餐捐款", "organisation": FIRM, "amount": amount, "first": "2026-11-01",
        "serves": {"canteen": 1.0, "lift": 0.6}, "areas": [CODE], "places": 1, **changed,
    }  # fmt: skip
    return actions.list_resource(actor(by), given)


def proposed(row: Demand, resource: Resource) -> Match:
    actions.propose(actor("here"))
    return Match.objects.exclude(state="ended").get(demand=row, resource=resource)


def project(row: Demand | None = None, by: str = "here", **changed: Any) -> Project:
    """A plan for one demand, led by the service company, from 2 November to the end of January."""
    row = row or demand()
    given = {
        "demands": [row.code], "title": "林家巷老年食堂", "text": "把闲置门面改成食堂。", "organisation": SERVICE, "first": "2026-11-02",
        "last": "2027-01-31", "votes_needed": 2, "percent_needed": 60, **changed,
    }  # fmt: skip
    return actions.open_project(actor(by), given)


def open_one(row: Demand | None = None, **changed: Any) -> Project:
    """The same with a milestone, open for claims."""
    made = project(row, **changed)
    actions.add_milestone(actor("here"), made.code, {"title": "开门营业", "due": "2026-12-20"})
    return actions.open_for_claims(actor("here"), made.code)


def at_work(row: Demand | None = None) -> Project:
    made = open_one(row)
    return actions.start(actor("service"), made.code)


def asked(row: Demand | None = None) -> Project:
    """All milestones done, neighbours are asked."""
    made = at_work(row)
    finish(made)
    return actions.ask_neighbours(actor("here"), made.code)


def finish(made: Project) -> None:
    for one in made.milestones.filter(done_on=None):
        actions.finish_milestone(actor("service"), made.code, one.pk, {"day": "2026-11-02", "words": "开门了"})


def part(made: Project, manner: str = "money") -> Part:
    return Part.objects.get(project=made, manner=manner)


def claim(by: str | Actor, made: Project, amount: str, manner: str = "money", **more: Any) -> Any:
    who = actor(by) if isinstance(by, str) else by
    return actions.claim(who, made.code, part(made, manner).pk, {"amount": amount, **more})


def funded(made: Project, amount: str = "100000") -> Any:
    """So much of the fund, agreed to by who keeps it."""
    return actions.plan_money(
        actor("finance"), made.code, {"fund": "friendly", "account": "expense:halls", "amount": amount}
    )


def paid(amount: str = "1000", **changed: Any) -> dict[str, Any]:
    return {
        "paid_from": "asset:bank:friendly", "amount": amount, "purpose": "水电改造", "payee": "某施工队", "shown_as": "施工单位", **changed,
    }  # fmt: skip


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def offered(number: int = 1, **changed: Any) -> Resource:
    """Two evenings a week of a resident."""
    given = {
        "manner": "time", "title": "周末可以帮厨", "name": "柳青", "phone": f"138{number:08d}", "kinds": ["canteen"], "amount": "20",
        "first": "2026-11-02", **changed,
    }  # fmt: skip
    return actions.offer(resident(number), CODE, given)


def picture(colour: str = "green") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "JPEG")
    return SimpleUploadedFile("shop.jpg", drawn.getvalue(), "image/jpeg")


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


__all__ = ["CODE", "ELSEWHERE", "HERE", "SLUG", "THERE", "actor", "date"]

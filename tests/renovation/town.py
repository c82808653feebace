"""The small district with two estates being renovated: 林家巷 with two buildings of 东街, 后街 of another town."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from linli.ledger import actions as ledger
from linli.ledger.commands import transfer
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import BuildingRow, bump_revision, replace_buildings
from linli.places.models import District
from linli.problem import Problem
from linli.renovation import actions
from linli.renovation.models import Estate, House, Household, Vote, VoteUnit
from tests import factories
from tests.factories import CODE, DRAIN, ELSEWHERE, HERE, SLUG, WORKS, actor, spot

LANE, BACK = "lane", "back"
ONE, TWO = "林家巷1幢", "林家巷2幢"
BUILDER = f"{CODE}-builder"
WATER, DRAINS, TOGETHER = "water", "drains", "together"
DESK, FRONT = "/desk/renovation", f"/{SLUG}/renovation"
ORDINARY, SPECIAL = "ordinary", "special"
HALF = {"turnout_units": "2/3", "turnout_area": "2/3", "agree_units": ">1/2", "agree_area": ">1/2"}
QUARTERS = HALF | {"agree_units": "3/4", "agree_area": "3/4"}
HEAD = "楼栋,房号,面积,业主,电话"
FUND, BANK, EXPENSE = "pooled", "asset:bank:pooled", "expense:renovation"
# Colleagues of 东街社区, so that papers have two people; and the second one of the fund.
COLLEAGUES = {"here2": ("community_worker", HERE, HERE), "works2": ("department_handler", WORKS, None)}


def district() -> District:
    found = factories.district()
    _staff(found)
    lat, lon = spot()
    replace_buildings(found, [
        BuildingRow("1号楼", "building", HERE),
        BuildingRow("林家巷", "estate", HERE, None, "林家巷52号", lat, lon),
        BuildingRow(ONE, "building", HERE, "林家巷", "林家巷52号", lat, lon),
        BuildingRow(TWO, "building", HERE, "林家巷", "林家巷52号", lat, lon),
        BuildingRow("后街大院", "estate", ELSEWHERE),
    ])  # fmt: skip
    actions.replace_programme(found, actions.ProgrammeRow("六改一同步", "先问再改。", WORKS, FUND, EXPENSE, False))
    actions.replace_works(found, [
        actions.WorkRow(WATER, "改水", "换水管", DRAIN), actions.WorkRow(DRAINS, "改排水", "雨污分流", DRAIN),
        actions.WorkRow(TOGETHER, "同步治理", "业主小组", alongside=True),
    ])  # fmt: skip
    actions.replace_rules(found, [rule(ORDINARY, HALF), rule(SPECIAL, QUARTERS)])
    lead = (actions.DutyRow("lead", WORKS, "19900000001"), actions.DutyRow("community", HERE, "19900000002"))
    actions.replace_estates(found, [
        actions.EstateRow(LANE, "林家巷", "老楼", 1996, HERE, (house(ONE, 6, "500"), house(TWO, 3, "300")), lead),
        actions.EstateRow(BACK, "后街大院", "", 1990, ELSEWHERE, (house("后街大院", 2, "150"),), ()),
    ])  # fmt: skip
    _fund(found)
    bump_revision(found)
    return found


def rule(code: str, terms: Mapping[str, str], version: int = 1, name: str = "规则") -> actions.RuleRow:
    return actions.RuleRow(code, version, name, "若干事项", terms, "民法典第二百七十八条", False)


def house(place: str, households: int, area: str) -> actions.HouseRow:
    return actions.HouseRow(place, households, Decimal(area))


def _staff(found: District) -> None:
    Organisation.objects.create(code=BUILDER, district=found, name="某建筑公司", short="某建", kind="enterprise")
    for username, (role, unit, area) in COLLEAGUES.items():
        account = Account(username=username, name=f"某{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role=role, organisation_id=unit, area_id=area)


def _fund(found: District) -> None:
    """A fund of the department with a million for renovation, half of it in the bank."""
    ledger.replace_funds(found, [ledger.FundRow(FUND, "统筹资金", "改造", Decimal("1000000.00"), WORKS)])
    row = ledger.AccountRow
    chart = [
        row(BANK, "专户", "asset", FUND), row(EXPENSE, "改造", "expense"), row("equity:opening", "期初", "equity"),
        row("expense:other", "其他", "expense"),
    ]  # fmt: skip
    budgets = [ledger.BudgetRow(EXPENSE, Decimal("900000.00")), ledger.BudgetRow("expense:other", Decimal("100000.00"))]
    ledger.replace_accounts(found, chart, {FUND: budgets})
    booking = transfer(
        "opening", date(2026, 11, 1), "期初", debit=BANK, credit="equity:opening", amount=Decimal("500000.00")
    )
    ledger.post(Actor.system(), found.code, booking)


def estate(code: str = LANE) -> Estate:
    return Estate.objects.get(code=code)


def at(place: str = ONE) -> House:
    return House.objects.get(name=place)


def phone(number: int) -> str:
    return f"138{number:08d}"


def line(place: str, unit: str, area: str = "80.00", number: int = 0) -> str:
    return f"{place},{unit},{area},住户{unit},{phone(number) if number else ''}"


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def roll(areas: tuple[str, ...] = ("80.00",) * 6, second: tuple[str, ...] = ("90.00",) * 3) -> None:
    """Every household of 林家巷: the n-th of 1幢 has the n-th resident's telephone."""
    first = [line(ONE, str(101 + place), area, place + 1) for place, area in enumerate(areas)]
    rest = [line(TWO, str(201 + place), area) for place, area in enumerate(second)]
    actions.import_roll(actor("here"), LANE, table(*first, *rest))


def keepers() -> dict[str, Any]:
    return {
        f"keeper_{n}": str(Account.objects.get(username=name).pk)
        for n, name in (("one", "here"), ("two", "here2"))
    }  # fmt: skip


def asked(**changed: Any) -> dict[str, Any]:
    """A vote of 林家巷1幢 until 20 November, or what is given instead."""
    return {
        "rule": ORDINARY, "house": str(at().pk), "title": "改水方案", "text": "更换全部供水管，住户不出钱。",
        "closes_on": "2026-11-20", **keepers(), **changed,
    }  # fmt: skip


def vote(**changed: Any) -> Vote:
    return actions.open_vote(actor("here"), LANE, asked(**changed))


def unit(held: Vote, number: int = 1) -> VoteUnit:
    """The unit of the n-th resident."""
    return VoteUnit.objects.get(vote=held, household__phone_index=blind_index(phone(number)))


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    known = Account.objects.filter(phone_index=blind_index(phone(number)), kind="resident").first()
    return Actor.of(known or factories.resident(phone(number)))


def cast(held: Vote, number: int, choice: str = "y") -> Any:
    return actions.cast(resident(number), CODE, held.code, unit(held, number).pk, {"choice": choice, "sure": True})


def move(work: str, state: str, place: str = ONE, by: str = "here") -> Any:
    return actions.move(actor(by), LANE, {"house": str(at(place).pk), "work": work, "state": state})


def finished(work: str = WATER, place: str = ONE) -> None:
    """Begun and done."""
    move(work, "under_way", place)
    move(work, "done", place)


def fault(work: str = WATER, place: str = ONE, text: str = "新水管接头漏水") -> Any:
    found = District.objects.get(code=CODE)
    return actions.report_fault(
        Actor.guest(), found, LANE, {"house": str(at(place).pk), "work": work, "text": text}
    ).case


def mend(case: Any, result: str = "solved") -> None:
    """The community takes the case up, answers and closes it."""
    factories.move("here", case, "register", category=DRAIN)
    factories.move("here", case, "answer", text="已更换接头")
    factories.move("here", case, "close", result=result)


def home(number: int = 1) -> Household:
    return Household.objects.get(phone_index=blind_index(phone(number)))


def photo(name: str = "a.png") -> SimpleUploadedFile:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (60, 40), (10, 107, 94)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


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

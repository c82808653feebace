"""The small district with a camel co-operative: two who run it, a collector, households with camels, a price, a ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client

from linli.clock import LOCAL
from linli.cooperative import accounts, actions
from linli.cooperative.models import Agreement, Camel, Cooperative, Household, Lot, Point, Settlement, Weighing
from linli.ids import uuid7
from linli.ledger.actions import AccountRow, post, replace_accounts
from linli.ledger.commands import transfer
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index, seal
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.problem import Problem
from tests import factories
from tests.factories import CODE, HERE, SLUG, THERE

COOP, STATION = f"{CODE}-hezuoshe", f"{CODE}-shounai"
# Username: organisation.
STAFF = {"coop": COOP, "coop2": COOP, "collector": STATION}
DESK, POINT, OTHER_POINT = "/desk/cooperative", "dong", "xi"
FIRST, SECOND = 1001, 1002
PHONE = "13900000001"
MOST = Decimal("15")
OPENED = Decimal("500000.00")
NAMES = {
    accounts.BANK: ("合作社专户", "asset"), accounts.RECEIVABLE: ("应收奶款", "asset"), accounts.MILK: ("应付农户奶款", "liability"),
    accounts.BOUGHT: ("收购驼奶", "expense"), accounts.SOLD: ("驼奶销售", "income"), accounts.FEED: ("饲料", "income"),
    accounts.VET: ("防疫用药", "income"), "equity:shares": ("社员股金", "equity"),
}  # fmt: skip


def district() -> District:
    """Household 1001 has three grown she-camels, a he-camel and a calf; 1002 has one. A price for the whole of autumn."""
    found = factories.district()
    _staff(found)
    Cooperative.objects.create(district=found, organisation_id=COOP, name="演示骆驼合作社", most_kg_camel=MOST)
    for code, name, unit in ((POINT, "东点", STATION), (OTHER_POINT, "西点", COOP)):
        Point.objects.create(id=uuid7(), district=found, code=code, name=name, area_id=HERE, organisation_id=unit)
    replace_accounts(found, [AccountRow(code, name, kind) for code, (name, kind) in NAMES.items()], {})
    key, text = "shares", "社员股金"
    opened = transfer(key, date(2026, 9, 1), text, debit=accounts.BANK, credit="equity:shares", amount=OPENED)
    post(Actor.system(), CODE, opened)
    household(FIRST, phone=PHONE)
    household(SECOND, area=THERE)
    for tag in ("A1", "A2", "A3"):
        camel(tag)
    camel("A4", sex="male")
    camel("A5", born_on="2025-03-01")
    camel("B1", household=SECOND)
    agreed()
    bump_revision(found)
    return found


def _staff(found: District) -> None:
    for code, name, parent in ((COOP, "演示骆驼合作社", None), (STATION, "收奶站", COOP)):
        Organisation.objects.create(
            code=code, district=found, name=name, short=name, kind="enterprise", parent_id=parent
        )
    for username, unit in STAFF.items():
        account = Account(username=username, name=f"某{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role="department_handler", organisation_id=unit)


def actor(username: str = "coop") -> Actor:
    return Actor.of(Account.objects.get(username=username))


def household(number: int, **changed: Any) -> Household:
    given = {
        "number": number, "name": f"艾某{number}", "phone": "", "payout": "6217000000001234", "area": HERE, "shares": 2,
        "joined_on": "2026-01-01", **changed,
    }  # fmt: skip
    return actions.add_household(actor(), given)


def camel(tag: str, **changed: Any) -> Camel:
    given = {"household": FIRST, "tag": tag, "sex": "female", "born_on": "2018-03-01", **changed}
    return actions.add_camel(actor(), given)


def price(**changed: Any) -> dict[str, Any]:
    """Two grades, and milk between 1.028 and 1.045 that is not warmer than ten degrees."""
    return {
        "first": "2026-09-01", "last": "2026-12-31", "decided": "社员大会 8 月 28 日", "density_min": "1.028",
        "density_max": "1.045", "temperature_max": "10",
        "grades": [{"name": "一级", "fat_min": "4.5", "price": "40"}, {"name": "二级", "fat_min": "3.5", "price": "33.33"}],
        **changed,
    }  # fmt: skip


def agreed(**changed: Any) -> Agreement:
    return actions.agree_price(actor("coop2"), actions.propose_price(actor(), price(**changed)).pk)


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-02 08:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


_tickets = iter(range(1, 1_000_000))


def ticket(**changed: Any) -> dict[str, Any]:
    """Good milk of household 1001 on Monday morning, on a ticket of its own, or what is given instead."""
    return {
        "point": POINT, "ticket": f"{next(_tickets):06d}", "household": FIRST, "at": "2026-11-02T08:00", "kg": "6", "fat": "5.0",
        "density": "1.032", "temperature": "6", **changed,
    }  # fmt: skip


def weigh(by: str = "collector", **changed: Any) -> Weighing:
    return actions.weigh(actor(by), ticket(**changed), "point")


def delivery(**changed: Any) -> Any:
    given = {
        "key": uuid4(), "household": FIRST, "on": "2026-10-10", "kind": "feed", "what": "苜蓿", "quantity": "100", "unit": "公斤",
        "amount": "120", **changed,
    }  # fmt: skip
    return actions.deliver(actor(), given)


def settled(month: str = "2026-10") -> Settlement:
    return actions.release(actor("coop2"), actions.draw_up(actor(), date.fromisoformat(f"{month}-01")).pk)


def lot(parts: dict[Any, str], **changed: Any) -> Lot:
    given = {
        "key": uuid4(), "product": "bottles", "made_on": "2026-11-02", "quantity": "100", "unit": "瓶",
        "parts": [{"collection": key, "kg": kg} for key, kg in parts.items()], **changed,
    }  # fmt: skip
    return actions.make_lot(actor(), given)


def herder(phone: str = PHONE) -> Account:
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return known or Account.objects.create(phone_cipher=seal(phone), phone_index=blind_index(phone))


def signed_in(who: Account | str) -> Client:
    """A browser of one of the staff, by username, or of a resident."""
    client = Client()
    account = Account.objects.get(username=who) if isinstance(who, str) else who
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


__all__ = ["CODE", "HERE", "SLUG", "THERE"]

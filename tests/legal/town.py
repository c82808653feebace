"""The small district with a judicial bureau, two lawyers, a place at 东街, one by telephone, and what people ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from django.test import Client

from linli.clock import LOCAL
from linli.legal import actions
from linli.legal.models import Consultation
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.problem import Problem
from tests import factories
from tests.factories import CODE, HERE, SLUG, THERE, actor

BUREAU = f"{CODE}-sifa"
# User name: role.
STAFF = {"bureau": "department_handler", "su.lawyer": "lawyer", "zhuo.lawyer": "lawyer"}
DESK, FRONT, OPEN = "/desk/legal", f"/{SLUG}/legal", f"/{SLUG}/open/legal"
SU, ZHUO, LEASE, LABOUR = "su", "zhuo", "zufang", "laodong"
AT_HERE, BY_PHONE = "dongjie", "dianhua"
WHO, ASKS = "邱玉莲", "房东不退押金，钉子眼怎么算"


def district() -> District:
    found = factories.district()
    Organisation.objects.create(code=BUREAU, district=found, name="演示区司法局", short="司法", kind="department")
    for username, role in STAFF.items():
        account = Account(username=username, name=f"某{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role=role, organisation_id=BUREAU)
    actions.replace_kinds(found, [actions.KindRow(LEASE, "租房"), actions.KindRow(LABOUR, "劳动")])
    actions.replace_places(found, [
        actions.PlaceRow(AT_HERE, "东街法律超市", HERE, "居委会一楼", HERE), actions.PlaceRow(BY_PHONE, "电话咨询", BUREAU, by_phone=True),
    ])  # fmt: skip
    monday = actions.HoursRow(AT_HERE, 0, time(9), time(11), 30)
    actions.replace_lawyers(found, [
        actions.LawyerRow(SU, "苏律师", BUREAU, "某所", "租房", "su.lawyer", (monday, actions.HoursRow(BY_PHONE, 2, time(14), time(15), 20))),
        actions.LawyerRow(ZHUO, "卓律师", BUREAU, "某所", "", "zhuo.lawyer", (actions.HoursRow(AT_HERE, 0, time(9), time(10), 30),)),
    ])  # fmt: skip
    actions.replace_questions(
        found, [actions.QuestionRow("yajin", LEASE, "押金不退怎么办？", "先看合同。", ("《民法典》第七百三十三条",))]
    )
    bump_revision(found)
    return found


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-09T09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def asked(moment: str = "2026-11-09T09:00", lawyer: str = SU, **changed: Any) -> dict[str, Any]:
    return {"lawyer": lawyer, "begins_at": at(moment), "kind": LEASE, "name": WHO, "question": ASKS, **changed}


def booked(number: int = 1, moment: str = "2026-11-09T09:00", lawyer: str = SU) -> Consultation:
    return actions.book(resident(number), CODE, asked(moment, lawyer))


def fresh(row: Consultation) -> Consultation:
    return Consultation.objects.select_related("lawyer", "place", "kind").get(pk=row.pk)


NOTE = {
    "asked": "押金一千五，墙上四个钉子眼。", "explained": "正常使用的损耗不能扣全部押金。", "law": "《民法典》第七百一十条",
    "next": "先书面要求七天内退还。",
}  # fmt: skip


def noted(clock: Any) -> Consultation:
    """Booked, came, and the lawyer wrote it down."""
    row = booked()
    clock.set(row.begins_at)
    clock.advance(minutes=20)
    actions.write_note(actor("su.lawyer"), row.code, NOTE)
    return fresh(row)


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


__all__ = ["CODE", "HERE", "SLUG", "THERE", "actor"]

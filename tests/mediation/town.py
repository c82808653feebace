"""The small district with two teams: 六姨 of 东街 with three mediators, one of 西街 with a single one; and quarrels to bring."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from django.test import Client

from linli.mediation import actions
from linli.mediation.models import Agreement, Matter, Party, Session
from linli.people.actors import Actor
from linli.people.models import Account, Position
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.problem import Problem
from tests import factories
from tests.factories import CODE, HERE, SLUG, THERE, actor

# User name: community they mediate in.
MEDIATORS = {"you": HERE, "yan": HERE, "hu": HERE, "xi": THERE}
DESK, FRONT, OPEN = "/desk/mediation", f"/{SLUG}/mediation", f"/{SLUG}/open/mediation"
TEAM, OTHER_TEAM, NOISE, LEAK = "dongjie", "xijie", "zaoyin", "shenshui"
# Who quarrels: names that stand nowhere else.
LUO, TAN = "罗秀兰", "谭国庆"
STORY = f"楼上{TAN}家每晚十一点还在拖凳子，我{LUO}说过三次没有用，电话13900000009。"


def district() -> District:
    found = factories.district()
    for username, community in MEDIATORS.items():
        account = Account(username=username, name=f"调解员{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role="mediator", organisation_id=community, area_id=community)
    actions.replace_kinds(found, [actions.KindRow(NOISE, "噪音", "深夜走动"), actions.KindRow(LEAK, "渗水")])
    actions.replace_teams(found, [
        actions.TeamRow(TEAM, "东街六姨说事", HERE, HERE, "居委会二楼", called=("游姨",), members=("you", "yan", "hu")),
        actions.TeamRow(OTHER_TEAM, "西街说事队", THERE, THERE, "西街活动室", members=("xi",)),
    ])  # fmt: skip
    bump_revision(found)
    return found


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = phone_of(number)
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def phone_of(number: int) -> str:
    return f"138{number:08d}"


def told(**changed: Any) -> dict[str, Any]:
    """What somebody writes into the form."""
    return {
        "kind": NOISE, "team": TEAM, "story": STORY, "name": LUO, "other_name": TAN, "other_phone": phone_of(2), "agrees": "on",
        **changed,
    }  # fmt: skip


def brought(number: int = 1, **changed: Any) -> Matter:
    return actions.bring(resident(number), CODE, told(**changed))


def fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("team", "kind").get(pk=matter.pk)


def willing(**changed: Any) -> Matter:
    """Both sides said that they take part."""
    matter = brought(**changed)
    actions.ask_party(actor("you"), matter.code, 2)
    actions.answer(resident(2), matter.code, True)
    return fresh(matter)


def planned(matter: Matter, at: str = "2026-11-04T15:00") -> Session:
    return actions.plan_session(actor("you"), matter.code, {"begins_at": at, "place": "居委会二楼说事室"})


def talking(clock: Any) -> Matter:
    """A session was held."""
    matter = willing()
    session = planned(matter)
    clock.set(session.begins_at)
    clock.advance(hours=1)
    actions.hold_session(
        actor("you"), matter.code, {"there": [1, 2], "notes": f"{TAN}答应十点以后不拖凳子，{LUO}答应先打招呼。"}
    )
    return fresh(matter)


POINTS = [{"text": f"{TAN}给凳脚装上胶垫", "due": "2026-11-20"}, {"text": "晚十点后双方都不发出大的声响"}]


def to_sign(clock: Any) -> tuple[Matter, Agreement]:
    matter = talking(clock)
    row = actions.write_agreement(actor("you"), matter.code, {"points": POINTS})
    return fresh(matter), row


def strokes(shift: int = 0) -> str:
    return json.dumps([[[100 + shift + step * 20, 100 + (step % 5) * 30] for step in range(20)]])


def signing(row: Agreement, **changed: Any) -> dict[str, Any]:
    return {"digest": row.digest, "strokes": strokes(), "agrees": "on", **changed}


def agreed(clock: Any) -> Matter:
    matter, row = to_sign(clock)
    actions.sign(resident(1), matter.code, signing(row))
    actions.sign_at_table(actor("you"), matter.code, 2, signing(row))
    actions.sign_as_mediator(actor("you"), matter.code, signing(row))
    return fresh(matter)


def party(matter: Matter, number: int) -> Party:
    return Party.objects.get(matter=matter, number=number)


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

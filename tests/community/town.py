"""The small district with a venue that 东街社区 runs, a safety list of three items, and people who register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from django.test import Client

from linli.clock import LOCAL
from linli.community import actions
from linli.community.models import Event, Registration, SafetyPlan
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.places.actions import VenueRow, bump_revision, replace_venues
from linli.places.models import District
from linli.problem import Problem
from tests import factories
from tests.factories import CENTRE, CODE, DRAIN, HERE, SLUG, STREET, actor, spot

VENUE, OTHER = "jiangtang", "shufang"
WEEK = {day: [["09:00", "12:00"], ["14:00", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
PAGES = f"/{SLUG}/events"


def venue_rows(**changed: Any) -> list[VenueRow]:
    """Two venues with pages, one without; `changed` of the first."""
    lat, lon = spot()
    first: dict[str, Any] = {
        "name": "东街讲堂", "kind": "文化", "area": HERE, "address": "林家巷1号", "lat": lat, "lon": lon, "code": VENUE,
        "intro": "听讲座、看展览的地方。", "hours": {**WEEK, "sat": [["09:00", "11:00"]]}, "capacity": 500,
        "organisation": HERE, "features": ["无障碍坡道"], **changed,
    }  # fmt: skip
    second = VenueRow("西街书房", "阅读", factories.THERE, code=OTHER, organisation=factories.THERE)
    return [VenueRow(**first), second, VenueRow("老槐树", "广场", HERE)]


def district(**changed: Any) -> District:
    found = factories.district()
    replace_venues(found, venue_rows(**changed))
    items = [
        actions.SafetyItemRow("chukou", "出口", "安全出口", "门能否推开", ("《中华人民共和国消防法》",), (), DRAIN),
        actions.SafetyItemRow("dianxian", "电", "电线插座", "有无破损", ("《中华人民共和国安全生产法》",)),
        actions.SafetyItemRow("wutai", "舞台", "舞台吊杆", "有无松动", ("《中华人民共和国安全生产法》",), ("剧场",)),
    ]
    actions.replace_safety_items(found, items)
    posts = (
        actions.PostRow("venue", HERE, "here"), actions.PostRow("street", STREET), actions.PostRow("district", CENTRE, "centre")
    )  # fmt: skip
    actions.replace_safety_plans(found, [actions.PlanRow(VENUE, 30, 0, posts)])
    bump_revision(found)
    return found


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-07 14:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def sheet(**changed: Any) -> dict[str, Any]:
    """A talk on Saturday at 14:00 with two seats, or what is given instead."""
    return {
        "title": "邻里讲座", "text": "讲讲怎么用好这块地。\n自带水杯。", "organisation": HERE, "venue": VENUE,
        "begins_at": "2026-11-07T14:00", "ends_at": "2026-11-07T16:00", "seats": 2, "companions": 0, "audience": "所有人",
        **changed,
    }  # fmt: skip


def draft(by: str = "here", **changed: Any) -> Event:
    return actions.draft_event(actor(by), sheet(**changed))


def event(by: str = "here", **changed: Any) -> Event:
    """One that is announced."""
    return actions.publish(actor(by), draft(by, **changed).pk)


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    from linli.people.vault import blind_index

    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def register(row: Event, number: int = 1, companions: int = 0) -> Registration:
    return actions.register(resident(number), CODE, row.code, {"companions": companions})


def line(row: Event) -> list[tuple[int, str, int]]:
    """Everybody's turn, state and how many they are, in their order."""
    return list(Registration.objects.filter(event=row).order_by("turn").values_list("turn", "state", "size"))


def told(template: str) -> int:
    return Notice.objects.filter(template=template).count()


def plan() -> SafetyPlan:
    return SafetyPlan.objects.get(venue__code=VENUE)


def due(days: int) -> None:
    """The inspection is due so many days from today."""
    from linli.clock import today

    SafetyPlan.objects.update(due_on=today() + timedelta(days=days), told="")


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

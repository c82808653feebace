"""People of the dialogue: residents who speak, a topic of the water bureau, what is proposed to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from linli.clock import LOCAL
from linli.dialogue import actions
from linli.dialogue.models import Proposal, Topic
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from tests.factories import CODE, PASSWORD, SLUG, actor, resident

HOME = f"/{SLUG}/dialogue"
BUS = "让 3 路公交在工业园停一站"
WHY = "工业园有两千多人上下班，最近的车站要走二十五分钟，下雨天很不方便。"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def person(number: int = 1, name: str = "王小兰") -> Actor:
    """A resident, the same for the same number."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    if known is None:
        known = resident(phone)
        Account.objects.filter(pk=known.pk).update(name=name)
        known.refresh_from_db()
    return Actor.of(known)


def crowd(many: int) -> list[Actor]:
    """So many residents at once."""
    phones = [f"137{number:08d}" for number in range(many)]
    accounts = [Account(phone_cipher=seal(phone), phone_index=blind_index(phone), created_at=at("2026-11-01")) for phone in phones]  # fmt: skip
    insert(accounts)
    return [Actor.of(account) for account in accounts]


def topic(by: str = "water", **given: Any) -> Topic:
    """Open until the end of November, looked at afterwards, answered in ten working days."""
    need: dict[str, Any] = {
        "title": "公交线路怎么调更方便", "question": "明年公交线路调整，您希望哪里多停一站、哪里多跑一班？",
        "closes_at": "2026-12-01T00:00:00+08:00", "moderation": "after", "answer_days": 10,
    }  # fmt: skip
    return actions.open_topic(actor(by), need | given)


def proposed(of: Topic | None = None, by: Actor | None = None, **given: Any) -> Proposal:
    need: dict[str, Any] = {"district": CODE, "title": BUS, "text": WHY, "topic": of.code if of else ""}
    return actions.propose(by or person(), need | given)


def answered(*rows: Proposal, by: str = "water", **given: Any) -> None:
    need: dict[str, Any] = {
        "proposals": [row.code for row in rows], "outcome": "planned", "planned_for": "2027-03-01",
        "text": "经现场踏勘，3 路将在工业园南门增设一站，三月起停靠。",
    }  # fmt: skip
    actions.answer(actor(by), need | given)


def signed_in(who: Actor) -> Client:
    client = Client(raise_request_exception=False)
    assert who.account is not None
    client.force_login(who.account)
    return client


def at_desk(username: str) -> Client:
    client = Client(raise_request_exception=False)
    client.post("/staff/sign-in", {"username": username, "password": PASSWORD})
    return client

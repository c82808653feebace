"""The small district with volunteers: electricians of 东街社区, neighbours of 西街社区, a team of the water company."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from linli.clock import LOCAL
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import bump_revision
from linli.places.models import District
from linli.volunteers import actions
from linli.volunteers.models import Activity, HelpRequest, Member, SignUp, Team
from tests import factories
from tests.factories import CODE, DRAIN, HERE, SLUG, THERE, WATER, actor

SPARKS, NEIGHBOURS, WATERMEN = "sparks", "neighbours", "watermen"
LIGHT, MEALS = "light", "meals"
PUBLIC, DESK, MINE = f"/{SLUG}/volunteers", "/desk/volunteers", "/my/volunteers"


def district() -> District:
    found = factories.district()
    row = actions.SkillRow
    actions.replace_skills(found, [row(LIGHT, "电工", DRAIN), row(MEALS, "送餐", DRAIN)])
    team = actions.TeamRow
    actions.replace_teams(
        found,
        [
            team(SPARKS, "电工志愿队", "self_governing", HERE, HERE, "换灯泡", (LIGHT,), leaders=("grid",)),
            team(NEIGHBOURS, "西街邻居队", "stewards", THERE, THERE, "送饭", (MEALS, LIGHT)),
            team(WATERMEN, "水务志愿队", "enterprise", CODE, WATER, "修水", (LIGHT,), phone="96500"),
        ],
    )
    bump_revision(found)
    return found


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-07 14:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def member(number: int = 1, team: str = SPARKS, *, leads: bool = False) -> Member:
    """Somebody taken into a team by its home organisation."""
    home = {SPARKS: "here", NEIGHBOURS: "there", WATERMEN: "water"}[team]
    row = actions.join(resident(number), CODE, team, {"name": f"队员{number}", "skills": [LIGHT]})
    row = actions.decide(actor(home), row.pk, "accept")
    return actions.make_leader(actor(home), row.pk, True) if leads else row


def activity(seats: int = 2, team: str = SPARKS, by: str = "here", **changed: Any) -> Activity:
    """On Tuesday from nine to eleven."""
    given = {
        "title": "检修楼道灯", "place": "林家巷", "begins_at": "2026-11-03T09:00", "ends_at": "2026-11-03T11:00", "seats": seats,
        **changed,
    }  # fmt: skip
    return actions.plan_activity(actor(by), team, given)


def sign_up(to: Activity, number: int = 1) -> SignUp:
    return actions.sign_up(resident(number), CODE, to.code, {"name": f"志愿者{number}"})


def ask(number: int = 1, **changed: Any) -> HelpRequest:
    given = {
        "skill": LIGHT, "text": "楼道灯坏了，老人晚上看不见", "area": HERE, "address": "林家巷52号", "wanted_on": "2026-11-05",
        "wanted_at": "下午", **changed,
    }  # fmt: skip
    return actions.ask(resident(number), CODE, given)


def team(code: str = SPARKS) -> Team:
    return Team.objects.get(code=code)


def signed_in(who: Actor | str) -> Client:
    """A browser of one of the staff, by username, or of a resident."""
    client = Client()
    account = Account.objects.get(username=who) if isinstance(who, str) else who.account
    assert account is not None
    client.force_login(account, backend=BACKEND)
    return client


__all__ = ["CODE", "HERE", "SLUG", "THERE", "actor"]

"""The small district with rooms that neighbours may use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from linli.clock import LOCAL
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.people.vault import blind_index
from linli.places.actions import VenueRow, bump_revision, replace_venues
from linli.places.models import District
from linli.spaces import actions
from linli.spaces.models import Booking, Room
from tests import factories
from tests.factories import CODE, HERE, SLUG, THERE, actor

HALL, KITCHEN = "hall", "kitchen"
SPACES, DESK = f"/{SLUG}/spaces", "/desk/spaces"
# Tuesday, tomorrow by the clock of these tests.
TOMORROW = "2026-11-03"


def district() -> District:
    found = factories.district()
    replace_venues(
        found, [VenueRow("东街活动中心", "便民服务", HERE, "东街58号"), VenueRow("西街小院", "便民服务", THERE)]
    )
    hours = {day: [["09:00", "12:00"], ["14:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    actions.replace_rooms(
        found,
        [
            actions.RoomRow(
                HALL, "大厅", HERE, "东街活动中心", HERE, 40, hours, longest_minutes=180, days_ahead=60, not_for="推销"
            ),
            actions.RoomRow(
                KITCHEN, "厨房", THERE, "西街小院", THERE, 8, {"tue": [["09:00", "12:00"]]}, needs_agreement=True
            ),
        ],
    )
    bump_revision(found)
    return found


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-07 14:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def sheet(begins: str = "14:00", day: str = TOMORROW, **changed: Any) -> dict[str, Any]:
    """The hall for an hour."""
    return {
        "day": day, "begins": begins, "minutes": "60", "purpose": "合唱排练", "people": "12", "name": "段某", **changed
    }  # fmt: skip


def resident(number: int = 1) -> Actor:
    """The n-th resident, who signs in with a telephone."""
    phone = f"138{number:08d}"
    known = Account.objects.filter(phone_index=blind_index(phone), kind="resident").first()
    return Actor.of(known or factories.resident(phone))


def book(begins: str = "14:00", number: int = 1, room: str = HALL, **changed: Any) -> Booking:
    return actions.book(resident(number), CODE, room, sheet(begins, **changed)).first


def hall() -> Room:
    return Room.objects.get(code=HALL)


def signed_in(who: Actor | str) -> Client:
    """A browser of one of the staff, by username, or of a resident."""
    client = Client()
    account = Account.objects.get(username=who) if isinstance(who, str) else who.account
    assert account is not None
    client.force_login(account, backend=BACKEND)
    return client


__all__ = ["CODE", "HERE", "SLUG", "THERE", "actor"]

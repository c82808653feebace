"""The small district with two halls: the works department's, open on Saturdays too, and a community's; three services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from linli.appointments import actions
from linli.appointments.actions import HallRow
from linli.appointments.models import Appointment
from linli.catalogue.actions import ServiceRow, replace_services
from linli.clock import LOCAL
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.applications.town import spec_of
from tests.factories import CODE, HERE, WORKS

MARRIAGE, CARD, ELDERLY, ADOPTION = "hunyin-yuyue", "shebao-ka", "gaoling-jintie", "shouyang-dengji"
HALL, CORNER = "big-hall", "corner"
PHONE = "13812342071"
WEEK = {day: [["09:00", "12:00"], ["14:00", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def rows(**changed: Any) -> list[HallRow]:
    """The halls as a pack gives them; `changed` of the big one."""
    big: dict[str, Any] = {
        "code": HALL, "name": "演示区政务服务大厅", "address": "建设路", "organisation": WORKS,
        "hours": {**WEEK, "sat": [["09:00", "11:00"]]}, "slot_minutes": 30, "places": 3, "days_ahead": 14,
        "all_of": [WORKS], **changed,
    }  # fmt: skip
    corner = HallRow("corner", "东街社区便民服务中心", "林家巷", HERE, WEEK, 20, 1, 7, services=[ELDERLY])
    return [HallRow(**big), corner]


def district(**changed: Any) -> District:
    found = factories.district()
    specs = [spec_of("cuiping", code) for code in (MARRIAGE, CARD, ELDERLY, ADOPTION)]
    replace_services(found, [ServiceRow(one.code, one.name, one.holder, one.model_dump(mode="json")) for one in specs])
    return with_halls(found, **changed)


def with_halls(found: District, **changed: Any) -> District:
    actions.replace_halls(found, rows(**changed))
    bump_revision(found)
    return found


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-03 09:30."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def book(by: Actor | None = None, **given: Any) -> Appointment:
    """刘桂芳 as a guest, for 婚姻登记 on Tuesday at 9:30, or what is given instead."""
    need: dict[str, Any] = {
        "district": CODE, "service": MARRIAGE, "hall": HALL, "at": "2026-11-03T09:30", "name": "刘桂芳", "phone": PHONE
    }  # fmt: skip
    return actions.book(by or Actor.guest(), need | given)


def resident(phone: str = PHONE) -> Actor:
    return Actor.of(factories.resident(phone))


def holding(row: Appointment) -> Actor:
    """Whoever holds the ticket."""
    return Actor.guest(receipt_for=row.pk)


def at_desk(username: str) -> Client:
    """A signed-in browser of one of the staff."""
    client = Client()
    client.force_login(Account.objects.get(username=username), backend=BACKEND)
    return client


PAGES = f"/{factories.SLUG}/services/{MARRIAGE}/appointment"
CONFIRM = f"{PAGES}/{HALL}/confirm"

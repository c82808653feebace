"""The small district with a clinic in 东街社区, a station in 西街社区, a point each with devices, and people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from linli.clock import LOCAL, now
from linli.health import actions
from linli.health.models import Device, HealthPoint, Observation, Patient
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.places.actions import bump_revision
from linli.places.models import District
from tests import factories
from tests.factories import CODE, HERE, THERE, actor, spot

CLINIC, STATION, CDC = f"{CODE}-clinic", f"{CODE}-station", f"{CODE}-cdc"
POINT, OTHER_POINT, KIOSK, MONITOR = "weishengshi", "fuwuzhan", "kiosk-1", "bp-1"
# Username: role, institution.
STAFF = {
    "doctor": ("physician", CLINIC),
    "colleague": ("physician", CLINIC),
    "faraway": ("physician", STATION),
    "epi": ("epidemiologist", CDC),
}


def district() -> District:
    found = factories.district()
    for code, name, short, area in (
        (CLINIC, "东街村卫生室", "东街卫生室", HERE),
        (STATION, "西街社区卫生服务站", "西街服务站", THERE),
        (CDC, "演示区疾病预防控制中心", "区疾控中心", CODE),
    ):
        Organisation.objects.create(
            code=code, district=found, name=name, short=short, kind="health", area_id=area, duty_phone="19900000009"
        )
    for username, (role, unit) in STAFF.items():
        account = Account(username=username, name=f"某{username}", kind="staff", district=found)
        account.set_password(factories.PASSWORD)
        account.save()
        Position.objects.create(account=account, role=role, organisation_id=unit)
    lat, lon = spot()
    for code, unit, area, who in ((POINT, CLINIC, HERE, "doctor"), (OTHER_POINT, STATION, THERE, "faraway")):
        HealthPoint.objects.create(
            district=found, code=code, name=f"{Organisation.objects.get(pk=unit).short}健康小屋", kind="clinic",
            organisation_id=unit, area_id=area, lat=lat, lon=lon, hours={"mon": [["08:00", "17:00"]]},
            physician=Account.objects.get(username=who), phone="19900000009", address="林家巷1号",
        )  # fmt: skip
    point = HealthPoint.objects.get(code=POINT)
    Device.objects.create(point=point, code=KIOSK, kind="kiosk", model="平板")
    Device.objects.create(point=point, code=MONITOR, kind="blood_pressure", model="上臂式")
    bump_revision(found)
    return found


def device(code: str = KIOSK) -> Device:
    return Device.objects.select_related("point").get(code=code)


def sheet(**changed: Any) -> dict[str, Any]:
    """张国强, of 1950, or what is given instead."""
    return {
        "name": "张国强", "id_number": "", "phone": "13812340001", "born": "1950-03-05", "sex": "male", "area": HERE,
        "organisation": CLINIC, "physician": "doctor", **changed,
    }  # fmt: skip


def patient(**changed: Any) -> Patient:
    return actions.open_file(actor(changed.pop("by", "doctor")), sheet(**changed))


def id_number(first: str) -> str:
    """Seventeen digits with their check sign."""
    from linli.health.identity import check_sign

    return first + check_sign(first)


def at(text: str) -> datetime:
    """A time of the wall here: 2026-11-02 09:30."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def measured(who: Patient, quantity: str = "blood_pressure", **given: Any) -> actions.Measured:
    """138/86 at the kiosk now, or what is given; `value` may be a number."""
    value = given.pop("value", {"systolic": 138, "diastolic": 86})
    if not isinstance(value, dict):
        value = {"value": value}
    return actions.Measured(
        who, quantity, value, given.pop("at", now()), given.pop("source", "kiosk"), given.pop("device", device()), **given
    )  # fmt: skip


def take(who: Patient, quantity: str = "blood_pressure", **given: Any) -> actions.Taken:
    """As the installation itself."""
    return actions.take(Actor.system(), measured(who, quantity, **given))


def pressure(who: Patient, systolic: float, diastolic: float, **given: Any) -> actions.Taken:
    return take(who, value={"systolic": systolic, "diastolic": diastolic}, **given)


def states(who: Patient, quantity: str = "blood_pressure") -> list[tuple[str, str]]:
    """State and doubt of each value, in the order of their times."""
    rows = Observation.objects.filter(patient=who, quantity=quantity).order_by("at", "id")
    return list(rows.values_list("state", "doubt"))


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username), backend=BACKEND)
    return client

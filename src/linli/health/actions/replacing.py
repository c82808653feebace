"""What a pack says of health points, and a demo's invented people with an invented history."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import ProtectedError

from linli.clock import LOCAL, now, today
from linli.ids import case_code, drawn_from, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places.actions import Changes
from linli.places.models import District

from ..commands import Measured
from ..models import Advice, Device, HealthPoint, Patient, Quantity, Source
from .filing import PREFIX
from .taking import take_many

Pair = tuple[int, int]


@dataclass(frozen=True)
class DeviceRow:
    code: str
    kind: str
    model: str = ""


@dataclass(frozen=True)
class PointRow:
    """A health point with its devices; `physician` is a username, `hours` by weekday."""

    code: str
    name: str
    kind: str
    organisation: str
    area: str
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    hours: Mapping[str, Any] | None = None
    phone: str = ""
    physician: str = ""
    devices: tuple[DeviceRow, ...] = ()


@dataclass(frozen=True)
class DemoPatientRow:
    """An invented person; `years` of history, one visit every so many days, around these values."""

    name: str
    born: date
    sex: str
    phone: str
    area: str
    organisation: str
    physician: str
    point: str
    years: float
    every_days: int
    pressure: Pair
    pressure_first: Pair
    weight: float
    height: float
    waist: float | None = None
    glucose: float | None = None
    last: Pair | None = None
    advice: str = ""


def replace_points(district: District, rows: Sequence[PointRow]) -> Changes:
    """Points and devices as listed. One that is listed no more goes, or is closed where something was measured at it."""
    changes = Changes()
    known = {one.code: one for one in HealthPoint.objects.filter(district=district)}
    people = _accounts(district, [row.physician for row in rows])
    for row in rows:
        fields = {
            "name": row.name, "kind": row.kind, "organisation_id": row.organisation, "area_id": row.area,
            "address": row.address, "lat": row.lat, "lon": row.lon, "hours": dict(row.hours or {}), "phone": row.phone,
            "physician_id": people.get(row.physician), "active": True,
        }  # fmt: skip
        point = known.pop(row.code, None)
        is_new = point is None
        point = point or HealthPoint(district=district, code=row.code)
        changed = is_new or any(getattr(point, name) != value for name, value in fields.items())
        if changed:
            vars(point).update(fields)
            point.save()
        changed |= _devices(point, row.devices)
        if changed:
            (changes.added if is_new else changes.changed).append(row.name)
    for point in (one for one in known.values() if one.active):
        _remove(point)
        changes.removed.append(point.name)
    return changes


def _accounts(district: District, usernames: Sequence[str]) -> dict[str, Any]:
    named = [name for name in usernames if name]
    rows = Account.objects.filter(district=district, username__in=named, kind="staff")
    return {str(username): key for username, key in rows.values_list("username", "pk")}


def _remove(point: HealthPoint) -> None:
    try:
        for device in point.devices.all():
            device.delete()
        point.delete()
    except ProtectedError:
        point.active = False
        point.save(update_fields=["active"])


def _devices(point: HealthPoint, rows: Sequence[DeviceRow]) -> bool:
    """A device keeps its secret and journal; whether anything changed."""
    known = {one.code: one for one in Device.objects.filter(point=point)}
    changed = False
    for row in rows:
        device = known.pop(row.code, None) or Device(point=point, code=row.code)
        if device._state.adding or (device.kind, device.model, device.active) != (row.kind, row.model, True):
            device.kind, device.model, device.active = row.kind, row.model, True
            device.save()
            changed = True
    for device in (one for one in known.values() if one.active):
        device.active = False
        device.save(update_fields=["active"])
        changed = True
    return changed


def add_demo_patients(district: District, rows: Sequence[DemoPatientRow]) -> Changes:
    """Each is made once, with the same card and history in every installation; what came later is theirs."""
    changes = Changes()
    cards = [_card(district, row) for row in rows]
    known = set(Patient.objects.filter(code__in=cards).values_list("code", flat=True))
    people = _accounts(district, [row.physician for row in rows])
    points = {one.code: one for one in HealthPoint.objects.filter(district=district).select_related("physician")}
    kiosks = {one.point_id: one for one in Device.objects.filter(point__district=district, kind="kiosk")}
    for row, card in zip(rows, cards, strict=True):
        if card in known:
            continue
        patient = _patient(district, row, card, people.get(row.physician))
        insert([patient])
        point = points.get(row.point)
        if point is not None:
            take_many(Actor.system(), list(_history(row, patient, point, kiosks.get(point.pk))))
        by = patient.physician_id or (point.physician_id if point else None)
        if row.advice and by:
            said = Advice(
                id=uuid7(), patient=patient, text_cipher=seal(row.advice), by_id=by, organisation_id=row.organisation,
                at=now() - timedelta(days=2),
            )  # fmt: skip
            insert([said])
        changes.added.append(row.name)
    return changes


def _card(district: District, row: DemoPatientRow) -> str:
    with drawn_from(random.Random(f"{district.code} {row.name} {row.born}")):
        return case_code(PREFIX)


def _patient(district: District, row: DemoPatientRow, card: str, physician: Any) -> Patient:
    index = blind_index(row.phone) if row.phone else ""
    account = Account.objects.filter(phone_index=index, kind="resident").first() if index else None
    return Patient(
        id=uuid7(), district=district, code=card, name_cipher=seal(row.name),
        phone_cipher=seal(row.phone) if row.phone else b"", phone_index=index, birth_cipher=seal(row.born.isoformat()),
        birth_year=row.born.year, sex=row.sex, area_id=row.area, organisation_id=row.organisation,
        physician_id=physician, account=account, is_demo=True, created_at=now() - timedelta(days=365 * row.years + 1),
    )  # fmt: skip


def _history(row: DemoPatientRow, patient: Patient, point: HealthPoint, kiosk: Device | None) -> Iterator[Measured]:
    """Visits from so many years ago to yesterday; blood pressure goes from where they began to where it lies now."""
    drawn = random.Random(f"{patient.code} history")
    days = int(row.years * 365)
    visits = range(days, 0, -row.every_days)
    for place, ago in enumerate(visits):
        gone = 1 - ago / max(days, 1)
        at = _morning(today() - timedelta(days=ago), drawn)
        upper, lower = (
            first + (last - first) * gone for first, last in zip(row.pressure_first, row.pressure, strict=True)
        )

        def one(quantity: str, value: dict[str, Any], at: datetime = at) -> Measured:
            return Measured(patient, quantity, value, at, Source.KIOSK, kiosk, point)

        yield one(Quantity.BLOOD_PRESSURE, _pressure(upper + drawn.gauss(0, 5), lower + drawn.gauss(0, 3), drawn))
        yield one(Quantity.PULSE, {"value": round(drawn.gauss(73, 5))})
        if place == 0:
            yield one(Quantity.HEIGHT, {"value": row.height})
        if place % 2 == 0:
            yield one(Quantity.WEIGHT, {"value": round(row.weight + (1 - gone) * 1.6 + drawn.gauss(0, 0.4), 1)})
        if row.waist and place % 6 == 0:
            yield one(Quantity.WAIST, {"value": round(row.waist + drawn.gauss(0, 0.8), 1)})
        if row.glucose and place % 3 == 0:
            yield one(Quantity.GLUCOSE_FASTING, {"value": max(4.1, round(row.glucose + drawn.gauss(0, 0.35), 1))})
    if row.last:
        at = min(_morning(today(), drawn), now() - timedelta(minutes=20))
        yield Measured(patient, Quantity.BLOOD_PRESSURE, _readings(*row.last, drawn), at, Source.KIOSK, kiosk, point)


def _morning(day: date, drawn: random.Random) -> datetime:
    return datetime.combine(day, time(8, drawn.randrange(60)), LOCAL) + timedelta(minutes=drawn.randrange(120))


def _pressure(upper: float, lower: float, drawn: random.Random) -> dict[str, Any]:
    return _readings(round(upper), min(round(lower), round(upper) - 18), drawn)


def _readings(upper: int, lower: int, drawn: random.Random) -> dict[str, Any]:
    """Three readings a minute apart, the first a little higher; the mean of the last two is what counts."""
    up, down = drawn.choice([1, 2]), drawn.choice([1, 2])
    first = [upper + drawn.randint(3, 8), lower + drawn.randint(1, 4)]
    readings = [first, [upper + up, lower + down], [upper - up, lower - down]]
    return {"systolic": upper, "diastolic": lower, "readings": readings}

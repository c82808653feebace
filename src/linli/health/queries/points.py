"""Health points as everyone reads them, and how many of the institutions have one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.catalogue.opening import periods_on, week_of
from linli.clock import LOCAL, now
from linli.people.actors import Actor
from linli.people.models import Organisation, OrganisationKind, Position
from linli.people.roles import Role
from linli.places.queries import AreaName, names
from linli.places.revision import per_revision

from ..access import check_physician, is_physician
from ..errors import NotYours
from ..models import Device, DeviceKind, HealthPoint, PointKind

_AHEAD = 8
# Digits of a street's or a town's code.
_STREET = 9


@dataclass(frozen=True)
class PointCard:
    """A health point; `devices` are the names of what one can measure there with, each with how many."""

    code: str
    name: str
    kind: str
    organisation: str
    street: str
    area_name: str
    address: str
    lat: float | None
    lon: float | None
    hours: dict[str, list[list[str]]]
    phone: str
    physician: str
    devices: tuple[str, ...]
    district: str

    @property
    def kind_label(self) -> str:
        return str(PointKind(self.kind).label)

    @property
    def measures(self) -> str:
        """With what one can measure there, in the reader's language."""
        return _(", ").join(str(DeviceKind(kind).label) for kind in self.devices)

    @property
    def opening(self) -> str:
        """Open now until, or when it opens next; nothing where no hours are known."""
        return opening_at(self, now())

    @property
    def is_open(self) -> bool:
        here = now().astimezone(LOCAL)
        return any(begin <= here.time() < end for begin, end in _periods(self, here.date()))


def _periods(card: PointCard, day: date) -> Any:
    return periods_on(card.district, week_of(card.hours), day)


def opening_at(card: PointCard, at: datetime) -> str:
    here = at.astimezone(LOCAL)
    for begin, end in _periods(card, here.date()):
        if begin <= here.time() < end:
            return _("Open now, until %(time)s") % {"time": f"{end:%H:%M}"}
        if here.time() < begin:
            return _("Opens today at %(time)s") % {"time": f"{begin:%H:%M}"}
    for ahead in range(1, _AHEAD):
        day = here.date() + timedelta(days=ahead)
        if periods := _periods(card, day):
            told = {"month": day.month, "day": day.day, "time": f"{periods[0][0]:%H:%M}"}
            return _("Closed, opens %(month)d/%(day)d at %(time)s") % told
    return ""


@per_revision
def points(district_code: str) -> dict[str, PointCard]:
    """Every point of a district that is in use, by code; three statements, once a revision."""
    rows = HealthPoint.objects.filter(district=district_code, active=True)
    rows = rows.select_related("organisation", "area", "physician").order_by("area_id", "kind", "code")
    places = names(district_code)
    devices: dict[Any, list[str]] = {}
    shown = Device.objects.filter(point__district=district_code, active=True).exclude(kind=DeviceKind.GATEWAY)
    for point, kind in shown.order_by("code").values_list("point", "kind"):
        devices.setdefault(point, []).append(kind)
    return {
        row.code: PointCard(
            row.code, row.name, row.kind, row.organisation.name, _street(places, row.area_id), row.area.name, row.address,
            row.lat, row.lon, row.hours, row.phone, row.physician.name if row.physician else "",
            tuple(dict.fromkeys(devices.get(row.pk, ()))), district_code,
        )
        for row in rows
    }  # fmt: skip


def _street(places: Mapping[str, AreaName], area: str) -> str:
    """The street or town that an area lies in; the district's own name for what lies in none."""
    return places[area[:_STREET] if area[:_STREET] in places else area].name


@dataclass(frozen=True)
class Coverage:
    """Institutions with a point ÷ institutions, both named."""

    with_point: int
    institutions: int

    @property
    def share(self) -> float | None:
        return self.with_point / self.institutions if self.institutions else None

    @property
    def said(self) -> str:
        return "—" if self.share is None else f"{self.share:.1%}"


def coverage(district_code: str) -> Coverage:
    """Of the health institutions that see people: one in which officers of disease control sit, and no physician, sees
    none. Three statements."""
    rows = Organisation.objects.filter(district=district_code, kind=OrganisationKind.HEALTH, active=True)
    posts = Position.objects.today().filter(organisation__district=district_code)
    roles: dict[str, set[str]] = {}
    for code, role in posts.filter(role__in=(Role.PHYSICIAN, Role.EPIDEMIOLOGIST)).values_list("organisation", "role"):
        roles.setdefault(str(code), set()).add(role)
    seeing = {code for code in rows.values_list("code", flat=True) if roles.get(code) != {Role.EPIDEMIOLOGIST}}
    held = HealthPoint.objects.filter(district=district_code, active=True).values_list("organisation", flat=True)
    return Coverage(len(seeing & set(held)), len(seeing))


def geojson(district_code: str) -> dict[str, Any]:
    """The points that have a position, for the map."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [card.lon, card.lat]},
            "properties": {
                "title": card.name, "text": f"{card.address} {card.opening}".strip(), "href": f"#{card.code}",
                "tone": "good" if card.is_open else "calm",
            },
        }
        for card in points(district_code).values()
        if card.lat is not None and card.lon is not None
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def may_run_devices(actor: Actor) -> bool:
    return is_physician(actor) or (actor.is_staff and actor.has(Role.ADMINISTRATOR) and bool(actor.reach.district))


def own_points(actor: Actor) -> list[HealthPoint]:
    """With their devices, those that a physician's institution or an administrator answers for. Raises NotYours."""
    if not may_run_devices(actor):
        raise NotYours
    rows = HealthPoint.objects.filter(district=actor.reach.district, active=True).order_by("code")
    if not actor.has(Role.ADMINISTRATOR):
        check_physician(actor)
        rows = rows.filter(organisation__in=actor.reach.organisations)
    return list(rows.select_related("organisation").prefetch_related("devices"))

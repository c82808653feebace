"""What else may have to do with a case: what is open near it, and what the same person said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.places.coordinates import distance_m
from linli.prepared import prepared
from linli.subqueries import keys_of_any

from ..models import Case, Worded

NEAR_METRES = 300
SHOWN = 5
# Of each way of having to do with it, no more are looked at.
MOST = 20
_METRE = 1 / 111_320


class _Told(NamedTuple):
    code: str
    title: str
    state: str
    area_id: str | None
    category_id: UUID | None
    lat: float | None
    lon: float | None
    created_at: datetime
    account_id: UUID | None
    service_id: UUID | None
    number: str | None


class Other(_Told, Worded):
    """What is told of another case."""

    __slots__ = ()


class Near(NamedTuple):
    """Another case: of the same spot (`metres`), or of the same person."""

    case: Other
    metres: int | None
    alike: bool = False

    @property
    def distance(self) -> str:
        return "" if self.metres is None else _("%(n)s m") % {"n": self.metres}


def others(actor: Actor, case: Case) -> tuple[list[Near], list[Near]]:
    """Open cases of the same cell or within 300 m, and other cases of the same person; one statement."""
    found, number = _alongside(actor.reach, case), _number(case)
    same = [
        Near(other, None)
        for other in found
        if (number and other.number == number) or (case.account_id and other.account_id == case.account_id)
    ]
    near = [_near(case, other) for other in found if other.is_open]
    near = [
        one
        for one in near
        if one.case.area_id == case.area_id or (one.metres is not None and one.metres <= NEAR_METRES)
    ]
    near.sort(key=lambda one: (not one.alike, one.metres is None, one.metres or 0))
    same.sort(key=lambda one: one.case.created_at, reverse=True)
    return near[:SHOWN], same[:SHOWN]


def _alongside(reach: Reach, case: Case) -> list[Other]:
    """The newest of each way in which another case may have to do with this one."""
    given: dict[str, Any] = {"case": case.pk, "district": case.district_id}
    if case.community and case.area_id:
        given |= {"community": case.community, "cell": case.area_id}
    if case.community and case.lat is not None and case.lon is not None:
        north, east = NEAR_METRES * _METRE, NEAR_METRES * _METRE * 1.3
        given |= {
            "south": case.lat - north,
            "north": case.lat + north,
            "west": case.lon - east,
            "east": case.lon + east,
        }
    if number := _number(case):
        given |= {"number": number}
    if case.account_id:
        given |= {"account": case.account_id}
    return [Other._make(row) for row in _told(reach.alone, **given)]


@prepared
def _told(reach: Reach, **given: Any) -> QuerySet[Case, tuple[Any, ...]]:
    visible = Case.objects.visible_to(reach).filter(pk__in=keys_of_any(_ways(**given))).exclude(pk=given["case"])
    return visible.values_list(*Other._fields[:-1], "reporter__phone_index")


def _ways(district: str, **given: Any) -> Iterator[QuerySet[Case, Any]]:
    of_district = Case.objects.requests().filter(district_id=district).order_by("-id")
    if "community" in given:
        around = Q(area_id=given["cell"])
        if "south" in given:
            around |= Q(lat__range=(given["south"], given["north"]), lon__range=(given["west"], given["east"]))
        # What came in last is due last: read from that end, a community's open cases need no sorting.
        still_open = Case.objects.open().filter(community=given["community"]).order_by("-due_at", "-id")
        yield still_open.filter(around).values("pk")[:MOST]
    if "number" in given:
        # Each report keeps a contact of its own, but a number is one person's.
        same = of_district.filter(reporter__district=district, reporter__phone_index=given["number"])
        yield same.values("pk")[:MOST]
    if "account" in given:
        yield of_district.filter(account_id=given["account"]).values("pk")[:MOST]


def _number(case: Case) -> str:
    return case.reporter.phone_index if case.reporter else ""


def _near(case: Case, other: Other) -> Near:
    if case.lat is None or case.lon is None or other.lat is None or other.lon is None:
        return Near(other, None)
    metres = round(distance_m(case.lat, case.lon, other.lat, other.lon))
    close_in_time = abs(other.created_at - case.created_at) < timedelta(days=14)
    same_kind = case.category_id is not None and other.category_id == case.category_id
    return Near(other, metres, alike=same_kind and metres <= NEAR_METRES and close_in_time)

"""A demo's invented lists: demands, resources and over two hundred projects with their claims, milestones and money.

Made once, from the templates of a pack and the places of the district: the same in every installation. Rows are written
a table at a time; only what moves in the ledger goes through its verbs.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from linli.assets.models import Asset
from linli.clock import LOCAL, now, today
from linli.ids import case_code, drawn_from, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.queries import office_of, organisations
from linli.places.actions import Changes
from linli.places.models import Area, District, Road

from ..models import (
    Demand,
    DemandKind,
    DemandSource,
    Giver,
    Need,
    Resource,
    ResourceState,
    Support,
)
from ..queries.teams import TeamCard, teams
from .demands import PREFIX as DEMAND
from .demands import usual_needs
from .inventing_makings import Makings, Template
from .inventing_projects import Course
from .recording import event_of
from .resources import PREFIX as RESOURCE
from .weighing import rule_of, weighed

SYSTEM = Actor.system()


@dataclass(frozen=True)
class DemandRow:
    kind: str
    title: str
    text: str
    area: str
    households: int
    supports: int
    days_ago: int
    source: str
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class ResourceRow:
    manner: str
    title: str
    organisation: str
    amount: Decimal
    serves: Mapping[str, float]
    areas: Sequence[str]
    days_ago: int
    text: str = ""
    team: str = ""
    asset: str = ""
    unit: str = ""
    places: int = 1
    area: str = ""
    address: str = ""
    hours: str = ""


@dataclass(frozen=True)
class OfferRow:
    """A kind of thing that firms and teams of a demo give: from `low` to `high` in steps; {community} is where."""

    manner: str
    title: str
    serves: Mapping[str, float]
    low: int
    high: int
    step: int
    text: str = ""
    unit: str = ""
    hours: str = ""
    places: int = 1


@dataclass(frozen=True)
class YearRow:
    """All of it: what is told one by one, and what is made of templates: so many projects, so many demands that wait."""

    demands: Sequence[DemandRow] = ()
    resources: Sequence[ResourceRow] = ()
    templates: Sequence[Template] = ()
    firms: Sequence[str] = ()
    names: Sequence[str] = ()
    offers: Sequence[OfferRow] = ()
    offered: int = 0
    projects: int = 0
    waiting: int = 0


@dataclass
class Made:
    """Rows on their way to the database, a list for each table."""

    demands: list[Demand] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    sources: list[DemandSource] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)


def add_demo_year(district: District, year: YearRow) -> Changes:
    """Nothing if it was told before."""
    changes = Changes()
    if not (year.demands or year.projects) or Demand.objects.filter(district=district, is_demo=True).exists():
        return changes
    drawn = random.Random(f"{district.pk} projects")
    with drawn_from(drawn):
        made = Made()
        known, idle = teams(district.pk), {one.code: one for one in Asset.objects.filter(district=district)}
        kinds = {one.code: one for one in DemandKind.objects.filter(district=district)}
        for row in year.demands:
            _demand(district, row, kinds[row.kind], made)
        for given in year.resources:
            _resource(district, given, known, idle, made)
        makings = Makings(district, drawn, kinds, list(known.values()), year.firms, year.names)
        for place in range(year.offered if year.offers and makings.areas else 0):
            _offer(makings, year.offers[place % len(year.offers)], drawn.choice(makings.areas), made)
        course = Course(makings, year.templates)
        for one in course.waiting(year.waiting):
            _demand(district, DemandRow(**one), kinds[one["kind"]], made)
        _write(made)
        changes.added += course.projects(year.projects)
    changes.added += [row.title for row in made.demands] + [row.title for row in made.resources]
    return changes


def _demand(district: District, row: DemandRow, kind: DemandKind, made: Made) -> None:
    area = Area.objects.get(code=row.area)
    lat, lon = _spot(area, row.place)
    at = _ago(row.days_ago)
    one = Demand(
        id=uuid7(at), district=district, code=case_code(DEMAND), kind=kind, title=row.title, text=row.text, area=area,
        place=row.place, lat=lat, lon=lon, households=row.households, urgent=kind.urgent, supports=row.supports,
        organisation_id=office_of(row.area) or next(iter(organisations(district.code))), is_demo=True, created_at=at,
    )  # fmt: skip
    weighed(one, rule_of(district.code))
    made.demands.append(one)
    made.needs += usual_needs(one, kind)
    made.sources.append(
        DemandSource(
            id=uuid7(), district=district, demand=one, kind=row.source, day=at.date(), place=row.place, note=row.note
        )
    )
    made.supports += [
        Support(id=uuid7(at), district=district, demand=one, created_at=at + timedelta(days=row.days_ago * n / row.supports))
        for n in range(row.supports)
    ]  # fmt: skip
    made.events.append(event_of(SYSTEM, "demand_made", one, None, at, {"source": row.source}))


def _spot(area: Area, place: str) -> tuple[float | None, float | None]:
    """Where the road lies, if that is known; else the middle of the area."""
    road = Road.objects.filter(area=area, name=place, lat__isnull=False).first() if place else None
    return (road.lat, road.lon) if road else (area.lat, area.lon)


def _resource(
    district: District, row: ResourceRow, known: Mapping[str, TeamCard], idle: Mapping[str, Asset], made: Made
) -> None:
    area = Area.objects.get(code=row.area) if row.area else None
    at = _ago(row.days_ago)
    unit = organisations(district.code)[row.organisation]
    team, asset = known.get(row.team), idle.get(row.asset)
    one = Resource(
        id=uuid7(at), district=district, code=case_code(RESOURCE), manner=row.manner, title=row.title, text=row.text,
        giver=Giver.TEAM if team else Giver.ORGANISATION, giver_name=team.name if team else unit.short,
        organisation_id=unit.code, team_id=team.id if team else None, asset=asset, serves=dict(row.serves), areas=list(row.areas), area=area,
        address=row.address, lat=asset.lat if asset else area.lat if area else None, lon=asset.lon if asset else area.lon if area else None, first=today() - timedelta(days=row.days_ago),
        hours=row.hours, amount=row.amount, unit=row.unit, places=row.places, state=ResourceState.LISTED, is_demo=True, created_at=at,
    )  # fmt: skip
    made.resources.append(one)
    made.events.append(event_of(SYSTEM, "resource_listed", one, None, at, {}))


def _ago(days: int) -> datetime:
    """So many days ago in the morning, never later than now."""
    day = today() - timedelta(days=days)
    return min(now(), datetime.combine(day, time(9, 20), LOCAL))


def _offer(makings: Makings, row: OfferRow, area: Area, made: Made) -> None:
    """Something that an invented firm gives, or a team what it can do."""
    drawn = makings.drawn
    days, team = drawn.randrange(4, 150), None
    if row.manner in ("skill", "time") and makings.teams:
        team = drawn.choice(makings.teams)
    at = _ago(days)
    one = Resource(
        id=uuid7(at), district=makings.district, code=case_code(RESOURCE), manner=row.manner,
        title=row.title.format(community=area.name)[:40], text=row.text, giver=Giver.TEAM if team else Giver.ORGANISATION,
        giver_name=team.name if team else drawn.choice(makings.firms), organisation_id=team.organisation if team else None,
        team_id=team.id if team else None, serves=dict(row.serves), areas=[area.code[:9]], area=area if row.manner == "space" else None,
        lat=area.lat if row.manner == "space" else None, lon=area.lon if row.manner == "space" else None, first=at.date(),
        hours=row.hours, amount=Decimal(drawn.randrange(row.low, row.high, row.step)), unit=row.unit, places=row.places,
        state=ResourceState.LISTED, is_demo=True, created_at=at,
    )  # fmt: skip
    made.resources.append(one)
    made.events.append(event_of(SYSTEM, "resource_listed", one, None, at, {}))


def _write(made: Made) -> None:
    insert(made.demands, made.needs, made.sources, made.supports, made.resources, made.events)

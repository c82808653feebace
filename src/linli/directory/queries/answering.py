"""Who answers for a building: its unit, the estate's, the community, the grid, the street, and departments on duty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.people.models import OrganisationKind
from linli.people.queries import centre
from linli.places.errors import AmbiguousPlace, PlaceError
from linli.places.models import Building, District
from linli.places.queries import label, locate_point, locate_text, names
from linli.places.revision import per_revision

from ..errors import NotThere
from .entries import Entry, duties, entries

# What goes wrong in and around a house: the departments that lead in most of it stand first.
MOST_DEPARTMENTS = 8


@dataclass(frozen=True)
class Step:
    """One of those who answer, from the nearest to the farthest."""

    level: str
    entry: Entry | None
    note: str = ""


@dataclass(frozen=True)
class Answer:
    """Who answers for a place."""

    name: str
    where: str
    building: Building | None
    steps: list[Step]
    departments: list[Entry]


def of_building(district: District, key: UUID) -> Answer:
    """Raises NotThere."""
    row = Building.objects.select_related("parent").filter(pk=key, district=district, active=True).first()
    if row is None:
        raise NotThere(_("this building"))
    cell = ""
    if row.lat is not None and row.lon is not None:
        located = locate_point(row.lat, row.lon, district)
        cell = located.area if located.area.startswith(row.area_id) else ""
    return _answer(district, row.name, row.address, row, cell or row.area_id)


def of_address(district: District, text: str) -> Answer:
    """Raises OutsideDistrict, UnknownPlace, AmbiguousPlace."""
    located = locate_text(text, district)
    row = None
    if located.building is not None:
        row = Building.objects.select_related("parent").filter(pk=located.building, active=True).first()
    return _answer(district, row.name if row else located.label, located.label, row, located.area)


def choices(problem: PlaceError) -> list[str]:
    """What a text could mean, where it means more than one place."""
    return [one.label for one in problem.candidates] if isinstance(problem, AmbiguousPlace) else []


def _answer(district: District, name: str, where: str, row: Building | None, area: str) -> Answer:
    known, units = entries(district.code), _units(district.code)
    steps: list[Step] = []
    if row is not None and row.kind == "building":
        steps.append(Step(_("Building"), units.get(str(row.pk))))
    estate = row if row is not None and row.kind == "estate" else row.parent if row is not None else None
    if estate is not None:
        steps.append(Step(_("Estate"), units.get(str(estate.pk))))
    if len(area) == 15:
        cell = names(district.code)[area].name
        steps.append(Step(_("Grid"), known.get(area[:12]), _("%(cell)s, through the community") % {"cell": cell}))
    steps.append(Step(_("Community or village office"), known.get(area[:12])))
    steps.append(Step(_("Street or town office"), known.get(area[:9])))
    return Answer(name, where, row, [step for step in steps if step.entry], departments(district.code))


@per_revision
def _units(district: str) -> dict[str, Entry]:
    return {one.building: one for one in entries(district).values() if one.building}


@per_revision
def departments(district: str) -> list[Entry]:
    """The centre, and the departments with a duty telephone, those first that lead in most matters."""
    leading = Counter({code: sum(one.leads for one in matters) for code, matters in duties(district).items()})
    on_duty = [
        one
        for one in entries(district).values()
        if one.kind == OrganisationKind.DEPARTMENT and one.phone and leading[one.code]
    ]
    on_duty.sort(key=lambda one: -leading[one.code])
    first = entries(district).get(centre(district))
    return ([first] if first else []) + on_duty[:MOST_DEPARTMENTS]


def estates(district: str) -> list[tuple[Entry, list[tuple[str, str]]]]:
    """Each estate's unit with the buildings in it, to be tapped: their keys, and what they are called within the estate."""
    known = entries(district).values()
    return [
        (
            one,
            [
                (other.building, other.stands_at.removeprefix(one.stands_at))
                for other in known
                if other.parent == one.code
            ],
        )
        for one in known
        if one.kind == "estate"
    ]


def points(district: District) -> dict[str, Any]:
    """Estates and buildings that a unit answers for, as GeoJSON."""
    units = _units(district.code)
    rows = (
        Building.objects.filter(district=district, active=True, pk__in=list(units)).exclude(lat=None).order_by("name")
    )
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {
                "title": row.name, "text": label(district.code, row.area_id), "tone": "good" if row.kind == "estate" else "calm",
                "href": reverse("directory:building", args=[district.slug, row.pk]),
            },
        }
        for row in rows
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


__all__ = ["Answer", "Step", "choices", "departments", "estates", "of_address", "of_building", "points"]

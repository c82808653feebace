"""Reads of the places room: districts, names, and where a point or a text is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from . import gazetteer as words
from . import shapes
from .coordinates import distance_m
from .elsewhere import elsewhere
from .errors import (
    AmbiguousPlace,
    InvalidPosition,
    OutsideDistrict,
    SwappedPosition,
    UnknownDistrict,
    UnknownPlace,
)  # fmt: skip
from .gazetteer import Mention, Named
from .located import Located
from .models import Area, District, Level
from .revision import MISSED_AFTER, known_districts, per_revision

__all__ = [
    "AreaName",
    "Located",
    "UnknownDistrict",
    "blurred",
    "cells_geojson",
    "check_position",
    "district_by",
    "district_named",
    "districts",
    "locate_point",
    "locate_points",
    "locate_text",
    "located_area",
    "names",
    "neighbours",
]  # fmt: skip


@dataclass(frozen=True)
class AreaName:
    code: str
    name: str
    level: str
    parent: str | None


def district_by(code_or_slug: str | None) -> District:
    """The district of that code or short name. Shared: read it, never change it. Raises UnknownDistrict."""
    wanted = code_or_slug or ""
    # One that was set up a moment ago by another process: look again, but not for every wrong address.
    found = known_districts().get(wanted) or known_districts(MISSED_AFTER).get(wanted)
    if found is None:
        raise UnknownDistrict(wanted)
    return found


def district_named(slug: str) -> District:
    """The district of a page's address. Raises Http404: the page then says that there is none."""
    try:
        return district_by(slug)
    except UnknownDistrict as unknown:
        raise Http404(unknown.message) from None


def districts() -> list[District]:
    """Every district, by code."""
    return sorted(set(known_districts().values()), key=lambda one: one.code)


# Where a page whose address names no district leaves the code of the one it is about, for the shell around it.
ABOUT = "linli.district"


@per_revision
def names(district_code: str) -> dict[str, AreaName]:
    """Every area of a district, and the ones above it, by code."""
    rows = Area.objects.filter(district=district_code).order_by("code")
    return {row[0]: AreaName(*row) for row in rows.values_list("code", "name", "level", "parent_id")}


def check_position(lat: float, lon: float) -> None:
    """Raise InvalidPosition or SwappedPosition for what no place on Earth has."""
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise InvalidPosition(lat, lon)
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        raise SwappedPosition(lat, lon)
    if abs(lat) > 90 or abs(lon) > 180:
        raise InvalidPosition(lat, lon)


def locate_point(lat: float, lon: float, district: District) -> Located:
    """The grid cell that holds a position (WGS-84 degrees). Raises a PlaceError that says what is wrong."""
    check_position(lat, lon)
    known = shapes.cells(district.code)
    cell = known.near(lat, lon)
    if cell is None:
        if abs(lon) <= 90 and known.near(lon, lat):
            raise SwappedPosition(lat, lon)
        middle = shapes.centre_of(district.code)
        away = distance_m(lat, lon, *middle) if middle else 0.0
        raise OutsideDistrict(district.name, place=f"{lat:.5f}, {lon:.5f}", distance=away)
    return Located(cell, label(district.code, cell), "point", lat, lon)


def locate_points(lats: Sequence[float], lons: Sequence[float], district: District) -> list[str | None]:
    """The cell code of each of many positions, or None; for the bulk."""
    return shapes.cells(district.code).holding(lats, lons)


def locate_text(text: str, district: District) -> Located:
    """The place that words mean. Raises OutsideDistrict, UnknownPlace or AmbiguousPlace with the candidates."""
    wanted = words.normal(text)
    mentions = words.gazetteer(district.code).mentions(wanted)
    other = elsewhere(wanted, district, mentions)
    if other:
        raise OutsideDistrict(district.name, place=other)
    if not mentions:
        raise UnknownPlace(text)
    several = _agreeing([one for one in mentions if _is_deep(one)] or mentions, mentions)
    found = [_located(district, area, mentions) for area in several]
    if len(found) > 1:
        raise AmbiguousPlace(text, found)
    return found[0]


def _is_deep(mention: Mention) -> bool:
    return any(place.kind != Level.STREET for place in mention.places)


def _agreeing(telling: Iterable[Mention], all_mentions: Iterable[Mention]) -> list[str]:
    """The areas that fit the most mentions; a street only narrows. Sorted codes."""
    streets = {p.area for m in all_mentions for p in m.places if p.kind == Level.STREET}
    votes: dict[str, float] = {}
    for mention in telling:
        numbered = [p for p in mention.places if mention.number is not None and p.has_number(mention.number)]
        for place in {p.area: p for p in numbered or mention.places}.values():
            within = bool(streets) and place.area[:9] in streets and len(place.area) > 9
            # A community's own name says more than a road that many communities may have.
            weight = 2.0 if place.kind == Level.COMMUNITY else 1.0
            votes[place.area] = votes.get(place.area, 0.0) + weight + (1.5 if within else 0.0)
    best = max(votes.values())
    return sorted(area for area, count in votes.items() if count == best)


def _located(district: District, area: str, mentions: Iterable[Mention]) -> Located:
    """As deep as the words go: the cell, where a road, venue or building named in the area has a known position."""
    inside = [
        (m, p) for m in mentions for p in m.places if p.area == area and p.kind not in (Level.STREET, Level.COMMUNITY)
    ]
    named = [p for _m, p in inside]
    spot = next((p for p in sorted(named, key=_telling) if p.lat is not None and p.lon is not None), None)
    parts = [
        label(district.code, area),
        *dict.fromkeys(m.name + (f"{m.number}号" if m.number else "") for m, _p in inside),
    ]
    shown = " · ".join(parts)
    buildings = {p.building for p in named if p.building}
    building = buildings.pop() if len(buildings) == 1 else None
    if spot is None or spot.lat is None or spot.lon is None:
        return Located(area, shown, "text", building=building)
    cell = shapes.cells(district.code).near(spot.lat, spot.lon)
    if cell is None or not cell.startswith(area):
        return Located(area, shown, "text", building=building)
    return Located(cell, shown, "text", spot.lat, spot.lon, building)


def _telling(place: Named) -> int:
    return ("building", "venue", "road").index(place.kind)


def located_area(code: str, district_code: str) -> Located:
    """A place said by area code. Raises UnknownPlace for one that is not in the district."""
    known = names(district_code).get(code)
    if known is None or known.level not in (Level.STREET, Level.COMMUNITY, Level.GRID):
        raise UnknownPlace(code)
    return Located(code, label(district_code, code), "area")


def label(district_code: str, code: str) -> str:
    """合江门街道 · 东街社区 · 第1网格."""
    known = names(district_code)
    steps = dict.fromkeys((code[:9], code[:12], code))
    return " · ".join(known[step].name for step in steps if step in known)


def blurred(area_code: str) -> tuple[float, float] | None:
    """Where the public is shown a case: a point of its cell, the same for all cases in it."""
    return shapes.middle(area_code)


def cells_geojson(district_code: str, area: str = "") -> dict[str, Any]:
    """The cells of a district, or of an area within it, and what is known by name there: the ground of every map."""
    ground = shapes.features(district_code, area)
    named = [one for one in _landmarks(district_code) if str(one["properties"]["code"]).startswith(area[:12])]
    return {**ground, "features": ground["features"] + named}


@per_revision
def _landmarks(district_code: str) -> list[dict[str, Any]]:
    """Communities, then roads, venues and estates with a position, as GeoJSON points with `code`, `name` and `kind`."""
    middles: dict[str, list[tuple[float, float]]] = {}
    for code, known in names(district_code).items():
        at = shapes.middle(code) if known.level == Level.GRID else None
        if at is not None:
            middles.setdefault(code[:12], []).append(at)
    found = [
        _landmark(
            code, names(district_code)[code].name, "community", *(sum(way) / len(way) for way in zip(*ats, strict=True))
        )
        for code, ats in middles.items()
    ]
    for name, places in words.gazetteer(district_code).places.items():
        for one in places:
            if one.name == name and one.lat is not None and one.lon is not None:
                found.append(_landmark(one.area, name, one.kind, one.lat, one.lon))
    return found


def _landmark(code: str, name: str, kind: str, lat: float, lon: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "kind": kind},
        "geometry": {"type": "Point", "coordinates": (round(lon, 5), round(lat, 5))},
    }


def neighbours(area_code: str) -> set[str]:
    """A cell and the ones around it."""
    return shapes.touching(area_code)

"""The places of the pack cuiping: all of 翠屏区 listed, tiled without gap or overlap, everything where it says it is."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import yaml
from shapely.geometry import shape

PACK = Path(__file__).resolve().parents[2] / "packs/cuiping"
DONGJIE = "511502012001"
FIVE_DECIMALS = 1e-5
# Of the boundary the cells were drawn on, in WGS-84 and simplified: west, south, east, north; square degrees.
BOUNDS = (104.41184, 28.55799, 104.91260, 29.03146)
LAND = 0.104395
LARGEST_FILE = 700_000


@cache
def cells() -> dict[str, Any]:
    """Shapes by cell code."""
    features = json.loads((PACK / "cells.geojson").read_text(encoding="utf-8"))["features"]
    found = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}
    assert len(found) == len(features)
    return found


@cache
def joined(length: int) -> dict[str, Any]:
    """The cells of each area whose code has that many digits, as one shape."""
    own = defaultdict(list)
    for code, cell in cells().items():
        own[code[:length]].append(cell)
    return {code: shapely.coverage_union_all(parts) for code, parts in own.items()}


def rows(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def items(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((PACK / name).read_text(encoding="utf-8")))


def areas(level: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("areas.csv") if row["level"] == level}


def test_the_whole_district_is_listed() -> None:
    assert Counter(row["level"] for row in rows("areas.csv")) == {
        "province": 1, "city": 1, "district": 1, "street": 20, "community": 297
    }  # fmt: skip
    assert {code[:9] for code in areas("community")} == set(areas("street"))


def test_every_community_has_its_cells() -> None:
    assert len(cells()) >= 900
    assert set(joined(12)) == set(areas("community"))
    counts = Counter(code[:12] for code in cells())
    assert min(counts.values()) >= 3
    numbered = {f"{community}{number:03}" for community, count in counts.items() for number in range(1, count + 1)}
    assert numbered == set(cells())


def test_cells_say_that_they_are_schematic() -> None:
    for feature in json.loads((PACK / "cells.geojson").read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["code"]
        assert feature["properties"] == {"code": code, "name": f"第{int(code[12:])}网格", "schematic": True}


def test_cells_tile_without_gap_or_overlap() -> None:
    shapes = list(cells().values())
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    together = shapely.union_all(shapes)
    assert sum(cell.area for cell in shapes) == pytest.approx(together.area, rel=1e-12)
    gaps = [hole for part in shapely.get_parts(together) for hole in map(shapely.Polygon, part.interiors)]
    # The boundary itself has one hole, nearly a kilometre across; a gap between cells would be a sliver.
    assert [hole for hole in gaps if hole.buffer(-FIVE_DECIMALS * 100).is_empty] == []
    assert len(gaps) <= 1
    assert together.area == pytest.approx(LAND, rel=1e-4)
    assert together.bounds == pytest.approx(BOUNDS, abs=FIVE_DECIMALS)


def test_corners_lie_on_one_grid() -> None:
    corners = shapely.get_coordinates(list(cells().values()))
    assert np.array_equal(corners, corners.round(5))
    assert (PACK / "cells.geojson").stat().st_size < LARGEST_FILE


def test_communities_and_streets_are_in_one_piece() -> None:
    for length in (9, 12):
        for code, land in joined(length).items():
            pieces = sorted(part.area for part in shapely.get_parts(land))
            # An islet of the district belongs to whom it is nearest to.
            assert sum(pieces[:-1]) < land.area / 50, code


def test_positions_of_areas_lie_in_them() -> None:
    for level, length in (("district", 6), ("street", 9), ("community", 12)):
        for code, row in areas(level).items():
            assert joined(length)[code].contains(shapely.Point(float(row["lon"]), float(row["lat"]))), row


def test_the_inner_city_is_small_and_where_it_is() -> None:
    confluence = shapely.Point(104.627, 28.770)
    inner = shapely.union_all([joined(9)["511502012"], joined(9)["511502013"]])
    assert inner.contains(confluence)
    assert inner.area < joined(6)["511502"].area / 100
    assert joined(12)[DONGJIE].contains(shapely.Point(104.6290, 28.7715))


@pytest.mark.parametrize("name", ["venues.yaml", "buildings.yaml"])
def test_what_has_a_position_lies_in_its_community(name: str) -> None:
    listed = items(name)
    assert len(listed) >= 30
    for item in listed:
        assert joined(12)[item["area"]].contains(shapely.Point(item["lon"], item["lat"])), item


def test_roads_lie_in_their_communities() -> None:
    roads = rows("roads.csv")
    assert len(roads) >= 250
    for road in roads:
        assert road["area"] in areas("community"), road
        assert 1 <= int(road["from"]) <= int(road["to"]), road
        if road["lat"]:
            assert joined(12)[road["area"]].contains(shapely.Point(float(road["lon"]), float(road["lat"]))), road
    assert [(road["area"], road["from"], road["to"]) for road in roads if road["name"] == "林家巷"] == [
        (DONGJIE, "1", "120")
    ]


def test_some_road_names_are_ambiguous() -> None:
    bearers = defaultdict(set)
    for road in rows("roads.csv"):
        bearers[road["name"]].add(road["area"])
    assert len(bearers["建设路"]) > 1 and len(bearers["解放巷"]) > 1


def test_every_building_has_a_contact() -> None:
    buildings = {item["name"]: item for item in items("buildings.yaml")}
    contacts = [
        (person, position)
        for person in yaml.safe_load((PACK / "people.yaml").read_text(encoding="utf-8"))["accounts"]
        for position in person["positions"]
        if position["role"] == "building_contact"
    ]
    assert Counter(position["building"] for _person, position in contacts) == Counter(list(buildings))
    for person, position in contacts:
        assert "username" not in person and "phone" not in person
        assert position["area"] == position["organisation"] == str(buildings[position["building"]]["area"])

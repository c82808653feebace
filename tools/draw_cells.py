"""Draws schematic grid cells for a pack: they tile the district and follow its codes, but no official line.

    python tools/draw_cells.py BOUNDARY.geojson packs/cuiping [--cells 3]

Reads the district's outline (GCJ-02, as maps of China publish it) and the pack's areas.csv, in which streets and
towns have a rough position. Every community gets so many cells around points spread evenly over its street. All
cells are regions of one Voronoi diagram, so neighbours share their edges exactly. Writes cells.geojson (WGS-84),
and in areas.csv a point within each area. The same input gives the same drawing.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from linli.places.coordinates import gcj02_to_wgs84

SEED = 20261101
SAMPLES = 60_000
# Degrees: the outline is kept to about a hundred metres, corners to about one.
COARSE, FINE = 0.001, 1e-5
ROUNDS = 25


def outline(file: Path) -> Any:
    """The largest polygon of a GeoJSON file, repaired, in WGS-84, simplified."""
    content = json.loads(file.read_text(encoding="utf-8"))
    geometry = content["features"][0]["geometry"] if "features" in content else content["geometry"]
    parts = [part for part in shapely.get_parts(shapely.make_valid(shape(geometry))) if part.geom_type.endswith("Polygon")]
    whole = max(shapely.get_parts(shapely.unary_union(parts)), key=lambda part: part.area)

    def converted(points: Any) -> Any:
        return np.array([gcj02_to_wgs84(lat, lon)[::-1] for lon, lat in points])

    return shapely.set_precision(shapely.transform(whole, converted).simplify(COARSE), FINE)


def spread(points: Any, count: int, dice: Any) -> Any:
    """`count` centres, each in the middle of the points nearest to it (Lloyd's algorithm)."""
    centres = points[dice.choice(len(points), count, replace=False)]
    for _round in range(ROUNDS):
        nearest = nearest_of(points, centres)
        centres = np.array(
            [points[nearest == i].mean(axis=0) if (nearest == i).any() else centres[i] for i in range(count)]
        )
    return centres


def nearest_of(points: Any, centres: Any) -> Any:
    return ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)


def points_within(area: Any, dice: Any) -> Any:
    west, south, east, north = area.bounds
    points = dice.uniform((west, south), (east, north), (SAMPLES * 3, 2))
    shapely.prepare(area)
    return points[shapely.contains_xy(area, points[:, 0], points[:, 1])][:SAMPLES]


def centres_of_cells(area: Any, rows: list[dict[str, str]], cells: int) -> dict[str, Any]:
    """The middle of every cell by its code, street by street and community by community."""
    dice = np.random.default_rng(SEED)
    streets = [row for row in rows if row["level"] == "street"]
    inside: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["level"] == "community":
            inside[row["code"][:9]].append(row["code"])
    points = points_within(area, dice)
    middles = np.array([(float(row["lon"]), float(row["lat"])) for row in streets])
    of_street = nearest_of(points, middles)
    found: dict[str, Any] = {}
    for place, street in enumerate(streets):
        own = points[of_street == place]
        # A small street has few of the points: give it enough of its own to spread communities over.
        while len(own) < 200 * len(inside[street["code"]]):
            more = own[dice.integers(len(own), size=len(own))] + dice.normal(0, 0.0008, (len(own), 2))
            kept = shapely.contains_xy(area, more[:, 0], more[:, 1]) & (nearest_of(more, middles) == place)
            own = np.concatenate([own, more[kept]])
        centres = spread(own, len(inside[street["code"]]), dice)
        # The first community lies in the street's middle, the others around it.
        order = ((centres - middles[place]) ** 2).sum(axis=1).argsort()
        of_community = nearest_of(own, centres[order])
        for number, community in enumerate(sorted(inside[street["code"]])):
            for cell, middle in enumerate(spread(own[of_community == number], cells, dice), start=1):
                found[f"{community}{cell:03d}"] = middle
    return found


def draw(area: Any, centres: dict[str, Any]) -> dict[str, Any]:
    """The region of each centre within the outline; neighbours share their corners to the last digit."""
    points = shapely.MultiPoint(list(centres.values()))
    regions = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=area, ordered=True))
    clipped = shapely.intersection(regions, area)
    return dict(zip(centres, shapely.set_precision(clipped, FINE, mode="pointwise"), strict=True))


def check(area: Any, shapes: dict[str, Any]) -> None:
    """Stops with a message unless the cells tile the outline."""
    cells = np.array(list(shapes.values()))
    together = shapely.unary_union(cells)
    bad = [code for code, cell in shapes.items() if not cell.is_valid or cell.is_empty]
    gap, over = area.difference(together).area, together.difference(area).area
    if bad or not shapely.coverage_is_valid(cells) or gap + over > area.length * FINE:
        sys.exit(f"the cells do not tile the district: invalid {bad[:5]}, gap {gap:.2e}, over {over:.2e} square degrees")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("boundary", type=Path)
    arguments.add_argument("pack", type=Path)
    arguments.add_argument("--cells", type=int, default=3, help="cells a community")
    given = arguments.parse_args()
    with (given.pack / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    area = outline(given.boundary)
    shapes = draw(area, centres_of_cells(area, rows, given.cells))
    check(area, shapes)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"第{int(code[12:])}网格", "schematic": True},
            "geometry": json.loads(shapely.to_geojson(cell)),
        }
        for code, cell in shapes.items()
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    (given.pack / "cells.geojson").write_text(
        f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8"
    )
    for row in rows:
        if row["level"] in ("district", "community"):
            own = shapely.unary_union([cell for code, cell in shapes.items() if code.startswith(row["code"])])
            point = own.representative_point()
            row["lat"], row["lon"] = f"{point.y:.5f}", f"{point.x:.5f}"
    with (given.pack / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, ["code", "name", "level", "lat", "lon"], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print(f"{len(shapes)} cells in {len({code[:12] for code in shapes})} communities")


if __name__ == "__main__":
    main()

"""Draws a schematic grid for a pack whose district has published no grid map of its own.

python tools/draw_cells.py BOUNDARY.geojson areas.csv cells.geojson

The boundary (GCJ-02, as Chinese map services give it) becomes WGS-84 and is simplified. Streets and towns need a position
in areas.csv; communities without one are spread within the land nearest to their street, and their positions are written
back. The land nearest to a community's position is drawn as the community and divided into cells. Nothing is random: the
same positions give the same map, and moving one row of areas.csv moves one part of it.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from linli.places.coordinates import gcj02_to_wgs84

GRID = 1e-5  # degrees, about a metre: every corner of every cell lies on this one grid
SIMPLER = 0.001  # degrees, about 100 m
SPECK = 1e-5  # square degrees, about 10 hectares: islets and holes below it are errors of the boundary's source
SMALL = 1e-4  # square degrees, about a square kilometre: communities below it are dense and get more cells
VILLAGE_CELLS, TOWN_CELLS, DENSE_CELLS = 3, 4, 6
SAMPLES = 60  # points that stand for the land around one place while places are spread
ROUNDS = 25

Points = Any
Shape = Any


class CannotDraw(Exception):
    """What in the boundary or in areas.csv does not let a map be drawn."""


@dataclass
class Row:
    """A row of areas.csv."""

    code: str
    name: str
    level: str
    lat: float | None
    lon: float | None

    @property
    def street(self) -> str:
        return self.code[:9]


def read_rows(path: Path) -> list[Row]:
    """All rows of areas.csv; an empty position is None."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Row(
                row["code"],
                row["name"],
                row["level"],
                *(float(row[key]) if row[key] else None for key in ("lat", "lon")),
            )
            for row in csv.DictReader(file)
        ]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """areas.csv again, with the positions found."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "level", "lat", "lon"))
        for row in rows:
            at = ("", "") if row.lat is None else (f"{row.lat:.5f}", f"{row.lon:.5f}")
            writer.writerow((row.code, row.name, row.level, *at))


def read_boundary(path: Path) -> Shape:
    """The district in WGS-84, valid, simplified, without specks and pinholes."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    repaired = shapely.make_valid(shapely.union_all([shapely.make_valid(shape(f["geometry"])) for f in features]))
    here = shapely.transform(repaired, lambda pairs: np.array([gcj02_to_wgs84(lat, lon)[::-1] for lon, lat in pairs]))
    simple = shapely.make_valid(shapely.simplify(here, SIMPLER))
    kept = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > SPECK])
        for part in polygons(simple)
        if part.area > SPECK
    ]
    if not kept:
        raise CannotDraw(f"{path} holds no land")
    return shapely.set_precision(shapely.union_all(kept), GRID)


def polygons(drawn: Shape) -> list[Shape]:
    """The polygons of any geometry; lines and points are left out."""
    return [part for part in shapely.get_parts(shapely.get_parts(drawn)) if part.geom_type == "Polygon"]


class Plane:
    """Degrees as a plane on which east and north are equally long, so that nearest means nearest."""

    def __init__(self, land: Shape) -> None:
        self.narrow = math.cos(math.radians(shapely.centroid(land).y))

    def flat(self, drawn: Shape) -> Shape:
        return shapely.transform(drawn, lambda pairs: pairs * (self.narrow, 1))

    def round(self, drawn: Shape) -> Shape:
        return shapely.transform(drawn, lambda pairs: pairs / (self.narrow, 1))

    def point(self, row: Row) -> tuple[float, float]:
        if row.lat is None or row.lon is None:
            raise CannotDraw(f"areas.csv: {row.code} {row.name} has no position")
        return row.lon * self.narrow, row.lat

    def place(self, row: Row, point: Sequence[float]) -> None:
        row.lon, row.lat = round(point[0] / self.narrow, 5), round(point[1], 5)


def nearest(points: Points, seeds: Points) -> Any:
    """For each point, which seed is nearest to it."""
    return np.argmin(((points[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2), axis=1)


def sampled(land: Shape, wanted: int) -> Points:
    """At least `wanted` points, on a square lattice, inside a shape."""
    west, south, east, north = land.bounds
    step = math.sqrt(land.area / wanted)
    while True:
        xs, ys = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
        inside = shapely.contains_xy(land, xs.ravel(), ys.ravel())
        if inside.sum() >= wanted:
            return np.column_stack((xs.ravel(), ys.ravel()))[inside]
        step *= 0.9


def spread(land: Shape, fixed: Points, count: int) -> Points:
    """`count` points of a shape, evenly among each other and the fixed ones (Lloyd 1982)."""
    if not count:
        return np.empty((0, 2))
    points = sampled(land, SAMPLES * (count + len(fixed)))
    seeds = fixed if len(fixed) else points[[nearest(np.array([land.centroid.coords[0]]), points)[0]]]
    while len(seeds) < len(fixed) + count:
        away = ((points[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2).min(axis=1)
        seeds = np.vstack((seeds, points[np.argmax(away)]))
    for _round in range(ROUNDS):
        owner = nearest(points, seeds)
        for seed in range(len(fixed), len(seeds)):
            middle = points[owner == seed].mean(axis=0, keepdims=True)
            # A bent shape can have its middle outside itself.
            seeds[seed] = points[nearest(middle, points)[0]]
    return seeds[len(fixed) :]


def divided(land: Shape, seeds: Points) -> list[Shape]:
    """A shape cut into the parts nearest to each seed, in the seeds' order, each in one piece where the land is."""
    if len(seeds) == 1:
        return [land]
    found = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=shapely.box(*land.bounds), ordered=True)
    parts = list(shapely.intersection(shapely.get_parts(found), land))
    strays: list[Shape] = []
    for at, part in enumerate(parts):
        pieces = sorted(polygons(part), key=lambda piece: shapely.distance(piece, shapely.Point(seeds[at])))
        parts[at] = pieces[0]
        strays += [(at, piece) for piece in pieces[1:]]
    for at, stray in strays:
        # A river bend cuts a piece off: it goes to whom it has the longest border with.
        borders = shapely.length(shapely.intersection(parts, stray))
        to = int(np.argmax(borders)) if borders.max() > 0 else at
        parts[to] = shapely.union(parts[to], stray)
    return parts


def place_communities(land: Shape, plane: Plane, rows: Sequence[Row]) -> None:
    """Give every community a position: the streets share the land, then each spreads its communities, oldest inmost."""
    streets = {row.code: row for row in rows if row.level == "street"}
    communities = [row for row in rows if row.level == "community"]
    if all(row.lat is not None for row in communities):
        return
    known = [*streets.values(), *(row for row in communities if row.lat is not None)]
    parts = divided(land, np.array([plane.point(row) for row in known]))
    for code, street in streets.items():
        own = shapely.union_all([part for row, part in zip(known, parts, strict=True) if row.street == code])
        free = [row for row in communities if row.street == code and row.lat is None]
        given = [plane.point(row) for row in communities if row.street == code and row.lat is not None]
        found = spread(own, np.array(given).reshape(-1, 2), len(free))
        centre = np.array(plane.point(street))
        for row, point in zip(free, sorted(found.tolist(), key=lambda p: math.dist(p, centre)), strict=True):
            plane.place(row, point)


def draw(land: Shape, plane: Plane, rows: Sequence[Row]) -> dict[str, Shape]:
    """The cells by code, not yet on the grid."""
    communities = [row for row in rows if row.level == "community"]
    urban = {row.code for row in rows if row.level == "street" and row.name.endswith("街道")}
    cells = {}
    for row, part in zip(communities, divided(land, np.array([plane.point(row) for row in communities])), strict=True):
        count = TOWN_CELLS if row.street in urban else VILLAGE_CELLS
        if part.area / plane.narrow < SMALL:
            count = DENSE_CELLS
        seeds = spread(part, np.empty((0, 2)), count)
        seeds = seeds[np.lexsort((seeds[:, 0], -seeds[:, 1]))]
        for number, cell in enumerate(divided(part, seeds), start=1):
            cells[f"{row.code}{number:03}"] = cell
    return cells


def on_grid(cells: dict[str, Shape], land: Shape) -> dict[str, Shape]:
    """The same cells with every corner on the grid: all edges are rounded together, so no gap can open."""
    shapes = list(cells.values())
    edges = shapely.union_all([*shapely.boundary(shapes), land.boundary], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inside = [face for face in faces if shapely.contains(land, face.representative_point())]
    tree = shapely.STRtree(shapes)
    owner = tree.nearest([face.representative_point() for face in inside])
    owned: dict[int, list[Shape]] = {}
    for face, at in zip(inside, owner.tolist(), strict=True):
        owned.setdefault(at, []).append(face)
    drawn = {code: shapely.coverage_union_all(owned.get(at, [])) for at, code in enumerate(cells)}
    return {code: shapely.orient_polygons(shapely.normalize(cell)) for code, cell in drawn.items()}


def check(cells: dict[str, Shape], land: Shape, rows: Sequence[Row]) -> None:
    """Raise CannotDraw unless the cells tile the land and every community holds its own position."""
    shapes = list(cells.values())
    empty = [code for code, cell in cells.items() if cell.is_empty]
    if empty:
        raise CannotDraw(f"too small to be drawn: {', '.join(empty)}")
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        raise CannotDraw("the cells overlap")
    together = shapely.coverage_union_all(shapes)
    # A corner set on the land's own edge moves by half a step of the grid at most in each direction.
    off = shapely.hausdorff_distance(shapely.boundary(together), land.boundary)
    if off > GRID:
        raise CannotDraw(f"between the cells and the boundary are up to {off:g} degrees")
    for row in rows:
        own = shapely.union_all([cell for code, cell in cells.items() if code.startswith(row.code)])
        if row.level == "community" and not own.contains(shapely.Point(row.lon, row.lat)):
            raise CannotDraw(f"areas.csv: the position of {row.code} {row.name} is outside the district")
        if row.level == "street" and not own.contains(shapely.Point(row.lon, row.lat)):
            inner = own.representative_point()
            row.lat, row.lon = round(inner.y, 5), round(inner.x, 5)


def write_cells(path: Path, cells: dict[str, Shape]) -> None:
    """GeoJSON, a cell a line."""
    lines = []
    for code, cell in cells.items():
        properties = {"code": code, "name": f"第{int(code[12:])}网格", "schematic": True}
        geometry = json.loads(shapely.to_geojson(cell))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def main() -> int:
    """Draw, check, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("boundary", type=Path, help="the district's boundary, GeoJSON in GCJ-02")
    parser.add_argument("areas", type=Path, help="the pack's areas.csv; positions found are written into it")
    parser.add_argument("out", type=Path, help="the cells.geojson to write")
    given = parser.parse_args()
    try:
        rows, land = read_rows(given.areas), read_boundary(given.boundary)
        plane = Plane(land)
        place_communities(plane.flat(land), plane, rows)
        cells = on_grid({code: plane.round(cell) for code, cell in draw(plane.flat(land), plane, rows).items()}, land)
        check(cells, land, rows)
    except (CannotDraw, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    write_cells(given.out, cells)
    write_rows(given.areas, rows)
    print(f"{len(cells)} cells in {sum(row.level == 'community' for row in rows)} communities")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The cells of a district as shapes in memory: which cell holds a point, which cells touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import mapping

from .models import Area, Level
from .revision import per_revision

# Cells are drawn on a boundary simplified to about this; a point that near outside still belongs to the next cell.
TOLERANCE = 0.001


@dataclass(frozen=True)
class Cells:
    """Codes, names, whether they are only schematic, and shapes in one order; the tree over them."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    schematic: tuple[bool, ...]
    shapes: Any
    tree: STRtree
    place: dict[str, int]

    def holding(self, lats: Sequence[float], lons: Sequence[float]) -> list[str | None]:
        """The code of the cell that holds each point, or None. On a shared edge, the lower code."""
        return [None if i < 0 else self.codes[i] for i in self.indexes(lats, lons).tolist()]

    def indexes(self, lats: Sequence[float], lons: Sequence[float]) -> Any:
        """As `holding`, as positions in `codes`; -1 for none. 100,000 points take a fraction of a second."""
        points = shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
        found = np.full(len(points), len(self.codes), dtype=np.int64)
        of_point, of_cell = self.tree.query(points, predicate="intersects")
        np.minimum.at(found, of_point, of_cell)
        found[found == len(self.codes)] = -1
        return found

    def near(self, lat: float, lon: float) -> str | None:
        """The cell holding a point, or the nearest one if the point is just outside the district."""
        point = shapely.Point(lon, lat)
        found = self.tree.query(point, predicate="intersects")
        if not len(found) and self.codes:
            found = self.tree.query_nearest(point, max_distance=TOLERANCE)
        return self.codes[int(found.min())] if len(found) else None


@per_revision
def cells(district_code: str) -> Cells:
    """The cells of a district."""
    rows = Area.objects.filter(district=district_code, level=Level.GRID).exclude(shape="").order_by("code")
    known = list(rows.values_list("code", "name", "schematic", "shape"))
    shapes = shapely.from_wkt([shape for _code, _name, _schematic, shape in known])
    shapely.prepare(shapes)
    codes = tuple(code for code, *_rest in known)
    return Cells(
        codes,
        tuple(name for _code, name, *_rest in known),
        tuple(schematic for _code, _name, schematic, _shape in known),
        shapes,
        STRtree(shapes),
        {c: i for i, c in enumerate(codes)},
    )


@per_revision
def centre_of(district_code: str) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of a district."""
    known = cells(district_code)
    if not known.codes:
        return None
    west, south, east, north = shapely.total_bounds(known.shapes)
    return (south + north) / 2, (west + east) / 2


def middle(code: str) -> tuple[float, float] | None:
    """Latitude and longitude of a point within a cell: as near as the public is shown a case."""
    known = cells(code[:6])
    at = known.place.get(code)
    if at is None:
        return None
    point = known.shapes[at].representative_point()
    return round(point.y, 5), round(point.x, 5)


def touching(code: str) -> set[str]:
    """A cell and those that share an edge or a corner with it."""
    known = cells(code[:6])
    at = known.place.get(code)
    if at is None:
        return set()
    return {known.codes[i] for i in known.tree.query(known.shapes[at], predicate="intersects").tolist()}


def features(district_code: str, area: str = "") -> dict[str, Any]:
    """The cells of a district, or of an area in it, as a GeoJSON FeatureCollection."""
    known = cells(district_code)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "name": name, "schematic": schematic},
                "geometry": mapping(shape),
            }
            for code, name, schematic, shape in zip(
                known.codes, known.names, known.schematic, known.shapes, strict=True
            )
            if code.startswith(area)
        ],
    }

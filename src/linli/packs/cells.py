"""The grid cells of a pack: each a valid shape within its community, none over another."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.errors import GEOSException
from shapely.geometry import shape as shape_of

from .mistakes import Mistakes
from .never_kept import is_never_kept, why_not
from .reading import read_text

# Square degrees, about a square metre: what rounding to five decimals can make of a shared edge.
SLIVER = 1e-10
LONGEST_NAME = 40


@dataclass(frozen=True)
class CellEntry:
    """One cell; `line` is where its code stands in the file."""

    code: str
    name: str
    schematic: bool
    shape: Any
    line: int

    @property
    def wkt(self) -> str:
        return str(shapely.to_wkt(self.shape, rounding_precision=6))


def read_cells(path: Path, mistakes: Mistakes) -> list[CellEntry]:
    """The cells of a GeoJSON file in WGS-84, or mistakes by line and feature."""
    text = read_text(path, mistakes)
    if text is None:
        return []
    try:
        content = json.loads(text)
    except json.JSONDecodeError as wrong:
        mistakes.add(path.name, wrong.lineno, "", _("This is not readable JSON: %(why)s.") % {"why": wrong.msg})
        return []
    except RecursionError as wrong:
        mistakes.add(path.name, 0, "", _("This is not readable JSON: %(why)s.") % {"why": wrong})
        return []
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        mistakes.add(path.name, 1, "", _("This must be a GeoJSON FeatureCollection."))
        return []
    found = (_cell(path.name, text, number, feature, mistakes) for number, feature in enumerate(features, start=1))
    return [cell for cell in found if cell is not None]


def _cell(file: str, text: str, number: int, feature: Any, mistakes: Mistakes) -> CellEntry | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    code = str(properties.get("code", ""))
    line = _line_of(text, code)
    for key in filter(is_never_kept, properties):
        mistakes.add(file, line, f"features.{number}.{key}", why_not(key))
    if not (code.isascii() and code.isdigit() and len(code) == 15):
        message = _("“%(value)s” is not the code of a cell: its community's 12 digits and three more.")
        mistakes.add(file, line, f"features.{number}.code", message % {"value": code})
        return None
    name = str(properties.get("name") or code[-3:])
    if len(name) > LONGEST_NAME:
        message = _("“%(value)s” is too long: at most %(limit)s characters.")
        mistakes.add(file, line, code, message % {"value": name, "limit": LONGEST_NAME})
    try:
        shape = shapely.force_2d(shape_of(feature["geometry"]))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, GEOSException):
        mistakes.add(file, line, code, _("The cell has no shape that can be read."))
        return None
    why = _wrong_with(shape)
    if why:
        mistakes.add(file, line, code, why)
        return None
    return CellEntry(code, name, properties.get("schematic") is True, shape, line)


def _wrong_with(shape: Any) -> str:
    """Why this cannot be a cell, or an empty string."""
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        why = _("The shape of the cell is not a valid polygon: %(why)s.")
        return why % {"why": shapely.is_valid_reason(shape) if not shape.is_valid else shape.geom_type}
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return _("The corners of the cell must be longitude, latitude in degrees (WGS-84), longitude first.")
    return ""


def _line_of(text: str, code: str) -> int:
    at = text.find(f'"{code}"') if code else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def check_cells(file: str, cells: list[CellEntry], communities: Collection[str] | None, mistakes: Mistakes) -> None:
    """Each code once, no cell over another, and every cell in a known community, if those are known."""
    seen: set[str] = set()
    for cell in cells:
        if communities is not None and cell.code[:12] not in communities:
            message = _("There is no community “%(value)s”.") % {"value": cell.code[:12]}
            mistakes.add(file, cell.line, cell.code, message)
        if cell.code in seen:
            mistakes.add(file, cell.line, cell.code, _("This cell is there twice."))
        seen.add(cell.code)
    shapes = np.array([cell.shape for cell in cells], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if one < other and shapes[one].intersection(shapes[other]).area > SLIVER:
            message = _("This cell lies over cell %(other)s.") % {"other": cells[other].code}
            mistakes.add(file, cells[one].line, cells[one].code, message)

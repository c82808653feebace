"""Open cases as points on the desk's map, scoped to who asks; a late one differs by shape and word as well as colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.clock import now
from linli.people.actors import Actor

from ..models import NEVER, Case
from .listing import soonest

MOST = 2000
LISTED = 100


@dataclass(frozen=True)
class Point:
    """One open case."""

    case: Case
    category: str
    late: bool

    @property
    def due_at(self) -> datetime | None:
        return self.case.due_at if self.case.due_at < NEVER else None


@dataclass(frozen=True)
class Shown:
    """What the map shows, and what it leaves out: `unplaced` have no position, `more` were too many."""

    points: list[Point]
    late: int
    unplaced: int
    more: bool

    @property
    def listed(self) -> list[Point]:
        return self.points[:LISTED]


def visible(actor: Actor) -> Shown:
    """The open cases the actor may see, the most urgent first; one statement."""
    found = list(soonest(actor.reach, frozenset(), MOST + 1).defer("text", "text_digest", "head"))
    at, district = now(), actor.reach.district
    points = []
    for case in found[:MOST]:
        card = catalogue.category_by_id(district, case.category_id)
        points.append(Point(case, card.name if card else "", case.due_at < at))
    placed = [point for point in points if point.case.lat is not None]
    return Shown(placed, sum(point.late for point in placed), len(points) - len(placed), len(found) > MOST)


def geojson(actor: Actor) -> dict[str, Any]:
    """A FeatureCollection with the properties that the map's script reads: title, text, href, tone, late."""
    return {"type": "FeatureCollection", "features": [_feature(point) for point in visible(actor).points]}


def _feature(point: Point) -> dict[str, Any]:
    case = point.case
    words = [case.state_label, point.category, _("overdue") if point.late else ""]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(case.lon or 0, 6), round(case.lat or 0, 6)]},
        "properties": {
            "title": case.title, "text": " · ".join(filter(None, words)), "href": f"/desk/cases/{case.code}",
            "tone": "late" if point.late else "calm", "late": point.late,
        },
    }  # fmt: skip

"""What anyone may find: open published cases near by, alike, and on the map. Never an exact position or address.

Nearness is that of grid cells, for everyone the same within one: no question about it, however often asked,
narrows down where exactly a case is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.catalogue import queries as catalogue
from linli.clock import now
from linli.people.reach import Reach
from linli.places import queries as places
from linli.places.coordinates import distance_m
from linli.places.errors import PlaceError
from linli.places.models import District
from linli.places.queries import Located
from linli.subqueries import keys_of_any

from ..models import Case
from . import keyset
from .counting import COUNT_TO, said
from .finding import found_ids

PAGE = 30
MOST_POINTS = 3000
ALIKE_SHOWN = 3
_CONSIDERED = 150
_RECENT = timedelta(days=90)
# How much of two texts must agree, by what is known of the place.
_SAME_CELL, _NEXT_CELL, _SAME_COMMUNITY, _ANYWHERE = 0.12, 0.22, 0.3, 0.45


@dataclass(frozen=True)
class Row:
    """A case in a list, under the title that this reader may see."""

    case: Case
    title: str


@dataclass(frozen=True)
class Alike:
    """An open case that may be about the same. `metres` and the case's own title are for staff; all read the rest."""

    case: Case
    title: str
    metres: int | None
    where: str
    score: float


@dataclass(frozen=True)
class Spot:
    """Where something new is, as far as known."""

    area: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def cell(self) -> str:
        return self.area if len(self.area) == 15 else ""

    @property
    def community(self) -> str:
        return self.area[:12] if len(self.area) >= 12 else ""


def duplicates(
    district: str, *, text: str, address: str = "", lat: float | None = None, lon: float | None = None,
    reach: Reach | None = None,
) -> list[Alike]:  # fmt: skip
    """Open cases that may be the same by place, time and text, the likeliest first.

    Published ones; with `reach`, all that its holder may see.
    """
    spot = spot_of(district, text, address, lat, lon)
    scope = Case.objects.visible_to(reach) if reach else Case.objects.public()
    recent = scope.open().filter(district_id=district, created_at__gt=now() - _RECENT)
    guesses = {card.id for card in catalogue.guess_category(text, district)}
    around = places.neighbours(spot.cell) if spot.cell else set()
    found = (
        _alike(case, spot, around, text, guesses) for case in _candidates(recent, spot, around, text, district, reach)
    )
    likely = sorted((one for one in found if one), key=lambda one: (-one.score, one.case.code))
    return likely[:ALIKE_SHOWN]


def spot_of(district: str, text: str, address: str = "", lat: float | None = None, lon: float | None = None) -> Spot:
    """The position if there is one, else what the address, else what the text says for sure."""
    found = places.district_by(district)
    if lat is not None and lon is not None:
        try:
            return Spot(places.locate_point(lat, lon, found).area, lat, lon)
        except PlaceError:
            return Spot()
    for words in filter(None, (address, text)):
        try:
            located = places.locate_text(words, found)
        except PlaceError:
            continue
        return Spot(located.area, located.lat, located.lon)
    return Spot()


def _candidates(
    recent: QuerySet[Case], spot: Spot, around: set[str], text: str, district: str, reach: Reach | None
) -> Iterable[Case]:
    if spot.community:
        near = (recent.filter(area_id__in=around), recent.filter(community=spot.community))
        keys = keys_of_any(rows.order_by("-id").values("pk")[:_CONSIDERED] for rows in near)
        return Case.objects.filter(pk__in=keys).order_by("-id")[:_CONSIDERED]
    words = text.strip()[:100]
    return recent.filter(pk__in=found_ids(words, district, reach)) if len(words) >= 4 else []


def _alike(case: Case, spot: Spot, around: set[str], text: str, guesses: set[Any]) -> Alike | None:
    likeness = _likeness(text, f"{case.title} {case.text}")
    if case.category_id in guesses:
        likeness += 0.15
    if spot.cell and case.area_id == spot.cell:
        needed, where, bonus = (_SAME_CELL if text.strip() else 0.0), _("in the same grid cell"), 0.3
    elif case.area_id in around:
        needed, where, bonus = _NEXT_CELL, _("in the grid cell next to it"), 0.15
    elif spot.community and case.community == spot.community:
        needed, where, bonus = _SAME_COMMUNITY, _("in the same community"), 0.0
    else:
        needed, where, bonus = _ANYWHERE, "", 0.0
    if likeness < needed:
        return None
    metres = None
    if spot.lat is not None and spot.lon is not None and case.lat is not None and case.lon is not None:
        metres = round(distance_m(spot.lat, spot.lon, case.lat, case.lon))
    days = (now() - case.created_at) / timedelta(days=1)
    return Alike(case, case.public_title, metres, where, likeness + bonus - 0.002 * max(0.0, days))


def _pairs(text: str) -> Counter[str]:
    """Pairs of neighbouring characters: for Chinese, nearly words."""
    plain = "".join(char for char in text[:600].lower() if char.isalnum())
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def _likeness(one: str, other: str) -> float:
    """0 to 1: how much of the shorter text's pairs the longer one has too."""
    mine, theirs = _pairs(one), _pairs(other)
    smaller = min(mine.total(), theirs.total())
    return (mine & theirs).total() / max(smaller, 6) if smaller else 0.0


# The list and the map of what is open


@dataclass(frozen=True)
class Wanted:
    """What of the open cases is asked for: a branch of the categories, an area by its code, cells around a position."""

    category: str = ""
    area: str = ""
    cells: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NearbyPage:
    """A page of open published cases; `newer` and `older` are cursors, `total` is counted to `COUNT_TO`."""

    rows: list[Row]
    total: int
    newer: str = ""
    older: str = ""

    @property
    def total_said(self) -> str:
        return said(self.total)


def cells_around(district: District, lat: float, lon: float) -> tuple[Located, frozenset[str]]:
    """The cell of a position, and those up to two further. Raises a PlaceError."""
    located = places.locate_point(lat, lon, district)
    ring = places.neighbours(located.area)
    return located, frozenset(ring.union(*(places.neighbours(cell) for cell in ring)))


def _open_cases(district: str, wanted: Wanted) -> QuerySet[Case]:
    cases = Case.objects.public().open().filter(district_id=district)
    if wanted.cells:
        cases = cases.filter(area_id__in=wanted.cells)
    if wanted.area:
        level = {9: "street", 12: "community"}.get(len(wanted.area), "area_id")
        cases = cases.filter(**{level: wanted.area})
    branch = catalogue.categories(district).get(wanted.category)
    if branch:
        keys = [card.id for card in catalogue.categories(district).values() if _is_below(card.path, branch.path)]
        cases = cases.filter(category_id__in=keys)
    return cases.defer("text", "text_digest", "head")


def _is_below(path: str, branch: str) -> bool:
    return path == branch or path.startswith(branch + "/")


def nearby(district: str, wanted: Wanted, older: str = "", newer: str = "") -> NearbyPage:
    """The newest first; three statements at most."""
    cases = _open_cases(district, wanted)
    order = ["-id"]
    cursor = keyset.Cursor.read(newer or older)
    rows = cases
    if cursor:
        rows = cases.filter(keyset.before(cursor, order) if newer else keyset.after(cursor, order))
    page, more_before, more_after = keyset.paged(rows, order, bool(newer and cursor), PAGE)
    more_before = more_before or bool(older and cursor and page)
    return NearbyPage(
        [Row(case, case.public_title) for case in page], cases.order_by()[:COUNT_TO].count(),
        newer=keyset.cursor_of(page[0], order) if more_before and page else "",
        older=keyset.cursor_of(page[-1], order) if more_after and page else "",
    )  # fmt: skip


def geojson(district: str, wanted: Wanted, slug: str) -> dict[str, Any]:
    """One point a grid cell, at the same spot of it for all its cases. The map's script reads the properties."""
    rows = _open_cases(district, wanted).exclude(area=None).order_by("-id")[:MOST_POINTS]
    by_area: dict[str, list[Case]] = {}
    for case in rows:
        by_area.setdefault(str(case.area_id), []).append(case)
    features = []
    for area, cases in by_area.items():
        at = places.blurred(area)
        if at is not None:
            features.append(_feature(area, at, cases, slug))
    return {"type": "FeatureCollection", "features": features}


def _feature(area: str, at: tuple[float, float], cases: list[Case], slug: str) -> dict[str, Any]:
    first, count = cases[0], len(cases)
    if count == 1:
        title, href = first.public_title, f"/c/{first.code}"
        text = f"{first.state_label} · {first.area_label}"
    else:
        title = ngettext("%(n)s open case here", "%(n)s open cases here", count) % {"n": count}
        href = f"/{slug}/nearby?area={area}"
        text = "；".join(case.public_title for case in cases[:3])
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [at[1], at[0]]},
        "properties": {"title": title, "text": text, "href": href, "tone": "calm", "count": count},
    }

"""Finding a place by words: areas, venues, buildings and roads that a text names, and what they agree on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from .models import Area, Building, Level, Road, Venue
from .revision import per_revision

_NUMBER = re.compile(r"(\d{1,5})(?:-\d{1,4})?号?")


@dataclass(frozen=True)
class Named:
    """A known place: what it is, the area it is or lies in, its position if known; `building` is its key if it is one."""

    name: str
    kind: str
    area: str
    lat: float | None = None
    lon: float | None = None
    first: int | None = None
    last: int | None = None
    building: UUID | None = None

    def has_number(self, number: int) -> bool:
        return self.first is not None and self.last is not None and self.first <= number <= self.last


@dataclass(frozen=True)
class Mention:
    """A name found in a text, where it begins there, the places that bear it and the house number behind it."""

    name: str
    at: int
    places: tuple[Named, ...]
    number: int | None = None


@dataclass
class Gazetteer:
    """Every name of a district with the places that bear it."""

    places: dict[str, list[Named]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def add(self, place: Named, *names: str) -> None:
        for name in {normal(name) for name in (place.name, *names) if len(name) >= 2}:
            bearers = self.places.setdefault(name, [])
            if place not in bearers:
                bearers.append(place)

    def mentions(self, text: str) -> list[Mention]:
        """The names that occur in a text, the longest at each place."""
        found, at = [], 0
        while at < len(text):
            name = next((text[at : at + n] for n in self.lengths if text[at : at + n] in self.places), None)
            if name is None:
                at += 1
                continue
            begins, at = at, at + len(name)
            number = _NUMBER.match(text, at)
            found.append(Mention(name, begins, tuple(self.places[name]), int(number.group(1)) if number else None))
        return found


@per_revision
def gazetteer(district_code: str) -> Gazetteer:
    """The names of a district. A street is also known without 街道, a community with or without 社区 or 村."""
    known = Gazetteer()
    for code, name, level in Area.objects.filter(
        district=district_code, level__in=[Level.STREET, Level.COMMUNITY]
    ).values_list("code", "name", "level"):
        known.add(Named(name, level, code), *_other_spellings(name))
    for row in Venue.objects.filter(district=district_code, active=True):
        known.add(Named(row.name, "venue", row.area_id, row.lat, row.lon))
    for building in Building.objects.filter(district=district_code, active=True):
        known.add(Named(building.name, "building", building.area_id, building.lat, building.lon, building=building.pk))
    for road in Road.objects.filter(district=district_code):
        known.add(Named(road.name, "road", road.area_id, road.lat, road.lon, road.numbers_from, road.numbers_to))
    known.lengths = tuple(sorted({len(name) for name in known.places}, reverse=True))
    return known


def _other_spellings(name: str) -> list[str]:
    """Short forms people use: 东街社区居委会 is 东街社区; 李庄镇 is 李庄."""
    bare = re.sub(r"(居民委员会|村民委员会|居委会|村委会)$", "", name)
    spellings = [bare]
    if bare.endswith("镇") and len(bare) > 2:
        spellings.append(bare[:-1])
    if bare.endswith("街道") and len(bare) > 3:
        spellings.append(bare[:-2])
    if bare.endswith("村") and len(bare) > 2:
        spellings.append(bare + "委会")
    return spellings


def normal(text: str) -> str:
    """Without spaces, full-width characters in their narrow form, dashes as one kind."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).replace("—", "-"))

"""The only code that writes places: each verb makes one table of a district what a pack says it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction

from .models import Area, Building, District, Road, Venue
from .revision import forget  # re-exported: the loader forgets after a dry run

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Changes:
    """What became of one kind of thing: the names added, changed and removed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class AreaRow:
    code: str
    name: str
    level: str
    parent: str | None
    lat: float | None = None
    lon: float | None = None
    schematic: bool = False
    shape: str = ""


@dataclass(frozen=True)
class VenueRow:
    """A place known by name; with a `code`, one that has a page. `hours`, `pictures` as in the table."""

    name: str
    kind: str
    area: str
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    code: str = ""
    intro: str = ""
    hours: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    open_on_holidays: bool = False
    phone: str = ""
    note: str = ""
    features: Sequence[str] = ()
    capacity: int | None = None
    organisation: str = ""
    pictures: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class BuildingRow:
    """`parent` is the name of the estate it stands in."""

    name: str
    kind: str
    area: str
    parent: str | None = None
    address: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class RoadRow:
    """A position is only for a road short enough to lie in one cell."""

    area: str
    name: str
    numbers_from: int | None = None
    numbers_to: int | None = None
    lat: float | None = None
    lon: float | None = None


def replace_district(
    *,
    code: str,
    slug: str,
    name: str,
    city: str,
    province: str,
    prefix: str,
    demo: bool,
    settings: dict[str, Any],
) -> tuple[District, Changes]:
    """The district as a pack says it is."""
    wanted = {
        "slug": slug, "name": name, "city": city, "province": province, "prefix": prefix, "demo": demo, "settings": settings
    }  # fmt: skip
    district = District.objects.filter(code=code).first()
    changes = Changes()
    if district is None:
        district = District.objects.create(code=code, **wanted)
        changes.added.append(name)
    elif any(getattr(district, part) != value for part, value in wanted.items()):
        for part, value in wanted.items():
            setattr(district, part, value)
        district.save(update_fields=list(wanted))
        changes.changed.append(name)
    forget()
    return district, changes


def replace_areas(district: District, rows: Sequence[AreaRow]) -> Changes:
    """Areas by code, parents before children."""
    wanted = {
        row.code: Area(
            code=row.code, district=district, parent_id=row.parent, name=row.name, level=row.level, lat=row.lat, lon=row.lon,
            schematic=row.schematic, shape=row.shape,
        )
        for row in sorted(rows, key=lambda row: (len(row.code), row.code))
    }  # fmt: skip
    existing = {area.code: area for area in Area.objects.filter(district=district).order_by("-code")}
    changes = replace(existing, wanted, ("parent_id", "name", "level", "lat", "lon", "schematic", "shape"))
    # A cell that only old cases still name must not lie over the cells drawn since.
    left = [code for code in existing if code not in wanted]
    Area.objects.filter(code__in=left).exclude(shape="").update(shape="")
    return changes


def replace_venues(district: District, rows: Sequence[VenueRow]) -> Changes:
    """One with a code is known by it, any other by its name and area. One that had a page is retired, not removed: what
    was held there names it, and a search learns that it is gone."""
    wanted = {row.code or (row.area, row.name): _venue(district, row, order) for order, row in enumerate(rows)}
    existing: dict[Hashable, Venue] = {}
    for venue in Venue.objects.filter(district=district):
        by_name = (venue.area_id, venue.name)
        given_a_code = next(
            (row.code for row in rows if row.code and not venue.code and (row.area, row.name) == by_name), ""
        )
        existing[venue.code or given_a_code or by_name] = venue
    left = [venue for key, venue in existing.items() if key not in wanted and venue.code]
    for venue in left:
        del existing[venue.code]
    changes = replace(existing, wanted, VENUE_PARTS)
    for venue in (one for one in left if one.active):
        Venue.objects.filter(pk=venue.pk).update(active=False)
        changes.removed.append(venue.name)
    return changes


VENUE_PARTS = (
    "area_id", "name", "kind", "address", "lat", "lon", "code", "intro", "hours", "open_on_holidays", "phone", "note",
    "features", "capacity", "organisation", "pictures", "position", "active",
)  # fmt: skip


def _venue(district: District, row: VenueRow, order: int) -> Venue:
    return Venue(
        district=district, area_id=row.area, name=row.name, kind=row.kind, address=row.address, lat=row.lat, lon=row.lon,
        code=row.code, intro=row.intro, hours={day: [list(one) for one in held] for day, held in row.hours.items()},
        open_on_holidays=row.open_on_holidays, phone=row.phone, note=row.note, features=list(row.features),
        capacity=row.capacity, organisation=row.organisation, pictures=[dict(one) for one in row.pictures],
        position=order if row.code else 0,
    )  # fmt: skip


def replace_buildings(district: District, rows: Sequence[BuildingRow]) -> Changes:
    """Estates first, so that buildings can stand in them. One that cases are about is retired instead of removed."""
    # Those that stand in an estate before it, so that they can go at once.
    standing = Building.objects.filter(district=district).order_by(models.F("parent").asc(nulls_last=True), "id")
    existing = {(one.area_id, one.name): one for one in standing}
    estates: dict[str, Any] = {}
    wanted: dict[Hashable, Building] = {}
    for row in sorted(rows, key=lambda row: row.parent is not None):
        building = Building(
            district=district, area_id=row.area, name=row.name, kind=row.kind, address=row.address, lat=row.lat, lon=row.lon,
            parent_id=estates.get(row.parent) if row.parent else None,
        )  # fmt: skip
        wanted[(row.area, row.name)] = building
        if row.parent is None:
            estates.setdefault(row.name, existing.get((row.area, row.name), building).pk)
    changes = replace(existing, wanted, ("parent_id", "kind", "address", "lat", "lon", "active"))
    left = [row.pk for key, row in existing.items() if key not in wanted]
    retired = Building.objects.filter(pk__in=left, active=True)
    changes.removed += [one.name for one in retired]
    retired.update(active=False)
    return changes


def replace_roads(district: District, rows: Sequence[RoadRow]) -> Changes:
    wanted = {
        (row.area, row.name): Road(
            district=district, area_id=row.area, name=row.name, numbers_from=row.numbers_from, numbers_to=row.numbers_to,
            lat=row.lat, lon=row.lon,
        )
        for row in rows
    }  # fmt: skip
    existing = {(road.area_id, road.name): road for road in Road.objects.filter(district=district)}
    return replace(existing, wanted, ("numbers_from", "numbers_to", "lat", "lon"))


def replace(existing: Mapping[Any, Row], wanted: Mapping[Any, Row], parts: Iterable[str]) -> Changes:
    """Make rows what they should be by key: add, change `parts`, remove what nothing refers to."""
    changes, parts = Changes(), tuple(parts)
    added = [row for key, row in wanted.items() if key not in existing]
    changed = []
    for key, row in existing.items():
        target = wanted.get(key)
        if target is None:
            if _removed(row):
                changes.removed.append(str(row))
            continue
        different = [part for part in parts if getattr(row, part) != getattr(target, part)]
        for part in different:
            setattr(row, part, getattr(target, part))
        if different:
            changed.append(row)
    if added:
        type(added[0])._default_manager.bulk_create(added, batch_size=500)
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, parts, batch_size=200)
    changes.added += [str(row) for row in added]
    changes.changed += [str(row) for row in changed]
    return changes


def _removed(row: models.Model) -> bool:
    """Whether it could be deleted; what cases refer to stays."""
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        return False
    return True


def bump_revision(district: District) -> int:
    """Tell every process that what it keeps of a district is old. Returns the revision."""
    District.objects.filter(pk=district.pk).update(revision=models.F("revision") + 1)
    forget()
    transaction.on_commit(forget)
    district.refresh_from_db(fields=["revision"])
    return district.revision

"""What a pack says of boards, schools, courses and physiotherapy; what it lists no more is closed. Called by the loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import Board, Course, PeopleCounted, School, Shift, Therapist, TherapyRoom


@dataclass(frozen=True)
class BoardRow:
    code: str
    kind: str
    name: str
    area: str
    organisation: str
    place: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class SchoolRow:
    code: str
    name: str
    stage: str
    area: str
    pupils: int | None = None


@dataclass(frozen=True)
class CourseRow:
    code: str
    name: str
    subject: str
    about: str
    organisation: str
    outline: tuple[str, ...] = ()


@dataclass(frozen=True)
class TherapistRow:
    code: str
    name: str
    treats: str = ""


@dataclass(frozen=True)
class ShiftRow:
    """A therapist (by code) in the room on a weekday, 0 is Monday."""

    therapist: str
    weekday: int
    begins: time
    ends: time
    minutes: int


@dataclass(frozen=True)
class RoomRow:
    code: str
    name: str
    address: str
    organisation: str
    note: str = ""
    shifts: tuple[ShiftRow, ...] = ()


@dataclass(frozen=True)
class PeopleRow:
    number: int
    counted_on: date
    source: str


def replace_people_counted(district: District, row: PeopleRow | None) -> Changes:
    """How many people live here; none: not known any more."""
    known = PeopleCounted.objects.filter(district=district).first()
    if row is None:
        if known is None:
            return Changes()
        known.delete()
        return Changes(removed=[str(known)])
    wanted = {"number": row.number, "counted_on": row.counted_on, "source": row.source}
    if known is not None and all(getattr(known, name) == value for name, value in wanted.items()):
        return Changes()
    PeopleCounted.objects.update_or_create(district=district, defaults=wanted)
    told = [str(row.number)]
    return Changes(changed=told) if known else Changes(added=told)


def replace_boards(district: District, rows: Sequence[BoardRow]) -> Changes:
    """Those that others put up are left alone; what a board shows is its keeper's."""
    wanted = {
        row.code: Board(
            district=district, code=row.code, kind=row.kind, name=row.name, area_id=row.area, place=row.place, lat=row.lat,
            lon=row.lon, organisation_id=row.organisation, from_pack=True,
        )
        for row in rows
    }  # fmt: skip
    existing = {row.code: row for row in Board.objects.filter(district=district, from_pack=True)}
    return _replaced(existing, wanted, ("kind", "name", "area_id", "place", "lat", "lon", "organisation_id"))


def replace_schools(district: District, rows: Sequence[SchoolRow]) -> Changes:
    wanted = {
        row.code: School(
            district=district, code=row.code, name=row.name, stage=row.stage, area_id=row.area, pupils=row.pupils
        )
        for row in rows
    }
    existing = {row.code: row for row in School.objects.filter(district=district)}
    return _replaced(existing, wanted, ("name", "stage", "area_id", "pupils"))


def replace_courses(district: District, rows: Sequence[CourseRow]) -> Changes:
    """A changed outline is that of classes opened from now on."""
    wanted = {
        row.code: Course(
            district=district, code=row.code, name=row.name, subject=row.subject, about=row.about, outline=list(row.outline),
            organisation_id=row.organisation, position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in Course.objects.filter(district=district)}
    return _replaced(existing, wanted, ("name", "subject", "about", "outline", "organisation_id", "position"))


def replace_therapy(district: District, therapists: Sequence[TherapistRow], rooms: Sequence[RoomRow]) -> Changes:
    """Therapists, rooms and their shifts. What is booked stays booked."""
    wanted: dict[str, Any] = {
        row.code: Therapist(district=district, code=row.code, name=row.name, treats=row.treats) for row in therapists
    }
    existing: dict[str, Any] = {row.code: row for row in Therapist.objects.filter(district=district)}
    changes = _replaced(existing, wanted, ("name", "treats"))
    wanted = {
        row.code: TherapyRoom(
            district=district, code=row.code, name=row.name, address=row.address, organisation_id=row.organisation,
            note=row.note, position=position,
        )
        for position, row in enumerate(rooms)
    }  # fmt: skip
    existing = {row.code: row for row in TherapyRoom.objects.filter(district=district)}
    more = _replaced(existing, wanted, ("name", "address", "organisation_id", "note", "position"))
    return Changes(
        [*changes.added, *more.added],
        [*changes.changed, *more.changed, *_replace_shifts(district, rooms)],
        [*changes.removed, *more.removed],
    )


def _replace_shifts(district: District, rooms: Sequence[RoomRow]) -> list[str]:
    """The names of the rooms whose hours are others now."""
    ids = dict(TherapyRoom.objects.filter(district=district).values_list("code", "pk"))
    people = dict(Therapist.objects.filter(district=district).values_list("code", "pk"))
    changed = []
    for room in rooms:
        wanted = {(people[one.therapist], one.weekday, one.begins, one.ends, one.minutes) for one in room.shifts}
        rows = Shift.objects.filter(room=ids[room.code])
        known = set(rows.values_list("therapist", "weekday", "begins", "ends", "minutes"))
        if known == wanted:
            continue
        rows.delete()
        names = ("therapist_id", "weekday", "begins", "ends", "minutes")
        Shift.objects.bulk_create(
            [Shift(room_id=ids[room.code], **dict(zip(names, one, strict=True))) for one in sorted(wanted, key=str)]
        )
        changed.append(room.name)
    return changed


def _replaced(existing: dict[str, Any], wanted: dict[str, Any], parts: tuple[str, ...]) -> Changes:
    """As `replace`, and what something refers to is closed instead of removed."""
    changes = replace(existing, wanted, (*parts, "active"))
    for row in (row for code, row in existing.items() if code not in wanted and row.active):
        if type(row)._default_manager.filter(pk=row.pk).update(active=False):
            changes.removed.append(str(row))
    return changes

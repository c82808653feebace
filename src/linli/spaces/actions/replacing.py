"""What a pack says of shared rooms; one it lists no more is closed. Called by the loader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import randbelow
from uuid import UUID

from linli.places.actions import Changes, replace
from linli.places.models import District, Venue

from ..models import Room

_PARTS = ("name", "venue_id", "where", "organisation_id", "open_on_holidays", "position", "active")
_RULES = (
    "about",
    "seats",
    "equipment",
    "hours",
    "longest_minutes",
    "days_ahead",
    "most_open",
    "not_for",
    "needs_agreement",
)


@dataclass(frozen=True)
class RoomRow:
    """`venue` by name within an area."""

    code: str
    name: str
    area: str
    venue: str
    organisation: str
    seats: int
    hours: Mapping[str, Sequence[Sequence[str]]]
    where: str = ""
    about: str = ""
    equipment: tuple[str, ...] = ()
    open_on_holidays: bool = False
    longest_minutes: int = 180
    days_ahead: int = 30
    most_open: int = 2
    not_for: str = ""
    needs_agreement: bool = False


def replace_rooms(district: District, rows: Sequence[RoomRow]) -> Changes:
    """Rooms by code. Rules that a desk has changed since stay as the desk has them."""
    venues = {(row.area_id, row.name): row.pk for row in Venue.objects.filter(district=district)}
    existing = {row.code: row for row in Room.objects.filter(district=district)}
    wanted = {row.code: _room(district, row, venues, order) for order, row in enumerate(rows)}
    for code, row in wanted.items():
        if code in existing and existing[code].edited_at is not None:
            for name in _RULES:
                setattr(row, name, getattr(existing[code], name))
    left = {code: row for code, row in existing.items() if code not in wanted}
    changes = replace({code: row for code, row in existing.items() if code in wanted}, wanted, (*_PARTS, *_RULES))
    for row in (one for one in left.values() if one.active):
        Room.objects.filter(pk=row.pk).update(active=False)
        changes.removed.append(row.name)
    return changes


def _room(district: District, row: RoomRow, venues: Mapping[tuple[str, str], UUID], order: int) -> Room:
    door = 1000 + randbelow(9000)
    return Room(
        district=district, code=row.code, name=row.name, venue_id=venues[(row.area, row.venue)], where=row.where,
        organisation_id=row.organisation, about=row.about, seats=row.seats, equipment=list(row.equipment),
        hours={day: [list(span) for span in spans] for day, spans in row.hours.items()},
        open_on_holidays=row.open_on_holidays, longest_minutes=row.longest_minutes, days_ahead=row.days_ahead,
        most_open=row.most_open, not_for=row.not_for, needs_agreement=row.needs_agreement, door=str(door), position=order,
    )  # fmt: skip

"""Making the halls of a district what its pack says; called by the loader inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.clock import now
from linli.people.actors import Actor
from linli.places.actions import Changes
from linli.places.models import District

from ..models import Appointment, Hall, State
from .booking import cancel_row


@dataclass(frozen=True)
class HallRow:
    """A hall as a pack gives it; `hours` by weekday, for example {"mon": [["09:00", "12:00"]]}."""

    code: str
    name: str
    address: str
    organisation: str
    hours: Mapping[str, Sequence[Sequence[str]]]
    slot_minutes: int
    places: int
    days_ahead: int
    services: Sequence[str] = ()
    all_of: Sequence[str] = ()
    phone: str = ""
    note: str = ""


def replace_halls(district: District, rows: Sequence[HallRow]) -> Changes:
    """One left out is closed, not deleted: what was booked there still names it, and who was to come is told."""
    changes = Changes()
    known = {row.code: row for row in Hall.objects.filter(district=district)}
    for order, row in enumerate(rows):
        values = _values(row, order)
        hall = known.get(row.code)
        if hall is None:
            Hall.objects.create(district=district, code=row.code, **values)
            changes.added.append(row.name)
        elif any(getattr(hall, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(hall, name, value)
            hall.save()
            changes.changed.append(row.name)
    wanted = {row.code for row in rows}
    for hall in (one for one in known.values() if one.active and one.code not in wanted):
        hall.active = False
        hall.save(update_fields=["active"])
        _call_off(hall)
        changes.removed.append(hall.name)
    return changes


def _call_off(hall: Hall) -> None:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("hall", "contact")
    for row in rows.filter(hall=hall, state=State.BOOKED, starts_at__gt=now()):
        cancel_row(Actor.system(), row)


def _values(row: HallRow, order: int) -> dict[str, Any]:
    given = asdict(row)
    del given["code"]
    given["organisation_id"] = given.pop("organisation")
    given["hours"] = {day: [list(period) for period in periods] for day, periods in row.hours.items()}
    return {**given, "services": list(row.services), "all_of": list(row.all_of), "order": order, "active": True}

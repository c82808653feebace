"""The units of a district, as its pack says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from linli.places.actions import Changes, replace
from linli.places.models import Building, District

from ..models import Unit


@dataclass(frozen=True)
class UnitRow:
    """`building`: the name of what it answers for; `parent`: the code of the estate's unit that a building's belongs to."""

    code: str
    name: str
    kind: str
    organisation: str
    area: str
    contact: str
    task: str
    building: str | None = None
    parent: str | None = None
    address: str = ""
    phone: str = ""
    hours: str = ""


_PARTS = (
    "name", "kind", "organisation_id", "parent_id", "area_id", "building_id", "address", "contact", "phone", "hours", "task",
    "position",
)  # fmt: skip


@transaction.atomic
def replace_units(district: District, rows: Sequence[UnitRow]) -> Changes:
    """By code, estates before their buildings. One whose building is gone goes with it."""
    standing = Building.objects.filter(district=district, active=True)
    buildings: dict[tuple[str, str], Any] = {(one.area_id, one.name): one.pk for one in standing}
    # A building's unit goes before the estate's that it belongs to.
    standing_units = Unit.objects.filter(district=district).order_by(F("parent").asc(nulls_last=True), "code")
    existing = {one.code: one for one in standing_units}
    wanted: dict[str, Unit] = {}
    for position, row in enumerate(sorted(rows, key=lambda one: one.parent is not None)):
        above = (existing.get(row.parent) or wanted[row.parent]) if row.parent else None
        wanted[row.code] = Unit(
            district=district, code=row.code, name=row.name, kind=row.kind, organisation_id=row.organisation,
            parent_id=above.pk if above else None, area_id=row.area,
            building_id=buildings[(row.area, row.building)] if row.building else None, address=row.address, contact=row.contact,
            phone=row.phone, hours=row.hours, task=row.task, position=position,
        )  # fmt: skip
    return replace(existing, wanted, _PARTS)

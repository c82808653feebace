"""What a pack says of the co-operative: which organisation it is, and its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import Cooperative, Point


@dataclass(frozen=True)
class CooperativeRow:
    organisation: str
    name: str
    most_kg_camel: Decimal


@dataclass(frozen=True)
class PointRow:
    code: str
    name: str
    area: str
    organisation: str


@transaction.atomic
def replace_cooperative(district: District, row: CooperativeRow | None) -> Changes:
    """One a district. A pack that no longer names it leaves it as it is: its books stay."""
    changes = Changes()
    if row is None:
        return changes
    wanted = {"organisation_id": row.organisation, "name": row.name, "most_kg_camel": row.most_kg_camel}
    known = Cooperative.objects.filter(district=district).first()
    if known is None:
        Cooperative.objects.create(district=district, **wanted)
        changes.added.append(row.name)
    elif any(getattr(known, name) != value for name, value in wanted.items()):
        Cooperative.objects.filter(district=district).update(**wanted)
        changes.changed.append(row.name)
    return changes


@transaction.atomic
def replace_points(district: District, rows: Sequence[PointRow]) -> Changes:
    """By code. What was opened at the desk stays."""
    existing = {row.code: row for row in Point.objects.filter(district=district, code__in=[row.code for row in rows])}
    wanted = {
        row.code: Point(
            district=district, code=row.code, name=row.name, area_id=row.area, organisation_id=row.organisation
        )
        for row in rows
    }
    return replace(existing, wanted, ("name", "area_id", "organisation_id"))

"""What a pack says of kinds of demands and of the rule; what it lists no more is closed. Called by the loader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import DemandKind, Rule


@dataclass(frozen=True)
class KindRow:
    """`needs`: what one of this kind usually lacks, each with manner, amount, what and mostly a unit."""

    code: str
    name: str
    urgent: bool = False
    needs: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class RuleRow:
    version: str
    since: date
    source: str
    points: Mapping[str, float]
    full: Mapping[str, float]


def replace_kinds(district: District, rows: Sequence[KindRow]) -> Changes:
    wanted = {
        row.code: DemandKind(
            district=district, code=row.code, name=row.name, urgent=row.urgent, needs=[dict(one) for one in row.needs],
            position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in DemandKind.objects.filter(district=district)}
    changes = replace(existing, wanted, ("name", "urgent", "needs", "position", "active"))
    for row in (row for code, row in existing.items() if code not in wanted and row.active):
        if DemandKind.objects.filter(pk=row.pk).update(active=False):
            changes.removed.append(row.name)
    return changes


def replace_rules(district: District, rows: Sequence[RuleRow]) -> Changes:
    """Versions of the rule; one that demands were weighed by stays known though it is listed no more."""
    wanted = {
        row.version: Rule(
            district=district, version=row.version, since=row.since, source=row.source,
            weights={"points": dict(row.points), "full": dict(row.full)},
        )
        for row in rows
    }  # fmt: skip
    existing = {row.version: row for row in Rule.objects.filter(district=district) if row.version in wanted}
    return replace(existing, wanted, ("since", "source", "weights"))

"""Making the norm and the estimates of a district what its pack says; called by the loader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linli.places.actions import Changes
from linli.places.models import District

from ..models import Condition, Estimate, NormSetting


@dataclass(frozen=True)
class NormRow:
    """What a district changed of the norm; `changes` are names of `norm.Norm` with values, checked by the pack's reader."""

    version: str
    source: str
    changes: Mapping[str, float | int | bool]


@dataclass(frozen=True)
class EstimateRow:
    """`organisation`: a code, or nothing for the whole district."""

    condition: str
    year: int
    population: int
    prevalence: Decimal
    source: str
    verified: bool = False
    organisation: str = ""


def replace_norm(district: District, row: NormRow | None) -> Changes:
    """None: the national norm as it is."""
    changes = Changes()
    known = NormSetting.objects.filter(district=district).first()
    if row is None:
        if known is not None:
            changes.removed.append(known.version)
            known.delete()
        return changes
    wanted = NormSetting(district=district, version=row.version, source=row.source, changes=dict(row.changes))
    if known is None:
        changes.added.append(row.version)
    elif (known.version, known.source, known.changes) != (wanted.version, wanted.source, wanted.changes):
        changes.changed.append(row.version)
    else:
        return changes
    wanted.save()
    return changes


def replace_estimates(district: District, rows: Sequence[EstimateRow]) -> Changes:
    """All estimates of the district, by condition, year and institution."""
    changes = Changes()
    known = {
        (one.condition, one.year, one.organisation_id or ""): one for one in Estimate.objects.filter(district=district)
    }
    for row in rows:
        there = known.pop((row.condition, row.year, row.organisation), None)
        wanted = (row.population, row.prevalence, row.source, row.verified)
        name = f"{Condition(row.condition).label} {row.year} {row.organisation}".strip()
        if there is None:
            changes.added.append(name)
            there = Estimate(
                district=district, condition=row.condition, year=row.year, organisation_id=row.organisation or None
            )
        elif (there.population, there.prevalence, there.source, there.verified) == wanted:
            continue
        else:
            changes.changed.append(name)
        there.population, there.prevalence, there.source, there.verified = wanted
        there.save()
    for one in known.values():
        changes.removed.append(f"{one.condition} {one.year}")
        one.delete()
    return changes

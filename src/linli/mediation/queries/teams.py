"""The teams and kinds of a district, as everyone reads them."""

from __future__ import annotations

from ..models import MatterKind, Team


def teams(district: str) -> list[Team]:
    return list(Team.objects.filter(district=district, active=True).select_related("area").order_by("position"))


def kinds(district: str) -> list[MatterKind]:
    return list(MatterKind.objects.filter(district=district, active=True).order_by("position"))


def has_mediation(district: str) -> bool:
    """Whether there is a team at all: for the residents' hub."""
    return Team.objects.filter(district=district, active=True).exists()

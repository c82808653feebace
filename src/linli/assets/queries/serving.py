"""What an asset serves: told by the rooms above this one, which know of demands and projects."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from ..models import Asset


@dataclass(frozen=True)
class Served:
    """A project, or a demand that waits for one, to which an asset is given: how it stands, its address for everyone,
    what it makes of the asset, which organisation is to use it, and the reason why its use right would be granted."""

    asset: UUID
    title: str
    href: str
    state: str
    tone: str
    what: str
    organisation: str
    organisation_name: str
    reason: str


SERVES: list[Callable[[Collection[UUID]], list[Served]]] = []


def served_by(assets: Collection[UUID]) -> list[Served]:
    return [one for tell in SERVES for one in tell(assets)] if assets else []


def grant_address(asset: Asset, served: Served) -> str:
    """The form of granting the use right, filled in, at the desk of who runs the asset."""
    given = urlencode({"organisation": served.organisation, "reason": served.reason})
    return f"{reverse('assets:desk_asset', args=[asset.code])}?{given}#use"

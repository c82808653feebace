"""Photos of assets: those of one for its page, and a small one of each for lists and the map."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from linli.cases.pictures import Shown, address_of

from ..models import Asset, Photo


def photos_of(asset: Asset) -> list[Shown]:
    """In the order in which they were added; one statement."""
    return [Shown(row, row.caption or asset.name) for row in asset.photos.order_by("added_at", "id")]


def small_ones(assets: Iterable[UUID]) -> dict[UUID, str]:
    """Where a small picture of each is found, of those that have one: the first that was added. One statement."""
    rows = Photo.objects.filter(asset__in=list(assets)).order_by("-added_at", "-id")
    return {asset: address_of(small) for asset, small in rows.values_list("asset", "picture_small")}

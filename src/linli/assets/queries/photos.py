"""Photos of assets: those of one for its page, and a small one of each for lists and the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from linli.cases.pictures import address_of

from ..models import Asset, Photo


@dataclass(frozen=True)
class Shown:
    """As the pages show it."""

    row: Photo

    @property
    def url(self) -> str:
        return address_of(self.row.picture)

    @property
    def thumbnail(self) -> str:
        return address_of(self.row.picture_small)

    @property
    def alt(self) -> str:
        return self.row.caption or self.row.asset.name


def photos_of(asset: Asset) -> list[Shown]:
    """In the order in which they were added; one statement."""
    rows = list(asset.photos.order_by("added_at", "id"))
    for row in rows:
        row.asset = asset
    return [Shown(row) for row in rows]


def small_ones(assets: Iterable[UUID]) -> dict[UUID, str]:
    """Where a small picture of each is found, of those that have one: the first that was added. One statement."""
    rows = Photo.objects.filter(asset__in=list(assets)).order_by("-added_at", "-id")
    return {asset: address_of(small) for asset, small in rows.values_list("asset", "picture_small")}

"""Idle state assets that may be taken over onto the list of resources."""

from __future__ import annotations

from linli.assets import queries as assets
from linli.assets.models import Asset

from ..models import Resource, ResourceState


def vacant(district: str) -> list[Asset]:
    """Those that nobody uses and that are not on the list yet: two statements."""
    there = Resource.objects.filter(
        district=district, asset__isnull=False, state__in=(ResourceState.OFFERED, ResourceState.LISTED)
    )
    listed = set(there.values_list("asset", flat=True))
    return [one for one in assets.vacant(district) if one.pk not in listed]

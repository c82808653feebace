"""What processes keep in memory of a district, until its pack is loaded again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from .models import District

Result = TypeVar("Result")

# How long another process may go on with what it knew before a pack was loaded.
CHECK_EVERY = 2.0
# How old what is known may be when a district is asked for that is not in it.
MISSED_AFTER = 0.25

_kept: dict[tuple[Callable[..., Any], str], tuple[int, Any]] = {}
_districts: dict[str, District] = {}
_checked_at = float("-inf")


def known_districts(older_than: float | None = None) -> dict[str, District]:
    """Every district by code and by short name; read again once it is older than that (seconds; CHECK_EVERY).

    Shared: read them, never change them.
    """
    global _checked_at, _districts
    if time.monotonic() - _checked_at > (CHECK_EVERY if older_than is None else older_than):
        found = list(District.objects.all())
        _districts = {one.code: one for one in found} | {one.slug: one for one in found}
        _checked_at = time.monotonic()
    return _districts


def per_revision(read: Callable[[str], Result]) -> Callable[[str], Result]:
    """Keep what `read(district_code)` gives for as long as the district's revision stays."""

    @wraps(read)
    def kept(district_code: str) -> Result:
        district = known_districts().get(district_code)
        revision = district.revision if district else 0
        found = _kept.get((read, district_code))
        if found is None or found[0] != revision:
            found = _kept[(read, district_code)] = (revision, read(district_code))
        return found[1]

    return kept


def forget() -> None:
    """Know nothing any more: a pack was just loaded here, or a test begins. What other threads hold stays whole."""
    global _checked_at, _districts, _kept
    _kept, _districts, _checked_at = {}, {}, float("-inf")

"""How far from its cluster an interview was made."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from ..models import Cluster
from ..xlsform.answering import Answers
from ..xlsform.definition import PLACE

# Farther from the middle of a community or village than its people live.
FAR = 3000
_EARTH = 6_371_000


def metres_from(cluster: Cluster, values: Answers) -> int | None:
    """None where either position is not known."""
    spot = str(values.get(PLACE, "")).split()
    if cluster.lat is None or cluster.lon is None or len(spot) < 2:
        return None
    return metres(cluster.lat, cluster.lon, float(spot[0]), float(spot[1]))


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> int:
    """Over the great circle."""
    high, wide = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    part = sin(high) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(wide) ** 2
    return round(2 * _EARTH * asin(sqrt(min(1.0, part))))

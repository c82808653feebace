"""Positions on the Earth: distances, and the datum of Chinese maps (GCJ-02) from and to WGS-84.

The GCJ-02 offset is the published approximation on the Krasovsky 1940 ellipsoid; it is good to about a metre.
"""

from __future__ import annotations

import math

EARTH_RADIUS = 6_371_008.8  # mean radius, metres (IUGG)
_AXIS = 6_378_245.0
_ECCENTRICITY = 0.006_693_421_622_965_943


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres between two positions in degrees (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat, half_lon = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    part = math.sin(half_lat) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(part)))


def wgs84_to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """Degrees in, degrees out. Outside China the two are the same."""
    if not (0.8293 <= lat <= 55.8271 and 72.004 <= lon <= 137.8347):
        return lat, lon
    north, east = _offset(lon - 105.0, lat - 35.0)
    phi = math.radians(lat)
    square = 1 - _ECCENTRICITY * math.sin(phi) ** 2
    north = math.degrees(north * square**1.5 / (_AXIS * (1 - _ECCENTRICITY)))
    east = math.degrees(east * math.sqrt(square) / (_AXIS * math.cos(phi)))
    return lat + north, lon + east


def gcj02_to_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """The inverse, by iteration; exact to 1e-9 degrees."""
    guess_lat, guess_lon = lat, lon
    for _step in range(10):
        there_lat, there_lon = wgs84_to_gcj02(guess_lat, guess_lon)
        guess_lat, guess_lon = guess_lat + lat - there_lat, guess_lon + lon - there_lon
    return guess_lat, guess_lon


def _offset(x: float, y: float) -> tuple[float, float]:
    """Metres north and east by which GCJ-02 is off, for degrees east of 105 and north of 35."""
    root, pi = math.sqrt(abs(x)), math.pi
    ripple = (20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += (20 * math.sin(y * pi) + 40 * math.sin(y / 3 * pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * pi) + 320 * math.sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += (20 * math.sin(x * pi) + 40 * math.sin(x / 3 * pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * pi) + 300 * math.sin(x / 30 * pi)) * 2 / 3
    return north, east

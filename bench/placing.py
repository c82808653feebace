"""How fast places are found: positions in bulk, and words."""

from __future__ import annotations

import contextlib
import itertools
import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from linli.cases.models import Case
from linli.places.errors import PlaceError
from linli.places.models import Area
from linli.places.queries import district_by, locate_point, locate_points, locate_text

from .table import Row, at_least, per_second

POINTS, WANTED = 200_000, 100_000
Given = TypeVar("Given")


def measure(district_code: str) -> list[Row]:
    """Positions all over the district, a tenth of them outside any cell; addresses and whole reports as they come."""
    district = district_by(district_code)
    rows = Area.objects.filter(district=district, level="grid").values_list("lat", "lon")
    cells = [(lat, lon) for lat, lon in rows if lat is not None and lon is not None]
    dice = random.Random(district_code)
    around = [dice.choice(cells) for _each in range(POINTS)]
    lats = [lat + dice.uniform(-0.004, 0.004) for lat, _lon in around]
    lons = [lon + dice.uniform(-0.004, 0.004) for _lat, lon in around]
    locate_points(lats[:10], lons[:10], district)
    began = time.perf_counter()
    found = locate_points(lats, lons, district)
    bulk = POINTS / (time.perf_counter() - began)
    inside = [(lat, lon) for lat, lon, cell in zip(lats, lons, found, strict=True) if cell]
    singly = _rate(lambda spot: locate_point(*spot, district), inside[:5000])
    cases = Case.objects.requests().order_by("text_digest").values_list("address", "text")[:1500]
    addresses = [address for address, _text in cases if address]
    remark = f"{POINTS:,} positions, {len(cells):,} cells, {len(inside) / POINTS:.0%} inside"
    return [
        at_least("locate positions in bulk", bulk, WANTED, per_second, remark),
        Row("  one by one", per_second(singly)),
        Row("locate an address", per_second(_rate(lambda words: locate_text(words, district), addresses))),
        Row(
            "  a place in a whole report", per_second(_rate(lambda w: locate_text(w, district), [t for _a, t in cases]))
        ),
    ]


def _rate(find: Callable[[Given], object], given: Sequence[Given], seconds: float = 1.0) -> float:
    """How many a second; not knowing a place is an answer too."""
    until, done, began = time.perf_counter() + seconds, 0, time.perf_counter()
    for one in itertools.cycle(given):
        with contextlib.suppress(PlaceError):
            find(one)
        done += 1
        if time.perf_counter() > until:
            break
    return done / (time.perf_counter() - began)

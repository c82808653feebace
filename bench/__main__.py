"""Measure, and print one table. Takes some minutes, uses loopback only, and leaves nothing behind.

python -m bench            at 100,000 and 1,000,000 cases, and as many applications beside them
python -m bench --quick    at 10,000 and 100,000
python -m bench --tiny     at 4,000 and 6,000: only to see that it measures
"""

from __future__ import annotations

import gc
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType

from tools.postgres import NoPostgres

from .table import Row, show, tell
from .town import Town, served

LONGEST = 60 * 60
SIZES = {"": (100_000, 1_000_000), "--quick": (10_000, 100_000), "--tiny": (4_000, 6_000)}


def main(arguments: list[str]) -> int:
    how = "".join(arguments)
    if how not in SIZES:
        tell.print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(LONGEST)
    began = time.monotonic()
    # Millions of rows are made: to look each time through all that is there takes longer than to make them.
    gc.set_threshold(50_000, 50, 1_000)
    try:
        with Town() as town:
            rows = measure(town, SIZES[how], quick=bool(how))
    except NoPostgres as problem:
        tell.print(str(problem))
        return 1
    taken = time.monotonic() - began
    show(rows, f"Linli on PostgreSQL, 2 server processes; measured in {taken // 60:.0f} min {taken % 60:.0f} s")
    return 0


def measure(town: Town, sizes: tuple[int, int], *, quick: bool) -> list[Row]:
    """Everything in one run, so that what is compared was measured side by side."""
    from linli.places.models import District

    from . import (
        applying,
        bulletin,
        cooperative,
        creating,
        filling,
        health,
        home,
        ledger,
        placing,
        portal_policies,
        projects,
        reading,
        registries,
        searching,
        spaces,
        statistics,
        taking_over,
        weighing,
    )

    district = District.objects.get(demo=True)
    filling.give_reporters(district.code)
    cases = filling.Filling(town.dsn, district.prefix)
    applications = filling.Filling(town.dsn, district.prefix, applications=True)
    of_applications = reading.APPLICATIONS
    count = 50 if quick else 100
    cases.up_to(sizes[0])
    with served() as server:
        port = server.port
        who = reading.readers(port)
        small = reading.measure(port, who, count=count)
        weight = _told([*weighing.measure(port), *home.measure(port, district.slug)])
        booked = _told(spaces.measure(port, district.code, district.slug))
    applications.up_to(sizes[0])
    with served() as server:
        who = reading.readers(server.port, of_applications)
        few = reading.measure(server.port, who, count=count, subject=of_applications)
    create = _told(creating.measure(town, rounds=2 if quick else 4, seconds=3 if quick else 5))
    observed = _told(health.measure(district.code, rounds=2 if quick else 4, seconds=3 if quick else 5))
    places = _told(placing.measure(district.code))
    found = _told(searching.measure(district.code, district.slug))
    imported = _told([*taking_over.measure(town.home), *portal_policies.measure(town.home)])
    cases.up_to(sizes[1])
    with served() as server:
        large = reading.measure(server.port, reading.readers(server.port), count=count)
    applications.up_to(sizes[1])
    with served() as server:
        who = reading.readers(server.port, of_applications)
        many = reading.measure(server.port, who, count=count, subject=of_applications)
        read = _told([*reading.rows_of(small, large), *reading.rows_of(few, many)])
        applied = _told(applying.measure(server.port, who[1], district.code, count=count))
    estimated = _told(statistics.measure(quick=quick))
    told_apart = _told(registries.measure(quick=quick))
    printed = _told(bulletin.measure(district))
    settled = _told(cooperative.measure(district.code, quick=quick))
    matched = _told(projects.measure())
    posted = _told(ledger.measure(district.code, quick=quick))
    return [
        *create, *read, *applied, *observed, *places, *imported, *found, *weight, *estimated, *printed, *told_apart, *matched, *booked, *settled, *posted,
    ]  # fmt: skip


def _told(rows: Sequence[Row]) -> Sequence[Row]:
    """Said at once: a run that is cut off has told what it had."""
    for row in rows:
        tell.log(f"{row.what}: {row.figure}, asked {row.asked or 'nothing'}")
    return rows


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(f"ended by signal {number}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How fast the ledger posts: in batches of 500 as a settlement does, and one by one as a desk does.

python -m bench.ledger     by itself, on a PostgreSQL of its own with the demo district
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tools.postgres import NoPostgres

from .table import Row, at_least, per_second, show, tell
from .town import Town

if TYPE_CHECKING:
    from linli.ledger.commands import Booking

ASKED = 1_000
BATCH = 500
BANK, WAGES = "asset:bank:bench", "expense:wages:bench"


def measure(district: str, *, quick: bool = False) -> list[Row]:
    """Entries a second, each of one posting and each batch durable, on top of whatever the book holds."""
    from linli.ledger.models import LedgerAccount

    for code, kind in ((BANK, "asset"), (WAGES, "expense")):
        LedgerAccount.objects.get_or_create(district_id=district, code=code, defaults={"name": code, "kind": kind})
    many = _posted(district, [_bookings(number * BATCH, BATCH) for number in range(6 if quick else 40)])
    single = _posted(district, [[one] for one in _bookings(10_000_000, 100 if quick else 1_000)])
    return [
        at_least("ledger: posted in batches of 500", many, ASKED, per_second),
        Row("ledger: posted one by one", per_second(single)),
    ]


def _bookings(first: int, count: int) -> list[Booking]:
    from linli.clock import today
    from linli.ledger.commands import transfer

    return [
        transfer(f"bench:{number}", today(), "bench", debit=WAGES, credit=BANK, amount=Decimal(number % 900 + 1))
        for number in range(first, first + count)
    ]


def _posted(district: str, batches: Sequence[Sequence[Booking]]) -> float:
    """Entries a second."""
    from linli.ledger.actions import post_many
    from linli.people.actors import Actor

    began = time.perf_counter()
    for bookings in batches:
        post_many(Actor.system(), district, bookings)
    return sum(len(bookings) for bookings in batches) / (time.perf_counter() - began)


def main() -> int:
    try:
        with Town():
            from linli.places.models import District

            rows = measure(District.objects.get(demo=True).code)
    except NoPostgres as problem:
        tell.print(str(problem))
        return 1
    show(rows, "The ledger on PostgreSQL")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""On PostgreSQL events wait for older transactions of the whole server; a test beside this one may hold one open."""

from __future__ import annotations

import time
from typing import Any


def settled(model: Any, seconds: float = 20) -> None:
    """Wait until every committed event of a chained model can be read in order."""
    until = time.monotonic() + seconds
    while model.objects.settled().count() < model.objects.count():
        assert time.monotonic() < until, "another transaction stayed open"
        time.sleep(0.02)

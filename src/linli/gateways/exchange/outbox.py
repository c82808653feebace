"""What every outbox here does with its rows: claimed with a lease, put off with growing waits, all for a peer that is
silent together. A row has `peer`, `state`, `attempts`, `next_at`, `lease_until` and `last_error`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli import clock

FIRST_WAIT, LONGEST_WAIT, WAIT_GROWS = timedelta(seconds=30), timedelta(hours=1), 4
LEASE = timedelta(minutes=5)
# Said of the thing itself, whenever it is sent again: these are final.
FINAL = (409, 413, 422)
WAITING = "waiting"


def claimed(due: QuerySet[Any], at: datetime, limit: int) -> list[UUID]:
    """The keys of rows that are ours for as long as the lease lasts; other workers leave them alone."""
    if not due.values("pk")[:1]:
        return []
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True, of=("self",))
        ids: list[UUID] = list(free.values_list("pk", flat=True)[:limit])
        due.model._default_manager.filter(pk__in=ids).update(lease_until=at + LEASE)
    return ids


def put_off(row: Any, why: str, *, all_of_peer: bool = False) -> None:
    """Tried again later, each time after a longer wait. With a peer that does not answer all else for it waits as long."""
    rows, attempts = type(row)._default_manager, row.attempts
    again = clock.now() + min(FIRST_WAIT * WAIT_GROWS ** min(attempts, 10), LONGEST_WAIT)
    rows.filter(pk=row.pk).update(
        attempts=min(attempts + 1, 30_000), last_error=why[:200], next_at=again, lease_until=None
    )
    if all_of_peer:
        others = rows.filter(peer=row.peer, state=WAITING, next_at__lt=again)
        others.update(next_at=again, lease_until=None)

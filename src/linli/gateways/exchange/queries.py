"""Reads of the exchange: how it stands with what was told of an application last, and what does not get through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from linli.applications.queries.across import Crossing
from linli.cases.models import Case

from .models import Parcel, ParcelState


def state_of(case: Case) -> Crossing | None:
    """The parcel that stands in the way, or else the last one; None where nothing was ever told of it."""
    parcels = Parcel.objects.filter(case=case)
    found = parcels.filter(state=ParcelState.WAITING).order_by("id").first() or parcels.order_by("-id").first()
    if found is None:
        return None
    waits = found.state == ParcelState.WAITING
    return Crossing(
        found.name, found.state, found.sent_at or found.created_at, found.attempts, found.next_at if waits else None,
        found.last_error,
    )  # fmt: skip


@dataclass(frozen=True)
class Backlog:
    """What waits for one peer, since when."""

    peer: str
    waiting: int
    since: datetime


def backlogs() -> list[Backlog]:
    """What waits for each peer that anything waits for."""
    rows = Parcel.objects.filter(state=ParcelState.WAITING).values("peer").order_by("peer")
    return [
        Backlog(row["peer"], row["n"], row["since"]) for row in rows.annotate(n=Count("pk"), since=Min("created_at"))
    ]

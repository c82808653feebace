"""Venues and events as the search follows them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from linli.clock import now
from linli.places.models import District, Venue
from linli.places.queries import label
from linli.search.follow import CursorLost, Source, revisions_seen
from linli.search.index import Document, Gone

from ..models import Event, EventState

# A change that another transaction is about to commit may be a little older than one seen already.
_SETTLED = timedelta(seconds=1)


def venue_changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """The venues of each district whose pack was loaded since; the cursor is the revision of each, and where it stopped."""
    seen: dict[str, int] = revisions_seen(after)
    for district in District.objects.order_by("code"):
        if seen.get(district.code) == district.revision:
            continue
        rows = Venue.objects.filter(district=district).exclude(code="").order_by("position", "code")
        seen[district.code] = district.revision
        return [_venue(district, row) for row in rows], json.dumps(seen, sort_keys=True)
    return [], after


def _venue(district: District, row: Venue) -> Document | Gone:
    if not row.active:
        return Gone("venue", str(row.pk))
    body = "\n".join([row.kind, label(district.code, row.area_id), row.address, row.intro, " ".join(row.features)])
    # Timeless: when its pack was loaded says nothing about it.
    return Document(
        "venue", str(row.pk), district.code, row.name, body, datetime.fromtimestamp(0, now().tzinfo),
        terms=(f"kind:{row.kind}", f"area:{row.area_id}"), address=f"/{district.slug}/venues/{row.code}",
    )  # fmt: skip


def event_changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """Events that say something else than after a cursor (when, and the key)."""
    rows = Event.objects.filter(changed_at__lte=now() - _SETTLED)
    if after:
        at, key = _read_event(after)
        rows = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, id__gt=key), changed_at__gte=at)
    found = list(rows.select_related("district", "venue", "organisation").order_by("changed_at", "id")[:limit])
    if not found:
        return [], after
    return [_event(row) for row in found], f"{found[-1].changed_at.isoformat()} {found[-1].pk}"


def _read_event(after: str) -> tuple[datetime, UUID]:
    at, _space, key = after.partition(" ")
    try:
        return datetime.fromisoformat(at), UUID(key)
    except ValueError as unknown:
        raise CursorLost(after) from unknown


def _event(row: Event) -> Document | Gone:
    if row.state == EventState.DRAFT:
        return Gone("event", str(row.pk))
    body = "\n".join([row.text, row.where, row.organisation.name, row.audience])
    return Document(
        "event", str(row.pk), row.district_id, row.title, body, row.begins_at,
        terms=tuple(f"audience:{one}" for one in (row.audience,) if one),
        over=row.state in (EventState.HELD, EventState.CANCELLED),
        address=f"/{row.district.slug}/events/{row.code}",
    )  # fmt: skip


VENUES = Source("venues", venue_changes)
EVENTS = Source("events", event_changes)

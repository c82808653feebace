"""Vacant assets as the search follows them: what changed since, and every day all of them, for days end leases."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from linli.clock import now, today
from linli.places.queries import district_by, label
from linli.search.follow import CursorLost, Source
from linli.search.index import Document, Gone

from ..models import Asset
from .register import marked

# A change that another transaction is about to commit may be a little older than one seen already.
_SETTLED = timedelta(seconds=1)
_NOTHING = "- -"


def changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """The cursor is the day, and how far of that day's reading it got: when it was touched, and its key."""
    day, _space, place = after.partition(" ")
    if day != today().isoformat():
        day, place = today().isoformat(), _NOTHING
    rows = marked(Asset.objects.filter(touched_at__lte=now() - _SETTLED))
    if place != _NOTHING:
        at, key = _read(place)
        rows = rows.filter(Q(touched_at__gt=at) | Q(touched_at=at, id__gt=key), touched_at__gte=at)
    found = list(rows.order_by("touched_at", "id")[:limit])
    if not found:
        return [], after
    return [_document(row) for row in found], f"{day} {found[-1].touched_at.isoformat()} {found[-1].pk}"


def _read(place: str) -> tuple[datetime, UUID]:
    at, _space, key = place.partition(" ")
    try:
        return datetime.fromisoformat(at), UUID(key)
    except ValueError as unknown:
        raise CursorLost(place) from unknown


def _document(row: Asset) -> Document | Gone:
    if not row.active or vars(row)["in_use"]:
        return Gone("vacancy", str(row.pk))
    body = "\n".join(
        [str(row.get_kind_display()), label(row.district_id, row.area_id), row.address, f"{row.square_metres:f} m²", row.about]
    )  # fmt: skip
    # Timeless: when it was written down says nothing about it.
    return Document(
        "vacancy", str(row.pk), row.district_id, row.name, body, datetime.fromtimestamp(0, now().tzinfo),
        terms=(f"kind:{row.kind}", f"area:{row.area_id}"), address=f"/{district_by(row.district_id).slug}/assets/{row.code}",
    )  # fmt: skip


VACANCIES = Source("vacancies", changes)

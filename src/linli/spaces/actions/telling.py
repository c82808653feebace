"""What somebody is told of their booking."""

from __future__ import annotations

from linli.notices.actions import Message, tell

from ..models import Booking

MADE, REMINDER, REFUSED, CANCELLED = "space_booked", "space_reminder", "space_refused", "space_cancelled"


def tell_booked(row: Booking, template: str, key: str, reason: str = "") -> None:
    """Once for each `key`."""
    if row.account_id is None:
        return
    params = {
        "title": row.room.title, "organisation": row.room.place or row.room.venue.name, "due": row.begins_at.isoformat(),
        "code": row.code, "reason": reason,
    }  # fmt: skip
    message = Message(
        key=f"space:{row.pk}:{key}", district=row.district_id, template=template, params=params,
        link=f"/my/spaces/{row.code}", about=row.pk, account=row.account_id,
    )  # fmt: skip
    tell([message])

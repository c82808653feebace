"""What is told of an event, and when the next reminder of it is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.notices.actions import Message, tell

from ..models import Event, Registration

REMIND_BEFORE = (timedelta(days=1), timedelta(hours=1))


def next_reminder(begins_at: datetime, after: datetime) -> datetime | None:
    """The first reminder that is due after a moment: a day before, an hour before; None when there is none left."""
    return next((at for at in (begins_at - before for before in REMIND_BEFORE) if at > after), None)


def tell_each(event: Event, rows: Iterable[Registration], template: str, key: str, reason: str = "") -> None:
    """Everybody of these once: `key` says which change of the event or registration it is."""
    params = {"title": event.title, "organisation": event.where, "due": event.begins_at.isoformat(), "reason": reason}
    tell(
        [
            Message(
                key=f"event:{row.pk}:{key}", district=event.district_id, template=template,
                params={**params, "code": row.code}, link=f"/e/{row.code}", about=event.pk, account=row.account_id,
            )
            for row in rows
            if row.account_id is not None
        ]
    )  # fmt: skip

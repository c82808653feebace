"""What somebody is told of an activity, in the words that events have."""

from __future__ import annotations

from collections.abc import Iterable

from linli.notices.actions import Message, tell

from ..models import SignUp

SEATED, WAITING, MOVED_UP, CANCELLED, REMINDER = (
    "event_seated", "event_waiting", "event_moved_up", "event_cancelled", "event_reminder",
)  # fmt: skip


def tell_signed_up(rows: Iterable[SignUp], template: str, key: str, reason: str = "") -> None:
    """Everybody of these once; `key` says which change it is."""
    told = [row for row in rows if row.account_id is not None]
    if not told:
        return
    tell(
        [
            Message(
                key=f"volunteer:{row.pk}:{key}", district=row.district_id, template=template,
                params={
                    "title": row.activity.title, "organisation": row.activity.place, "code": row.code,
                    "due": row.activity.begins_at.isoformat(), "reason": reason,
                },
                link=f"/my/volunteers/{row.code}", about=row.activity_id, account=row.account_id,
            )
            for row in told
        ]
    )  # fmt: skip

"""What is told of an enrolment or a booking."""

from __future__ import annotations

from collections.abc import Iterable

from linli.notices.actions import Message, tell

from ..models import Booking, CourseClass, Enrolment


def tell_enrolled(
    held: CourseClass, rows: Iterable[Enrolment], template: str, key: str, due: str = "", reason: str = ""
) -> None:
    """Everybody of these once: `key` says which change it is; `due` the moment it is about, else that of the first session."""
    rows = [row for row in rows if row.account_id is not None]
    if not rows:
        return
    first = None if due else held.sessions.filter(dropped="").order_by("day").first()
    if first is not None:
        first.course_class = held
        due = first.begins_at.isoformat()
    params = {
        "title": held.title,
        "organisation": held.place,
        "due": due,
        "reason": reason,
    }
    tell(
        [
            Message(
                key=f"course:{row.pk}:{key}", district=held.district_id, template=template,
                params={**params, "code": row.code}, link=f"/my/courses/{row.code}", about=held.pk, account=row.account_id,
            )
            for row in rows
        ]
    )  # fmt: skip


def tell_booked(row: Booking, template: str, key: str, reason: str = "") -> None:
    if row.account_id is None:
        return
    params = {
        "title": row.therapist.treats or row.therapist.name, "organisation": row.room.name,
        "due": row.begins_at.isoformat(), "code": row.code, "reason": reason,
    }  # fmt: skip
    message = Message(
        key=f"therapy:{row.pk}:{key}", district=row.district_id, template=template, params=params,
        link=f"/my/courses/{row.code}", about=row.pk, account=row.account_id,
    )  # fmt: skip
    tell([message])

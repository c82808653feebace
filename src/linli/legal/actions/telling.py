"""What is told of a time with a lawyer: when and where. Never what it is about."""

from __future__ import annotations

from linli.notices.actions import Message, tell

from ..models import Consultation


def tell_owner(row: Consultation, template: str, key: str) -> None:
    if row.account_id is None:
        return
    params = {
        "title": row.lawyer.name, "organisation": row.place.name, "due": row.begins_at.isoformat(), "code": row.code,
    }  # fmt: skip
    message = Message(
        key=f"legal:{row.pk}:{key}", district=row.district_id, template=template, params=params, link=f"/my/legal/{row.code}",
        about=row.pk, account=row.account_id,
    )  # fmt: skip
    tell([message])

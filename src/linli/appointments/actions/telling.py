"""What is told and recorded of an appointment, and when the next reminder of it is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from linli.audit import actions as audit
from linli.catalogue.guides import version_of
from linli.clock import LOCAL
from linli.notices.actions import Message, tell
from linli.notices.proof import TO_BE_PROVED
from linli.people.actors import Actor

from ..models import Appointment

# On the day before at this hour, and so long before it begins.
DAY_BEFORE_AT = time(16)
SHORTLY = timedelta(hours=1)


def next_reminder(starts_at: datetime, after: datetime) -> datetime | None:
    """The first reminder that is due after a moment; None when there is none left."""
    here = starts_at.astimezone(LOCAL)
    day_before = datetime.combine(here.date() - timedelta(days=1), DAY_BEFORE_AT, LOCAL)
    return next((at for at in (day_before, starts_at - SHORTLY) if at > after), None)


def tell_person(row: Appointment, template: str, key: str) -> None:
    """To the account, or to the number it was booked with; of a walk-in nobody is told anything."""
    if row.account_id is None and (row.contact is None or not row.contact.phone_index):
        return
    to_contact = row.account_id is None
    tell(
        [
            Message(
                key=f"appointment:{row.pk}:{key}",
                district=row.district_id,
                template=template,
                params={
                    "title": version_of(row.service_id).name if row.service_id else row.hall.name,
                    "code": row.code, "organisation": row.hall.name, "due": row.starts_at.isoformat(),
                },
                link=f"/t/{row.code}" + (TO_BE_PROVED if to_contact else ""),
                about=row.pk,
                account=row.account_id,
                contact=row.contact_id if to_contact else None,
            )
        ]
    )  # fmt: skip


def record(actor: Actor, what: str, row: Appointment, **more: Any) -> None:
    """One audit entry a change: `appointment_made` about its number; who came is found by that, never written here."""
    told = {"hall": row.hall.code, "service": row.service_code, "at": row.starts_at.isoformat(), **more}
    audit.record(actor, f"appointment_{what}", district=row.district_id, subject=row.code, data=told)


def close(row: Appointment, at: datetime) -> None:
    """It is over: it counts against nobody any more, and nobody is reminded of it."""
    row.person, row.turn, row.remind_at, row.ended_at = "", None, None, at

"""What the clock does: remind of a session, have agreements followed up. Run by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.clock import now, today

from ..models import Matter, Session, State
from .files import present
from .telling import tell_parties, tell_team

BATCH = 200
REMIND_BEFORE = timedelta(days=1)


def remind(limit: int = BATCH) -> int:
    """Tell the parties of the next day's sessions; returns how many sessions those were."""
    at = now()
    due = Session.objects.filter(
        state=Session.Kind.PLANNED, reminded_at=None, begins_at__gt=at, begins_at__lte=at + REMIND_BEFORE
    )
    keys = due.order_by("begins_at").values_list("pk", flat=True)[:limit]
    return sum(_remind(key) for key in list(keys))


@transaction.atomic
def _remind(key: UUID) -> bool:
    rows = Session.objects.select_for_update(of=("self",)).select_related("matter__team")
    row = rows.filter(pk=key, state=Session.Kind.PLANNED, reminded_at=None).first()
    if row is None:
        return False
    row.reminded_at = now()
    row.save(update_fields=["reminded_at"])
    matter = row.matter
    due = row.begins_at.isoformat()
    tell_parties(matter, present(matter), "mediation_reminder", f"reminder-{row.pk}", due, row.place)
    return True


def make_due(limit: int = BATCH) -> int:
    """Thirty days after everybody signed the team is told to ask whether it is kept; returns how many matters."""
    due = Matter.objects.filter(state=State.AGREED, follow_up_on__lte=today(), follow_up_told_at=None)
    keys = due.order_by("follow_up_on").values_list("pk", flat=True)[:limit]
    return sum(_make_due(key) for key in list(keys))


@transaction.atomic
def _make_due(key: UUID) -> bool:
    rows = Matter.objects.select_for_update(of=("self",)).select_related("team")
    matter = rows.filter(pk=key, state=State.AGREED, follow_up_told_at=None).first()
    if matter is None:
        return False
    matter.follow_up_told_at = now()
    matter.save(update_fields=["follow_up_told_at"])
    tell_team(matter, "mediation_follow_up", f"follow-up-{matter.follow_up_on}")
    return True

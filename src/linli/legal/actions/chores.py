"""What the clock does: remind of a time, note who did not come, let go of what is long past. Run by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.clock import now

from ..models import Aid, Consultation, Note, State, Ten
from .telling import tell_owner

BATCH = 200
REMIND_BEFORE = timedelta(days=1)
# The lawyer has so long to say who came before the clock says that they did not.
GRACE = timedelta(hours=12)
# What somebody asked a lawyer is kept for them for three years; the number of visits stays.
KEPT = timedelta(days=3 * 365)


def remind(limit: int = BATCH) -> int:
    """Tell whoever is booked for the next day; returns how many rows were looked after."""
    at = now()
    due = Consultation.objects.filter(
        state=State.BOOKED, reminded_at=None, begins_at__gt=at, begins_at__lte=at + REMIND_BEFORE
    )
    keys = due.order_by("begins_at").values_list("pk", flat=True)[:limit]
    return sum(_remind(key) for key in list(keys))


@transaction.atomic
def _remind(key: UUID) -> bool:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("lawyer", "place")
    row = rows.filter(pk=key, state=State.BOOKED, reminded_at=None).first()
    if row is None:
        return False
    row.reminded_at = now()
    row.save(update_fields=["reminded_at"])
    # Who booked for the same day knows it still.
    if row.begins_at - row.created_at > REMIND_BEFORE:
        tell_owner(row, "legal_reminder", f"reminder-{row.moved}")
    return True


def close_past(limit: int = BATCH) -> int:
    """Whoever nobody saw did not come; returns how many."""
    over = Consultation.objects.filter(state=State.BOOKED, ends_at__lte=now() - GRACE)
    keys = list(over.order_by("begins_at").values_list("pk", flat=True)[:limit])
    return Consultation.objects.filter(pk__in=keys, state=State.BOOKED).update(state=State.MISSED, ended_at=now())


@transaction.atomic
def let_go(limit: int = BATCH) -> int:
    """Of what is long past nothing says any more whose it was, or about what; returns how many."""
    old = Consultation.objects.filter(begins_at__lt=now() - KEPT).exclude(name_cipher=b"")
    return forgotten(list(old.values_list("pk", flat=True)[:limit]))


def forgotten(keys: list[UUID]) -> int:
    """Wipe what is personal of these; the visit stays counted."""
    Note.objects.filter(consultation__in=keys).delete()
    Aid.objects.filter(consultation__in=keys).delete()
    Ten.objects.filter(consultation__in=keys).update(account=None)
    return Consultation.objects.filter(pk__in=keys).update(account=None, name_cipher=b"", question_cipher=b"")

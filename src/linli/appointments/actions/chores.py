"""What the clock does to appointments: remind of them, and close what nobody came to. Run by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q

from linli.clock import now, today
from linli.people.actors import Actor

from ..models import OPEN_STATES, Appointment, State
from ..queries.queue import GRACE
from .telling import close, next_reminder, record, tell_person

logger = logging.getLogger(__name__)

BATCH = 100


def remind(limit: int = BATCH) -> int:
    """Tell whoever is due; returns how many were told.

    The notice and the next due time are written in one transaction, and the notice's key is the reminder's own: a worker
    killed in the middle has done nothing, and two of them tell once.
    """
    due = Appointment.objects.filter(remind_at__lte=now()).order_by("remind_at")
    return sum(_guarded(pk, _remind) for pk in due.values_list("pk", flat=True)[:limit])


def _remind(pk: UUID) -> bool:
    at = now()
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("hall", "contact")
    row = rows.filter(pk=pk, remind_at__lte=at).first()
    if row is None:
        # Another worker told it, or it was moved or cancelled, since it was looked for.
        return False
    due, row.remind_at = row.remind_at, next_reminder(row.starts_at, at)
    still_to_come = row.state == State.BOOKED and row.starts_at > at and row.hall.active
    if still_to_come and due is not None:
        tell_person(row, "appointment_reminder", f"reminder:{due.isoformat()}")
    row.save(update_fields=["remind_at"])
    return still_to_come


def close_past(limit: int = BATCH) -> int:
    """Whoever had not come by the end of the day did not come; whoever was still in the queue was served or left."""
    past = Appointment.objects.filter(day__lt=today(), state__in=OPEN_STATES).order_by("day")
    return sum(_guarded(pk, _close) for pk in past.values_list("pk", flat=True)[:limit])


def close_past_of(district: str, person: str) -> None:
    """The same for one person, in the transaction of a booking: what is over takes no turn from them."""
    theirs = Appointment.objects.filter(_is_over(), district=district, person=person)
    for pk in theirs.values_list("pk", flat=True):
        _close(pk)


def _is_over() -> Q:
    """Of a past day, or of today and missed: who comes later than the grace allows may still be checked in."""
    return Q(day__lt=today()) | Q(state=State.BOOKED, starts_at__lt=now() - GRACE)


def _close(pk: UUID) -> bool:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("hall", "contact")
    row = rows.filter(_is_over(), pk=pk, state__in=OPEN_STATES).first()
    if row is None:
        return False
    served = row.state in (State.CALLED, State.SERVING)
    row.state, row.version = State.DONE if served else State.MISSED, row.version + 1
    close(row, now())
    row.save()
    record(Actor.system(), "done" if served else "missed", row)
    return True


def _guarded(pk: UUID, act: Callable[[UUID], bool]) -> bool:
    """One appointment, one transaction: one that something is wrong with stops no other."""

    try:
        with transaction.atomic():
            return act(pk)
    except OperationalError:
        raise
    except Exception:  # the others' reminders do not wait for this one's repair
        logger.exception("%s of appointment %s failed", act.__name__.strip("_"), pk)
        return False

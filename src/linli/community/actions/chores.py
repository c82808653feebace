"""What the clock does to events: remind of them, close what is over, let go of who came. Run by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Sum

from linli.clock import now

from ..models import Event, EventState, Registration, RegistrationState
from .registering import locked
from .telling import next_reminder, tell_each

logger = logging.getLogger(__name__)

BATCH = 200
# Who came to what is nobody's business for longer.
KEPT = timedelta(days=60)


def remind(limit: int = BATCH) -> int:
    """Tell whoever is due; returns how many were told.

    The notice and the next due time are written in one transaction, and the notice's key is the reminder's own: a worker
    killed in the middle has done nothing, and two of them tell once.
    """
    due = Registration.objects.filter(remind_at__lte=now()).order_by("remind_at")
    return sum(guarded(pk, _remind) for pk in due.values_list("pk", flat=True)[:limit])


def _remind(pk: UUID) -> bool:
    at = now()
    rows = Registration.objects.select_for_update(of=("self",)).select_related("event__venue")
    row = rows.filter(pk=pk, remind_at__lte=at).first()
    if row is None:
        # Another worker told it, or it was cancelled, since it was looked for.
        return False
    due, event = row.remind_at, row.event
    row.remind_at = next_reminder(event.begins_at, at)
    still_to_come = (
        row.state == RegistrationState.SEATED and event.state == EventState.PUBLISHED and event.begins_at > at
    )
    if still_to_come and due is not None:
        tell_each(event, [row], "event_reminder", f"reminder:{due.isoformat()}")
    row.save(update_fields=["remind_at"])
    return still_to_come


def close_over(limit: int = BATCH) -> int:
    """What has ended was held: who had a seat and was not checked in did not come, who waited waits no longer."""
    over = Event.objects.filter(state=EventState.PUBLISHED, ends_at__lte=now()).order_by("ends_at")
    return sum(guarded(pk, _close) for pk in over.values_list("pk", flat=True)[:limit])


def _close(pk: UUID) -> bool:
    event = locked(pk)
    at = now()
    if event.state != EventState.PUBLISHED or event.ends_at > at:
        return False
    came = event.registrations.filter(state=RegistrationState.CAME)
    counted: int | None = came.aggregate(people=Sum("size"))["people"]
    seated = event.registrations.filter(state=RegistrationState.SEATED)
    waiting = event.registrations.filter(state=RegistrationState.WAITING)
    waiting.update(state=RegistrationState.PASSED)
    if counted:
        seated.update(state=RegistrationState.MISSED)
    # Where nobody was checked in, nobody is said to have stayed away; the organisation notes how many came.
    event.registrations.filter(ended_at=None).update(ended_at=at, remind_at=None)
    event.state, event.attended, event.changed_at = EventState.HELD, counted, at
    event.save(update_fields=["state", "attended", "changed_at"])
    return True


def let_go(limit: int = 1_000) -> int:
    """Forget who registered for what is long over; the numbers stay. Returns how many."""
    old = Registration.objects.filter(account__isnull=False, ended_at__lte=now() - KEPT)
    keys = list(old.order_by("ended_at").values_list("pk", flat=True)[:limit])
    return Registration.objects.filter(pk__in=keys).update(account=None)


def guarded(pk: UUID, act: Callable[[UUID], bool]) -> bool:
    """One row, one transaction: one that something is wrong with stops no other."""
    try:
        with transaction.atomic():
            return act(pk)
    except OperationalError:
        raise
    except Exception:  # the others do not wait for this one's repair
        logger.exception("%s of %s failed", act.__name__.strip("_"), pk)
        return False

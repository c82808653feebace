"""What the clock does: remind of an activity, note who did not come, let the waiting list go. Run by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.clock import now

from ..models import Activity, ActivityState, SignUp, SignUpState
from ..models.activities import LEAVES
from .signing import locked
from .telling import REMINDER, tell_signed_up

BATCH = 100
REMIND_BEFORE = timedelta(days=1)
# The leader has so long to confirm hours before the clock says that somebody did not come; it can still be confirmed then.
GRACE = timedelta(days=7)


def remind(limit: int = BATCH) -> int:
    """Tell everybody in an activity of the next day, once (the notice's key sees to it); returns how many activities."""
    at = now()
    soon = Activity.objects.filter(state=ActivityState.PLANNED, begins_at__gt=at, begins_at__lte=at + REMIND_BEFORE)
    done = 0
    for activity in soon.order_by("begins_at")[:limit]:
        rows = list(activity.sign_ups.filter(state=SignUpState.SEATED, created_at__lt=at - timedelta(hours=1)))
        for row in rows:
            row.activity = activity
        with transaction.atomic():
            tell_signed_up(rows, REMINDER, "reminder")
        done += bool(rows)
    return done


def close_past(limit: int = BATCH) -> int:
    """Who waited gets no seat any more; whoever nobody confirmed within a week did not come; returns how many."""
    waiting = SignUp.objects.filter(state=SignUpState.WAITING, activity__begins_at__lte=now())
    keys = list(waiting.values_list("pk", flat=True)[:limit])
    done = SignUp.objects.filter(pk__in=keys, state=SignUpState.WAITING).update(state=SignUpState.PASSED)
    over = Activity.objects.filter(
        ends_at__lte=now() - GRACE - LEAVES, sign_ups__state__in=(SignUpState.SEATED, SignUpState.CAME)
    )
    for key in over.values_list("pk", flat=True).distinct()[:limit]:
        done += _missed(key)
    return done


@transaction.atomic
def _missed(key: UUID) -> int:
    activity = locked(key)
    return activity.sign_ups.filter(state__in=(SignUpState.SEATED, SignUpState.CAME)).update(state=SignUpState.MISSED)

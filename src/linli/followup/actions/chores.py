"""What the clock does to follow-up: urgent values become referrals, residents are reminded, institutions told. Run by the worker."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import F, Q

from linli.clock import LOCAL, now, today
from linli.health.models import Alert, AlertState
from linli.notices.actions import Message, tell
from linli.people.queries import organisations

from ..models import Enrolment
from .referring import ALERTS, follow_alert

logger = logging.getLogger(__name__)

BATCH = 200
# Nobody is told before this hour, or once the day is over.
FROM_HOUR, UNTIL_HOUR = 9, 20
REMIND_BEFORE = timedelta(days=3)
# What has been overdue for longer is the physician's to look after: a reminder would only puzzle.
REMIND_UNTIL = timedelta(days=14)


def follow_alerts(limit: int = BATCH) -> int:
    """Urgent values of health points become referrals to be arranged; returns how many."""
    fresh = Alert.objects.filter(referral=None, patient__erased_at=None, **ALERTS).exclude(state=AlertState.CLOSED)
    return sum(_guarded(pk, follow_alert) for pk in fresh.order_by("raised_at").values_list("pk", flat=True)[:limit])


def remind(limit: int = BATCH) -> int:
    """Tell residents who sign in that a visit is due, once for each due day; returns how many were told."""
    if not FROM_HOUR <= now().astimezone(LOCAL).hour < UNTIL_HOUR:
        return 0
    due = Enrolment.objects.filter(
        ended_on=None, next_due__gte=today() - REMIND_UNTIL, next_due__lte=today() + REMIND_BEFORE,
        patient__account__isnull=False, patient__erased_at=None,
    ).exclude(reminded_for=F("next_due"))  # fmt: skip
    return sum(_guarded(pk, _remind) for pk in due.order_by("next_due").values_list("pk", flat=True)[:limit])


def _remind(pk: UUID) -> bool:
    """One notice however many conditions are due on that day: it names none of them."""
    row = Enrolment.objects.select_for_update(of=("self",)).select_related("patient", "organisation").get(pk=pk)
    if row.next_due is None or row.reminded_for == row.next_due or row.patient.account_id is None:
        return False
    due = datetime.combine(row.next_due, time(17), LOCAL)
    tell(
        [
            Message(
                key=f"followup:{row.patient_id}:{row.next_due}", district=row.district_id, template="followup_due",
                params={"organisation": row.organisation.name, "due": due.isoformat()}, link="/my/followup",
                account=row.patient.account_id,
            )
        ]
    )  # fmt: skip
    row.reminded_for = row.next_due
    row.save(update_fields=["reminded_for"])
    return True


@transaction.atomic
def tell_overdue() -> int:
    """Tell each institution once a day of visits that became overdue: how many, and nobody's name. Returns how many visits."""
    if not FROM_HOUR <= now().astimezone(LOCAL).hour < UNTIL_HOUR:
        return 0
    late = Enrolment.objects.filter(ended_on=None, next_due__lt=today(), patient__erased_at=None)
    fresh = late.filter(Q(overdue_told_for=None) | ~Q(overdue_told_for=F("next_due")))
    keys = list(fresh.select_for_update(of=("self",)).values_list("pk", "district_id", "organisation_id"))
    counts = Counter((district, unit) for _pk, district, unit in keys)
    tell(
        [
            Message(
                key=f"followup-overdue:{unit}:{today()}", district=district, template="followup_overdue",
                params={"organisation": organisations(district)[unit].name, "reason": str(number)},
                link="/desk/followup?show=overdue", organisation=unit,
            )
            for (district, unit), number in counts.items()
        ]
    )  # fmt: skip
    Enrolment.objects.filter(pk__in=[pk for pk, _district, _unit in keys]).update(overdue_told_for=F("next_due"))
    return len(keys)


def _guarded(pk: UUID, act: Callable[[UUID], bool]) -> bool:
    """One row, one transaction: one that something is wrong with stops no other."""
    try:
        with transaction.atomic():
            return act(pk)
    except OperationalError:
        raise
    except Exception:  # the others do not wait for this one's repair
        logger.exception("%s of %s failed", act.__name__.strip("_"), pk)
        return False

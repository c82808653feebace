"""What an enrolment knows of its visits and referrals: worked out anew whenever one of them changes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from ..errors import NoSuchEnrolment
from ..models import OPEN_REFERRALS, Control, DueReason, Enrolment, Referral, Visit, VisitKind
from ..norm import Norm
from ..queries.norms import norm_of

FOLDED = ("last_on", "last_control", "last_kind", "next_due", "next_reason")


def locked(key: UUID) -> Enrolment:
    """The enrolment, nobody else changing it until the transaction ends. Raises NoSuchEnrolment."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("patient", "organisation")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NoSuchEnrolment
    return row


def refold(enrolment: Enrolment) -> None:
    """Save what follows from the newest visit that counts and from urgent values since; two statements and the update."""
    norm = norm_of(enrolment.district_id)
    last = Visit.objects.filter(enrolment=enrolment, replaced_at=None).order_by("-on", "-id").first()
    if last is None:
        enrolment.last_on, enrolment.last_control, enrolment.last_kind = None, "", ""
        enrolment.next_due = enrolment.since + timedelta(days=norm.soon_days)
        enrolment.next_reason = DueReason.FIRST
    else:
        enrolment.last_on, enrolment.last_control, enrolment.last_kind = last.on, last.control, last.kind
        enrolment.next_due, enrolment.next_reason = last.next_due, DueReason(last.next_reason)
    _hurry(enrolment)
    if enrolment.ended_on is not None:
        enrolment.next_due = None
    enrolment.save(update_fields=FOLDED)


def _hurry(enrolment: Enrolment) -> None:
    """An urgent value at a health point since the last visit: the next one is due within two weeks of it."""
    rows = Referral.objects.filter(enrolment=enrolment, visit=None, state__in=OPEN_REFERRALS)
    if enrolment.last_on is not None:
        rows = rows.filter(made_at__date__gte=enrolment.last_on)
    soonest = rows.order_by("due_on").first()
    if soonest is not None and (enrolment.next_due is None or soonest.due_on < enrolment.next_due):
        enrolment.next_due, enrolment.next_reason = soonest.due_on, DueReason.URGENT


def before(enrolment: Enrolment, visit: Visit, norm: Norm) -> tuple[int, bool]:
    """How many visits in a row just before this one did not reach the aim, and whether the last had side effects."""
    rows = Visit.objects.filter(enrolment=enrolment, replaced_at=None, on__lt=visit.on).exclude(kind=VisitKind.LOST)
    earlier = list(rows.order_by("-on", "-id")[: max(norm.refer_after, 1)])
    misses = 0
    for one in earlier:
        if one.control != Control.NO:
            break
        misses += 1
    return misses, bool(earlier) and "adverse" in earlier[0].reasons

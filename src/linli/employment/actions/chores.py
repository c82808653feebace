"""What the clock does: close posts that ran out, end placements that are over, remind of hours, let go of names."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from linli.clock import now, today

from ..models import Applicant, ApplicantState, Company, Placement, PlacementState, Post, PostState, WorkDay
from ..models import WorkDayState as Day
from .deciding import finish
from .posts import locked
from .telling import remind_of_hours

BATCH = 200
# So long the company may leave hours unconfirmed before it is reminded.
PATIENCE = timedelta(days=3)
# Who was declined or took it back may ask why for so long; then nothing says who it was.
KEPT = timedelta(days=90)


def close_over(limit: int = BATCH) -> int:
    """Nobody asks any more for what ran out; who asked in time still gets an answer. And places of who left are free again."""
    ran_out = Post.objects.filter(state=PostState.OPEN, open_until__lt=today())
    done = 0
    for key in ran_out.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            row = locked(key)
            if row.state == PostState.OPEN and row.open_until < today():
                row.state = PostState.CLOSED
                row.save(update_fields=["state"])
                done += 1
    over = Placement.objects.filter(state=PlacementState.ACTIVE, ends__lt=today())
    for key, post in over.order_by("post", "pk").values_list("pk", "post")[:limit]:
        with transaction.atomic():
            locked(post)
            held = Placement.objects.filter(pk=key, state=PlacementState.ACTIVE, ends__lt=today()).first()
            if held is not None:
                finish(held)
                done += 1
    return done


@transaction.atomic
def remind() -> int:
    """Tell each company once a day how many days wait to be confirmed for longer than three; returns how many companies."""
    waiting = WorkDay.objects.filter(state=Day.ENTERED, entered_at__lte=now() - PATIENCE)
    numbers = dict(waiting.values_list("placement__company").annotate(n=Count("pk")))
    companies = Company.objects.filter(pk__in=numbers, active=True).select_related("organisation")
    for company in companies:
        remind_of_hours(company, numbers[company.pk], today().isoformat())
    return len(companies)


def let_go(limit: int = BATCH) -> int:
    """Of who was declined, or took it back, nothing says any more who it was; of who left, only what was booked does."""
    kept = Applicant.objects.exclude(name_cipher=b"")
    refused = kept.filter(ended_at__lte=now() - KEPT, state__in=(ApplicantState.DECLINED, ApplicantState.WITHDRAWN))
    keys = list(refused.values_list("pk", flat=True)[:limit])
    done = Applicant.objects.filter(pk__in=keys).update(account=None, name_cipher=b"", contact_cipher=b"")
    left = kept.filter(placement__state=PlacementState.ENDED, placement__ends__lte=today() - KEPT)
    keys = list(left.values_list("pk", flat=True)[:limit])
    return done + Applicant.objects.filter(pk__in=keys).update(name_cipher=b"", contact_cipher=b"")

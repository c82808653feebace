"""Do posts and wages agree with one another and with the book?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from ..models import Payslip, PlacementState, Post, SlipState


def faults() -> Iterator[str]:
    """One sentence for each thing that is not as it should be; for `linli verify`."""
    held = Count("placements", filter=Q(placements__state=PlacementState.ACTIVE))
    for post in Post.objects.annotate(held=held).exclude(held=F("taken")):
        yield _("Post %(code)s: %(taken)d places count as taken, %(held)d are") % {
            "code": post.code, "taken": post.taken, "held": post.held,
        }  # fmt: skip
    for name in ("owed", "paid"):
        booked = Payslip.objects.exclude(state=SlipState.DRAFT).annotate(sum=Sum(f"{name}__postings__amount"))
        for slip in booked.filter(amount__gt=0).exclude(sum=F("amount")):
            yield _("Slip %(code)s: %(amount)s yuan, but %(sum)s in the book") % {
                "code": slip.code, "amount": slip.amount, "sum": slip.sum,
            }  # fmt: skip
    reversed_ones = Payslip.objects.filter(state=SlipState.REVERSED, owed__isnull=False)
    for replaced in reversed_ones.filter(Q(owed__reversed_by=None) | Q(paid__reversed_by=None)):
        yield _("Slip %(code)s is replaced, but what was booked for it is not reversed") % {"code": replaced.code}

"""Drafts that are over, forgotten with the list of what was handed in to them; the documents themselves stay."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ..models import Draft, HandedIn


def forget(drafts: QuerySet[Draft]) -> int:
    """Within a transaction: their rows are locked first, so that nobody hands in to one that is going. Returns how many."""
    keys = list(drafts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    HandedIn.objects.filter(draft__in=keys).delete()
    Draft.objects.filter(pk__in=keys).delete()
    return len(keys)


def forget_correction(case: UUID) -> None:
    """Whatever corrects an application now, or ends it, leaves none behind that was begun before."""
    forget(Draft.objects.filter(case=case))

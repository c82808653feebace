"""What is due by itself: publishing and taking offline what was set for a time."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page, Revision

from linli import clock

from ..models import Policy


def publish_due() -> int:
    """Publish what was agreed to for now or before, and take offline what was to end; returns how much that was."""
    at = clock.now()
    due = Revision.objects.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk")
    done = 0
    for revision in due:
        _publish(revision)
        done += 1
    for model in (Page, Policy):
        for thing in model.objects.filter(live=True, expire_at__lte=at).order_by("expire_at"):
            with transaction.atomic():
                (thing.specific if isinstance(thing, Page) else thing).unpublish(set_expired=True)
            done += 1
    return done


def _publish(revision: Revision) -> None:
    """Its time has come by our clock, which is what counts here: nothing is left to wait for."""
    with transaction.atomic():
        thing = revision.as_object()
        thing.go_live_at = None
        revision.content["go_live_at"] = None
        revision.save(update_fields=["content"])
        revision.publish()

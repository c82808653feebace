"""What the worker does each night."""

from __future__ import annotations

from linli.clock import today
from linli.people.actors import Actor

from ..models import Collection
from .settling import close_days


def close_past_days() -> int:
    """Put yesterday's milk, and what came late, into the ledger; returns how many days of points."""
    waiting = Collection.objects.filter(closed_at=None, day__lt=today()).values_list("district", flat=True).distinct()
    return sum(close_days(Actor.system(), district, today()) for district in waiting)

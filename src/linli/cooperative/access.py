"""Who may do what: staff of the co-operative all of it, collectors what their own point takes in."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotYours
from .models import Cooperative, Point


def cooperative_of(actor: Actor) -> Cooperative | None:
    """The co-operative of the district somebody works in."""
    if not actor.is_staff or not actor.has(Role.DEPARTMENT_HANDLER) or not actor.reach.district:
        return None
    return Cooperative.objects.filter(district=actor.reach.district).first()


def manages(actor: Actor) -> bool:
    """Whether they work for the co-operative itself."""
    found = cooperative_of(actor)
    return found is not None and found.organisation_id in actor.reach.organisations


def points_of(actor: Actor) -> QuerySet[Point]:
    """The points where somebody may weigh milk: all for who manages, else those of their own organisation."""
    found = cooperative_of(actor)
    if found is None:
        return Point.objects.none()
    here = Point.objects.filter(district=actor.reach.district, active=True).order_by("code")
    if found.organisation_id in actor.reach.organisations:
        return here
    return here.filter(organisation__in=actor.reach.organisations)


def check_manages(actor: Actor) -> Cooperative:
    """The co-operative. Raises NotYours."""
    found = cooperative_of(actor)
    if found is None or found.organisation_id not in actor.reach.organisations:
        raise NotYours
    return found

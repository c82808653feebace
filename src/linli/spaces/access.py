"""Who runs which rooms: the organisation's own people, the street over its communities, the centre over all."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotYours
from .models import Room

RUNNERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER, Role.DISPATCHER)


def run_by(actor: Actor) -> QuerySet[Room]:
    """The rooms in use that are this person's to run."""
    rows = Room.objects.filter(district=actor.reach.district, active=True)
    if not actor.is_staff or not actor.has(*RUNNERS):
        return rows.none()
    if actor.has(Role.DISPATCHER):
        return rows
    mine = Q(organisation__in=actor.reach.organisations)
    for street in actor.reach.streets if actor.has(Role.STREET_OFFICER) else ():
        mine |= Q(venue__area__code__startswith=street)
    return rows.filter(mine)


def check_may_run(actor: Actor, room: Room) -> None:
    """Raises NotYours."""
    if not run_by(actor).filter(pk=room.pk).exists():
        raise NotYours

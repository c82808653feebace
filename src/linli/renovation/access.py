"""Who may do what: the community and the street of an estate, and the department that leads the renovation."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.roles import Role
from linli.places.revision import per_revision

from .errors import NotThere, NotYours
from .models import Estate, Programme, Vote

ROLES = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER)


@per_revision
def department_of(district: str) -> str:
    """The code of the department that leads; nothing where the district renovates nothing."""
    return Programme.objects.filter(district=district).values_list("department", flat=True).first() or ""


def leads(actor: Actor) -> bool:
    """Whether they work at the department that leads: every estate is theirs."""
    if not actor.is_staff or not actor.reach.district or not actor.has(Role.DEPARTMENT_HANDLER):
        return False
    return department_of(actor.reach.district) in actor.reach.organisations


def at_renovation(actor: Actor) -> bool:
    """Whether this desk is theirs, in a district that renovates."""
    if not actor.is_staff or not actor.reach.district or not department_of(actor.reach.district):
        return False
    return leads(actor) or actor.has(Role.COMMUNITY_WORKER, Role.STREET_OFFICER)


def own(actor: Actor) -> QuerySet[Estate]:
    """The estates that this person works for."""
    rows = Estate.objects.filter(district=actor.reach.district, active=True)
    if not at_renovation(actor):
        return rows.none()
    if leads(actor):
        return rows
    within = Q(organisation__in=actor.reach.organisations)
    if actor.has(Role.COMMUNITY_WORKER):
        within |= Q(area__in=actor.reach.communities)
    if actor.has(Role.STREET_OFFICER):
        for street in actor.reach.streets:
            within |= Q(area__code__startswith=street)
    return rows.filter(within)


def own_estate(actor: Actor, code: str) -> Estate:
    """Raises NotThere, also for those of others."""
    row = own(actor).select_related("place", "organisation").filter(code=code).first()
    if row is None:
        raise NotThere(_("this estate"))
    return row


def own_vote(actor: Actor, code: str) -> Vote:
    """Raises NotThere, also for those of others."""
    rows = Vote.objects.select_related("estate", "house", "rule", "result", "organisation", "keeper_one", "keeper_two")
    row = rows.filter(code=code, estate__in=own(actor).values("pk")).first()
    if row is None:
        raise NotThere(_("this vote"))
    return row


def may_accept(actor: Actor) -> bool:
    """Nobody accepts what they run themselves: the street, or the department."""
    return leads(actor) or actor.has(Role.STREET_OFFICER)


def check_may_accept(actor: Actor) -> None:
    """Raises NotYours."""
    if not may_accept(actor):
        raise NotYours(_("A work is accepted by the street or by the department that leads the renovation."))

"""Who may do what for a team: its leaders, its home organisation's people, and those who answer for its area."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotThere, NotYours
from .models import Member, MemberState, Team

STAFF = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER, Role.DISPATCHER)
# Who opens teams, and hands requests to them.
OVERSEERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DISPATCHER)


def overseen(actor: Actor) -> QuerySet[Team]:
    """The teams at home with a member of staff: of their organisations; streets and centre, of their area too."""
    rows = Team.objects.filter(district=actor.reach.district, active=True)
    if not actor.is_staff or not actor.has(*STAFF):
        return rows.none()
    if actor.has(Role.DISPATCHER):
        return rows
    mine = Q(organisation__in=actor.reach.organisations)
    if actor.has(Role.COMMUNITY_WORKER):
        mine |= Q(area__in=actor.reach.communities)
    for street in actor.reach.streets if actor.has(Role.STREET_OFFICER) else ():
        mine |= Q(area__code__startswith=street)
    return rows.filter(mine)


def led(actor: Actor) -> QuerySet[Team]:
    """The teams that somebody leads."""
    if actor.account is None:
        return Team.objects.none()
    leading = Member.objects.filter(account=actor.account, leads=True, state=MemberState.MEMBER)
    return Team.objects.filter(active=True, pk__in=leading.values("team"))


def speaks_for(actor: Actor) -> QuerySet[Team]:
    """The teams in whose name somebody may act."""
    keys = Q(pk__in=led(actor).values("pk")) | Q(pk__in=overseen(actor).values("pk"))
    return Team.objects.filter(keys)


def check_speaks_for(actor: Actor, team: Team) -> None:
    """Raises NotYours."""
    if not speaks_for(actor).filter(pk=team.pk).exists():
        raise NotYours


def team_of(actor: Actor, code: str) -> Team:
    """One that this person may act for. Raises NotThere."""
    row = speaks_for(actor).filter(code=code).select_related("area", "organisation").first()
    if row is None:
        raise NotThere(_("this team"))
    return row

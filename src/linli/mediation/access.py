"""Who sees a matter: the mediators of its team who did not step aside, and its parties. Nobody else, whatever their role."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotThere
from .models import Matter, Recusal, Team, TeamMember

# Who watches over a district reads how many matters there were, and nothing of one.
COUNTERS = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)


def is_mediator(actor: Actor) -> bool:
    return actor.is_staff and actor.account is not None and actor.has(Role.MEDIATOR)


def teams_of(actor: Actor) -> list[Team]:
    """The teams somebody is in themselves; who stands in for a mediator is in none by that."""
    if not is_mediator(actor):
        return []
    return list(
        Team.objects.filter(
            members__account=actor.account, district=actor.reach.district, active=True
        ).order_by("position")
    )  # fmt: skip


def may_bring(actor: Actor) -> bool:
    """Who takes a quarrel down at the desk: community workers for whoever stands there, and the team itself."""
    return actor.is_staff and (actor.has(Role.COMMUNITY_WORKER) or is_mediator(actor))


def may_count(actor: Actor) -> bool:
    return actor.is_staff and actor.has(*COUNTERS)


def check_mediator(actor: Actor) -> list[Team]:
    """Raises PermissionDenied for whoever is in no team."""
    teams = teams_of(actor)
    if not teams:
        raise PermissionDenied
    return teams


def check_may_work(actor: Actor, matter: Matter) -> None:
    """Raises NotThere, for a stranger shall not learn that there is such a matter."""
    ours = is_mediator(actor) and matter.district_id == actor.reach.district
    if (
        not ours
        or not TeamMember.objects.filter(team=matter.team_id, team__active=True, account=actor.account).exists()
    ):
        raise NotThere(matter.code)
    if Recusal.objects.filter(matter=matter, account=actor.account).exists():
        raise NotThere(matter.code)

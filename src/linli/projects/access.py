"""Who may do what with demands, resources and projects: who looks after the area, who answers for it, who lives there."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.roles import Role

from .errors import AsYourself, NotYours, SignInFirst
from .models import Claim, Demand, DemandSource, Project, Resource, Support

# Who looks after an area; and besides them who answers for what an organisation does.
KEEPERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DISPATCHER)
WORKERS = (*KEEPERS, Role.DEPARTMENT_HANDLER)


def at_projects(actor: Actor) -> bool:
    """Whether there is anything for them at this desk."""
    return actor.is_staff and bool(actor.reach.district) and actor.has(*WORKERS)


def may_keep(actor: Actor) -> bool:
    """Whether they look after any area."""
    return at_projects(actor) and actor.has(*KEEPERS)


def keeps(actor: Actor, area: str) -> bool:
    """Whether this area is theirs to look after."""
    if not may_keep(actor) or not area.startswith(actor.reach.district):
        return False
    if actor.has(Role.DISPATCHER):
        return True
    return bool(area[:9] in actor.reach.streets or area[:12] in actor.reach.communities)


def check_keeps(actor: Actor, area: str) -> None:
    """Raises NotYours."""
    if not keeps(actor, area):
        raise NotYours(_("This is done by the community, its street or the district centre."))


def works_for(actor: Actor, organisation: str | None) -> bool:
    return at_projects(actor) and bool(organisation) and organisation in actor.reach.organisations


def answers_for(actor: Actor, project: Project) -> bool:
    """Whether they work for the organisation that answers for it."""
    return works_for(actor, project.organisation_id)


def check_answers(actor: Actor, project: Project) -> None:
    """Raises NotYours."""
    if not answers_for(actor, project):
        told = {"organisation": project.organisation.name}
        raise NotYours(_("This is done by the organisation that answers for it: %(organisation)s.") % told)


def may_run(actor: Actor, project: Project) -> bool:
    """Whether they plan it: who answers for it, and who looks after the area."""
    return answers_for(actor, project) or keeps(actor, project.area_id)


def check_may_run(actor: Actor, project: Project) -> None:
    """Raises NotYours."""
    if not may_run(actor, project):
        raise NotYours(_("A project is led by the organisation that answers for it, or by its community."))


def keeps_resource(actor: Actor, resource: Resource) -> bool:
    """Whether they take it up: who looks after where it is, or where it may be used."""
    named = [area for area in (resource.area_id, *resource.areas) if area]
    return any(keeps(actor, area) for area in named) or (may_keep(actor) and actor.reach.district in named)


def gives(actor: Actor, resource: Resource) -> bool:
    """Whether it is theirs: of their organisation, or their own."""
    if works_for(actor, resource.organisation_id):
        return True
    return actor.kind == "resident" and actor.account is not None and resource.account_id == actor.account.pk


def resident(actor: Actor) -> Account:
    """Whoever speaks for themselves. Raises SignInFirst, AsYourself."""
    if actor.account is None:
        raise SignInFirst
    if actor.kind != "resident":
        raise AsYourself
    return actor.account


def is_neighbour(account: Account, project: Project) -> bool:
    """Whether a project concerns this person for all we know: they supported, reported or claimed something of it."""
    demands = list(Demand.objects.filter(project=project).values_list("pk", flat=True))
    return (
        Support.objects.filter(account=account, demand__in=demands).exists()
        or Claim.objects.filter(account=account, project=project).exists()
        or DemandSource.objects.filter(demand__in=demands, case__account=account).exists()
    )


def own_organisations(actor: Actor) -> list[people.OrgCard]:
    """For whom somebody may speak, in the order of codes."""
    cards = people.organisations(actor.reach.district)
    return [cards[code] for code in sorted(actor.reach.organisations) if code in cards and cards[code].active]


def areas_kept(actor: Actor) -> tuple[str, ...]:
    """Codes of the areas that somebody looks after; a dispatcher the whole district."""
    if not may_keep(actor):
        return ()
    if actor.has(Role.DISPATCHER):
        return (actor.reach.district,)
    return tuple(sorted({*actor.reach.streets, *actor.reach.communities}))


def within(areas: Iterable[str], area: str) -> bool:
    return any(area.startswith(one) for one in areas)

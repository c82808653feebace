"""The desk of volunteers: teams at home here, requests that wait, hours to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.queries import OrgCard, organisations
from linli.people.roles import Role
from linli.places.queries import names

from ..access import OVERSEERS, STAFF, overseen
from ..models import Activity, HelpRequest, HelpState, Member, MemberState, Team
from .leading import to_confirm
from .listing import TeamLine, lines

PAGE, MOST = 40, 60


def at_volunteers(actor: Actor) -> bool:
    """Whether the desk is theirs: who looks after an area, or whose organisation has a team."""
    if not actor.is_staff or not actor.has(*STAFF):
        return False
    return actor.has(*OVERSEERS) or overseen(actor).exists()


def requests_here(actor: Actor) -> QuerySet[HelpRequest]:
    """What was asked in the area one looks after."""
    rows = HelpRequest.objects.filter(district=actor.reach.district)
    if actor.has(Role.DISPATCHER):
        return rows
    if not actor.is_staff or not actor.has(*OVERSEERS):
        return rows.none()
    here = Q(pk__in=())
    for area in actor.reach.communities | actor.reach.streets:
        here |= Q(area__startswith=area)
    return rows.filter(here)


@dataclass(frozen=True)
class Waiting:
    requests: list[HelpRequest]
    taken: list[HelpRequest]
    members: list[Member]
    hours: list[tuple[Activity, int]]

    @property
    def count(self) -> int:
        return len(self.requests) + len(self.members) + len(self.hours)


def waiting(actor: Actor) -> Waiting:
    """Four statements."""
    rows = requests_here(actor).select_related("case", "skill", "team")
    asked = Member.objects.filter(team__in=overseen(actor), state=MemberState.ASKED).select_related("team")
    return Waiting(
        list(rows.filter(state=HelpState.OPEN).order_by("created_at")[:MOST]),
        list(rows.filter(state=HelpState.TAKEN).order_by("taken_at")[:MOST]),
        list(asked.order_by("asked_at")[:MOST]),
        to_confirm(overseen(actor)),
    )


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """The door on the desk: where, its name, how much waits; three statements."""
    if not at_volunteers(actor):
        return None
    asked = Member.objects.filter(team__in=overseen(actor), state=MemberState.ASKED).count()
    return "/desk/volunteers", _("Volunteers"), requests_here(actor).filter(state=HelpState.OPEN).count() + asked


def own_teams(actor: Actor, words: str = "", after: str = "") -> tuple[list[TeamLine], str]:
    """A page of the teams at home here, and where the next begins."""
    rows = overseen(actor)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
    last = rows.filter(code=after).values_list("position", "pk").first() if after else None
    if last is not None:
        rows = rows.filter(Q(position__gt=last[0]) | Q(position=last[0], pk__gt=last[1]))
    found = list(rows.prefetch_related("skills").order_by("position", "pk")[: PAGE + 1])
    return lines(found[:PAGE]), found[PAGE - 1].code if len(found) > PAGE else ""


def teams_for(rows: Sequence[HelpRequest]) -> list[tuple[HelpRequest, list[Team]]]:
    """To whom each can be handed: those with the skill, the nearest first; two statements for all."""
    skilled: dict[UUID, list[Team]] = defaultdict(list)
    teams = Team.objects.filter(active=True, skills__in={row.skill_id for row in rows}).distinct()
    for team in teams.prefetch_related("skills").order_by("position"):
        for skill in team.skills.all():
            skilled[skill.pk].append(team)
    return [(row, sorted(skilled[row.skill_id], key=partial(_steps, row.area))[:MOST]) for row in rows]


def _steps(area: str, team: Team) -> int:
    """How far a team is from an area: in the community, in the street, in the district."""
    return next(
        (step for step, size in enumerate((12, 9)) if len(team.area_id) >= size and team.area_id[:size] == area[:size]),
        2,
    )


def homes(actor: Actor) -> list[OrgCard]:
    """The organisations that a team can be at home with: one's own first; to overseers those of the district."""
    known = [one for one in organisations(actor.reach.district).values() if one.active]
    own = [one for one in known if one.code in actor.reach.organisations]
    here = tuple(actor.reach.communities | actor.reach.streets)
    others = [
        one
        for one in known
        if one not in own and (actor.has(Role.DISPATCHER) or (bool(here) and one.code.startswith(here)))
    ]
    return [*own, *others]


def areas(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Streets with their communities, those one looks after; to others all of the district."""
    known = names(actor.reach.district)
    here = tuple(actor.reach.communities | actor.reach.streets) if not actor.reach.whole_district else ()
    found: dict[str, list[tuple[str, str]]] = {}
    for code, one in known.items():
        if len(code) in (9, 12) and (not here or code.startswith(here)):
            found.setdefault(known[code[:9]].name, []).append((code, one.name))
    return list(found.items())

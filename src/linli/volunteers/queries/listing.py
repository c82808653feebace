"""What everyone reads of volunteers: the list of teams, a team, an activity, a certificate. No names, only numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now
from linli.people.queries import OrgCard, organisations
from linli.places.queries import label, names
from linli.places.revision import per_revision

from ..errors import NotThere
from ..models import (
    Activity,
    ActivityState,
    Certificate,
    HelpRequest,
    HelpState,
    HoursEntry,
    Member,
    MemberState,
    Skill,
    Team,
    TeamKind,
)

PAGE, NEXT, PAST = 24, 6, 6


@dataclass
class Figures:
    """What a team has done together."""

    members: int = 0
    minutes: int = 0
    answered: int = 0
    held: int = 0

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True)
class TeamLine:
    """A team in the list."""

    row: Team
    where: str
    skills: list[str]
    figures: Figures
    next: Activity | None = None


@dataclass(frozen=True)
class Listed:
    lines: list[TeamLine]
    count: int
    after: str = ""


@dataclass(frozen=True)
class Asked:
    """How the list is filtered: by kind, skill (code), area (code of a community or street), words of the name."""

    kind: str = ""
    skill: str = ""
    area: str = ""
    words: str = ""


def _matching(district: str, asked: Asked) -> QuerySet[Team]:
    rows = Team.objects.filter(district=district, active=True)
    if asked.kind in TeamKind.values:
        rows = rows.filter(kind=asked.kind)
    if asked.skill:
        rows = rows.filter(skills__code=asked.skill)
    if asked.area:
        rows = rows.filter(area__code__startswith=asked.area)
    if asked.words:
        rows = rows.filter(name__icontains=asked.words)
    return rows


def listed(district: str, asked: Asked, after: str = "") -> Listed:
    """A page of teams in the list's order, by keyset; seven statements."""
    rows = _matching(district, asked)
    count = rows.count()
    last = rows.filter(code=after).values_list("position", "pk").first() if after else None
    if last is not None:
        rows = rows.filter(Q(position__gt=last[0]) | Q(position=last[0], pk__gt=last[1]))
    found = list(rows.prefetch_related("skills").order_by("position", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Listed(lines(shown), count, shown[-1].code if len(found) > PAGE else "")


def lines(rows: Sequence[Team]) -> list[TeamLine]:
    """Teams with their figures and what they do next; five statements."""
    figures, coming = figures_of(rows), _next_of(rows)
    return [
        TeamLine(
            row, _where(row), [one.name for one in row.skills.all()], figures.get(row.pk, Figures()), coming.get(row.pk)
        )
        for row in rows
    ]


def _where(row: Team) -> str:
    return label(row.district_id, row.area_id) or names(row.district_id)[row.area_id].name


def figures_of(rows: Sequence[Team]) -> dict[UUID, Figures]:
    """Four statements."""
    keys = [row.pk for row in rows]
    found = {key: Figures() for key in keys}
    members = Member.objects.filter(team__in=keys, state=MemberState.MEMBER)
    for team, n in members.values_list("team").annotate(n=Count("pk")):
        found[team].members = n
    for team, n in HoursEntry.objects.filter(team__in=keys).values_list("team").annotate(n=Sum("minutes")):
        found[team].minutes = n
    answered = HelpRequest.objects.filter(team__in=keys, state=HelpState.ANSWERED)
    for team, n in answered.values_list("team").annotate(n=Count("pk")):
        found[team].answered = n
    held = Activity.objects.filter(team__in=keys, state=ActivityState.PLANNED, ends_at__lte=now())
    for team, n in held.values_list("team").annotate(n=Count("pk")):
        found[team].held = n
    return found


def _next_of(rows: Sequence[Team]) -> dict[UUID, Activity]:
    found: dict[UUID, Activity] = {}
    coming = Activity.objects.filter(
        team__in=[row.pk for row in rows], state=ActivityState.PLANNED, begins_at__gt=now()
    )
    for one in coming.order_by("begins_at"):
        found.setdefault(one.team_id, one)
    return found


def skills(district: str) -> list[Skill]:
    return list(Skill.objects.filter(district=district, active=True).order_by("position"))


@per_revision
def has_volunteers(district: str) -> bool:
    """Whether the district has teams; one statement, then kept."""
    return Team.objects.filter(district=district, active=True).exists()


def team(district: str, code: str) -> Team:
    """Raises NotThere."""
    rows = Team.objects.filter(district=district, code=code, active=True).prefetch_related("skills")
    row = rows.first()
    if row is None:
        raise NotThere(_("this team"))
    return row


@dataclass(frozen=True)
class TeamPage:
    line: TeamLine
    home: OrgCard | None
    coming: list[Activity]
    past: list[Activity]
    contact: str = field(default="")


def team_page(district: str, code: str) -> TeamPage:
    """What they do, what is next, what they did together. Raises NotThere; nine statements."""
    row = team(district, code)
    home = organisations(district).get(row.organisation_id)
    held = Activity.objects.filter(team=row, state=ActivityState.PLANNED)
    coming = held.filter(ends_at__gt=now()).order_by("begins_at")[:NEXT]
    past = held.filter(ends_at__lte=now()).order_by("-begins_at")[:PAST]
    return TeamPage(lines([row])[0], home, list(coming), list(past), row.phone or (home.duty_phone if home else ""))


def activity(district: str, code: str) -> Activity:
    """Raises NotThere."""
    row = Activity.objects.filter(district=district, code=code).select_related("team__organisation").first()
    if row is None:
        raise NotThere(_("this activity"))
    return row


def coming(district: str, limit: int = NEXT) -> list[Activity]:
    """What is next in the district; one statement."""
    rows = Activity.objects.filter(district=district, state=ActivityState.PLANNED, begins_at__gt=now())
    return list(rows.select_related("team").order_by("begins_at")[:limit])


def certified(district: str, number: str) -> Certificate:
    """Raises NotThere."""
    row = Certificate.objects.filter(district=district, number=number).first()
    if row is None:
        raise NotThere(_("this certificate"))
    return row


def hours_text(begins: datetime, ends: datetime) -> str:
    return f"{begins.astimezone(LOCAL):%H:%M}–{ends.astimezone(LOCAL):%H:%M}"

"""What who speaks for a team sees of it: who is in it, activities with who comes, hours to confirm, requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, Sum

from linli.clock import now
from linli.people.actors import Actor

from ..access import overseen, team_of
from ..models import Activity, ActivityState, HelpRequest, HelpState, HoursEntry, SignUp, SignUpState, Team
from .listing import TeamLine, lines

MOST = 40
_TO_CONFIRM = (SignUpState.SEATED, SignUpState.CAME, SignUpState.MISSED)


@dataclass(frozen=True)
class Person:
    """Somebody in an activity, with the minutes that stand for them."""

    row: SignUp
    minutes: int

    @property
    def is_to_confirm(self) -> bool:
        return self.row.state in _TO_CONFIRM and self.row.activity.is_over and self.minutes == 0


@dataclass(frozen=True)
class Held:
    """An activity with everybody in it, in their order."""

    row: Activity
    people: list[Person] = field(default_factory=list)

    @property
    def to_confirm(self) -> int:
        waiting = (SignUpState.SEATED, SignUpState.CAME)
        return sum(1 for one in self.people if one.is_to_confirm and one.row.state in waiting)


@dataclass(frozen=True)
class Leading:
    team: Team
    line: TeamLine
    coming: list[Activity]
    past: list[Activity]
    open_requests: list[HelpRequest]
    taken: list[HelpRequest]
    answered: list[HelpRequest]
    is_home: bool


def leading(actor: Actor, code: str) -> Leading:
    """Raises NotThere; a dozen statements."""
    team = team_of(actor, code)
    activities = Activity.objects.filter(team=team)
    coming = activities.filter(ends_at__gt=now()).order_by("begins_at")[:MOST]
    past = activities.filter(ends_at__lte=now()).order_by("-begins_at")[:MOST]
    requests = HelpRequest.objects.filter(district=team.district_id).select_related("case", "skill")
    waiting = requests.filter(state=HelpState.OPEN, area__startswith=team.area_id).order_by("created_at")[:MOST]
    own = list(requests.filter(team=team).order_by("-taken_at")[:MOST])
    return Leading(
        team, lines([team])[0], list(coming), list(past), list(waiting),
        [one for one in own if one.state == HelpState.TAKEN], [one for one in own if one.state == HelpState.ANSWERED],
        overseen(actor).filter(pk=team.pk).exists(),
    )  # fmt: skip


def held(activity: Activity) -> Held:
    """An activity that the caller may see whole; two statements."""
    rows = list(activity.sign_ups.exclude(state=SignUpState.CANCELLED).order_by("turn"))
    given = minutes_of(rows)
    for row in rows:
        row.activity = activity
    return Held(activity, [Person(row, given.get(row.pk, 0)) for row in rows])


def minutes_of(rows: Iterable[SignUp]) -> dict[UUID, int]:
    found = HoursEntry.objects.filter(sign_up__in=list(rows)).values_list("sign_up").annotate(n=Sum("minutes"))
    return dict(found)


def ledger(activity: Activity) -> list[HoursEntry]:
    """Every row of an activity's hours, in the order in which they were written."""
    rows = HoursEntry.objects.filter(sign_up__activity=activity).select_related("sign_up")
    return list(rows.order_by("at", "number")[:200])


def to_confirm(teams: Iterable[Team]) -> list[tuple[Activity, int]]:
    """Activities that are over with people whose hours nobody has said, the oldest first; one statement."""
    unsaid = Q(sign_ups__state__in=(SignUpState.SEATED, SignUpState.CAME))
    rows = Activity.objects.filter(unsaid, team__in=teams, state=ActivityState.PLANNED, ends_at__lte=now())
    counted: dict[UUID, tuple[Activity, int]] = {}
    for row in rows.select_related("team").order_by("begins_at")[: MOST * 10]:
        known = counted.get(row.pk)
        counted[row.pk] = (row, known[1] + 1 if known else 1)
    return list(counted.values())[:MOST]

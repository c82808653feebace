"""A demo's invented half-year of volunteers: who is in the teams, what they did and will do, hours, requests answered.

Told in days from the day it is loaded, the same in every installation, made once for each team.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from linli.clock import LOCAL, now, today
from linli.ids import case_code, drawn_from, uuid7
from linli.inserting import insert
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District
from linli.places.queries import names as areas

from ..models import Activity, HoursEntry, HoursKind, Member, MemberState, SignUp, SignUpState, Team
from .signing import PREFIX


@dataclass(frozen=True)
class IdeaRow:
    """Something a team with this skill does, at which place, from when, for how long, with how many seats."""

    skill: str
    title: str
    place: str
    at: time
    minutes: int
    seats: int


@dataclass(frozen=True)
class HalfYearRow:
    """`days` back from today; `activities` and `members`: from how many to how many a team has."""

    surnames: Sequence[str]
    given: Sequence[str]
    ideas: Sequence[IdeaRow]
    days: int = 182
    ahead: int = 21
    activities: tuple[int, int] = (3, 6)
    members: tuple[int, int] = (8, 16)


@dataclass
class _Made:
    members: list[Member]
    activities: list[Activity]
    sign_ups: list[SignUp]
    hours: list[HoursEntry]


def add_demo_half_year(district: District, given: HalfYearRow | None) -> Changes:
    """Each team of the pack in which nobody is but its leader, and that has done nothing yet."""
    changes = Changes()
    if given is None:
        return changes
    # Sealed once a name: to seal each anew would take most of the time.
    drawn = random.Random(f"{district.code} volunteers")
    sealed = [seal(one + other) for one in given.surnames for other in given.given]
    teams = Team.objects.filter(district=district, active=True, at_desk=False, activities=None)
    made = _Made([], [], [], [])
    with drawn_from(drawn):
        for team in teams.prefetch_related("skills").order_by("position"):
            _invent(team, given, sealed, drawn, made)
            changes.added.append(team.name)
    insert(made.members, made.activities, made.sign_ups, made.hours)
    return changes


def _invent(team: Team, given: HalfYearRow, sealed: Sequence[bytes], drawn: random.Random, made: _Made) -> None:
    skills = {one.code for one in team.skills.all()}
    ideas = [one for one in given.ideas if one.skill in skills] or list(given.ideas)
    people = drawn.sample(sealed, min(len(sealed), drawn.randint(*given.members)))
    begun = now() - timedelta(days=given.days)
    made.members += [
        Member(
            id=uuid7(), district_id=team.district_id, team=team, name_cipher=name, state=MemberState.MEMBER, asked_at=begun,
            decided_at=begun, skills=drawn.sample(sorted(skills), min(len(skills), drawn.randint(1, 2))),
        )
        for name in people
    ]  # fmt: skip
    days = sorted(drawn.sample(range(-given.days, 0), drawn.randint(*given.activities)))
    for day in [*days, drawn.randint(1, given.ahead)]:
        activity = _activity(team, drawn.choice(ideas), day, drawn)
        made.activities.append(activity)
        rows = list(_sign_ups(activity, people, drawn))
        made.sign_ups += rows
        made.hours += [entry for row in rows for entry in _hours(row, activity, drawn)]


def _activity(team: Team, idea: IdeaRow, day: int, drawn: random.Random) -> Activity:
    begins = datetime.combine(today() + timedelta(days=day), idea.at, LOCAL)
    known = areas(team.district_id).get(team.area_id)
    return Activity(
        id=uuid7(), district_id=team.district_id, team=team, code=case_code("H").lower(), title=idea.title,
        place=f"{known.name if known else ''}{idea.place}", begins_at=begins,
        ends_at=begins + timedelta(minutes=idea.minutes), seats=idea.seats, door=str(drawn.randint(1000, 9999)),
        created_at=begins - timedelta(days=10),
    )  # fmt: skip


def _sign_ups(activity: Activity, people: Sequence[bytes], drawn: random.Random) -> Iterator[SignUp]:
    over = activity.ends_at <= now()
    most = min(activity.seats, len(people))
    chosen = drawn.sample(list(people), drawn.randint(min(4, most), most if over else max(min(4, most), most * 2 // 3)))
    activity.taken = activity.last_turn = len(chosen)
    for turn, name in enumerate(chosen, 1):
        came = over and drawn.random() < 0.9
        late = timedelta(minutes=drawn.randint(-12, 9))
        state = SignUpState.DONE if came else SignUpState.MISSED if over else SignUpState.SEATED
        yield SignUp(
            id=uuid7(), district_id=activity.district_id, activity=activity, name_cipher=name, code=case_code(PREFIX),
            turn=turn, state=state, created_at=activity.begins_at - timedelta(days=3),
            came_at=activity.begins_at + late if came else None, went_at=activity.ends_at + late if came else None,
        )  # fmt: skip


def _hours(row: SignUp, activity: Activity, drawn: random.Random) -> Iterator[HoursEntry]:
    if row.came_at is None or row.went_at is None:
        return
    inside = min(row.went_at, activity.ends_at) - max(row.came_at, activity.begins_at)
    yield HoursEntry(
        id=uuid7(), district_id=row.district_id, team_id=activity.team_id, sign_up=row, number=1,
        kind=HoursKind.CLOCK if drawn.random() < 0.8 else HoursKind.CONFIRMED, minutes=inside // timedelta(minutes=1),
        on=activity.begins_at.astimezone(LOCAL).date(), at=activity.ends_at,
    )  # fmt: skip

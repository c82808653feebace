"""What volunteers do, in numbers: teams by kind, people, activities, hours by month, requests answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from linli.clock import LOCAL, now, today

from ..models import Activity, ActivityState, HelpRequest, HelpState, HoursEntry, Member, MemberState, Team, TeamKind

YEARS_BACK = 5


@dataclass
class Month:
    month: date
    activities: int = 0
    minutes: int = 0
    served: int = 0
    asked: int = 0
    answered: int = 0

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True)
class Figures:
    year: int
    # Label, teams, people in them.
    kinds: list[tuple[str, int, int]]
    months: list[Month]
    top: list[tuple[Team, float]]

    @property
    def teams(self) -> int:
        return sum(n for _label, n, _people in self.kinds)

    @property
    def volunteers(self) -> int:
        return sum(people for _label, _n, people in self.kinds)

    @property
    def hours(self) -> float:
        return sum(one.hours for one in self.months)

    @property
    def activities(self) -> int:
        return sum(one.activities for one in self.months)

    @property
    def asked(self) -> int:
        return sum(one.asked for one in self.months)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.months)


def year_of(text: str) -> int:
    """The year asked for, of the last few; else this one."""
    this = today().year
    return int(text) if text.isascii() and text.isdigit() and this - YEARS_BACK < int(text) <= this else this


def of_year(district: str, year: int) -> Figures:
    """Seven statements, whatever the district's size."""
    begin, end = (datetime.combine(date(one, 1, 1), time(), LOCAL) for one in (year, year + 1))
    months: dict[date, Month] = {}

    def month(of: datetime | date) -> Month:
        day = (of.astimezone(LOCAL).date() if isinstance(of, datetime) else of).replace(day=1)
        return months.setdefault(day, Month(day))

    held = Activity.objects.filter(
        district=district, state=ActivityState.PLANNED, begins_at__gte=begin, begins_at__lt=min(end, now())
    )
    for at, n in held.annotate(m=TruncMonth("begins_at", tzinfo=LOCAL)).values_list("m").annotate(n=Count("pk")):
        month(at).activities = n
    given = HoursEntry.objects.filter(district=district, on__year=year).annotate(m=TruncMonth("on"))
    for day, minutes, served in given.values_list("m").annotate(n=Sum("minutes"), s=Count("sign_up", distinct=True)):
        month(day).minutes, month(day).served = minutes, served
    asked = HelpRequest.objects.filter(district=district, created_at__gte=begin, created_at__lt=end)
    counted = asked.annotate(m=TruncMonth("created_at", tzinfo=LOCAL)).values_list("m")
    for at, n, answered in counted.annotate(n=Count("pk"), a=Count("pk", filter=Q(state=HelpState.ANSWERED))):
        month(at).asked, month(at).answered = n, answered
    return Figures(year, _kinds(district), sorted(months.values(), key=lambda one: one.month), _top(district, year))


def _kinds(district: str) -> list[tuple[str, int, int]]:
    teams = dict(Team.objects.filter(district=district, active=True).values_list("kind").annotate(n=Count("pk")))
    people: dict[str, int] = defaultdict(int)
    members = Member.objects.filter(district=district, state=MemberState.MEMBER, team__active=True)
    for kind, n in members.values_list("team__kind").annotate(n=Count("pk")):
        people[kind] = n
    return [(str(kind.label), teams.get(kind.value, 0), people[kind.value]) for kind in TeamKind]


def _top(district: str, year: int) -> list[tuple[Team, float]]:
    """The ten teams that gave most hours."""
    given = HoursEntry.objects.filter(district=district, on__year=year, team__active=True)
    ordered = list(given.values_list("team").annotate(n=Sum("minutes")).order_by("-n", "team")[:10])
    teams = Team.objects.in_bulk([key for key, _minutes in ordered])
    return [(teams[key], minutes / 60) for key, minutes in ordered if key in teams]

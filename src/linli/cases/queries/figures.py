"""The three rates (三率), by community and by department, and the cases each figure is made of.

Response: acknowledge deadlines that fell due in the period and were met in time ÷ all that fell due.
Resolution: ratings of the period that say “solved” ÷ ratings of the period.
Satisfaction: ratings of the period of 4 or 5 of 5 ÷ ratings of the period.
A department is counted in a rating when it was assigned the case or finished a callout on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q, QuerySet

from linli.clock import LOCAL, now
from linli.people import queries as people
from linli.people.models import OrganisationKind

from ..models import Callout, CalloutState, Case, CaseQuerySet, Deadline, DeadlineKind, DeadlineState, Rating

SATISFIED = 4
MEASURES = ("received", "response", "resolution", "satisfaction", "late")


@dataclass(frozen=True)
class Period:
    """Whole days in Asia/Shanghai, both ends included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, LOCAL)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time.min, LOCAL)

    @staticmethod
    def day(text: str) -> date:
        """A day written like 2026-11-01. Raises ValueError, also outside 2000 to 2099: there is nothing to count."""
        day = date.fromisoformat(text)
        if not 2000 <= day.year < 2100:
            raise ValueError(text)
        return day

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        first = date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(first, following - timedelta(days=1))

    @classmethod
    def this_month(cls) -> Period:
        today = now().astimezone(LOCAL).date()
        return cls.month(today.year, today.month)

    def earlier(self, months: int) -> Period:
        """The whole month so many months before the one this period begins in."""
        index = self.first.year * 12 + self.first.month - 1 - months
        return Period.month(index // 12, index % 12 + 1)


@dataclass(frozen=True)
class Ratio:
    """So many of so many. `value` is None where there is nothing to divide by."""

    count: int = 0
    of: int = 0

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def percent(self) -> float | None:
        return round(100 * self.count / self.of, 1) if self.of else None


@dataclass
class Rates:
    """The figures of one organisation, or of the district (`code` is the district's then)."""

    code: str
    name: str
    received: int = 0
    response: Ratio = field(default_factory=Ratio)
    resolution: Ratio = field(default_factory=Ratio)
    satisfaction: Ratio = field(default_factory=Ratio)
    late: int = 0
    community_rating: float | None = None


def three_rates(district: str, period: Period) -> Rates:
    """The district as a whole: three statements."""
    ratings = _ratings(district, period).aggregate(
        of=Count("pk"), solved=Count("pk", filter=Q(solved=True)), satisfied=Count("pk", filter=Q(score__gte=SATISFIED))
    )
    acknowledged = _deadlines(district, period, [DeadlineKind.ACKNOWLEDGE]).aggregate(
        of=Count("pk"), met=Count("pk", filter=IN_TIME)
    )
    return Rates(
        code=district, name="", received=_received(district, period).count(),
        response=Ratio(acknowledged["met"], acknowledged["of"]), resolution=Ratio(ratings["solved"], ratings["of"]),
        satisfaction=Ratio(ratings["satisfied"], ratings["of"]), late=_late(district, period).count(),
    )  # fmt: skip


def by_community(district: str, period: Period) -> list[Rates]:
    """Every community with anything in the period, most cases first: four statements."""
    rows = _rows(district, period, "community")
    received = _received(district, period).exclude(community="").values_list("community")
    for community, count in received.annotate(n=Count("pk")).order_by():
        rows[community].received = count
    grouped = _ratings(district, period).exclude(community="").values("community").order_by()
    for row in grouped.annotate(
        of=Count("pk"),
        solved_n=Count("pk", filter=Q(solved=True)),
        satisfied=Count("pk", filter=Q(score__gte=SATISFIED)),
    ):
        rows[row["community"]].resolution = Ratio(row["solved_n"], row["of"])
        rows[row["community"]].satisfaction = Ratio(row["satisfied"], row["of"])
    return _sorted(rows)


def by_street(communities: list[Rates]) -> list[tuple[Rates, list[Rates]]]:
    """Communities' figures added up by street, the street with most cases first, each with its communities."""
    inside: dict[str, list[Rates]] = defaultdict(list)
    for row in communities:
        inside[row.code[:9]].append(row)
    added = [
        (
            Rates(
                code=street,
                name="",
                received=sum(row.received for row in rows),
                response=_added(row.response for row in rows),
                resolution=_added(row.resolution for row in rows),
                satisfaction=_added(row.satisfaction for row in rows),
                late=sum(row.late for row in rows),
            ),
            rows,
        )
        for street, rows in inside.items()
    ]
    return sorted(added, key=lambda pair: (-pair[0].received, pair[0].code))


def _added(parts: Iterable[Ratio]) -> Ratio:
    together = list(parts)
    return Ratio(sum(part.count for part in together), sum(part.of for part in together))


def by_department(district: str, period: Period) -> list[Rates]:
    """Every department with anything in the period, most cases first: six statements."""
    rows = _rows(district, period, "department")
    called = Callout.objects.filter(district_id=district, called_at__gte=period.start, called_at__lt=period.end)
    for code, stars in called.values_list("organisation_id").annotate(stars=Avg("rating")).order_by():
        rows[code].community_rating = stars
    assigned = _assigned(district, period).values_list("organisation_id", "pk")
    had = {*called.values_list("organisation_id", "case_id"), *assigned}
    for code, count in Counter(code for code, _case in had).items():
        rows[code].received = count
    told: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for code, _case, solved, score in _department_ratings(district, period):
        told[code].append((solved, score))
    for code, words in told.items():
        rows[code].resolution = Ratio(sum(solved for solved, _score in words), len(words))
        rows[code].satisfaction = Ratio(sum(score >= SATISFIED for _solved, score in words), len(words))
    offices = (OrganisationKind.COMMUNITY, OrganisationKind.STREET, OrganisationKind.CENTRE)
    cards = people.organisations(district)
    return _sorted({code: row for code, row in rows.items() if code in cards and cards[code].kind not in offices})


def trend(district: str, last: Period, months: int = 12) -> list[tuple[Period, Rates]]:
    """The district's rates of the months up to `last`, oldest first."""
    periods = [last.earlier(back) for back in range(months - 1, -1, -1)]
    return [(period, three_rates(district, period)) for period in periods]


def report_in_minutes(district: str, period: Period) -> tuple[float | None, float | None]:
    """Mean and median minutes from the whistle to reporting in."""
    rows = Callout.objects.filter(
        district_id=district, reported_in_at__gte=period.start, reported_in_at__lt=period.end
    ).values_list("called_at", "reported_in_at")
    taken = sorted((there - called).total_seconds() / 60 for called, there in rows if there)
    if not taken:
        return None, None
    return sum(taken) / len(taken), taken[len(taken) // 2]


def cases_behind(
    district: str, period: Period, measure: str, *, organisation: str = "", missed: bool | None = None
) -> CaseQuerySet:
    """The cases a figure is made of; `missed` True: only those that lower it, False: only those that raise it."""
    if measure == "received":
        chosen = _received_by(district, period, organisation)
    elif measure in ("response", "late"):
        chosen = _deadline_cases(district, period, measure, organisation, missed)
    else:
        chosen = _rated_cases(district, period, measure, organisation, missed)
    return Case.objects.filter(district_id=district, pk__in=chosen)


IN_TIME = Q(state=DeadlineState.MET, met_at__lte=F("due_at"))


def _deadlines(district: str, period: Period, kinds: Iterable[str]) -> QuerySet[Deadline]:
    """Deadlines of the period that have fallen due by now or are done, other than those no longer needed."""
    fell_due = Deadline.objects.filter(
        district_id=district, kind__in=list(kinds), due_at__gte=period.start, due_at__lt=period.end
    ).exclude(state__in=[DeadlineState.CANCELLED, DeadlineState.PAUSED])
    return fell_due.filter(Q(due_at__lt=now()) | Q(state=DeadlineState.MET))


def _late(district: str, period: Period) -> QuerySet[Deadline]:
    return _deadlines(district, period, DeadlineKind.values).exclude(IN_TIME)


def _received(district: str, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(district_id=district, created_at__gte=period.start, created_at__lt=period.end)


def _ratings(district: str, period: Period) -> QuerySet[Rating]:
    return Rating.objects.filter(district_id=district, created_at__gte=period.start, created_at__lt=period.end)


def _assigned(district: str, period: Period) -> QuerySet[Case]:
    return _received(district, period).exclude(organisation=None)


def _department_ratings(district: str, period: Period) -> set[tuple[str, UUID, bool, int]]:
    """(organisation, case, solved, score), once for a department however often it was called."""
    within = _ratings(district, period)
    called = within.filter(case__callouts__state=CalloutState.FINISHED).values_list(
        "case__callouts__organisation_id", "pk", "solved", "score"
    )
    assigned = within.exclude(case__organisation=None).values_list("case__organisation_id", "pk", "solved", "score")
    return {*called, *assigned}


def _rows(district: str, period: Period, kind: str) -> defaultdict[str, Rates]:
    """Response and lateness of every organisation; names of the kind asked for."""
    cards = people.organisations(district)

    class Rows(defaultdict[str, Rates]):
        def __missing__(self, code: str) -> Rates:
            card = cards.get(code)
            self[code] = Rates(code, card.name if card else code)
            return self[code]

    rows = Rows()
    counted = _deadlines(district, period, DeadlineKind.values).values("organisation_id", "kind").order_by()
    for row in counted.annotate(of=Count("pk"), met=Count("pk", filter=IN_TIME)):
        code = row["organisation_id"]
        if code not in cards or (cards[code].kind == OrganisationKind.COMMUNITY) != (kind == "community"):
            continue
        rows[code].late += row["of"] - row["met"]
        if row["kind"] == DeadlineKind.ACKNOWLEDGE:
            rows[code].response = Ratio(row["met"], row["of"])
    return rows


def _sorted(rows: dict[str, Rates]) -> list[Rates]:
    return sorted(rows.values(), key=lambda r: (-r.received, -r.response.of, r.code))


def _received_by(district: str, period: Period, organisation: str) -> Any:
    received = _received(district, period)
    if not organisation:
        return received.values("pk")
    card = people.organisations(district).get(organisation)
    if card and card.kind == "community":
        return received.filter(community=organisation).values("pk")
    called = Callout.objects.filter(
        organisation_id=organisation, called_at__gte=period.start, called_at__lt=period.end
    ).values_list("case_id", flat=True)
    assigned = _assigned(district, period).filter(organisation_id=organisation).values_list("pk", flat=True)
    return [*called, *assigned]


def _deadline_cases(district: str, period: Period, measure: str, organisation: str, missed: bool | None) -> Any:
    kinds = [DeadlineKind.ACKNOWLEDGE] if measure == "response" else DeadlineKind.values
    deadlines = _deadlines(district, period, kinds)
    if organisation:
        deadlines = deadlines.filter(organisation_id=organisation)
    if missed is True or measure == "late":
        deadlines = deadlines.exclude(IN_TIME)
    elif missed is False:
        deadlines = deadlines.filter(IN_TIME)
    return deadlines.values("case_id")


def _rated_cases(district: str, period: Period, measure: str, organisation: str, missed: bool | None) -> Any:
    ratings = _ratings(district, period)
    good = Q(solved=True) if measure == "resolution" else Q(score__gte=SATISFIED)
    if missed is not None:
        ratings = ratings.exclude(good) if missed else ratings.filter(good)
    card = people.organisations(district).get(organisation) if organisation else None
    if card and card.kind == "community":
        ratings = ratings.filter(community=organisation)
    elif organisation:
        mine = {pk for code, pk, _solved, _score in _department_ratings(district, period) if code == organisation}
        ratings = ratings.filter(pk__in=mine)
    return ratings.values("case_id")

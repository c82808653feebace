"""The three rates (三率), by community and by department, and the cases each figure is made of.

Response: acknowledge deadlines that fell due in the period and were met in time ÷ all that fell due.
Resolution: ratings of the period that say “solved” ÷ ratings of the period.
Satisfaction: ratings of the period of 4 or 5 of 5 ÷ ratings of the period.
A department is counted in a rating when it was assigned the case or finished a callout on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models import Case as Choice
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now
from linli.clock import today as local_day
from linli.people import queries as people
from linli.people.models import OrganisationKind

from ..models import Callout, CalloutState, Case, CaseQuerySet, Deadline, DeadlineKind, DeadlineState, Rating

SATISFIED = 4
RATES = ("response", "resolution", "satisfaction")
MEASURES = ("received", *RATES, "late", "report_in", "community_rating")


def definitions() -> dict[str, str]:
    """What each figure is, in the reader's words; printed beside it."""
    return {
        "received": _("Cases that came in within the period"),
        "response": _("Acknowledged in time ÷ acknowledgements that fell due in the period"),
        "resolution": _("Residents who said “solved” ÷ residents who rated in the period"),
        "satisfaction": _("Ratings of 4 or 5 of 5 ÷ ratings in the period"),
        "late": _("Deadlines of the period that were passed"),
        "report_in": _("From the whistle to reporting in, of the departments that reported in within the period"),
        "community_rating": _("What communities gave when confirming, on average of the callouts of the period"),
    }


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
        today = local_day()
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
    return _district_in(district, [period])[0]


def trend(district: str, last: Period, months: int = 12) -> list[tuple[Period, Rates]]:
    """The district's rates of the months up to `last`, oldest first: three statements, however many months."""
    periods = [last.earlier(back) for back in range(months - 1, -1, -1)]
    return list(zip(periods, _district_in(district, periods), strict=True))


def _district_in(district: str, periods: Sequence[Period]) -> list[Rates]:
    """The district in each of these periods, each of which begins where the one before ends."""
    whole = Period(periods[0].first, periods[-1].last)
    found = [Rates(district, "") for _period in periods]
    for row in _in_each(periods, _received(district, whole), "created_at").annotate(n=Count("pk")):
        found[row["place"]].received = row["n"]
    for row in _in_each(periods, _ratings(district, whole), "created_at").annotate(**_WORDS):
        _take_words(found[row["place"]], row)
    acknowledge = Q(kind=DeadlineKind.ACKNOWLEDGE)
    deadlines = _in_each(periods, _deadlines(district, whole, DeadlineKind.of_requests()), "due_at").annotate(
        passed=Count("pk", filter=~IN_TIME), asked=Count("pk", filter=acknowledge), met=Count("pk", filter=acknowledge & IN_TIME)
    )  # fmt: skip
    for row in deadlines:
        found[row["place"]].late = row["passed"]
        found[row["place"]].response = Ratio(row["met"], row["asked"])
    return found


def _in_each(periods: Sequence[Period], rows: QuerySet[Any], at: str) -> QuerySet[Any, dict[str, Any]]:
    """Rows of the periods grouped by the `place` in the list of the one that their time falls into."""
    ends = [When(**{f"{at}__lt": period.end}, then=Value(place)) for place, period in enumerate(periods)]
    return rows.order_by().values(place=Choice(*ends, output_field=IntegerField()))


def by_community(district: str, period: Period) -> list[Rates]:
    """Every community with anything in the period, most cases first: three statements."""
    rows = _rows(district, period, "community")
    received = _received(district, period).exclude(community="").values_list("community")
    for community, count in received.annotate(n=Count("pk")).order_by():
        rows[community].received = count
    for row in _ratings(district, period).exclude(community="").values("community").order_by().annotate(**_WORDS):
        _take_words(rows[row["community"]], row)
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
    """Every department with anything in the period, most cases first: five statements."""
    rows = _rows(district, period, "department")
    # A case that it was called to and that is its own besides is one case.
    not_its_own = ~Q(case__created_at__gte=period.start, case__created_at__lt=period.end) | _OF_ANOTHER
    called = _called(district, period).values("organisation_id").order_by()
    for row in called.annotate(stars=Avg("rating"), cases=Count("case", distinct=True, filter=not_its_own)):
        rows[row["organisation_id"]].community_rating = row["stars"]
        rows[row["organisation_id"]].received = row["cases"]
    assigned = _received(district, period).exclude(organisation=None).values_list("organisation_id").order_by()
    for code, count in assigned.annotate(n=Count("pk")):
        rows[code].received += count
    for words in _department_ratings(district, period):
        _take_words(rows[words["code"]], words)
    offices = (OrganisationKind.COMMUNITY, OrganisationKind.STREET, OrganisationKind.CENTRE)
    cards = people.organisations(district)
    return _sorted({code: row for code, row in rows.items() if code in cards and cards[code].kind not in offices})


def report_in_minutes(district: str, period: Period) -> tuple[float | None, float | None]:
    """Mean and median minutes from the whistle to reporting in."""
    rows = _reported_in(district, period).values_list("called_at", "reported_in_at")
    taken = sorted((there - called).total_seconds() / 60 for called, there in rows if there)
    if not taken:
        return None, None
    return sum(taken) / len(taken), taken[len(taken) // 2]


def cases_behind(
    district: str, period: Period, measure: str, *, organisation: str = "", area: str = "", missed: bool | None = None
) -> CaseQuerySet:
    """The cases a figure is made of, of an organisation or of the communities of an area (a street's code).

    `missed` True: only those that lower it, False: only those that raise it.
    """
    match measure:
        case "received":
            chosen = _received_by(district, period, organisation, area)
        case "response" | "late":
            chosen = _deadline_cases(district, period, measure, organisation, area, missed).values("case_id")
        case "report_in" | "community_rating":
            callouts = _reported_in(district, period) if measure == "report_in" else _called(district, period)
            rated = callouts.exclude(rating=None) if measure == "community_rating" else callouts
            chosen = (rated.filter(organisation_id=organisation) if organisation else rated).values("case_id")
        case _:
            chosen = _rated_cases(district, period, measure, organisation, area, missed).values("case_id")
    return Case.objects.filter(district_id=district, pk__in=chosen)


IN_TIME = Q(state=DeadlineState.MET, met_at__lte=F("due_at"))
# Of a callout: its case is assigned to nobody, or to another than the department called.
_OF_ANOTHER = Q(case__organisation=None) | ~Q(case__organisation_id=F("organisation_id"))
_WORDS = {
    "of": Count("pk"),
    "said_solved": Count("pk", filter=Q(solved=True)),
    "satisfied": Count("pk", filter=Q(score__gte=SATISFIED)),
}


def _take_words(rates: Rates, row: Mapping[str, Any]) -> None:
    """Add what residents said, as counted in `_WORDS`."""
    rates.resolution = _added([rates.resolution, Ratio(row["said_solved"], row["of"])])
    rates.satisfaction = _added([rates.satisfaction, Ratio(row["satisfied"], row["of"])])


def _deadlines(district: str, period: Period, kinds: Iterable[str]) -> QuerySet[Deadline]:
    """Deadlines of the period that are met, or have passed: by now, or by the moment they were stopped or given up."""
    return Deadline.objects.filter(
        Q(state=DeadlineState.MET)
        | Q(state=DeadlineState.RUNNING, due_at__lt=now())
        | Q(state=DeadlineState.PAUSED, paused_at__gt=F("due_at"))
        | Q(state=DeadlineState.CANCELLED, met_at__gt=F("due_at")),
        district_id=district, kind__in=list(kinds), due_at__gte=period.start, due_at__lt=period.end,
    )  # fmt: skip


def _received(district: str, period: Period) -> QuerySet[Case]:
    within = Case.objects.requests().filter(district_id=district)
    return within.filter(created_at__gte=period.start, created_at__lt=period.end)


def _ratings(district: str, period: Period) -> QuerySet[Rating]:
    return Rating.objects.filter(district_id=district, created_at__gte=period.start, created_at__lt=period.end)


def _called(district: str, period: Period) -> QuerySet[Callout]:
    return Callout.objects.filter(district_id=district, called_at__gte=period.start, called_at__lt=period.end)


def _reported_in(district: str, period: Period) -> QuerySet[Callout]:
    return Callout.objects.filter(district_id=district, reported_in_at__gte=period.start, reported_in_at__lt=period.end)


def _department_ratings(district: str, period: Period) -> Iterator[Mapping[str, Any]]:
    """Ratings by `code` of the department that the case is assigned to; then by those others that finished a callout on it."""
    within = _ratings(district, period)
    yield from (
        within.exclude(case__organisation=None).values(code=F("case__organisation_id")).order_by().annotate(**_WORDS)
    )
    finished = Callout.objects.filter(
        _OF_ANOTHER, state=CalloutState.FINISHED, case__ratings__district_id=district,
        case__ratings__created_at__gte=period.start, case__ratings__created_at__lt=period.end,
    )  # fmt: skip
    said = "case__ratings"
    yield from (
        finished.values(code=F("organisation_id"))
        .order_by()
        .annotate(
            of=Count(said, distinct=True),
            said_solved=Count(said, distinct=True, filter=Q(case__ratings__solved=True)),
            satisfied=Count(said, distinct=True, filter=Q(case__ratings__score__gte=SATISFIED)),
        )
    )


def _rows(district: str, period: Period, kind: str) -> defaultdict[str, Rates]:
    """Response and lateness of every organisation; names of the kind asked for."""
    cards = people.organisations(district)

    class Rows(defaultdict[str, Rates]):
        def __missing__(self, code: str) -> Rates:
            card = cards.get(code)
            self[code] = Rates(code, card.name if card else code)
            return self[code]

    rows = Rows()
    counted = _deadlines(district, period, DeadlineKind.of_requests()).values("organisation_id", "kind").order_by()
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


def _received_by(district: str, period: Period, organisation: str, area: str) -> QuerySet[Any, Any]:
    received = _received(district, period)
    if area:
        return received.filter(community__startswith=area).values("pk")
    if not organisation:
        return received.values("pk")
    card = people.organisations(district).get(organisation)
    if card and card.kind == "community":
        return received.filter(community=organisation).values("pk")
    called = _called(district, period).filter(organisation_id=organisation).values("case_id")
    assigned = received.filter(organisation_id=organisation).values("pk")
    return Case.objects.filter(Q(pk__in=called) | Q(pk__in=assigned)).values("pk")


def _deadline_cases(
    district: str, period: Period, measure: str, organisation: str, area: str, missed: bool | None
) -> QuerySet[Deadline]:
    kinds = [DeadlineKind.ACKNOWLEDGE] if measure == "response" else DeadlineKind.of_requests()
    deadlines = _deadlines(district, period, kinds)
    if area:
        cards = people.organisations(district).values()
        communities = [card.code for card in cards if card.kind == "community" and card.code.startswith(area)]
        deadlines = deadlines.filter(organisation_id__in=communities)
    elif organisation:
        deadlines = deadlines.filter(organisation_id=organisation)
    if missed is True or measure == "late":
        return deadlines.filter(~IN_TIME)
    return deadlines.filter(IN_TIME) if missed is False else deadlines


def _rated_cases(
    district: str, period: Period, measure: str, organisation: str, area: str, missed: bool | None
) -> QuerySet[Rating]:
    ratings = _ratings(district, period)
    good = Q(solved=True) if measure == "resolution" else Q(score__gte=SATISFIED)
    if missed is not None:
        ratings = ratings.exclude(good) if missed else ratings.filter(good)
    card = people.organisations(district).get(organisation) if organisation else None
    if area:
        return ratings.filter(community__startswith=area)
    if card and card.kind == "community":
        return ratings.filter(community=organisation)
    if organisation:
        finished = Callout.objects.filter(
            case=OuterRef("case"), state=CalloutState.FINISHED, organisation_id=organisation
        )
        return ratings.filter(Q(case__organisation_id=organisation) | Exists(finished))
    return ratings

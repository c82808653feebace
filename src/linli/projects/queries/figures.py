"""Open figures of the three lists: how many of what, how far, with whose money. No person is in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from linli.ledger.models import PaymentState

from ..models import (
    DONE,
    HOLDING,
    NOTHING,
    PUBLIC,
    UNITS,
    BudgetLine,
    Claim,
    ClaimState,
    Demand,
    DemandKind,
    DemandState,
    Giver,
    LineKind,
    Manner,
    Match,
    MatchState,
    Project,
    ProjectPayment,
    ProjectState,
    Resource,
    ResourceState,
)


@dataclass(frozen=True)
class KindLine:
    """Demands of one kind, by state."""

    name: str
    numbers: list[int]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class MannerLine:
    """Resources of one manner: how many, how much there is of it, how much of that is given."""

    name: str
    unit: str
    number: int
    amount: Decimal
    taken: Decimal

    @property
    def share(self) -> float | None:
        return float(self.taken / self.amount) if self.amount else None


@dataclass(frozen=True)
class SourceLine:
    """Money of public projects by source: planned or promised, and paid out of it."""

    name: str
    number: int
    amount: Decimal
    paid: Decimal | None


@dataclass(frozen=True)
class Figures:
    demand_states: list[str]
    demands: list[KindLine]
    resources: list[MannerLine]
    projects: list[tuple[str, int]]
    claims: list[tuple[str, int, int]]
    sources: list[SourceLine]
    accepted: int
    proposals: int
    days_to_project: float | None
    days_to_met: float | None
    votes: int
    votes_for: int
    ratings: int
    stars: int
    gathered: dict[str, int] = field(default_factory=dict)

    @property
    def average(self) -> float | None:
        return self.stars / self.ratings if self.ratings else None

    @property
    def share_for(self) -> float | None:
        return self.votes_for / self.votes if self.votes else None

    @property
    def all_demands(self) -> int:
        return sum(one.total for one in self.demands)

    @property
    def all_projects(self) -> int:
        return sum(number for _name, number in self.projects)

    @property
    def all_resources(self) -> int:
        return sum(one.number for one in self.resources)

    @property
    def money(self) -> Decimal:
        return sum((one.amount for one in self.sources), NOTHING)


def of_district(district: str) -> Figures:
    """A dozen statements, whatever the district's size."""
    said = Project.objects.filter(district=district, state__in=PUBLIC).aggregate(
        votes=Sum(F("votes_for") + F("votes_against")), votes_for=Sum("votes_for"), ratings=Sum("ratings"), stars=Sum("stars")
    )  # fmt: skip
    return Figures(
        demand_states=[str(label) for _value, label in DemandState.choices], demands=_demands(district),
        resources=_resources(district), projects=_projects(district), claims=_claims(district), sources=_sources(district),
        accepted=Match.objects.filter(district=district, state=MatchState.ACCEPTED).count(),
        proposals=Match.objects.filter(district=district, state__in=(MatchState.ACCEPTED, MatchState.REJECTED)).count(),
        days_to_project=_days(district, "project__created_at", Q(project__isnull=False)),
        days_to_met=_days(district, "met_at", Q(met_at__isnull=False)), votes=said["votes"] or 0,
        votes_for=said["votes_for"] or 0, ratings=said["ratings"] or 0, stars=said["stars"] or 0, gathered=_gathered(district),
    )  # fmt: skip


def _demands(district: str) -> list[KindLine]:
    counted = Counter[tuple[str, str]]()
    rows = Demand.objects.filter(district=district).values_list("kind__code", "state").annotate(n=Count("pk"))
    for kind, state, number in rows:
        counted[kind, state] = number
    kinds = DemandKind.objects.filter(district=district).order_by("position")
    lines = [KindLine(kind.name, [counted[kind.code, state] for state in DemandState.values]) for kind in kinds]
    return [one for one in lines if one.total]


def _resources(district: str) -> list[MannerLine]:
    """Listed or given: what waits or was not taken up is no resource yet."""
    rows = Resource.objects.filter(district=district, state__in=(ResourceState.LISTED, ResourceState.CLOSED))
    found = {
        manner: (number, amount, taken)
        for manner, number, amount, taken in rows.values_list("manner").annotate(
            n=Count("pk"), amount=Sum("amount"), taken=Sum("taken")
        )
    }
    return [
        MannerLine(str(manner.label), str(UNITS[manner]), *found.get(manner.value, (0, NOTHING, NOTHING))) for manner in Manner
    ]  # fmt: skip


def _projects(district: str) -> list[tuple[str, int]]:
    found = dict(
        Project.objects.filter(district=district, state__in=PUBLIC).values_list("state").annotate(n=Count("pk"))
    )
    return [(str(ProjectState(state).label), found.get(state, 0)) for state in PUBLIC]


def _claims(district: str) -> list[tuple[str, int, int]]:
    """By whom: how many claims hold, and how many of them are delivered."""
    rows = Claim.objects.filter(district=district, state__in=HOLDING, project__state__in=PUBLIC)
    found = {
        claimer: (number, done)
        for claimer, number, done in rows.values_list("claimer").annotate(
            n=Count("pk"), done=Count("pk", filter=Q(state=ClaimState.DELIVERED))
        )
    }
    return [(str(label), *found.get(str(value), (0, 0))) for value, label in Giver.choices]


def _sources(district: str) -> list[SourceLine]:
    live = [state for state in PUBLIC if state != ProjectState.ABANDONED]
    rows = BudgetLine.objects.filter(district=district, project__state__in=live).exclude(agreed_at=None)
    found = {kind: (number, amount) for kind, number, amount in rows.values_list("kind").annotate(n=Count("pk"), amount=Sum("amount"))}  # fmt: skip
    paid = dict(
        ProjectPayment.objects.filter(district=district, payment__state=PaymentState.RELEASED)
        .values_list("line__kind")
        .annotate(amount=Sum("payment__amount"))
    )
    return [
        SourceLine(
            str(kind.label), *found.get(kind.value, (0, NOTHING)),
            None if kind == LineKind.IN_KIND else paid.get(kind.value, NOTHING),
        )
        for kind in LineKind
    ]  # fmt: skip


def _days(district: str, until: str, which: Q) -> float | None:
    """The middle of how many days demands waited until then; none has yet: None."""
    rows = Demand.objects.filter(which, district=district).values_list("created_at", until)
    waited = [(then - began).total_seconds() / 86_400 for began, then in rows if then is not None]
    return round(median(waited), 1) if waited else None


def _gathered(district: str) -> dict[str, int]:
    done = Project.objects.filter(district=district, state__in=DONE)
    said = Demand.objects.filter(district=district).aggregate(cases=Sum("cases"), supports=Sum("supports"), households=Sum("households", filter=Q(state=DemandState.MET)))  # fmt: skip
    return {
        "cases": said["cases"] or 0, "supports": said["supports"] or 0, "households": said["households"] or 0,
        "done": done.count(),
    }  # fmt: skip


def table(figures: Figures) -> list[list[object]]:
    """For a spreadsheet: one row a figure, its group first."""
    rows: list[list[object]] = [
        [_("Figure"), _("Of which kind"), _("Number of them"), _("How much, counted"), _("Of it given or paid")]
    ]
    for line in figures.demands:
        rows += [[_("Demands"), f"{line.name} · {state}", number, "", ""] for state, number in zip(figures.demand_states, line.numbers, strict=True)]  # fmt: skip
    rows += [
        [_("Resources"), f"{one.name} ({one.unit})", one.number, one.amount, one.taken] for one in figures.resources
    ]
    rows += [[_("Projects"), name, number, "", ""] for name, number in figures.projects]
    rows += [[_("Claims"), name, number, "", done] for name, number, done in figures.claims]
    rows += [[_("Budget by source (yuan)"), one.name, one.number, one.amount, "" if one.paid is None else one.paid] for one in figures.sources]  # fmt: skip
    rows += [
        [_("Proposals of matching that were decided"), _("accepted"), figures.accepted, "", ""],
        [_("Median days from demand to project"), "", "" if figures.days_to_project is None else figures.days_to_project, "", ""],
        [_("Median days from demand to met"), "", "" if figures.days_to_met is None else figures.days_to_met, "", ""],
        [_("Votes of neighbours"), _("in favour"), figures.votes, "", figures.votes_for],
        [_("Ratings of neighbours"), _("average of five"), figures.ratings, "" if figures.average is None else f"{figures.average:.2f}", ""],
    ]  # fmt: skip
    return rows

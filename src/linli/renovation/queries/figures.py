"""Open figures of the renovation, each with what stands above and below its line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from ..models import Fault, House, HouseWork, Outcome, Vote, WorkState
from .estate_page import Ratings, ratings
from .listing import Card, cards, of_district
from .money import Sums, sums


@dataclass(frozen=True)
class StateLine:
    """Estates, buildings and households whose estate stands so."""

    label: str
    tone: str
    estates: int
    houses: int
    households: int


@dataclass(frozen=True)
class WorkLine:
    """A work in the whole district: at how many buildings it is meant, done, accepted; its money."""

    name: str
    meant: int
    done: int
    accepted: int
    money: Sums

    @property
    def share(self) -> float | None:
        return self.done / self.meant if self.meant else None


@dataclass(frozen=True)
class Figures:
    states: list[StateLine]
    works: list[WorkLine]
    votes_open: int
    votes_reached: int
    votes_not_reached: int
    faults: int
    faults_open: int
    days_to_mend: float | None
    ratings: Ratings
    money: Sums

    @property
    def estates(self) -> int:
        return sum(one.estates for one in self.states)

    @property
    def houses(self) -> int:
        return sum(one.houses for one in self.states)

    @property
    def households(self) -> int:
        return sum(one.households for one in self.states)

    @property
    def votes_counted(self) -> int:
        return self.votes_reached + self.votes_not_reached

    @property
    def votes_share(self) -> float | None:
        return self.votes_reached / self.votes_counted if self.votes_counted else None

    @property
    def mended(self) -> int:
        return self.faults - self.faults_open

    @property
    def mended_share(self) -> float | None:
        return self.mended / self.faults if self.faults else None

    @property
    def rated_share(self) -> float | None:
        return self.ratings.number / self.ratings.households if self.ratings.households else None


def figures_of(district: str) -> Figures:
    """A dozen statements, whatever the district's size."""
    shown = cards(of_district(district))
    faults = Fault.objects.filter(estate__in=[one.row for one in shown])
    days = [(mended - found).total_seconds() / 86_400 for found, mended in faults.filter(mended_at__isnull=False).values_list("found_at", "mended_at") if mended]  # fmt: skip
    votes: Counter[str | None] = Counter(
        Vote.objects.filter(district=district).values_list("result__outcome", flat=True)
    )
    works = _works(district)
    return Figures(
        _states(shown), works, votes[None], votes[Outcome.REACHED], votes[Outcome.NOT_REACHED], faults.count(),
        faults.filter(mended_at=None).count(), round(median(days), 1) if days else None, ratings([one.row for one in shown]),
        sum((one.money for one in works), Sums()),
    )  # fmt: skip


def _states(shown: list[Card]) -> list[StateLine]:
    counted = House.objects.filter(estate__in=[one.row.pk for one in shown], active=True).values_list("estate")
    houses = dict(counted.annotate(n=Count("pk")))
    by_state: dict[WorkState, list[Card]] = {}
    for one in shown:
        by_state.setdefault(one.state, []).append(one)
    return [
        StateLine(
            str(state.label), some[0].tone, len(some), sum(houses.get(one.row.pk, 0) for one in some),
            sum(one.row.households for one in some),
        )
        for state in WorkState
        if (some := by_state.get(state))
    ]  # fmt: skip


def _works(district: str) -> list[WorkLine]:
    rows = HouseWork.objects.filter(
        district=district, house__active=True, house__estate__active=True, work__active=True
    )
    counted = rows.exclude(state=WorkState.NOT_PLANNED).values("work", "work__name", "work__position").annotate(
        n=Count("pk"), done=Count("pk", filter=Q(state__in=(WorkState.DONE, WorkState.ACCEPTED))),
        accepted=Count("pk", filter=Q(state=WorkState.ACCEPTED)), money=Sum("planned_amount"),
    )  # fmt: skip
    money = sums(district)
    return [
        WorkLine(row["work__name"], row["n"], row["done"], row["accepted"], money.get(row["work"], Sums()))
        for row in counted.order_by("work__position")
    ]


def definitions() -> list[tuple[str, str]]:
    """Each figure and what it means, for the page and the table."""
    return [
        (_("State of an estate"), _("accepted when every planned work at every building is; done when every one is done; under way when any has begun")),
        (_("Votes agreed"), _("votes that reached what the law asks ÷ votes that were counted; called off ones are in neither")),
        (_("Days to mend"), _("median of the days from a report to the closing of its case as solved")),
        (_("Satisfied"), _("households that said satisfied or very satisfied ÷ households that said anything, once each")),
        (_("Asked for or paid"), _("payments asked for or paid, of the ledger")),
    ]  # fmt: skip

"""How each service does in a period: how fast, how often in time, how often returned, how it is rated.

Counted in five statements, however many services and applications there are:
what came in, what was decided, terms that ran out, and what is overdue at this moment; the versions are kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.cases.models import Case, CaseQuerySet, Deadline, DeadlineKind, DeadlineState, Result, State
from linli.cases.queries.figures import Period, Ratio
from linli.catalogue.guides import Version, guides, versions
from linli.catalogue.services import Days
from linli.clock import now

# Of fewer ratings no mean is shown: it would tell what one person said.
FEWEST_RATINGS = 3
MEASURES = (
    "received", "decided", "promised", "law", "median", "in_time", "returned", "granted", "rating", "overdue",
)  # fmt: skip


def names() -> dict[str, str]:
    """What each figure is called."""
    return {
        "received": _("Applications received"), "decided": _("Applications decided"), "promised": _("Promised"), "law": _("By law"),
        "median": _("Really took"), "in_time": _("Share in time"), "returned": _("Share returned"), "granted": _("Share granted"),
        "rating": _("Rating"), "overdue": _("Overdue now"),
    }  # fmt: skip


def definitions() -> dict[str, str]:
    """What each figure is, in the reader's words; printed beside it."""
    return {
        "received": _("Applications handed in within the period"),
        "decided": _("Applications granted or refused within the period"),
        "promised": _("Working days from acceptance to decision, as the district promises them now"),
        "law": _("Working days that the law allows; a dash where it names no number"),
        "median": _("Working days from acceptance to decision, of those decided in the period: half of them took less. While we wait for the applicant or for experts they do not count"),
        "in_time": _("Decided within the promised days ÷ these, and those whose days ran out in the period"),
        "returned": _("Returned for correction at least once ÷ those received in the period that we have looked at"),
        "granted": _("Granted, and not revoked since ÷ decided in the period"),
        "rating": _("Of 5, mean of the ratings by those decided in the period; shown from 3 ratings on"),
        "overdue": _("Not decided at this moment although the promised days are over"),
    }  # fmt: skip


@dataclass(frozen=True)
class Mean:
    """A mean of so many ratings; `value` is None of too few."""

    value: float | None = None
    count: int = 0


@dataclass
class Figures:
    """The figures of one service, or of the district (`code` and `days` are empty then)."""

    code: str = ""
    name: str = ""
    days: Days | None = None
    offered: bool = True
    received: int = 0
    looked_at: int = 0
    corrected: int = 0
    decided: int = 0
    still_granted: int = 0
    decided_in_time: int = 0
    ran_out: int = 0
    overdue: int = 0
    taken: Counter[int] = field(default_factory=Counter)
    ratings: int = 0
    scores: int = 0

    @property
    def median(self) -> float | None:
        """Working days, None where nothing was decided."""
        return median_of(self.taken)

    @property
    def in_time(self) -> Ratio:
        return Ratio(self.decided_in_time, self.decided_in_time + self.ran_out)

    @property
    def returned(self) -> Ratio:
        return Ratio(self.corrected, self.looked_at)

    @property
    def granted(self) -> Ratio:
        return Ratio(self.still_granted, self.decided)

    @property
    def rating(self) -> Mean:
        shown = self.ratings >= FEWEST_RATINGS
        return Mean(self.scores / self.ratings if shown else None, self.ratings)

    @property
    def promised(self) -> int | None:
        return self.days.promised if self.days else None

    @property
    def law(self) -> int | None:
        return self.days.law if self.days else None

    @property
    def has_anything(self) -> bool:
        return bool(self.received or self.decided or self.ran_out or self.overdue)


def median_of(counted: Counter[int]) -> float | None:
    """The middle one of numbers given with how often each is there; of an even number the mean of the two."""
    total = counted.total()
    if not total:
        return None
    middle = {(total - 1) // 2, total // 2}
    found, seen = [], 0
    for number in sorted(counted):
        found += [number for place in sorted(middle) if seen <= place < seen + counted[number]]
        seen += counted[number]
    return sum(found) / len(found)


def by_service(district: str, period: Period) -> list[Figures]:
    """Every service that is offered or has anything in the period, by its code."""
    # A letter of thanks is no application.
    known = [one for one in versions(district) if one.kind == "application"]
    rows = _rows(known, set(guides(district)))
    services = {one.id: rows[one.code] for one in known}
    for row in _received(district, period, services):
        figures = services[row["service_id"]]
        figures.received += row["n"]
        figures.looked_at += row["seen"]
        figures.corrected += row["corrected"]
    # One that came with a pack a moment ago may not be known here yet.
    for row in (row for row in _decided(district, period) if row["service_id"] in services):
        _take_decided(services[row["service_id"]], row)
    for service, count in _ran_out(district, period):
        if service in services:
            services[service].ran_out += count
    for service, count in _overdue(district):
        if service in services:
            services[service].overdue += count
    return [one for one in rows.values() if one.offered or one.has_anything]


def _rows(known: Iterable[Version], offered: set[str]) -> dict[str, Figures]:
    """A row for each service, in the words of its newest version, which comes first."""
    rows: dict[str, Figures] = {}
    for one in known:
        if one.code not in rows:
            rows[one.code] = Figures(one.code, one.name, one.days, one.code in offered)
    return rows


def _take_decided(figures: Figures, row: Mapping[str, Any]) -> None:
    figures.decided += row["n"]
    figures.still_granted += row["granted"]
    figures.ratings += row["rated"]
    figures.scores += row["scores"] or 0
    if row["application__in_time"]:
        figures.decided_in_time += row["n"]
    if row["application__days_taken"] is not None:
        figures.taken[row["application__days_taken"]] += row["n"]


_ADDED = (
    "received", "looked_at", "corrected", "decided", "still_granted", "decided_in_time", "ran_out", "overdue",
)  # fmt: skip


def together(services: Iterable[Figures]) -> Figures:
    """The district. A mean that is not shown of a service cannot be worked out from the district's either."""
    total = Figures()
    hidden = Mean()
    for one in services:
        for name in _ADDED:
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.taken += one.taken
        if one.rating.value is not None:
            total.ratings, total.scores = total.ratings + one.ratings, total.scores + one.scores
        else:
            hidden = Mean((hidden.value or 0) + one.scores, hidden.count + one.ratings)
    if hidden.count >= FEWEST_RATINGS:
        total.ratings, total.scores = total.ratings + hidden.count, total.scores + int(hidden.value or 0)
    return total


def _applications(district: str) -> CaseQuerySet:
    return Case.objects.applications().filter(district_id=district).order_by()


def _received(district: str, period: Period, services: Iterable[UUID]) -> Iterator[Mapping[str, Any]]:
    looked_at = Q(registered_at__isnull=False) | Q(application__returns__gt=0) | Q(state=State.DECLINED)
    # The services are named one by one: the index has them before the day.
    within = _applications(district).filter(
        service__in=list(services), created_at__gte=period.start, created_at__lt=period.end
    )
    yield from within.values("service_id").annotate(
        n=Count("pk"), seen=Count("pk", filter=looked_at), corrected=Count("pk", filter=Q(application__returns__gt=0))
    )


def _decided(district: str, period: Period) -> Iterator[Mapping[str, Any]]:
    """By how many days they took: a few lines for each service, from which the median is exact."""
    within = _applications(district).filter(answered_at__gte=period.start, answered_at__lt=period.end)
    yield from within.values("service_id", "application__days_taken", "application__in_time").annotate(
        n=Count("pk"), granted=Count("pk", filter=Q(result=Result.GRANTED)), rated=Count("score"), scores=Sum("score")
    )


def _ran_out(district: str, period: Period) -> Iterator[tuple[UUID | None, int]]:
    """Promised days that were over within the period before anything was decided, also where it has been since."""
    passed = (
        Q(state=DeadlineState.MET, met_at__gt=F("due_at"))
        | Q(state=DeadlineState.RUNNING, due_at__lt=now())
        | Q(state=DeadlineState.PAUSED, paused_at__gt=F("due_at"))
        | Q(state=DeadlineState.CANCELLED, met_at__gt=F("due_at"))
    )
    within = _deadlines(district).filter(passed, due_at__gte=period.start, due_at__lt=period.end)
    yield from within.values_list("case__service").annotate(n=Count("pk"))


def _overdue(district: str) -> Iterator[tuple[UUID | None, int]]:
    late = Q(state=DeadlineState.RUNNING) | Q(state=DeadlineState.PAUSED, paused_at__gt=F("due_at"))
    passed = _deadlines(district).filter(late, met_at=None, due_at__lt=now())
    yield from passed.values_list("case__service").annotate(n=Count("pk"))


def _deadlines(district: str) -> QuerySet[Deadline]:
    return Deadline.objects.filter(district_id=district, kind=DeadlineKind.DECIDE).order_by()


def grouped(services: Iterable[Figures]) -> tuple[list[Figures], list[Figures]]:
    """Those with anything in the period, and those without."""
    parts: defaultdict[bool, list[Figures]] = defaultdict(list)
    for one in services:
        parts[one.has_anything].append(one)
    return parts[True], parts[False]

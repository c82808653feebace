"""The three rates of a year, by institution and of the district: numbers only, each with what it is a part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.clock import today
from linli.health.access import is_epidemiologist
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.places.models import District

from ..access import may_visit
from ..models import FACE_TO_FACE, Condition, EndReason, Enrolment, Estimate, Examination, Visit, VisitKind
from ..norm import Managed, Norm, Noted, Rates, counted_until, merged, months_after, rates
from .norms import norm_of

YEARS_BACK = 5
# The public is shown no count below this, nor what it could be worked out from.
SMALLEST = 5


def year_of(text: str) -> int:
    """A year as an address names it; this one where it names none that can be."""
    this = today().year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    return year if this - YEARS_BACK <= year <= this else this


@dataclass(frozen=True)
class Row:
    """The rates of an institution, or of the district (no code), for a condition."""

    code: str
    name: str
    rates: Rates
    estimate: Estimate | None = None


@dataclass(frozen=True)
class Figures:
    """One condition: the sum first (of the district, or of the reader's institutions), then each institution."""

    condition: Condition
    total: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Report:
    year: int
    until: date
    norm: Norm
    whole_district: bool
    parts: tuple[Figures, ...]


def report(actor: Actor, year: int) -> Report:
    """A physician's own institutions, disease control the whole district; four statements."""
    district = actor.reach.district
    own = None if is_epidemiologist(actor) else set(actor.reach.organisations) if may_visit(actor) else set()
    return _report(district, year, own)


def open_report(district: District, year: int) -> Report:
    """The district as a whole, for everybody; the caller shows no small numbers."""
    return _report(district.code, year, None)


def _report(district: str, year: int, own: set[str] | None) -> Report:
    norm, until = norm_of(district), counted_until(year, today())
    people = _managed(district, year, until, own)
    estimates = _estimates(district, year)
    names = organisations(district)
    parts = []
    for condition in Condition:
        by_unit = people[condition]
        rows = [
            Row(unit, names[unit].name if unit in names else unit, _rates(one.values(), year, until, estimates.get((condition, unit)), norm), estimates.get((condition, unit)))
            for unit, one in by_unit.items()
        ]  # fmt: skip
        rows.sort(key=lambda row: (-row.rates.managed, row.name))
        whole = (
            None if own is not None and len(own) != 1 else estimates.get((condition, next(iter(own)) if own else ""))
        )
        total = Row("", "", _rates(_as_one(by_unit), year, until, whole, norm), whole)
        parts.append(Figures(condition, total, tuple(rows)))
    return Report(year, until, norm, own is None, tuple(parts))


def _rates(
    people: Iterable[list[Managed]], year: int, until: date, estimate: Estimate | None, norm: Norm
) -> Rates:  # fmt: skip
    """`people`: of each person the parts of their management."""
    return rates([merged(parts) for parts in people], year, until, size(estimate) if estimate else None, norm)


def size(estimate: Estimate) -> int:
    """How many people are thought to have it: population times share, to the next whole person."""
    return round(estimate.population * estimate.prevalence)


By = dict[str, dict[UUID, list[Managed]]]


def _as_one(by_unit: By) -> Iterable[list[Managed]]:
    """Each person once, wherever they were managed."""
    everybody: dict[UUID, list[Managed]] = defaultdict(list)
    for people in by_unit.values():
        for patient, parts in people.items():
            everybody[patient] += parts
    return everybody.values()


def _managed(district: str, year: int, until: date, own: set[str] | None) -> Mapping[Condition, By]:
    """Who was managed on a day of the year at least, by condition, institution and person."""
    rows = Enrolment.objects.filter(district=district, since__lte=until).exclude(end_reason=EndReason.MISTAKEN)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=date(year, 1, 1)))
    if own is not None:
        rows = rows.filter(organisation__in=own)
    fields = ("pk", "patient_id", "condition", "organisation_id", "since", "ended_on", "end_reason")
    enrolments = list(rows.values_list(*fields))
    visits, exams = _visits(rows, year, until), _exams(district, until)
    found: dict[Condition, By] = {one: defaultdict(lambda: defaultdict(list)) for one in Condition}
    for pk, patient, condition, unit, since, ended, reason in enrolments:
        part = Managed(since, ended, reason == EndReason.LOST, tuple(visits[pk]), tuple(exams[patient]))
        found[Condition(condition)][unit][patient].append(part)
    return found


def _visits(rows: QuerySet[Enrolment], year: int, until: date) -> Mapping[UUID, list[Noted]]:
    found: dict[UUID, list[Noted]] = defaultdict(list)
    visits = Visit.objects.filter(enrolment__in=rows, replaced_at=None, on__gte=date(year, 1, 1), on__lte=until)
    for enrolment, on, control, kind in visits.values_list("enrolment_id", "on", "control", "kind"):
        found[enrolment].append(Noted(on, control, kind in FACE_TO_FACE, kind == VisitKind.LOST))
    return found


def _exams(district: str, until: date) -> Mapping[UUID, list[date]]:
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = Examination.objects.filter(district=district, on__gt=months_after(until, -24), on__lte=until)
    for patient, on in rows.values_list("patient_id", "on"):
        found[patient].append(on)
    return found


def _estimates(district: str, year: int) -> dict[tuple[Condition, str], Estimate]:
    """The newest ones that are not of a later year; the district's own under no code."""
    rows = Estimate.objects.filter(district=district, year__lte=year).order_by("year")
    return {(Condition(one.condition), one.organisation_id or ""): one for one in rows}

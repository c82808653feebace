"""What a worklist's rows show: of a case its columns, the clock that is due next, and the departments at work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.catalogue import queries as catalogue
from linli.people import queries as people
from linli.places.models import Level
from linli.prepared import prepared

from ..models import (
    NEVER,
    Callout,
    CalloutState,
    Deadline,
    DeadlineKind,
    DeadlineState,
    State,
    Worded,
    area_label,
)


@dataclass(frozen=True)
class Called:
    """What a department does about a case, in short; where it refuses, why and since when."""

    short: str
    state: str
    label: str
    name: str = ""
    callout: UUID | None = None
    refusal: str = ""
    suggestion: str = ""
    refused_at: datetime | None = None


class _Read(NamedTuple):
    pk: UUID
    code: str
    state: str
    result: str
    channel: str
    title: str
    category_id: UUID | None
    area_id: str | None
    address: str
    organisation_id: str | None
    followers: int
    created_at: datetime
    closed_at: datetime | None
    service_id: UUID | None
    level: str
    due_at: datetime
    next_kind: str | None
    next_warn: datetime | None


class Line(_Read, Worded):
    """What a row shows of a case. `due_at`, `next_kind`, `next_warn`: the clock of whose list it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Row:
    """One row of the list."""

    case: Line
    due_at: datetime | None
    warn_at: datetime | None
    clock_name: str
    category: str
    area: str
    called: list[Called] = field(default_factory=list)

    @property
    def followed(self) -> str:
        count = self.case.followers
        return ngettext("%(n)s follows", "%(n)s follow", count) % {"n": count} if count else ""

    @property
    def clock_stands(self) -> bool:
        return self.due_at is None and self.case.state == State.RETURNED

    @property
    def refusals(self) -> list[Called]:
        return [one for one in self.called if one.state == CalloutState.REFUSED]


def with_clock(source: QuerySet[Any], at_case: str) -> QuerySet[Any]:
    """Lines, with the deadline that is due next, and when it turns amber."""
    running = Deadline.objects.filter(case_id=OuterRef(f"{at_case}id"), state=DeadlineState.RUNNING)
    if at_case:
        running = running.filter(organisation_id=OuterRef("organisation_id"))
    soonest = running.order_by("due_at", "id")
    next_one = {
        f"next_{name}": Subquery(soonest.values(column)[:1]) for name, column in (("kind", "kind"), ("warn", "warn_at"))
    }
    shown = [f"{at_case}{name}" for name in Line._fields[1:-3]]
    return source.annotate(**next_one).values_list(f"{at_case}id", *shown, "due_at", *next_one)


def rows_of(found: list[Line], district: str) -> list[Row]:
    called = _called([line.pk for line in found], district)
    rows = []
    for line in found:
        due = line.due_at if line.due_at < NEVER and line.is_open else None
        card = catalogue.category_by_id(district, line.category_id)
        rows.append(
            Row(
                line,
                due,
                line.next_warn if due else None,
                str(DeadlineKind(line.next_kind).label) if line.next_kind else "",
                _kind_of(line, card),
                # Community and cell, or the street alone; that the place is not known yet.
                "" if line.is_application else " · ".join(area_label(district, line.area_id).split(" · ")[-2:]),
                called.get(line.pk) or _assigned(line, district),
            )
        )
    return rows


def _kind_of(line: Line, card: catalogue.CategoryCard | None) -> str:
    """Its category; of an application, the level that looks at it."""
    if line.is_application:
        return str(Level(line.level).label) if line.level else str(_("Application"))
    return card.name if card else str(_("No category yet"))


def _called(cases: list[UUID], district: str) -> dict[UUID, list[Called]]:
    cards = people.organisations(district)
    found: dict[UUID, list[Called]] = defaultdict(list)
    labels = {state.value: str(state.label) for state in CalloutState}
    told = _callouts_of(len(cases), **{f"case{number}": case for number, case in enumerate(cases)})
    for case, organisation, state, key, refusal, suggestion, refused_at in told:
        card = cards.get(organisation)
        short, name = (card.short, card.name) if card else (organisation, organisation)
        found[case].append(Called(short, state, labels[state], name, key, refusal, suggestion, refused_at))
    return found


@prepared
def _callouts_of(_number: int, **cases: UUID) -> QuerySet[Callout, tuple[Any, ...]]:
    # Spelled as a comparison: `case_id__in` asks each value what it is, which nobody knows yet.
    callouts = Callout.objects.filter(In(F("case_id"), list(cases.values()))).order_by("called_at", "id")
    return callouts.values_list("case_id", "organisation_id", "state", "id", "refusal", "suggestion", "refused_at")


def _assigned(line: Line, district: str) -> list[Called]:
    card = people.organisations(district).get(line.organisation_id or "")
    return [Called(card.short, line.state, line.state_label)] if card else []

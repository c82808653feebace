"""Lists of cases for programs: what someone may see, narrowed, in pages that cost the same wherever they begin.

One may see a case for several reasons: an organisation of one's own has a part in it, or it lies in an area of one's
own. Each reason is read by itself, in the order of its own index and no further than a page; the page is then the first
of what they gave together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from linli.people.reach import Reach
from linli.subqueries import keys_of_any

from ..models import APPLICATION_STATES, OPEN_STATES, Case, DeskItem
from .keyset import Cursor, after, cursor_of

_LEVELS = {6: "district_id", 9: "street", 12: "community"}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. With `by_due` or `due_before` the open ones, the soonest due first; else the newest."""

    states: frozenset[str] = frozenset()
    area: str = ""
    organisation: str = ""
    due_before: datetime | None = None
    by_due: bool = False

    @property
    def order(self) -> list[str]:
        return ["due_at", "id"] if self.is_by_due else ["-id"]

    @property
    def is_by_due(self) -> bool:
        return self.by_due or self.due_before is not None


@dataclass(frozen=True)
class _Reason:
    """Rows by which someone may see cases, `path` leading from a row to its case; `organisation` has a part in them all.

    `by_state`: an index holds them by state, in order. `by_area`: no application is among them, for it lies in no area
    smaller than the district.
    """

    rows: Any
    path: str = ""
    organisation: str = ""
    by_state: bool = False
    by_area: bool = False

    def at_once(self, states: frozenset[str]) -> list[frozenset[str]]:
        """The states that are read together: the open ones, few enough to be sorted, unless an index sorts each."""
        if self.by_area and states:
            states = states.difference(APPLICATION_STATES)
            if not states:
                return []
        still_open = frozenset[str]() if self.by_state else states.intersection(OPEN_STATES)
        alone = [frozenset({state}) for state in sorted(states - still_open)]
        return [*([still_open] if still_open else []), *alone] or [frozenset()]


def listed(
    district: str, reach: Reach | None, wanted: Wanted, start: Cursor | None, size: int
) -> tuple[list[Case], str]:
    """A page of the cases that the holder of `reach` (None: anyone) may see, and the place to go on from: one statement."""
    rows = list(_first(district, reach, wanted, start, size + 1))
    return rows[:size], cursor_of(rows[size - 1], wanted.order) if len(rows) > size else ""


def soonest(reach: Reach, states: frozenset[str], most: int) -> QuerySet[Case]:
    """The open cases (of these states, if any are named) that the holder of `reach` may see, by what is due first."""
    return _first(reach.district, reach, Wanted(states, by_due=True), None, most)


def _first(district: str, reach: Reach | None, wanted: Wanted, start: Cursor | None, most: int) -> QuerySet[Case]:
    parts = [
        _narrowed(reason, wanted, states, start)[:most]
        for reason in _reasons(district, reach, wanted)
        for states in reason.at_once(wanted.states)
    ]
    return Case.objects.filter(pk__in=keys_of_any(parts)).order_by(*wanted.order)[:most]


def _reasons(district: str, reach: Reach | None, wanted: Wanted) -> Iterator[_Reason]:
    whole = Case.objects.filter(district_id=district)
    if reach is None or reach.whole_district:
        rows = Case.objects.public().filter(district_id=district) if reach is None else whole
        of_one = _with_part(wanted.organisation, published=reach is None) if wanted.organisation else None
        yield of_one or _Reason(rows, by_state=True)
        return
    for organisation in reach.organisations:
        yield _with_part(organisation)
    for street in reach.streets:
        yield _Reason(Case.objects.filter(street=street), by_area=True)
    for community in reach.communities:
        yield _Reason(Case.objects.filter(community=community), by_area=True)
    if reach.cells:
        yield _Reason(Case.objects.filter(area_id__in=reach.cells), by_area=True)


def _with_part(organisation: str, *, published: bool = False) -> _Reason:
    rows = DeskItem.objects.filter(organisation_id=organisation)
    return _Reason(rows.filter(case__published=True) if published else rows, "case__", organisation, by_state=True)


def _narrowed(reason: _Reason, wanted: Wanted, states: frozenset[str], start: Cursor | None) -> QuerySet[Any]:
    """Keys of the cases of one reason, in order."""
    rows, path = reason.rows, reason.path
    key = "case_id" if path else "id"
    if wanted.organisation and wanted.organisation != reason.organisation:
        part = DeskItem.objects.filter(case_id=OuterRef(key), organisation_id=wanted.organisation)
        rows = rows.filter(Exists(part))
    # A desk item keeps its case's state and due time: no need to look at the case.
    due_at = "case_due_at" if path else "due_at"
    if states or wanted.states:
        rows = rows.filter(state__in=sorted(states))
    if wanted.area:
        rows = rows.filter(**{f"{path}{_LEVELS.get(len(wanted.area), 'area_id')}": wanted.area})
    # Said twice, a state keeps the index from being read in order.
    if wanted.is_by_due or (not path and not reason.by_state and states and states.issubset(OPEN_STATES)):
        rows = rows.of_open_cases() if path else rows.open()
    if wanted.due_before:
        rows = rows.filter(**{f"{due_at}__lt": wanted.due_before})
    order = [{"due_at": due_at, "id": key, "-id": f"-{key}"}[name] for name in wanted.order]
    if start:
        rows = rows.filter(after(start, order))
    return rows.order_by(*order).values(key)

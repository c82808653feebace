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

from ..models import OPEN_STATES, Case, DeskItem
from .keyset import Cursor, after, cursor_of
from .union import keys_of_any

_LEVELS = {6: "district_id", 9: "street", 12: "community"}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. With `due_before` the soonest due come first, else the newest."""

    states: frozenset[str] = frozenset()
    area: str = ""
    organisation: str = ""
    due_before: datetime | None = None

    @property
    def order(self) -> list[str]:
        return ["due_at", "id"] if self.due_before else ["-id"]


@dataclass(frozen=True)
class _Reason:
    """Rows by which someone may see cases, `path` leading from a row to its case; `organisation` has a part in them all."""

    rows: Any
    path: str = ""
    organisation: str = ""


def listed(
    district: str, reach: Reach | None, wanted: Wanted, start: Cursor | None, size: int
) -> tuple[list[Case], str]:
    """A page of the cases that the holder of `reach` (None: anyone) may see, and the place to go on from: one statement."""
    parts = [
        _narrowed(reason, wanted, state, start)[: size + 1]
        for reason in _reasons(district, reach, wanted)
        # One state at a time: several at once would be read whole before they are sorted.
        for state in sorted(wanted.states) or [""]
    ]
    found = Case.objects.filter(pk__in=keys_of_any(parts)).select_related("category").order_by(*wanted.order)
    rows = list(found[: size + 1])
    return rows[:size], cursor_of(rows[size - 1], wanted.order) if len(rows) > size else ""


def _reasons(district: str, reach: Reach | None, wanted: Wanted) -> Iterator[_Reason]:
    whole = Case.objects.filter(district_id=district)
    if reach is None or reach.whole_district:
        rows = Case.objects.public().filter(district_id=district) if reach is None else whole
        by_part = wanted.organisation and not wanted.due_before
        yield _with_part(wanted.organisation, published=reach is None) if by_part else _Reason(rows)
        return
    for organisation in reach.organisations:
        # What is due is read along the open cases: few, and in the order asked for.
        yield _Reason(_taking_part(whole, organisation)) if wanted.due_before else _with_part(organisation)
    for street in reach.streets:
        yield _Reason(Case.objects.filter(street=street))
    for community in reach.communities:
        yield _Reason(Case.objects.filter(community=community))
    if reach.cells:
        yield _Reason(Case.objects.filter(area_id__in=reach.cells))


def _with_part(organisation: str, *, published: bool = False) -> _Reason:
    rows = DeskItem.objects.filter(organisation_id=organisation)
    return _Reason(rows.filter(case__published=True) if published else rows, "case__", organisation)


def _taking_part(cases: QuerySet[Case], organisation: str) -> QuerySet[Case]:
    return cases.filter(Exists(DeskItem.objects.filter(case_id=OuterRef("pk"), organisation_id=organisation)))


def _narrowed(reason: _Reason, wanted: Wanted, state: str, start: Cursor | None) -> QuerySet[Any]:
    """Keys of the cases of one reason, in order."""
    rows, path = reason.rows, reason.path
    key = "case_id" if path else "id"
    if wanted.organisation and wanted.organisation != reason.organisation:
        part = DeskItem.objects.filter(case_id=OuterRef(key), organisation_id=wanted.organisation)
        rows = rows.filter(Exists(part))
    if state:
        rows = rows.filter(**{f"{path}state": state})
    if wanted.area:
        rows = rows.filter(**{f"{path}{_LEVELS.get(len(wanted.area), 'area_id')}": wanted.area})
    if not path and (wanted.due_before or state in OPEN_STATES):
        rows = rows.open()
    if wanted.due_before:
        rows = rows.filter(due_at__lt=wanted.due_before)
    order = [name.replace("id", key) if name.endswith("id") else name for name in wanted.order]
    if start:
        rows = rows.filter(after(start, order))
    return rows.order_by(*order).values(key)

"""The three lists as everybody reads them: demands by priority, resources and projects the newest first; pages by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.cases.pictures import address_of
from linli.places.queries import names
from linli.places.revision import per_revision

from ..models import (
    DONE,
    LIVE_DEMANDS,
    PUBLIC,
    Demand,
    DemandKind,
    DemandState,
    Manner,
    Photo,
    Project,
    ProjectState,
    Resource,
    ResourceState,
)

PAGE = 24
LISTS = ("demands", "resources", "projects")


@dataclass(frozen=True)
class Filters:
    """What the address says; a word nobody knows is left out, not refused."""

    tab: str = "demands"
    kind: str = ""
    state: str = ""
    manner: str = ""
    street: str = ""
    q: str = ""
    after: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.state or self.manner or self.street or self.q)

    @property
    def named(self) -> dict[str, str]:
        given = {"list": self.tab, "kind": self.kind, "state": self.state, "manner": self.manner, "street": self.street, "q": self.q}  # fmt: skip
        return {name: value for name, value in given.items() if value and (name, value) != ("list", "demands")}


def filters_of(district: str, given: Mapping[str, str]) -> Filters:
    tab = given.get("list", "")
    tab = tab if tab in LISTS else "demands"
    states: dict[str, list[str]] = {"demands": list(DemandState.values), "projects": [*PUBLIC, "done"], "resources": ["left"]}  # fmt: skip
    state, street = given.get("state", ""), given.get("street", "")
    return Filters(
        tab=tab, kind=given.get("kind", "") if given.get("kind") in {one.code for one in kinds(district)} else "",
        state=state if state in states[tab] else "",
        manner=given.get("manner", "") if tab == "resources" and given.get("manner") in Manner.values else "",
        street=street if street in names(district) and len(street) in (9, 12) else "", q=given.get("q", "").strip()[:40],
        after=given.get("after", "")[:80],
    )  # fmt: skip


@per_revision
def kinds(district: str) -> list[DemandKind]:
    """The kinds of demands in the pack's order. Shared: read them, never change them."""
    return list(DemandKind.objects.filter(district=district, active=True).order_by("position"))


@per_revision
def has_projects(district: str) -> bool:
    """Whether the district has the three lists at all."""
    return DemandKind.objects.filter(district=district, active=True).exists()


def streets(district: str) -> list[tuple[str, str]]:
    return [(code, area.name) for code, area in sorted(names(district).items()) if area.level == "street"]


@dataclass
class Page:
    """One page of one list, how many each list has in all, and where the next page begins."""

    rows: list[Any]
    counts: dict[str, int]
    older: str = ""
    pictures: dict[UUID, str] = field(default_factory=dict)


def listed(district: str, filters: Filters) -> tuple[list[Any], str]:
    """A page of the list that is asked for, and where the next one begins: one statement."""
    readers: dict[str, Callable[[str, Filters], tuple[list[Any], str]]] = {
        "demands": _demands,
        "resources": _resources,
        "projects": _projects,
    }
    return readers[filters.tab](district, filters)


def page(district: str, filters: Filters) -> Page:
    """Five statements, for projects six, whatever the page."""
    rows, older = listed(district, filters)
    found = Page(rows, counts(district), older)
    if filters.tab == "projects":
        found.pictures = pictures_of(rows)
    return found


def counts(district: str) -> dict[str, int]:
    """How many stand on each list: demands still looked after, resources to be had, projects that everybody sees."""
    return {
        "demands": Demand.objects.filter(district=district, state__in=LIVE_DEMANDS).count(),
        "resources": Resource.objects.filter(district=district, state=ResourceState.LISTED).count(),
        "projects": Project.objects.filter(district=district, state__in=PUBLIC).count(),
    }


def _demands(district: str, filters: Filters) -> tuple[list[Demand], str]:
    rows = Demand.objects.filter(district=district).select_related("kind")
    rows = rows.filter(state=filters.state) if filters.state else rows.filter(state__in=LIVE_DEMANDS)
    rows = _narrowed(rows, filters)
    rows = after_priority(rows, filters.after).order_by("-priority", "-id")
    found = list(rows[: PAGE + 1])
    return found[:PAGE], cursor(found[PAGE - 1]) if len(found) > PAGE else ""


def cursor(row: Demand) -> str:
    return f"{row.priority}_{row.pk.hex}"


def after_priority(rows: QuerySet[Demand], after: str) -> QuerySet[Demand]:
    """Those that follow a place in the order of priority; an altered one is the first page."""
    points, _dash, key = after.partition("_")
    try:
        place, last = Decimal(points), UUID(hex=key)
    except (InvalidOperation, ValueError):
        return rows
    if not place.is_finite():
        return rows
    return rows.filter(priority__lte=place).exclude(priority=place, id__gte=last)


def after_key(rows: QuerySet[Any], after: str) -> QuerySet[Any]:
    """The same in the order of keys."""
    try:
        return rows.filter(pk__lt=UUID(hex=after)) if after else rows
    except ValueError:
        return rows


def _narrowed(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    if filters.kind:
        rows = rows.filter(kind__code=filters.kind)
    if filters.street:
        rows = rows.filter(area__code__startswith=filters.street)
    if filters.q:
        rows = rows.filter(Q(title__icontains=filters.q) | Q(text__icontains=filters.q) | Q(code=filters.q.upper()))
    return rows


def _resources(district: str, filters: Filters) -> tuple[list[Resource], str]:
    rows = Resource.objects.filter(district=district, state=ResourceState.LISTED)
    if filters.manner:
        rows = rows.filter(manner=filters.manner)
    if filters.kind:
        # A key of the JSON: what it may serve.
        rows = rows.filter(**{f"serves__{filters.kind}__gt": 0})
    if filters.street:
        rows = rows.filter(Q(area__code__startswith=filters.street) | Q(area=None))
    if filters.q:
        rows = rows.filter(Q(title__icontains=filters.q) | Q(text__icontains=filters.q) | Q(giver_name__icontains=filters.q))  # fmt: skip
    return _by_key(rows, filters.after)


def _projects(district: str, filters: Filters) -> tuple[list[Project], str]:
    states = DONE if filters.state == "done" else (filters.state,) if filters.state else PUBLIC
    rows = Project.objects.filter(district=district, state__in=states).select_related("organisation", "kind")
    return _by_key(_narrowed(rows, filters), filters.after)


def _by_key(rows: QuerySet[Any], after: str) -> tuple[list[Any], str]:
    found = list(after_key(rows, after).order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk.hex if len(found) > PAGE else ""


def pictures_of(rows: list[Project]) -> dict[UUID, str]:
    """A small picture of each: how it looks afterwards, else at work, else before. One statement."""
    order = {"after": 0, "during": 1, "before": 2}
    found: dict[UUID, tuple[int, str]] = {}
    photos = Photo.objects.filter(project__in=rows).values_list("project", "phase", "picture_small")
    for project, phase, small in photos:
        best = found.get(project)
        if best is None or order[phase] < best[0]:
            found[project] = (order[phase], small)
    return {project: address_of(small) for project, (_rank, small) in found.items()}


def state_choices(tab: str) -> list[tuple[str, str]]:
    """What one may narrow a list to."""
    if tab == "demands":
        return [(str(value), str(label)) for value, label in DemandState.choices]
    if tab == "projects":
        return [(str(value), str(label)) for value, label in ProjectState.choices if value in PUBLIC]
    return []

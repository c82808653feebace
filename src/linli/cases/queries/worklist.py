"""The desk's worklist: what waits for the actor, by what is due, in pages that cost the same wherever they begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import In

from linli.catalogue import queries as catalogue
from linli.clock import now
from linli.notices import queries as notices
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.people.roles import Role
from linli.places.models import District
from linli.prepared import prepared
from linli.subqueries import keys_of_any, number_of

from ..models import (
    NEVER,
    Case,
    CaseQuerySet,
    Deadline,
    DeskItem,
    State,
)  # fmt: skip
from .counting import COUNT_TO
from .finding import found_ids
from .keyset import Cursor, after, before, cut, page_of
from .lines import Line, Row, rows_of, with_clock

PAGE = 25
KINDS = ("applications", "requests")
# Views that hold requests alone.
OF_REQUESTS = ("unlocated", "refusals")


@dataclass(frozen=True)
class Filters:
    """What the address says. `view` is one of the actor's own; a word nobody knows is left out, not refused."""

    view: str
    state: str = ""
    category: str = ""
    area: str = ""
    q: str = ""
    late: bool = False
    # Applications or requests alone, or (nothing) both.
    kind: str = ""
    sort: str = "due"
    after: Cursor | None = None
    before: Cursor | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.state or self.category or self.area or self.q or self.late or self.kind)

    @property
    def has_order(self) -> bool:
        """Whether one may choose an order; what is done, unplaced or found comes newest first."""
        return self.view not in ("done", "unlocated") and not self.q

    @property
    def newest_first(self) -> bool:
        return self.sort == "new" or not self.has_order

    @property
    def named(self) -> dict[str, str]:
        """As the address says it, without what is the default, and without the page."""
        words = {"view": self.view, "state": self.state, "category": self.category, "area": self.area, "q": self.q}
        words |= {"late": "1" if self.late else "", "kind": self.kind, "sort": "new" if self.sort == "new" else ""}
        return {name: word for name, word in words.items() if word}


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    newer: str
    older: str


def views_of(actor: Actor) -> list[str]:
    """The views this actor has, the first being where they begin."""
    reach = actor.reach
    views = []
    if reach.organisations and not actor.has(Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPERVISOR):
        views.append("mine")
    if has_area(reach):
        views.append("area")
    views.append("done")
    if actor.has(Role.DISPATCHER):
        views += ["unlocated", "refusals"]
    return views


def has_area(reach: Reach) -> bool:
    return reach.whole_district or bool(reach.streets or reach.communities or reach.cells)


def filters_of(actor: Actor, given: Mapping[str, str]) -> Filters:
    """The filters of an address; a supervisor without any begins with what is late."""
    views = views_of(actor)
    view = given.get("view", "")
    view = view if view in views else views[0]
    bare = not any(given.values())
    category, q = given.get("category", "")[:12], given.get("q", "").strip()[:80]
    return Filters(
        view=view,
        state=given.get("state", "") if given.get("state") in State.values else "",
        category=category if category in catalogue.categories(actor.reach.district) else "",
        area=given.get("area", "") if given.get("area", "").isdigit() else "",
        q=q,
        # What is done is never due.
        late=view != "done" and (given.get("late") == "1" or (bare and actor.has(Role.SUPERVISOR))),
        # A search finds both, whatever the view.
        kind=given.get("kind", "") if given.get("kind") in KINDS and (q or view not in OF_REQUESTS) else "",
        sort="new" if given.get("sort") == "new" else "due",
        after=Cursor.read(given.get("after", "")),
        before=Cursor.read(given.get("before", "")),
    )


def page(actor: Actor, filters: Filters) -> Page:
    """One page of a view: two statements, whatever the page."""
    backwards = filters.before is not None
    given: dict[str, Any] = {"at": now()} if filters.late else {}
    if start := filters.before or filters.after:
        given |= {"key": start.key, **({"since": start.at} if start.at else {})}
    shape = _shape(actor.reach, replace(filters, after=None, before=None))
    # What a search finds is found before, and no two find the same.
    read = list(_page(shape, backwards, **given)) if filters.q else _prepared_page(shape, backwards, **given)
    found, more_before, more_after = cut([Line._make(row) for row in read], backwards, PAGE)
    rows = rows_of(found, actor.reach.district)
    has_newer = more_before if filters.before else filters.after is not None
    has_older = more_after if not filters.before else True
    return Page(
        rows,
        _place(found[0], shape) if found and has_newer else "",
        _place(found[-1], shape) if found and has_older else "",
    )


def _place(line: Line, shape: _Shape) -> str:
    return str(Cursor(line.due_at if len(shape.order) == 2 else None, line.pk))


@dataclass(frozen=True)
class _Shape:
    """All that the statement for a page depends on but where the page begins, and what time it is."""

    reach: Reach
    filters: Filters
    categories: tuple[UUID, ...] = ()
    centre: str = ""

    @property
    def at_case(self) -> str:
        """The path from a row to its case."""
        own = self.filters.view in ("mine", "refusals") or (self.filters.view == "done" and self.done_by_part)
        return "case__" if own and not self.filters.q else ""

    @property
    def done_by_part(self) -> bool:
        """Of what is done, one reads what one's organisations had a part in: without an area, and of applications, which
        lie in no area smaller than the district."""
        alone = self.filters.kind == "applications" and not self.reach.whole_district
        return alone or not has_area(self.reach)

    @property
    def order(self) -> list[str]:
        """The keyset. Keys grow with time, so the newest first is the greatest key first."""
        key = f"{self.at_case[:-2]}_id" if self.at_case else "id"
        if self.filters.newest_first:
            return [f"-{key}"]
        # On an organisation's own list, what is due of itself; elsewhere, of anyone.
        return ["due_at", key]


def _shape(reach: Reach, filters: Filters) -> _Shape:
    cards = catalogue.categories(reach.district)
    branch = f"{cards[filters.category].path}/" if filters.category else ""
    below = tuple(card.id for card in cards.values() if f"{card.path}/".startswith(branch)) if branch else ()
    return _Shape(reach.alone, filters, below, people.centre(reach.district) if filters.view == "refusals" else "")


def _page(
    shape: _Shape,
    backwards: bool,
    *,
    at: datetime | None = None,
    key: UUID | None = None,
    since: datetime | None = None,
) -> QuerySet[Any]:
    rows = _narrowed(_source(shape), shape, at)
    if key:
        rows = rows.filter((before if backwards else after)(Cursor(since, key), shape.order))
    return page_of(with_clock(rows, shape.at_case), shape.order, backwards, PAGE)


_prepared_page = prepared(_page)


def listed(actor: Actor, filters: Filters) -> tuple[QuerySet[Any], list[str]]:
    """All rows of a list without their order, and that order."""
    shape = _shape(actor.reach, filters)
    return _narrowed(_source(shape), shape, now()), shape.order


def counts(actor: Actor) -> dict[str, int]:
    """How many lie in each view (`late`: overdue where one looks first), and `unread` notices: one statement."""
    views = views_of(actor)
    names = [view for view in views if view != "done"] + (["late"] if views[0] != "done" else []) + ["unread"]
    shapes = tuple(_shape(actor.reach, Filters(views[0] if name == "late" else name)) for name in names[:-1])
    numbers = _numbers(actor.reach.alone, tuple(names), shapes, reader=actor.reach.account_id, at=now())
    return dict(zip(names, numbers[0], strict=True)) if numbers else dict.fromkeys(names, 0)


@prepared
def _numbers(
    reach: Reach, names: tuple[str, ...], shapes: tuple[_Shape, ...], *, reader: UUID | None, at: datetime
) -> QuerySet[District, tuple[int, ...]]:
    wanted = {name: _source(shape) for name, shape in zip(names, shapes, strict=False)}
    if "late" in wanted:
        wanted["late"] = wanted["late"].filter(due_at__lt=at)
    numbers = {f"of_{name}": number_of(rows, COUNT_TO) for name, rows in wanted.items()}
    numbers["of_unread"] = notices.unread_number(replace(reach, account_id=reader))
    return District.objects.filter(pk=reach.district).annotate(**numbers).values_list(*numbers)


def _source(shape: _Shape) -> QuerySet[Any]:
    """The rows of a view before filters."""
    reach, filters = shape.reach, shape.filters
    if filters.q:
        return _found(reach, filters.q)
    mine = DeskItem.objects.filter(_in("organisation", reach.organisations))
    match filters.view:
        case "mine":
            return mine.filter(open=True)
        case "done" if shape.done_by_part:
            # A closed item is never due: naming that keeps the whole index in use.
            return mine.filter(open=False, due_at=NEVER)
        case "done":
            return _in_area(reach).done()
        case "unlocated":
            return Case.objects.requests().filter(district_id=reach.district, area=None).open()
        case "refusals":
            waiting = Deadline.objects.to_rule_on().filter(organisation_id=shape.centre).values("case_id")
            items = DeskItem.objects.filter(organisation_id=shape.centre, open=True)
            return items.filter(In(F("case_id"), keys_of_any([waiting])))
    return _in_area(reach).open()


def _in(name: str, codes: Iterable[str]) -> Q:
    """Equality where there is one code, so that an index sorted by what is due can be read in order."""
    known = sorted(codes)
    return Q(**{f"{name}_id": known[0]}) if len(known) == 1 else Q(**{f"{name}_id__in": known})


def _in_area(reach: Reach) -> CaseQuerySet:
    """The cases of all areas one looks after; where they are one, by equality, so that one index holds them in order."""
    within = Case.objects.filter(district_id=reach.district)
    if reach.whole_district:
        return within
    # What lies in a wider part of one's own adds nothing to it.
    streets = reach.streets
    communities = {code for code in reach.communities if not code.startswith(tuple(streets))}
    cells = {code for code in reach.cells if not code.startswith((*streets, *communities))}
    parts = [
        *(("street", c) for c in streets),
        *(("community", c) for c in communities),
        *(("area_id", c) for c in cells),
    ]
    if len(parts) == 1:
        return Case.objects.filter(**dict(parts))
    return within.filter(Q(street__in=streets) | Q(community__in=communities) | Q(area_id__in=cells))


def _found(reach: Reach, words: str) -> QuerySet[Case]:
    """What a search finds among all that one may see, closed ones too."""
    return Case.objects.visible_to(reach).filter(pk__in=found_ids(words, reach.district, reach))


def _narrowed(source: QuerySet[Any], shape: _Shape, at: datetime | None) -> QuerySet[Any]:
    filters = shape.filters
    wanted: dict[str, Any] = {}
    if filters.state:
        wanted["state"] = filters.state
    if filters.category:
        wanted[f"{shape.at_case}category_id__in"] = shape.categories
    if filters.area:
        part = {9: "street", 12: "community"}.get(len(filters.area), "area_id")
        wanted[f"{shape.at_case}{part}"] = filters.area
    if filters.late:
        wanted["due_at__lt"] = at
    if filters.kind:
        wanted |= _of_kind(filters.kind == "applications", shape)
    return source.filter(**wanted)


def _of_kind(application: bool, shape: _Shape) -> dict[str, bool]:
    """By a column of its own where the rows are desk items, for the index that holds these alone."""
    return {"application": application} if shape.at_case else {"service__isnull": not application}

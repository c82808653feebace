"""What a grid officer's phone shows: the rounds of today, the cells they look after, and what waits to be closed on site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from linli.catalogue import queries as catalogue
from linli.catalogue.models import Every, PatrolDuty
from linli.clock import LOCAL, now
from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.places import queries as places
from linli.places.models import Level

from ..lifecycle import CASE_MOVES, parts_of
from ..models import NEVER, Case, PatrolCheck, Remark, RemarkKind, State
from .listing import soonest

# As many as can be walked to in a day; the worklist has them all.
MOST_CLOSINGS = 50


@dataclass(frozen=True)
class Patch:
    """A part of one's area: a community with the names of its cells, or a single cell."""

    name: str
    cells: list[str]


@dataclass(frozen=True)
class Round:
    """One duty, and how it stands in its own day, week or month."""

    duty: PatrolDuty
    last: datetime | None
    done: bool


@dataclass(frozen=True)
class Rounds:
    """The duties of one rhythm."""

    every: str
    label: str
    rounds: list[Round]

    @property
    def done(self) -> int:
        return sum(one.done for one in self.rounds)


@dataclass(frozen=True)
class Noted:
    """A check noted today. `far`: it was made outside one's cells and those around them."""

    check: PatrolCheck
    far: bool

    @property
    def fine(self) -> bool:
        return self.check.finding == "fine"


@dataclass(frozen=True)
class Closing:
    """An answered case to be looked at on site, and what its reporter was answered."""

    case: Case
    category: str
    answer: str

    @property
    def due_at(self) -> datetime | None:
        return self.case.due_at if self.case.due_at < NEVER else None


def period_start(every: str, at: datetime) -> datetime:
    """When the day, week (from Monday) or month began that `at` lies in, by the wall clock here."""
    day = at.astimezone(LOCAL).date()
    if every == Every.WEEKLY:
        day -= timedelta(days=day.weekday())
    elif every == Every.MONTHLY:
        day = day.replace(day=1)
    return datetime.combine(day, time.min, LOCAL).astimezone(UTC)


def rounds(actor: Actor) -> list[Rounds]:
    """The actor's duties by rhythm, the daily ones first; one statement."""
    at = now()
    began = {every: period_start(every, at) for every in Every.values}
    checks = PatrolCheck.objects.filter(account=actor.account, at__gte=min(began.values())).order_by("at")
    last = dict(checks.values_list("duty_id", "at"))
    duties = catalogue.patrol_duties(actor.reach.district)
    found = []
    for every in Every:
        rows = [_round(duty, last.get(duty.pk), began[every.value]) for duty in duties if duty.every == every.value]
        if rows:
            found.append(Rounds(every.value, str(every.label), rows))
    return found


def _round(duty: PatrolDuty, last: datetime | None, began: datetime) -> Round:
    return Round(duty, last, last is not None and last >= began)


def noted_today(actor: Actor) -> list[Noted]:
    """What the actor has noted today, the latest first; one statement."""
    since = period_start(Every.DAILY, now())
    checks = PatrolCheck.objects.filter(account=actor.account, at__gte=since).order_by("-at", "-id")
    around = surroundings(actor.reach)
    return [
        Noted(check, check.lat is not None and is_far(check.area_id, around))
        for check in checks.select_related("duty", "case")
    ]


def own_cells(reach: Reach) -> list[str]:
    """The codes of the cells one looks after."""
    return [
        code
        for code, area in places.names(reach.district).items()
        if area.level == Level.GRID and (code in reach.cells or code[:12] in reach.communities)
    ]


def patches(reach: Reach) -> list[Patch]:
    """One's area in words: communities, and single cells outside them."""
    known, cells = places.names(reach.district), sorted(own_cells(reach))
    found = [
        Patch(_name([code[:9], code], known), [known[cell].name for cell in cells if cell.startswith(code)])
        for code in sorted(reach.communities)
    ]
    single = [code for code in cells if code[:12] not in reach.communities]
    return found + [Patch(_name([code[:12], code], known), [known[code].name]) for code in single]


def _name(codes: Iterable[str], known: dict[str, places.AreaName]) -> str:
    return " · ".join(known[code].name for code in codes if code in known)


def home_address(reach: Reach) -> str:
    """Street and community, where all of one's cells are of one community; else nothing."""
    communities = reach.communities | {cell[:12] for cell in reach.cells}
    if len(communities) != 1:
        return ""
    (code,), known = communities, places.names(reach.district)
    return "".join(known[part].name for part in (code[:9], code) if part in known)


def surroundings(reach: Reach) -> frozenset[str]:
    """One's cells and the ones that touch them: a phone's position may well fall across the border."""
    return frozenset(cell for own in own_cells(reach) for cell in places.neighbours(own))


def is_far(cell: str | None, around: frozenset[str]) -> bool:
    """Whether a position lies beyond the cells around one's own; no cell means outside the district."""
    return bool(around) and cell not in around


def cells_geojson(actor: Actor) -> dict[str, Any]:
    """The shapes of the actor's cells."""
    reach = actor.reach
    areas = sorted(reach.communities) + sorted(code for code in reach.cells if code[:12] not in reach.communities)
    features = [one for area in areas for one in places.cells_geojson(reach.district, area)["features"]]
    return {"type": "FeatureCollection", "features": features}


def closings(actor: Actor) -> list[Closing]:
    """The answered cases that the actor may close, the most urgent first; one statement."""
    rule = CASE_MOVES["close"]
    answers = Remark.objects.filter(case=OuterRef("pk"), kind=RemarkKind.ANSWER).order_by("-created_at", "-id")
    answered = soonest(actor.reach, frozenset({State.ANSWERED}), MOST_CLOSINGS).defer("text_digest", "head")
    found = answered.annotate(answer=Subquery(answers.values("text")[:1]))
    district = actor.reach.district
    return [
        Closing(
            case, card.name if (card := catalogue.category_by_id(district, case.category_id)) else "", case.answer or ""
        )
        for case in found
        if parts_of(actor, case) & rule.who
    ]

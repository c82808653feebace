"""What waits at the desk, and the lists of those who look after an area or answer for projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.cases.models import Case
from linli.cases.queries.finding import found_ids
from linli.clock import now, today
from linli.dialogue.models import Meeting
from linli.ledger.access import funds_kept
from linli.ledger.models import Budget, Fund, LedgerAccount
from linli.people.actors import Actor

from ..access import areas_kept, at_projects, may_keep, within, works_for
from ..models import (
    LIVE,
    LIVE_DEMANDS,
    BudgetLine,
    Claim,
    ClaimState,
    Demand,
    DemandSource,
    DemandState,
    Match,
    MatchState,
    Milestone,
    Project,
    ProjectState,
    Resource,
    ResourceState,
)
from .from_cases import SILENT
from .lists import after_key, after_priority, cursor

PAGE = 40
MOST_WAITING = 20


@dataclass(frozen=True)
class Waiting:
    """What somebody has to do, each kind with its first ones."""

    offers: list[Resource]
    claims: list[Claim]
    late: list[Milestone]
    asked: list[Project]
    lines: list[BudgetLine]
    proposals: int

    @property
    def count(self) -> int:
        return len(self.offers) + len(self.claims) + len(self.late) + len(self.asked) + len(self.lines) + self.proposals

    @property
    def is_empty(self) -> bool:
        return not self.count


def waiting(actor: Actor) -> Waiting:
    """Six statements."""
    district, areas = actor.reach.district, areas_kept(actor)
    offers = Resource.objects.filter(district=district, state=ResourceState.OFFERED).order_by("id")[: MOST_WAITING * 4]
    lines = BudgetLine.objects.filter(district=district, agreed_at=None, budget__fund__in=funds_kept(actor), project__state__in=LIVE)  # fmt: skip
    return Waiting(
        [one for one in offers if _near(areas, one, district)][:MOST_WAITING],
        _claims(actor), _late(actor), _asked(district, areas), list(lines.select_related("project", "budget__fund")),
        sum(1 for area in _proposed(district, areas) if within(areas, area)),
    )  # fmt: skip


def _near(areas: Sequence[str], one: Resource, district: str) -> bool:
    named = [area for area in (one.area_id, *one.areas) if area]
    return bool(areas) and (district in named or any(within(areas, area) for area in named))


def _claims(actor: Actor) -> list[Claim]:
    rows = Claim.objects.filter(
        project__organisation__in=actor.reach.organisations, state=ClaimState.ASKED, project__state__in=LIVE
    )
    return list(rows.select_related("project", "part").order_by("created_at")[:MOST_WAITING])


def _late(actor: Actor) -> list[Milestone]:
    rows = Milestone.objects.filter(
        district=actor.reach.district, done_on=None, due__lt=today(), project__organisation__in=actor.reach.organisations,
        project__state__in=(ProjectState.OPEN, ProjectState.UNDER_WAY),
    )  # fmt: skip
    return list(rows.select_related("project").order_by("due")[:MOST_WAITING])


def _asked(district: str, areas: tuple[str, ...]) -> list[Project]:
    rows = Project.objects.filter(district=district, state=ProjectState.ASKED).order_by("asked_at") if areas else Project.objects.none()  # fmt: skip
    return [one for one in rows if within(areas, one.area_id)][:MOST_WAITING]


def _proposed(district: str, areas: tuple[str, ...]) -> QuerySet[Match, str]:
    rows = Match.objects.filter(district=district, state=MatchState.PROPOSED) if areas else Match.objects.none()
    return rows.values_list("demand__area", flat=True)


def desk_door(actor: Actor) -> tuple[str, int] | None:
    """The address of this desk and how much waits there; nothing for whom there is none."""
    return ("/desk/projects", waiting(actor).count) if at_projects(actor) else None


def _in_areas(rows: QuerySet[Any], areas: Sequence[str], field: str = "area__code") -> QuerySet[Any]:
    wanted = Q(pk__in=())
    for area in areas:
        wanted |= Q(**{f"{field}__startswith": area})
    return rows.filter(wanted)


@dataclass(frozen=True)
class Listed:
    rows: list[Any]
    older: str


def demands(actor: Actor, given: Mapping[str, str]) -> Listed:
    """Of the areas somebody looks after, by priority; who looks after none sees them all. One statement."""
    rows = Demand.objects.filter(district=actor.reach.district).select_related("kind", "project")
    rows = _in_areas(rows, areas_kept(actor)) if may_keep(actor) else rows
    state = given.get("state", "")
    rows = rows.filter(state=state) if state in DemandState.values else rows.filter(state__in=LIVE_DEMANDS)  # fmt: skip
    if given.get("kind"):
        rows = rows.filter(kind__code=given["kind"][:20])
    if q := given.get("q", "").strip()[:40]:
        rows = rows.filter(Q(title__icontains=q) | Q(text__icontains=q) | Q(code=q.upper()))
    found = list(after_priority(rows, given.get("after", "")[:80]).order_by("-priority", "-id")[: PAGE + 1])
    return Listed(found[:PAGE], cursor(found[PAGE - 1]) if len(found) > PAGE else "")


def resources(actor: Actor, given: Mapping[str, str]) -> Listed:
    """Of the district, the newest first; offers that wait for who may take them up. One statement."""
    rows = Resource.objects.filter(district=actor.reach.district)
    state = given.get("state", "")
    states = (state,) if state in ResourceState.values else (ResourceState.LISTED,)
    rows = rows.filter(state__in=states)
    if state in (ResourceState.OFFERED, ResourceState.DECLINED):
        kept = areas_kept(actor)
        wanted = Q(area=None) | Q(pk__in=()) if kept else Q(pk__in=())
        for area in kept:
            wanted |= Q(area__code__startswith=area)
        rows = rows.filter(wanted | Q(organisation__in=actor.reach.organisations))
    if given.get("manner"):
        rows = rows.filter(manner=given["manner"][:6])
    if q := given.get("q", "").strip()[:40]:
        rows = rows.filter(Q(title__icontains=q) | Q(giver_name__icontains=q) | Q(code=q.upper()))
    found = list(after_key(rows, given.get("after", "")[:40]).order_by("-id")[: PAGE + 1])
    return Listed(found[:PAGE], found[PAGE - 1].pk.hex if len(found) > PAGE else "")


def projects(actor: Actor, given: Mapping[str, str]) -> Listed:
    """Those that somebody's organisations answer for, and those of the areas they look after. One statement."""
    rows = Project.objects.filter(district=actor.reach.district).select_related("organisation", "kind")
    if given.get("view") != "all":
        scope = Q(organisation__in=actor.reach.organisations)
        for area in areas_kept(actor):
            scope |= Q(area__code__startswith=area)
        rows = rows.filter(scope)
    else:
        rows = rows.exclude(state=ProjectState.DRAFT)
    if given.get("state") in ProjectState.values:
        rows = rows.filter(state=given["state"])
    if q := given.get("q", "").strip()[:40]:
        rows = rows.filter(Q(title__icontains=q) | Q(code=q.upper()))
    found = list(after_key(rows, given.get("after", "")[:40]).order_by("-id")[: PAGE + 1])
    return Listed(found[:PAGE], found[PAGE - 1].pk.hex if len(found) > PAGE else "")


@dataclass(frozen=True)
class CaseLine:
    """A case that may be picked; `code` of the demand it is part of already."""

    row: Case
    part_of: str = ""


def cases(actor: Actor, given: Mapping[str, str], chosen: Sequence[str] = ()) -> list[CaseLine]:
    """Cases that somebody may see: those chosen, then by words, category and area the newest. Two statements, or three.

    Cases withdrawn, declined or joined with another say nothing of their own.
    """
    rows = Case.objects.visible_to(actor.reach).requests().exclude(state__in=SILENT).select_related("category")
    picked = list(rows.filter(code__in=chosen).order_by("-id")[:PAGE]) if chosen else []
    rows = rows.exclude(code__in=chosen)
    q = given.get("q", "").strip()[:80]
    if q:
        rows = rows.filter(pk__in=found_ids(q, actor.reach.district, actor.reach))
    if given.get("category"):
        rows = rows.filter(category__code__startswith=given["category"][:6])
    if given.get("area"):
        rows = rows.filter(Q(community__startswith=given["area"][:12]) | Q(street=given["area"][:9] if len(given["area"]) == 9 else ""))  # fmt: skip
    found = [*picked, *rows.order_by("-id")[:PAGE]]
    taken = dict(DemandSource.objects.filter(case__in=found).values_list("case", "demand__code"))
    return [CaseLine(row, taken.get(row.pk, "")) for row in found]


def meetings(district: str) -> list[Meeting]:
    """Online meetings that were held, the latest first."""
    rows = Meeting.objects.filter(district=district, cancelled_at=None, starts_at__lte=now())
    return list(rows.order_by("-starts_at")[:30])


@dataclass(frozen=True)
class BudgetChoice:
    fund: Fund
    row: Budget
    paid_from: list[LedgerAccount]


def budgets(district: str) -> list[Budget]:
    """What of the district's funds may be planned for projects: one statement."""
    rows = Budget.objects.filter(district=district, fund__closed_on=None, account__closed_on=None)
    return list(rows.select_related("fund", "account").order_by("fund__name", "account__name"))


def paying_accounts(district: str, fund: str) -> list[LedgerAccount]:
    """From which accounts a fund's payments are made."""
    rows = LedgerAccount.objects.filter(district=district, fund__code=fund, kind="asset", closed_on=None)
    return list(rows.order_by("code"))


def own_offers(actor: Actor, district: str) -> list[Resource]:
    """What somebody (or their organisation) has on the list and may claim from: one statement."""
    rows = Resource.objects.filter(district=district, state=ResourceState.LISTED)
    if actor.kind == "resident" and actor.account is not None:
        rows = rows.filter(account=actor.account)
    else:
        rows = rows.filter(organisation__in=[one for one in actor.reach.organisations if works_for(actor, one)])
    return [one for one in rows.order_by("-id")[:PAGE] if one.left > 0]


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def last_day(days: int = 180) -> date:
    """The day that a new project's form begins with as its last."""
    return date.fromordinal(today().toordinal() + days)

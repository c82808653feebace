"""What the desk of a company shows: what waits, posts, who works, hours to be confirmed, wages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from linli.clock import today
from linli.people.actors import Actor
from linli.people.queries import names_of

from ..access import company_of
from ..errors import NotThere
from ..models import (
    NOTHING,
    UNDECIDED,
    Applicant,
    Company,
    Payslip,
    Placement,
    PlacementState,
    Post,
    PostState,
    RunState,
    SlipState,
    WageRun,
    WorkDay,
    WorkDayState,
    month_ends,
)
from .jobs import Card

PAGE = 50
MOST_DAYS = 400


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """The desk's address, name and how many things wait; None to whom it is not theirs."""
    company = company_of(actor)
    if company is None:
        return None
    waiting = WorkDay.objects.filter(placement__company=company, state=WorkDayState.ENTERED).count()
    undecided = Applicant.objects.filter(post__company=company, state__in=UNDECIDED).count()
    return "/desk/jobs", _("Posts and wages"), waiting + undecided


@dataclass(frozen=True)
class Waiting:
    """What waits for the company."""

    posts: list[tuple[Post, int]]
    undecided: int
    days: int
    hours: Decimal
    drafts: list[WageRun]
    corrections: list[Payslip]
    to_draw: list[date]
    at_work: int


def waiting(company: Company) -> Waiting:
    """Eight statements."""
    undecided = dict(
        Applicant.objects.filter(post__company=company, state__in=UNDECIDED).values_list("post").annotate(n=Count("pk"))
    )
    posts = Post.objects.filter(pk__in=undecided).order_by("open_until", "pk")
    hours = WorkDay.objects.filter(placement__company=company, state=WorkDayState.ENTERED)
    summed = hours.aggregate(n=Count("pk"), h=Sum("hours"))
    drafts = company.runs.filter(state=RunState.DRAFT).select_related("drawn_by")
    corrections = Payslip.objects.filter(run__company=company, run__state=RunState.RELEASED, state=SlipState.DRAFT)
    return Waiting(
        [(post, undecided[post.pk]) for post in posts], sum(undecided.values()), summed["n"], summed["h"] or NOTHING,
        list(drafts.order_by("month")), list(corrections.select_related("placement__post", "run").order_by("pk")),
        to_draw(company), company.placements.filter(state=PlacementState.ACTIVE).count(),
    )  # fmt: skip


def to_draw(company: Company) -> list[date]:
    """Months that are over and not drawn up, since the first placement; the oldest first, a year at most."""
    begins = company.placements.order_by("begins").values_list("begins", flat=True).first()
    if begins is None:
        return []
    drawn = set(company.runs.filter(state__in=(RunState.DRAFT, RunState.RELEASED)).values_list("month", flat=True))
    month, found = max(begins, today() - timedelta(days=366)).replace(day=1), []
    while month_ends(month) < today():
        if month not in drawn:
            found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


@dataclass(frozen=True)
class PostLine:
    card: Card
    undecided: int

    @property
    def row(self) -> Post:
        return self.card.row


def posts(company: Company, view: str, after: UUID | None = None) -> list[PostLine]:
    """Open ones or closed ones, the newest first, one more than a page; two statements."""
    state = PostState.CLOSED if view == "closed" else PostState.OPEN
    rows = company.posts.filter(state=state).annotate(n=Count("applicants", filter=Q(applicants__state__in=UNDECIDED)))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [PostLine(Card(row), row.n) for row in rows.order_by("-pk")[: PAGE + 1]]


def own_post(company: Company, key: UUID) -> Post:
    """Raises NotThere."""
    row = Post.objects.select_related("company__organisation", "rule", "area").filter(pk=key, company=company).first()
    if row is None:
        raise NotThere(_("the post"))
    return row


@dataclass(frozen=True)
class Worker:
    """Somebody at work: only the first character of the name until their page is opened."""

    row: Placement
    confirmed: Decimal
    waiting: Decimal


def workers(company: Company, view: str, after: UUID | None = None) -> list[Worker]:
    """Who is at work, or has left; hours of this month; one more than a page; two statements."""
    state = PlacementState.ENDED if view == "over" else PlacementState.ACTIVE
    rows = company.placements.filter(state=state).select_related("post")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    days = WorkDay.objects.filter(placement__in=[row.pk for row in found], day__gte=today().replace(day=1))
    sums = {
        (one, state): hours for one, state, hours in days.values_list("placement", "state").annotate(h=Sum("hours"))
    }
    return [
        Worker(row, sums.get((row.pk, WorkDayState.CONFIRMED), NOTHING), sums.get((row.pk, WorkDayState.ENTERED), NOTHING))
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True)
class HoursOf:
    """What somebody's days wait for; `may`: whether the reader may confirm it, as they entered none of it."""

    placement: Placement
    days: list[tuple[WorkDay, bool]]

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one, _may in self.days), NOTHING)

    @property
    def may_confirm(self) -> bool:
        """Any of them."""
        return any(may for _one, may in self.days)


def hours_waiting(company: Company, actor: Actor) -> list[HoursOf]:
    """What the reader may confirm first, then the oldest; one statement."""
    rows = WorkDay.objects.filter(placement__company=company, state=WorkDayState.ENTERED)
    found: dict[Any, list[tuple[WorkDay, bool]]] = defaultdict(list)
    own = actor.account.pk if actor.account else None
    placements = {}
    for one in rows.select_related("placement__post").order_by("placement", "day")[:MOST_DAYS]:
        placements[one.placement_id] = one.placement
        found[one.placement_id].append((one, one.entered_by_id != own))
    waiting = [HoursOf(placements[key], days) for key, days in found.items()]
    return sorted(waiting, key=lambda one: not one.may_confirm)


@dataclass(frozen=True)
class RunLine:
    row: WageRun
    slips: int
    amount: Decimal


def runs(company: Company) -> list[RunLine]:
    """Every month with what was paid, the newest first; one statement."""
    # A draft counts its drafts; what was paid, the slips that were: corrections that wait are in neither.
    counted = Q(slips__state=F("state"))
    rows = company.runs.exclude(state=RunState.DISCARDED).annotate(
        n=Count("slips", filter=counted), sum=Sum("slips__amount", filter=counted)
    )
    return [RunLine(row, row.n, row.sum or NOTHING) for row in rows.order_by("-month")[:60]]


@dataclass(frozen=True)
class RunPage:
    """A month's wages: its slips, what is left out of them, who drew it up."""

    row: WageRun
    slips: list[Payslip]
    left_out: list[tuple[str, int, Decimal]]
    drawn_by: str
    released_by: str

    @property
    def amount(self) -> Decimal:
        return sum((slip.amount for slip in self.slips if slip.state == self.row.state), NOTHING)

    @property
    def is_draft(self) -> bool:
        return self.row.state == RunState.DRAFT


def run_page(company: Company, key: UUID) -> RunPage:
    """Raises NotThere."""
    row = company.runs.filter(pk=key).exclude(state=RunState.DISCARDED).first()
    if row is None:
        raise NotThere(_("these wages"))
    slips = row.slips.select_related("placement__post", "owed", "paid", "corrects", "drawn_by").order_by(
        "placement", "pk"
    )
    unconfirmed = WorkDay.objects.filter(
        placement__company=company, day__range=(row.month, month_ends(row.month))
    ).exclude(state=WorkDayState.CONFIRMED)
    left_out = unconfirmed.values_list("placement__post__title").annotate(n=Count("pk"), h=Sum("hours"))
    who = {key: names_of([key])[0] for key in (row.drawn_by_id, row.released_by_id) if key}
    return RunPage(
        row, list(slips), [(title, n, hours) for title, n, hours in left_out.order_by("placement__post__title")],
        who.get(row.drawn_by_id, ""), who.get(row.released_by_id, "") if row.released_by_id else "",
    )  # fmt: skip


def payslip(company: Company, code: str) -> Payslip:
    """Raises NotThere."""
    rows = Payslip.objects.select_related(
        "run__company__organisation", "placement__post", "placement__company__organisation", "owed", "paid", "corrects"
    )
    row = rows.filter(code=code, run__company=company).first()
    if row is None:
        raise NotThere(code[:20])
    return row

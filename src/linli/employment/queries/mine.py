"""A person's own: what they asked for, where they work, their hours and payslips."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from linli.clock import today
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..errors import NotThere
from ..models import (
    NOTHING,
    UNDECIDED,
    Applicant,
    Payslip,
    Placement,
    PlacementState,
    Post,
    RunState,
    SlipState,
    WageRun,
    WorkDay,
    WorkDayState,
)

MOST_LISTED = 30


@dataclass(frozen=True)
class Job:
    """What somebody asked for and, once they have it, their placement."""

    row: Applicant
    placement: Placement | None

    @property
    def path(self) -> str:
        return f"/my/jobs/{self.row.code}"

    @property
    def post(self) -> Post:
        return self.row.post

    @property
    def state_label(self) -> str:
        return self.placement.state_label if self.placement else self.row.state_label

    @property
    def tone(self) -> str:
        return self.placement.tone if self.placement else self.row.tone


def own_applicant(actor: Actor, code: str) -> Applicant:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NotThere(code[:20])
    rows = Applicant.objects.select_related("post__company__organisation", "post__rule")
    row = rows.filter(code=spelled, account=actor.account).first()
    if row is None:
        raise NotThere(code[:20])
    return row


def own_job(actor: Actor, code: str) -> Job:
    """Raises NotThere."""
    row = own_applicant(actor, code)
    placement = Placement.objects.filter(applicant=row).first()
    if placement is not None:
        placement.post, placement.company = row.post, row.post.company
    return Job(row, placement)


def jobs_of(actor: Actor, *, only_current: bool = False) -> list[Job]:
    """Of someone signed in, the newest first; two statements."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Applicant.objects.filter(account=actor.account).select_related("post__company__organisation")
    found = list(rows.order_by("-created_at")[:MOST_LISTED])
    placements = {one.applicant_id: one for one in Placement.objects.filter(applicant__in=[row.pk for row in found])}
    jobs = [Job(row, placements.get(row.pk)) for row in found]
    return [job for job in jobs if not only_current or is_current(job)]


def is_current(job: Job) -> bool:
    if job.placement is None:
        return job.row.state in UNDECIDED
    return job.placement.state == PlacementState.ACTIVE


def post_asked_for(actor: Actor, post: Post) -> Applicant | None:
    """The reader's own that is undecided, or holds the post."""
    if actor.account is None or actor.kind != "resident":
        return None
    rows = Applicant.objects.filter(post=post, account=actor.account)
    undecided = rows.filter(state__in=UNDECIDED).first()
    return undecided or rows.filter(placement__state=PlacementState.ACTIVE).first()


@dataclass(frozen=True)
class Month:
    """A month of a placement: its days, and how it stands with the wages."""

    first: date
    days: list[WorkDay]
    slip: Payslip | None
    may_enter: bool
    is_being_drawn: bool

    @cached_property
    def confirmed(self) -> Decimal:
        return sum((one.hours for one in self.days if one.state == WorkDayState.CONFIRMED), NOTHING)

    @cached_property
    def waiting(self) -> Decimal:
        return sum((one.hours for one in self.days if one.state == WorkDayState.ENTERED), NOTHING)


def months_of(placement: Placement) -> list[Month]:
    """From the newest to the first; three statements."""
    days: dict[date, list[WorkDay]] = defaultdict(list)
    for one in placement.work_days.order_by("-day"):
        days[one.day.replace(day=1)].append(one)
    slips = {slip.run.month: slip for slip in slips_of(placement)}
    runs = WageRun.objects.filter(company=placement.company_id, state__in=(RunState.DRAFT, RunState.RELEASED))
    drawn = dict(runs.values_list("month", "state"))
    return [
        Month(month, days[month], slips.get(month), month not in drawn, drawn.get(month) == RunState.DRAFT)
        for month in _months(placement)
    ]


def _months(placement: Placement) -> list[date]:
    last, month = min(placement.ends, today()).replace(day=1), placement.begins.replace(day=1)
    found = []
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found[::-1]


def slips_of(placement: Placement) -> list[Payslip]:
    """Those that count, the newest first; one statement."""
    rows = placement.slips.filter(state=SlipState.RELEASED).select_related("run", "owed", "paid", "corrects")
    return list(rows.order_by("-run__month"))


def own_slip(actor: Actor, code: str, slip: str) -> Payslip:
    """One that was paid, or replaced. Raises NotThere, also for those of others."""
    job = own_job(actor, code)
    if job.placement is None:
        raise NotThere(slip[:20])
    rows = Payslip.objects.select_related(
        "run__company__organisation", "placement__post", "owed", "paid", "corrects", "placement__company__organisation"
    )
    row = rows.filter(code=read_case_code(slip) or "", placement=job.placement).exclude(state=SlipState.DRAFT).first()
    if row is None:
        raise NotThere(slip[:20])
    return row

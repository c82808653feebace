"""One project: everything that stands on its page, with its money by source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from linli.assets.models import Asset
from linli.cases.pictures import Shown
from linli.ids import read_case_code
from linli.ledger.models import PaymentState
from linli.people.actors import Actor

from ..access import is_neighbour, keeps, may_run, works_for
from ..errors import NotThere
from ..models import (
    GIFTS_FUND,
    HOLDING,
    NOTHING,
    BudgetLine,
    Claim,
    ClaimState,
    Demand,
    LineKind,
    Milestone,
    Part,
    Phase,
    Photo,
    Project,
    ProjectPayment,
    Rating,
    Vote,
)
from .timeline import Moment, moments


@dataclass(frozen=True)
class PartLine:
    """A part with who claimed how much of it."""

    row: Part
    claims: list[Claim]

    @property
    def form_name(self) -> str:
        return f"claim-{self.row.pk}"


@dataclass(frozen=True)
class PaymentLine:
    """A payment as everybody sees it: what for, to whom, how it stands, and the entry that proves it."""

    row: ProjectPayment

    @property
    def number(self) -> str:
        entry = self.row.payment.entry
        return str(entry) if entry else ""

    @property
    def tone(self) -> str:
        return {PaymentState.RELEASED: "good", PaymentState.REQUESTED: "wait"}.get(
            PaymentState(self.row.payment.state), ""
        )

    @property
    def counts(self) -> bool:
        return self.row.payment.state in (PaymentState.REQUESTED, PaymentState.RELEASED)


@dataclass(frozen=True)
class SourceLine:
    """A source of the budget: planned or promised, arrived, spent."""

    row: BudgetLine
    payments: list[PaymentLine]

    @property
    def fund(self) -> str:
        return self.row.budget.fund.code if self.row.budget else ""

    @property
    def pays_from(self) -> str:
        """The fund whose accounts its payments are made from."""
        return self.fund or GIFTS_FUND

    @property
    def form_name(self) -> str:
        return f"pay-{self.row.pk}"

    @property
    def entry(self) -> str:
        claim = self.row.claim
        return str(claim.entry) if claim is not None and claim.entry else ""

    @property
    def by(self) -> str:
        return self.row.claim.by if self.row.claim is not None else self.row.name

    @property
    def spent(self) -> Decimal:
        return sum((one.row.payment.amount for one in self.payments if one.row.payment.state == PaymentState.RELEASED), NOTHING)  # fmt: skip

    @property
    def promised(self) -> Decimal:
        return sum((one.row.payment.amount for one in self.payments if one.counts), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.row.amount - self.promised

    @property
    def is_there(self) -> bool:
        """Whether the money, or the thing, is there already."""
        if self.row.claim is not None:
            return self.row.claim.state == ClaimState.DELIVERED
        return self.row.agreed_at is not None


class ProjectPage:
    """As one reader sees it. Each part is read when the page asks for it: eleven statements in all."""

    def __init__(self, actor: Actor, row: Project) -> None:
        self.actor, self.row = actor, row
        self._account = actor.account if actor.kind == "resident" else None

    @cached_property
    def demands(self) -> list[Demand]:
        return list(Demand.objects.filter(project=self.row).select_related("kind").order_by("-priority"))

    @cached_property
    def milestones(self) -> list[Milestone]:
        rows = list(Milestone.objects.filter(project=self.row).order_by("due", "id"))
        shots = {one.row.milestone_id: one for one in self.pictures if one.row.milestone_id}
        for row in rows:
            vars(row).update(shot=shots.get(row.pk), form_name=f"done-{row.pk}")
        return rows

    @cached_property
    def done(self) -> int:
        return sum(1 for one in self.milestones if one.done_on)

    @property
    def progress(self) -> float | None:
        return self.done / len(self.milestones) if self.milestones else None

    @cached_property
    def pictures(self) -> list[Shown]:
        return [
            Shown(one, one.caption or one.phase_label)
            for one in Photo.objects.filter(project=self.row).order_by("day", "id")
        ]

    def _of(self, phase: Phase) -> list[Shown]:
        return [one for one in self.pictures if one.row.phase == phase]

    @property
    def before(self) -> list[Shown]:
        return self._of(Phase.BEFORE)

    @property
    def during(self) -> list[Shown]:
        return self._of(Phase.DURING)

    @property
    def after(self) -> list[Shown]:
        return self._of(Phase.AFTER)

    @cached_property
    def _claims(self) -> list[Claim]:
        rows = Claim.objects.filter(project=self.row).select_related("organisation", "entry", "resource__asset")
        found = list(rows.order_by("created_at", "id"))
        for one in found:
            one.project = self.row
        return found

    @cached_property
    def parts(self) -> list[PartLine]:
        rows = Part.objects.filter(project=self.row).order_by("id")
        return [PartLine(row, [one for one in self._claims if one.part_id == row.pk and one.is_held]) for row in rows]

    @property
    def claimers(self) -> int:
        """How many different ones have taken something on."""
        held = [one for one in self._claims if one.state in HOLDING]
        return len(
            {(one.claimer, one.team_id or one.organisation_id or one.claimer_name or one.account_id) for one in held}
        )

    @property
    def assets(self) -> list[Asset]:
        """State assets that are given to it."""
        given = [one.resource.asset for one in self._claims if one.is_held and one.resource and one.resource.asset]
        return sorted(set(given), key=lambda asset: asset.code)

    @cached_property
    def sources(self) -> list[SourceLine]:
        lines = BudgetLine.objects.filter(project=self.row).select_related("budget__fund", "budget__account", "claim__entry", "claim__part")  # fmt: skip
        paid = ProjectPayment.objects.filter(project=self.row).select_related("payment__entry").order_by("id")
        payments = [PaymentLine(one) for one in paid]
        return [
            SourceLine(line, [one for one in payments if one.row.line_id == line.pk]) for line in lines.order_by("kind", "id")
        ]  # fmt: skip

    @property
    def money(self) -> Decimal:
        """Planned and promised in money."""
        return sum((one.row.amount for one in self.sources if one.row.kind != LineKind.IN_KIND), NOTHING)

    @property
    def in_kind(self) -> Decimal:
        return sum((one.row.amount for one in self.sources if one.row.kind == LineKind.IN_KIND), NOTHING)

    @property
    def spent(self) -> Decimal:
        return sum((one.spent for one in self.sources), NOTHING)

    @property
    def spent_share(self) -> float | None:
        return float(self.spent / self.money) if self.money else None

    @cached_property
    def timeline(self) -> list[Moment]:
        return moments(self.row.pk, self.row.district_id)

    @cached_property
    def my_vote(self) -> Vote | None:
        if self._account is None:
            return None
        return Vote.objects.filter(project=self.row, round=self.row.round, account=self._account).first()

    @cached_property
    def my_rating(self) -> Rating | None:
        return Rating.objects.filter(project=self.row, account=self._account).first() if self._account else None

    @cached_property
    def is_neighbour(self) -> bool:
        return self._account is not None and is_neighbour(self._account, self.row)

    @property
    def votes_missing(self) -> int:
        return max(0, self.row.votes_needed - self.row.votes)


def project_by(actor: Actor, district: str, code: str) -> Project:
    """One that everybody sees; a plan only for who makes it. Raises NotThere."""
    spelled = read_case_code(code)
    rows = Project.objects.select_related("organisation", "kind")
    row = rows.filter(district=district, code=spelled).first() if spelled else None
    if row is None or not (row.is_public or may_run(actor, row) or works_for(actor, row.organisation_id)):
        raise NotThere(code)
    return row


def voices(actor: Actor, row: Project) -> tuple[list[Vote], list[Rating]]:
    """What neighbours wrote in the present round, for who runs it: without names."""
    if not (may_run(actor, row) or keeps(actor, row.area_id)):
        return [], []
    votes = Vote.objects.filter(project=row, round=row.round).exclude(words="").order_by("-created_at")
    return list(votes[:100]), list(Rating.objects.filter(project=row).exclude(words="").order_by("-created_at")[:100])

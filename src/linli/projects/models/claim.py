"""Who takes what on: parts of a project and their claims, its budget by source, its payments, what neighbours say of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.vault import mask_name, unseal

from .demand import NOTHING, UNITS, Manner, amount
from .project import Project
from .resource import Giver, Resource

# The fund that gifts of neighbours and firms are kept in.
GIFTS_FUND = "neighbours"


class Part(models.Model):
    """What a project needs, in one manner. `claimed` is raised with each claim, and the database refuses more than is needed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="parts")
    need = models.ForeignKey("projects.Need", null=True, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField(max_length=6, choices=Manner.choices)
    what = models.CharField(max_length=60)
    amount = amount()
    unit = models.CharField(max_length=10, blank=True, default="")
    claimed = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    delivered = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="part_above_zero"),
            models.CheckConstraint(condition=Q(claimed__gte=0) & Q(claimed__lte=F("amount")), name="part_not_overclaimed"),
            models.CheckConstraint(
                condition=Q(delivered__gte=0) & Q(delivered__lte=F("claimed")), name="part_delivered_of_claimed"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.what

    @property
    def left(self) -> Decimal:
        return self.amount - self.claimed

    @property
    def share(self) -> float:
        return float(self.claimed / self.amount)

    @property
    def manner_label(self) -> str:
        return str(Manner(self.manner).label)

    @property
    def unit_label(self) -> Any:
        return self.unit or UNITS[Manner(self.manner)]


class ClaimState(models.TextChoices):
    ASKED = "asked", _("Waits for a word")
    CONFIRMED = "confirmed", _("Confirmed")
    DELIVERED = "delivered", _("It was delivered")
    DECLINED = "declined", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Given back")


HOLDING = (ClaimState.ASKED, ClaimState.CONFIRMED, ClaimState.DELIVERED)
_TONES = {"asked": "wait", "confirmed": "calm", "delivered": "good", "declined": "", "withdrawn": ""}


class Claim(models.Model):
    """Somebody takes on so much of a part: an organisation, a team of volunteers, a resident (whose name is sealed).

    `value` is what something in kind is worth in yuan; `entry` is the entry of the book with which money arrived.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="claims")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="claims")
    claimer = models.CharField(max_length=12, choices=Giver.choices)
    claimer_name = models.CharField(max_length=60, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("volunteers.Team", null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="project_claims")
    name_cipher = models.BinaryField(default=bytes)
    resource = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="claims")
    match = models.OneToOneField("projects.Match", null=True, on_delete=models.PROTECT, related_name="claim")
    amount = amount()
    value = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    words = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.ASKED)
    reason = models.CharField(max_length=300, blank=True, default="")
    entry = models.OneToOneField("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(value__gte=0), name="claim_above_zero"),
            models.CheckConstraint(
                condition=~Q(claimer="organisation") | Q(organisation__isnull=False) | ~Q(claimer_name=""),
                name="claim_by_somebody",
            ),
        ]
        indexes = [
            # queries.desk: what waits for a word
            models.Index(fields=["project", "state"], name="projectclaim_of_project"),
            # queries.mine; queries.desk of an organisation
            models.Index(fields=["account", "-id"], name="projectclaim_mine"),
            models.Index(fields=["organisation", "-id"], name="projectclaim_organisation"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def by(self) -> str:
        """As everyone reads it."""
        if self.claimer_name:
            return self.claimer_name
        return mask_name(unseal(self.name_cipher)) if self.name_cipher else gettext("A resident")

    @property
    def full_name(self) -> str:
        return self.claimer_name or (unseal(self.name_cipher) if self.name_cipher else "")

    @property
    def claimer_label(self) -> str:
        return str(Giver(self.claimer).label)

    @property
    def state_label(self) -> str:
        return str(ClaimState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES[self.state]

    @property
    def is_held(self) -> bool:
        return self.state in HOLDING


class LineKind(models.TextChoices):
    FUND = "fund", _("Public fund")
    GIFT = "gift", _("Gift in money")
    IN_KIND = "in_kind", _("In kind")


class BudgetLine(models.Model):
    """A source of a project's money: so much of a fund's budget, a gift, or something in kind with its value.

    `promised` is what payments were asked for from it: the database refuses more than the line has. A fund's line counts
    from the day on which who keeps the fund has agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=LineKind.choices)
    budget = models.ForeignKey("ledger.Budget", null=True, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField(Claim, null=True, on_delete=models.PROTECT, related_name="line")
    name = models.CharField(max_length=80)
    amount = amount()
    promised = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="fund", budget__isnull=False, claim=None)
                | (~Q(kind="fund") & Q(budget=None) & Q(claim__isnull=False)),
                name="budgetline_has_one_source",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budgetline_above_zero"),
            models.CheckConstraint(
                condition=Q(promised__gte=0) & Q(promised__lte=F("amount")), name="budgetline_suffices"
            ),
            models.UniqueConstraint(fields=["project", "budget"], name="budgetline_fund_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> Decimal:
        return self.amount - self.promised

    @property
    def kind_label(self) -> str:
        return str(LineKind(self.kind).label)


class ProjectPayment(models.Model):
    """A payment of the ledger that is one of this project's, out of one of its lines."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="payments")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="payments")
    payment = models.OneToOneField("ledger.Payment", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.payment_id)


class Vote(models.Model):
    """A neighbour has looked at what was done: accepted, or not yet, with words. One each in a round."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="voices")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    round = models.PositiveSmallIntegerField()
    accepts = models.BooleanField()
    words = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "round", "account"], name="projectvote_once"),
            models.CheckConstraint(condition=Q(accepts=True) | ~Q(words=""), name="projectvote_not_yet_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.accepts}"


class Rating(models.Model):
    """How satisfied a neighbour is with it afterwards, in five levels. One each."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rated")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "account"], name="projectrating_once"),
            models.CheckConstraint(condition=Q(score__gte=1) & Q(score__lte=5), name="projectrating_five_levels"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.score}"

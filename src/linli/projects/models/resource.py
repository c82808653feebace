"""What is there to give: space, money, goods, skill, time; how it was proposed for a need, and what of it is given."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.vault import mask_name, unseal
from linli.places.queries import label

from .demand import NOTHING, UNITS, Demand, Manner, Need, amount


class ResourceState(models.TextChoices):
    OFFERED = "offered", _("The community looks at it")
    LISTED = "listed", _("To be had")
    CLOSED = "closed", _("No longer there")
    DECLINED = "declined", _("Not taken up")


_TONES = {"offered": "wait", "listed": "good", "closed": "", "declined": ""}


class Giver(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    TEAM = "team", _("Team of volunteers")
    RESIDENT = "resident", _("Resident")


class Resource(models.Model):
    """Something that somebody gives. `taken` is raised with each allotment, and the database refuses more than there is.

    `serves`: by kind of demand how well it suits, 0 to 1. `areas`: codes of where it may be used. `places`: among how
    many needs it may be divided. `giver_name` is public: a firm or a team; whom to call there is sealed, as is the name
    of a resident.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    manner = models.CharField(max_length=6, choices=Manner.choices)
    title = models.CharField(max_length=60)
    text = models.TextField(blank=True, default="")
    giver = models.CharField(max_length=12, choices=Giver.choices)
    giver_name = models.CharField(max_length=60, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("volunteers.Team", null=True, on_delete=models.PROTECT, related_name="+")
    # An idle state asset: who owns it stays as it is.
    asset = models.ForeignKey("assets.Asset", null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="resources")
    name_cipher = models.BinaryField(default=bytes)
    phone_cipher = models.BinaryField(default=bytes)
    serves = models.JSONField(default=dict)
    areas = models.JSONField(default=list)
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    first = models.DateField()
    last = models.DateField(null=True)
    hours = models.CharField(max_length=60, blank=True, default="")
    amount = amount()
    unit = models.CharField(max_length=10, blank=True, default="")
    taken = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    places = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ResourceState.choices)
    reason = models.CharField(max_length=300, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="resource_above_zero"),
            # Nothing is given twice.
            models.CheckConstraint(condition=Q(taken__gte=0) & Q(taken__lte=F("amount")), name="resource_suffices"),
            models.CheckConstraint(condition=Q(last=None) | Q(last__gte=F("first")), name="resource_days_follow"),
            models.CheckConstraint(condition=Q(places__gte=1), name="resource_places"),
            # An asset stands on the list once.
            models.UniqueConstraint(
                fields=["asset"], name="resource_asset_once", condition=Q(state__in=["offered", "listed"])
            ),
        ]  # fmt: skip
        indexes = [
            # queries.lists: the newest first
            models.Index(fields=["district", "state", "-id"], name="resource_newest"),
            # queries.mine; queries.desk of an organisation
            models.Index(fields=["account", "-id"], name="resource_mine"),
            models.Index(fields=["organisation", "-id"], name="resource_organisation"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(_("Given away")) if self.is_used_up else str(ResourceState(self.state).label)

    @property
    def tone(self) -> str:
        return "calm" if self.is_used_up else _TONES[self.state]

    @property
    def is_used_up(self) -> bool:
        return self.state == ResourceState.LISTED and self.left <= 0

    @property
    def left(self) -> Decimal:
        return self.amount - self.taken

    @property
    def manner_label(self) -> str:
        return str(Manner(self.manner).label)

    @property
    def unit_label(self) -> Any:
        return self.unit or UNITS[Manner(self.manner)]

    @property
    def given_by(self) -> str:
        """As everyone reads it."""
        return self.giver_name or gettext("A resident")

    @property
    def contact(self) -> str:
        """Whom to call, in full: only for the desk, with a note of who looked."""
        return unseal(self.name_cipher) if self.name_cipher else ""

    @property
    def masked_contact(self) -> str:
        return mask_name(self.contact)

    @property
    def where(self) -> str:
        return label(self.district_id, self.area_id) if self.area_id else ""


class Run(models.Model):
    """One time of matching: what went in, what came out, and how long it took."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    needs = models.PositiveIntegerField()
    offers = models.PositiveIntegerField()
    possible = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    seconds = models.FloatField()

    class Meta:
        # queries.pairs: the last one
        indexes = [models.Index(fields=["district", "-at"], name="matchrun_newest")]

    def __str__(self) -> str:
        return f"{self.at} {self.pairs}"


class MatchState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed, to be decided")
    ACCEPTED = "accepted", _("Accepted for it")
    REJECTED = "rejected", _("Not suitable")
    ENDED = "ended", _("Given back")


_MATCH_TONES = {"proposed": "wait", "accepted": "good", "rejected": "", "ended": ""}


class Match(models.Model):
    """A resource proposed for a need, with what was measured and what each term cost. Rejected, it is never proposed again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="matches")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="matches")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="matches")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="matches")
    amount = amount()
    cost = models.FloatField()
    costs = models.JSONField()
    metres = models.FloatField(null=True)
    fit = models.FloatField()
    times = models.FloatField()
    state = models.CharField(max_length=8, choices=MatchState.choices, default=MatchState.PROPOSED)
    reason = models.CharField(max_length=300, blank=True, default="")
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "resource"], name="match_pair_once", condition=~Q(state="ended")
            ),
            # A need is given one resource.
            models.UniqueConstraint(fields=["need"], name="match_need_once", condition=Q(state="accepted")),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(reason=""), name="match_rejected_says_why"),
        ]  # fmt: skip
        indexes = [
            # queries.pairs: what waits for a decision, the best first
            models.Index(fields=["district", "state", "cost"], name="match_open"),
            models.Index(fields=["demand", "state"], name="match_of_demand"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.resource_id}"

    @property
    def state_label(self) -> str:
        return str(MatchState(self.state).label)

    @property
    def tone(self) -> str:
        return _MATCH_TONES[self.state]

"""What neighbours need: the kinds and the rule of a district's pack, demands with where they come from and who supports them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7
from linli.places.queries import label

NOTHING = Decimal("0.00")


def amount() -> models.DecimalField[Decimal, Decimal]:
    """Square metres, yuan, hours or pieces: two places."""
    return models.DecimalField(max_digits=14, decimal_places=2)


class Manner(models.TextChoices):
    """In what form help comes."""

    SPACE = "space", _("Space")
    MONEY = "money", _("Funds")
    GOODS = "goods", _("Goods")
    SKILL = "skill", _("Skill")
    TIME = "time", _("Time")


# What each is counted in; goods say it themselves.
UNITS = {
    Manner.SPACE: _("m²"), Manner.MONEY: _("yuan"), Manner.GOODS: _("pieces"), Manner.SKILL: _("hours"), Manner.TIME: _("hours"),
}  # fmt: skip


class DemandKind(models.Model):
    """A kind of demand, as the pack names it. `needs` is what one of this kind usually lacks: manner, amount, what for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=20)
    urgent = models.BooleanField(default=False)
    needs = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="demandkind_once")]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """A version of the rule that demands are ordered by; it counts from `since` on. `source`: who decided it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    since = models.DateField()
    source = models.CharField(max_length=120)
    # points and full by part: see linli.projects.weighing.
    weights = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "version"], name="demandrule_once")]

    def __str__(self) -> str:
        return self.version


class DemandState(models.TextChoices):
    OPEN = "open", _("Being looked for")
    PROPOSED = "proposed", _("A resource is proposed")
    IN_PROJECT = "in_project", _("In a project")
    MET = "met", _("Met")
    SET_ASIDE = "set_aside", _("Set aside")


# Which are still looked after, and which still take supports.
LIVE_DEMANDS = (DemandState.OPEN, DemandState.PROPOSED, DemandState.IN_PROJECT)
TO_BE_MATCHED = (DemandState.OPEN, DemandState.PROPOSED)
_TONES = {"open": "wait", "proposed": "calm", "in_project": "calm", "met": "good", "set_aside": ""}


class Demand(models.Model):
    """What the people of an area need. `priority` and `weighing` are what the rule last gave, part by part.

    `supports` and `cases` are raised with their rows, in one transaction.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    kind = models.ForeignKey(DemandKind, on_delete=models.PROTECT, related_name="demands")
    title = models.CharField(max_length=60)
    text = models.TextField()
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    households = models.PositiveIntegerField()
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=DemandState.choices, default=DemandState.OPEN)
    reason = models.CharField(max_length=300, blank=True, default="")
    supports = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    priority = models.DecimalField(max_digits=6, decimal_places=2, default=NOTHING)
    weighing = models.JSONField(default=dict)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("projects.Project", null=True, on_delete=models.PROTECT, related_name="demands")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Whoever is asked how many it concerns says a number.
            models.CheckConstraint(condition=Q(households__gt=0), name="demand_concerns_somebody"),
            models.CheckConstraint(
                condition=~Q(state="in_project") | Q(project__isnull=False), name="demand_in_project_names_it"
            ),
            models.CheckConstraint(condition=~Q(state="set_aside") | ~Q(reason=""), name="demand_set_aside_says_why"),
        ]
        indexes = [
            # queries.lists: a district's demands, the most urgent first
            models.Index(fields=["district", "-priority", "-id"], name="demand_by_priority"),
            # queries.lists of one kind, of one state; queries.figures
            models.Index(fields=["district", "state", "kind"], name="demand_by_state"),
            # queries.desk: those of an area
            models.Index(fields=["area", "state"], name="demand_of_area"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(DemandState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES[self.state]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_DEMANDS

    @property
    def takes_supports(self) -> bool:
        return self.is_live

    @property
    def where(self) -> str:
        return label(self.district_id, self.area_id)

    @property
    def waiting(self) -> timedelta:
        return (self.met_at or now()) - self.created_at


class SourceKind(models.TextChoices):
    CASE = "case", _("A case")
    MEETING = "meeting", _("A meeting of residents")
    PATROL = "patrol", _("Seen on an officer's round")
    TYPED = "typed", _("Told at the desk")


class DemandSource(models.Model):
    """One thing that a demand comes from: a case, a meeting (held online, or on a day at a place), a round, somebody's word."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=8, choices=SourceKind.choices)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("dialogue.Meeting", null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["demand", "case"], name="demandsource_case_once"),
            models.UniqueConstraint(fields=["demand", "meeting"], name="demandsource_meeting_once"),
            models.CheckConstraint(
                condition=Q(kind="case", case__isnull=False) | (~Q(kind="case") & Q(case=None)),
                name="demandsource_case_is_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def kind_label(self) -> str:
        return str(SourceKind(self.kind).label)


class Need(models.Model):
    """What a demand lacks, in one manner: 60 m² of space, 200,000 yuan, 12 hours of an electrician."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="needs")
    manner = models.CharField(max_length=6, choices=Manner.choices)
    amount = amount()
    unit = models.CharField(max_length=10, blank=True, default="")
    what = models.CharField(max_length=60)
    met = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="need_above_zero")]

    def __str__(self) -> str:
        return f"{self.what} {self.amount}"

    @property
    def manner_label(self) -> str:
        return str(Manner(self.manner).label)

    @property
    def unit_label(self) -> Any:
        return self.unit or UNITS[Manner(self.manner)]


class Support(models.Model):
    """Somebody needs it too. The database counts a person once; of somebody forgotten the number stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="supported_by")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="demand_supports")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["demand", "account"], name="demandsupport_once")]
        # queries.mine
        indexes = [models.Index(fields=["account", "-created_at"], name="demandsupport_mine")]

    def __str__(self) -> str:
        return str(self.pk)

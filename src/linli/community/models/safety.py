"""Whether a venue's building is safe: what is looked at, by whom, how often, and what was found. Nothing about visitors."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.ids import uuid7


class Level(models.TextChoices):
    """Three levels answer for a venue: who runs it, the street or town, the district."""

    VENUE = "venue", _("Venue")
    STREET = "street", _("Street or town")
    DISTRICT = "district", _("District level")


class SafetyItem(models.Model):
    """One thing to look at in a building, as the pack gives it. `basis` names the law or standard; `category` is the
    code of the case that a fault becomes; `kinds` the kinds of venue it is for (none: all)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    group = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    look = models.CharField(max_length=200)
    basis = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    category = models.CharField(max_length=6, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="safetyitem_once")]

    def __str__(self) -> str:
        return self.name


class SafetyPlan(models.Model):
    """A venue that is inspected: every so many days, next by `due_on`. `told` is the highest level that was told of it
    (empty: none since the last inspection)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    venue = models.OneToOneField("places.Venue", on_delete=models.PROTECT, related_name="safety_plan")
    every_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    told = models.CharField(max_length=10, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [
            # actions.due: what is due and overdue
            models.Index(fields=["due_on"], name="safetyplan_due", condition=Q(active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.due_on}"

    @property
    def days_over(self) -> int:
        """How many days it is overdue; negative before."""
        return (today() - self.due_on).days

    @property
    def is_overdue(self) -> bool:
        return self.days_over > 0


class SafetyPost(models.Model):
    """Who answers for a venue on a level: an organisation, and the one of its staff who is named (or nobody yet)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    venue = models.ForeignKey("places.Venue", on_delete=models.PROTECT, related_name="safety_posts")
    level = models.CharField(max_length=10, choices=Level.choices)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="safety_posts")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "level"], name="safetypost_once")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.level}"

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)


class Inspection(models.Model):
    """One walk through a building, from its first item to its last. `due_on` is the day it was due; a venue has one
    that is not finished at most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    venue = models.ForeignKey("places.Venue", on_delete=models.PROTECT, related_name="inspections")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    faults = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue"], condition=Q(done_at=None), name="inspection_one_at_a_time")
        ]
        # queries.safety: a venue's history, the latest first
        indexes = [models.Index(fields=["venue", "-begun_at"], name="inspection_history")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.begun_at}"

    @property
    def was_late(self) -> bool:
        return self.done_at is not None and _day(self) > self.due_on


def _day(inspection: Inspection) -> date:
    from linli.clock import LOCAL

    assert inspection.done_at is not None
    return inspection.done_at.astimezone(LOCAL).date()


class Finding(models.TextChoices):
    FINE = "fine", _("In order")
    FAULT = "fault", _("A fault")
    NONE = "none", _("Not there")


class InspectionEntry(models.Model):
    """What was found of one item. `photo` and `photo_small` are paths below the sealed media, of the building only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(SafetyItem, on_delete=models.PROTECT, related_name="entries")
    finding = models.CharField(max_length=5, choices=Finding.choices)
    remark = models.CharField(max_length=500, blank=True, default="")
    photo = models.CharField(max_length=160, blank=True, default="")
    photo_small = models.CharField(max_length=160, blank=True, default="")
    at = models.DateTimeField()
    fault = models.ForeignKey("community.Fault", null=True, on_delete=models.PROTECT, related_name="seen")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="inspectionentry_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.finding}"

    @property
    def finding_label(self) -> str:
        return str(Finding(self.finding).label)


class Fault(models.Model):
    """Something wrong with a building: a case, until it is mended. `mended_by` says how that is known: the case was
    closed as solved, or an inspection found it in order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    venue = models.ForeignKey("places.Venue", on_delete=models.PROTECT, related_name="faults")
    item = models.ForeignKey(SafetyItem, on_delete=models.PROTECT, related_name="faults")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    mended_by = models.CharField(max_length=10, blank=True, default="")
    # The case ended and the fault did not: told once.
    unmended_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # A fault found again is the same one until it is mended.
            models.UniqueConstraint(fields=["venue", "item"], condition=Q(mended_at=None), name="fault_open_once")
        ]
        indexes = [
            # actions.due.follow: those whose cases are watched
            models.Index(fields=["case"], name="fault_open", condition=Q(mended_at=None)),
            # queries.safety: a venue's, the latest first
            models.Index(fields=["venue", "-found_at"], name="fault_venue"),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.item_id}"

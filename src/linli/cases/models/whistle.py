"""Whistles and callouts: the community calls departments to the spot, each against its own clock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class WhistleKind(models.TextChoices):
    ROUTINE = "routine", _("Routine whistle")
    JOINT = "joint", _("Joint-effort whistle")
    EMERGENCY = "emergency", _("Emergency whistle")


class CalloutState(models.TextChoices):
    CALLED = "called", _("Called")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    REPORTED_IN = "reported_in", _("Reported in")
    ARRIVED = "arrived", _("Arrived")
    FINISHED = "finished", _("Finished")
    REFUSED = "refused", _("Refused, waiting for a ruling")
    RELEASED = "released", _("Released")


class Whistle(models.Model):
    """One call for joint work on a case. It ends when every callout has ended and the community confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="whistles")
    kind = models.CharField(max_length=10, choices=WhistleKind.choices)
    reason = models.TextField()
    blown_by = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    blown_by_name = models.CharField(max_length=40)
    blown_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_name = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.kind} {self.blown_at:%Y-%m-%d %H:%M}"

    @property
    def kind_label(self) -> str:
        return str(WhistleKind(self.kind).label)


class Callout(models.Model):
    """One department called by a whistle."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="callouts")
    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="callouts")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, choices=CalloutState.choices, default=CalloutState.CALLED)
    called_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    reported_in_at = models.DateTimeField(null=True)
    who_comes = models.CharField(max_length=60, blank=True, default="")
    comes_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    distance = models.FloatField(null=True)
    far = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)
    work = models.TextField(blank=True, default="")
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True, default="")
    suggestion = models.TextField(blank=True, default="")
    ruled_at = models.DateTimeField(null=True)
    ruling = models.CharField(
        max_length=10, blank=True, default="", choices=[("overruled", _("Overruled")), ("upheld", _("Upheld"))]
    )
    ruling_reason = models.TextField(blank=True, default="")
    rating = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "organisation"], name="callout_once"),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)), name="callout_rating_range"
            ),
        ]
        indexes = [
            # figures by department: its callouts of a period
            models.Index(fields=["organisation", "called_at"], name="callout_figures"),
            # figures of a district: what was called, and who reported in, in a period
            models.Index(fields=["district", "called_at"], name="callout_called"),
            models.Index(fields=["district", "reported_in_at"], name="callout_reported_in"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"

    @property
    def state_label(self) -> str:
        return str(CalloutState(self.state).label)

    @property
    def has_ended(self) -> bool:
        return self.state in (CalloutState.FINISHED, CalloutState.RELEASED)

    @property
    def may_refuse(self) -> bool:
        """A department may refuse once; after the centre's ruling it comes."""
        return self.state in (CalloutState.CALLED, CalloutState.ACKNOWLEDGED) and not self.ruling

"""Hours given, row after row and never changed; and the certificates of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7

from .activities import SignUp
from .named import Named
from .teams import Team


class HoursKind(models.TextChoices):
    CLOCK = "clock", _("By check-in and check-out")
    CONFIRMED = "confirmed", _("Confirmed by the leader")
    TAKEN_BACK = "taken_back", _("Struck by an opposite row")


class HoursEntry(models.Model):
    """Minutes of somebody at an activity. Append-only: a mistake is taken back by an opposite row, then the right one follows.

    `number` counts the rows of a sign-up, so that two at the same moment cannot both be the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="hours")
    sign_up = models.ForeignKey(SignUp, on_delete=models.PROTECT, related_name="hours")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=HoursKind.choices)
    minutes = models.IntegerField()
    reason = models.CharField(max_length=120, blank=True, default="")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "number"], name="volunteerhours_number_once"),
            models.CheckConstraint(
                condition=Q(kind="taken_back", minutes__lt=0) | (~Q(kind="taken_back") & Q(minutes__gt=0)),
                name="volunteerhours_sign",
            ),
        ]
        indexes = [
            # queries.teams: hours of a team
            models.Index(fields=["team"], name="volunteerhours_team"),
            # queries.figures: hours of a year by month
            models.Index(fields=["district", "on"], name="volunteerhours_day"),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id} {self.minutes}"

    @property
    def kind_label(self) -> str:
        return str(HoursKind(self.kind).label)


class Certificate(Named):
    """What somebody was certified on a day: so many minutes from a first to a last day. What is printed never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    minutes = models.PositiveIntegerField()
    activities = models.PositiveIntegerField()
    first = models.DateField()
    last = models.DateField()
    issued_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="volunteercertificate_hours")]
        # queries.mine: somebody's own, the latest first
        indexes = [models.Index(fields=["account", "-issued_on"], name="volunteercertificate_own")]

    def __str__(self) -> str:
        return self.number

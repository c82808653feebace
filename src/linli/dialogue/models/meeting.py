"""Online meetings (云见面): when, about what, who has registered, and what was said."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.queries import organisations

from .proposal import Signed


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def upcoming(self) -> Self:
        """To come or going on."""
        return self.filter(ends_at__gt=now(), cancelled_at=None)


class Meeting(models.Model):
    """An organisation meets residents online. `link` is shown to who has registered, and nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="meetings")
    code = models.CharField(max_length=16, unique=True)
    topic = models.ForeignKey("dialogue.Topic", null=True, on_delete=models.PROTECT, related_name="meetings")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    agenda = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    link = models.CharField(max_length=300)
    seats = models.PositiveSmallIntegerField(null=True)
    minutes = models.TextField(blank=True, default="")
    minutes_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    # When who has registered is to be reminded; None: done, or called off.
    remind_at = models.DateTimeField(null=True)
    # Raised with every change: a calendar takes the newer one.
    version = models.PositiveSmallIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_period")]
        indexes = [
            # queries.meetings: a district's, those to come first
            models.Index(fields=["district", "ends_at"], name="meeting_time"),
            # actions.chores.remind
            models.Index(fields=["remind_at"], name="meeting_remind", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_over(self) -> bool:
        return self.ends_at <= now()

    @property
    def takes_registrations(self) -> bool:
        return self.cancelled_at is None and self.starts_at > now()

    @property
    def organisation_name(self) -> str:
        card = organisations(self.district_id).get(self.organisation_id)
        return card.name if card else self.organisation_id

    @property
    def state_label(self) -> str:
        if self.cancelled_at:
            return _("Called off")
        if self.is_over:
            return _("Minutes are there") if self.minutes else _("Over")
        return _("Going on") if self.starts_at <= now() else _("Yet to begin")

    @property
    def tone(self) -> str:
        if self.cancelled_at:
            return "late"
        return "" if self.is_over else "calm"


class Registration(Signed):
    """Somebody's seat. The database itself gives a number of a seat once, and a person one seat."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")
    seat = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="registration_seat_once"),
            models.UniqueConstraint(fields=["meeting", "account"], name="registration_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

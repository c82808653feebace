"""Rooms of venues that neighbours may use, the hours they are open, and what differs from these on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.ids import uuid7


class Room(models.Model):
    """A room of a venue and its rules.

    `hours` are periods by weekday as a venue's: {"mon": [["09:00", "12:00"], …]}. `most_open`: how many bookings to come
    one person may have at once, a weekly one counting once. `door` is the number on the sheet at its door. Rules that were
    changed at the desk (`edited_at`) are no longer those of the pack.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    venue = models.ForeignKey("places.Venue", on_delete=models.PROTECT, related_name="shared_rooms")
    where = models.CharField(max_length=60, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="shared_rooms")
    about = models.CharField(max_length=300, blank=True, default="")
    seats = models.PositiveIntegerField()
    equipment = models.JSONField(default=list)
    picture = models.CharField(max_length=120, blank=True, default="")
    picture_small = models.CharField(max_length=120, blank=True, default="")
    hours = models.JSONField(default=dict)
    open_on_holidays = models.BooleanField(default=False)
    longest_minutes = models.PositiveSmallIntegerField(default=180)
    days_ahead = models.PositiveSmallIntegerField(default=30)
    most_open = models.PositiveSmallIntegerField(default=2)
    not_for = models.CharField(max_length=200, blank=True, default="")
    needs_agreement = models.BooleanField(default=False)
    door = models.CharField(max_length=6)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="space_code_once"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="space_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return f"{self.venue.name} · {self.name}"

    @property
    def place(self) -> str:
        return f"{self.venue.address}{self.where}"


class OpeningChange(models.Model):
    """Open or closed from one moment to another, whatever its hours say. What is closed is closed: it outweighs what is open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="changes")
    opens = models.BooleanField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="spacechange_follows")]
        # queries.opening: what differs in a stretch of days
        indexes = [models.Index(fields=["room", "ends_at"], name="spacechange_room")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.begins_at}"

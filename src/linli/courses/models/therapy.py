"""Physiotherapy: rooms, therapists, the hours in which one works in the other, and who comes when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.vault import mask_name, unseal


class TherapyRoom(models.Model):
    """A room in which one is treated at a time, as the pack gives it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=120)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="therapy_rooms")
    note = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="therapyroom_once")]

    def __str__(self) -> str:
        return self.name


class Therapist(models.Model):
    """Who treats; `treats` is what with, in words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    treats = models.CharField(max_length=60, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="therapist_once")]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """A therapist in a room on a weekday (0 is Monday), from one hour to another, in slots of `minutes`.

    The pack's check sees to it that no two overlap in a room or of a therapist: so equal beginnings are the only collision.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    room = models.ForeignKey(TherapyRoom, on_delete=models.CASCADE, related_name="shifts")
    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "weekday", "begins"], name="shift_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="shift_hours_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins}"


class BookingState(models.TextChoices):
    BOOKED = "booked", _("Booked")
    CAME = "came", _("Was there")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_BOOKINGS = (BookingState.BOOKED, BookingState.CAME)
# Who comes early is there already.
ARRIVES = timedelta(minutes=30)
_HELD = Q(state__in=["booked", "came", "missed"])
_TONES = {BookingState.BOOKED: "good", BookingState.CAME: "calm", BookingState.MISSED: "late"}


class Booking(models.Model):
    """Somebody's time with a therapist in a room. The name is sealed; nothing is kept of what they suffer from.

    A room, a therapist and a person are each in one place at a time: the database itself refuses a second booking.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(TherapyRoom, on_delete=models.PROTECT, related_name="bookings")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="bookings")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="therapy_bookings")
    name_cipher = models.BinaryField(default=bytes)
    code = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.BOOKED)
    by_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "begins_at"], name="booking_room_once", condition=_HELD),
            models.UniqueConstraint(fields=["therapist", "begins_at"], name="booking_therapist_once", condition=_HELD),
            models.UniqueConstraint(
                fields=["account", "begins_at"], name="booking_person_once", condition=Q(state="booked")
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="booking_hours_follow"),
        ]
        indexes = [
            # queries.therapy: what is taken in the coming days; the desk's day
            models.Index(fields=["district", "begins_at"], name="booking_day"),
            # queries.mine; how often somebody did not come
            models.Index(fields=["account", "-begins_at"], name="booking_account"),
            # actions.chores: whose time has passed
            models.Index(fields=["ends_at"], name="booking_open", condition=Q(state="booked")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher) if self.name_cipher else ""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def state_label(self) -> str:
        return str(BookingState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES[BookingState(self.state)] if self.state in _TONES else ""

    @property
    def may_be_noted(self) -> bool:
        """Whether it can be said if they came; a slip can be corrected."""
        at: datetime = self.begins_at
        return self.state != BookingState.CANCELLED and now() >= at - ARRIVES

    @property
    def may_cancel(self) -> bool:
        at: datetime = self.begins_at
        return self.state == BookingState.BOOKED and now() < at

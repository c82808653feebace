"""Who has a room when. A room is held in half hours, and the database lets none be held twice."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.vault import mask_name, unseal

from .rooms import Room

SLOT = timedelta(minutes=30)


class BookingState(models.TextChoices):
    ASKED = "asked", _("Waits for agreement")
    BOOKED = "booked", _("Booked")
    CAME = "came", _("Was used")
    MISSED = "missed", _("Was not used")
    REFUSED = "refused", _("Not agreed to")
    CANCELLED = "cancelled", _("Cancelled")


# Those that hold their half hours.
HELD_STATES = (BookingState.ASKED, BookingState.BOOKED, BookingState.CAME, BookingState.MISSED)
_TONES = {
    BookingState.ASKED: "wait", BookingState.BOOKED: "good", BookingState.CAME: "calm", BookingState.MISSED: "late",
    BookingState.REFUSED: "late",
}  # fmt: skip


class Whom(models.TextChoices):
    """For whom a room is booked."""

    SELF = "self", _("Neighbours, myself")
    TEAM = "team", _("A team")
    ORGANISATION = "organisation", _("An organisation")


class Booking(models.Model):
    """A room for a time. The name of who answers for it is sealed; `series` is common to the weeks of a weekly booking."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    code = models.CharField(max_length=16, unique=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="space_bookings")
    name_cipher = models.BinaryField(default=bytes)
    whom = models.CharField(max_length=12, choices=Whom.choices, default=Whom.SELF)
    whom_name = models.CharField(max_length=40, blank=True, default="")
    purpose = models.CharField(max_length=120)
    people = models.PositiveSmallIntegerField()
    series = models.UUIDField(null=True)
    by_staff = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.BOOKED)
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")) & Q(ends_at__lte=F("begins_at") + timedelta(hours=24)),
                name="spacebooking_hours_follow",
            )
        ]
        indexes = [
            # queries.desk: a day of the rooms; queries.figures: a year of them
            models.Index(fields=["district", "begins_at"], name="spacebooking_day"),
            # queries.rooms and its calendar: what is to come in a room
            models.Index(fields=["room", "begins_at"], name="spacebooking_room"),
            # queries.mine; how many somebody has
            models.Index(fields=["account", "-begins_at"], name="spacebooking_account"),
            # queries.mine: the weeks of one
            models.Index(fields=["series"], name="spacebooking_series", condition=Q(series__isnull=False)),
            # actions.chores: whose time has passed
            models.Index(fields=["ends_at"], name="spacebooking_open", condition=Q(state__in=["asked", "booked"])),
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
        return _TONES.get(BookingState(self.state), "")

    @property
    def whom_label(self) -> str:
        return self.whom_name or str(Whom(self.whom).label)

    @property
    def may_cancel(self) -> bool:
        return self.state in (BookingState.ASKED, BookingState.BOOKED) and now() < self.begins_at

    @property
    def is_coming(self) -> bool:
        return self.state in (BookingState.ASKED, BookingState.BOOKED) and now() < self.ends_at


class Slot(models.Model):
    """Half an hour of a room that a booking holds; gone with it when it is given back. This is what forbids a second one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="slots")
    begins_at = models.DateTimeField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "begins_at"], name="space_slot_once")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.begins_at}"

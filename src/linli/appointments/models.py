"""The tables of appointments: the halls of a district, and who comes when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class Hall(models.Model):
    """A service hall (政务服务大厅, 便民服务中心) where one is served at a counter, as the pack gives it.

    `hours` are periods by weekday: {"mon": [["09:00", "12:00"], …]}; `places` is how many are served in the same slot.
    It serves the services named in `services` and all that the organisations of `all_of` answer for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="halls")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True, default="")
    note = models.CharField(max_length=120, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="halls")
    hours = models.JSONField()
    slot_minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    days_ahead = models.PositiveSmallIntegerField()
    services = models.JSONField(default=list)
    all_of = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="hall_code_once")]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Arrived, waiting")
    CALLED = "called", _("Called to the window")
    SERVING = "serving", _("At the window")
    DONE = "done", _("Served")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (State.BOOKED, State.ARRIVED, State.CALLED, State.SERVING)
_TONES = {
    State.ARRIVED: "wait", State.CALLED: "calm", State.SERVING: "good", State.MISSED: "late",
}  # fmt: skip


class Appointment(models.Model):
    """Somebody's place at a hall at a time, or a walk-in of today (`place` is None).

    `person` is the blind index of their number, and `turn` one of the few that a person may have at once: both only
    while it is open, so that the database itself counts. A cancelled one gives its place back by forgetting it.
    `queue_number` is given on arrival, by hall and day; `remind_at` is when the next reminder is due.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=16, unique=True)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey("catalogue.Service", null=True, on_delete=models.PROTECT)
    service_code = models.CharField(max_length=40, blank=True, default="")
    day = models.DateField()
    starts_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="appointments")
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.SET_NULL)
    person = models.CharField(max_length=64, blank=True, default="")
    turn = models.PositiveSmallIntegerField(null=True)
    walked_in = models.BooleanField(default=False)
    queue_number = models.PositiveSmallIntegerField(null=True)
    window = models.PositiveSmallIntegerField(null=True)
    remind_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Raised with every change: what is told of each is told once.
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            # Nobody is given a place that somebody has. None (cancelled, walked in) is no place.
            models.UniqueConstraint(fields=["hall", "starts_at", "place"], name="appointment_place_once"),
            models.UniqueConstraint(fields=["hall", "day", "queue_number"], name="appointment_queue_once"),
            models.UniqueConstraint(
                fields=["district", "person", "service_code"], condition=~Q(person=""), name="appointment_service_once"
            ),
            models.UniqueConstraint(
                fields=["district", "person", "turn"], condition=~Q(person=""), name="appointment_turn_once"
            ),
        ]
        indexes = [
            # queries.queue: a hall's day by time
            models.Index(fields=["hall", "day", "starts_at"], name="appointment_day"),
            # actions.chores.remind
            models.Index(fields=["remind_at"], name="appointment_remind", condition=Q(remind_at__isnull=False)),
            # actions.chores.close_past
            models.Index(
                fields=["day"], name="appointment_open",
                condition=Q(state__in=["booked", "arrived", "called", "serving"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(State(self.state), "")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def queue_label(self) -> str:
        """As it is called out and stands on the board: 007."""
        return f"{self.queue_number:03d}" if self.queue_number else ""

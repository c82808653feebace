"""Events, and who has a seat."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.roles import Role


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Announced")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Called off")


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> EventQuerySet:
        """What everyone may read."""
        return self.exclude(state=EventState.DRAFT)

    def run_by(self, actor: Actor) -> EventQuerySet:
        """What this member of staff looks after: their organisations' own; a dispatcher, all of the district."""
        if not actor.is_staff or not actor.reach.district:
            return self.none()
        rows = self.filter(district=actor.reach.district)
        return rows if actor.has(Role.DISPATCHER) else rows.filter(organisation__in=actor.reach.organisations)


class Event(models.Model):
    """Something that is held, at a venue or at a `place` in words.

    With `seats` one registers; without, one just comes. `taken` is how many seats are given away: it is raised together
    with each registration, and the database refuses more than there are. `last_turn` is the number of the one who came
    last. `attended` is how many were there, known once it was held. `version` is raised with what is announced.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    text = models.TextField()
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="events")
    venue = models.ForeignKey("places.Venue", null=True, on_delete=models.PROTECT, related_name="events")
    place = models.CharField(max_length=120, blank=True, default="")
    audience = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveIntegerField(null=True)
    companions = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    # Names in the store that anyone may look at.
    picture = models.CharField(max_length=120, blank=True, default="")
    picture_small = models.CharField(max_length=120, blank=True, default="")
    picture_alt = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    reason = models.CharField(max_length=200, blank=True, default="")
    taken = models.PositiveIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    attended = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    # When it last said something else to its readers; a registration does not.
    changed_at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="event_code_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="event_ends_after_it_begins"),
            # Nobody is given a seat that is not there.
            models.CheckConstraint(condition=Q(seats=None) | Q(taken__lte=F("seats")), name="event_seats_suffice"),
        ]
        indexes = [
            # queries.listing: what is on in a district, by time
            models.Index(fields=["district", "begins_at", "id"], name="event_calendar"),
            # queries.listing: what is on at a venue
            models.Index(fields=["venue", "begins_at"], name="event_venue"),
            # queries.desk: an organisation's own, the latest first
            models.Index(fields=["organisation", "-begins_at"], name="event_organisation"),
            # actions.chores: what is over
            models.Index(fields=["ends_at"], name="event_over", condition=Q(state="published")),
            # queries.finding: what changed after
            models.Index(fields=["changed_at", "id"], name="event_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> str:
        """The venue by name, or the place in words."""
        return self.venue.name if self.venue else self.place

    @property
    def left(self) -> int | None:
        """How many seats are free; None where none are needed."""
        return None if self.seats is None else self.seats - self.taken

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def begins_registration(self) -> datetime | None:
        return self.opens_at or self.published_at

    @property
    def ends_registration(self) -> datetime:
        return min(self.closes_at, self.begins_at) if self.closes_at else self.begins_at

    @property
    def takes_registrations(self) -> bool:
        """Whether one can register at this moment."""
        begins = self.begins_registration
        if self.state != EventState.PUBLISHED or self.seats is None or begins is None:
            return False
        return begins <= now() < self.ends_registration

    @property
    def may_open_again(self) -> bool:
        """Whether its registration is closed, and it has not begun."""
        closed = self.closes_at is not None and self.closes_at <= now()
        return self.state == EventState.PUBLISHED and self.seats is not None and closed and now() < self.begins_at

    @property
    def is_on(self) -> bool:
        return self.state == EventState.PUBLISHED and self.begins_at <= now() < self.ends_at

    @property
    def state_label(self) -> str:
        """In a word, as readers see it."""
        if self.state != EventState.PUBLISHED:
            return str(EventState(self.state).label)
        if now() >= self.ends_at:
            return str(_("Over"))
        if self.is_on:
            return str(_("On now"))
        if self.seats is None:
            return str(_("Just come"))
        if self.takes_registrations:
            return str(_("Full, waiting list") if self.is_full else _("Register now"))
        begins = self.begins_registration
        early = begins is not None and now() < begins
        return str(_("Registration opens later") if early else _("Registration closed"))

    @property
    def tone(self) -> str:
        if self.state == EventState.CANCELLED:
            return "late"
        if self.is_on:
            return "calm"
        if self.takes_registrations:
            return "wait" if self.is_full else "good"
        return ""


class RegistrationState(models.TextChoices):
    SEATED = "seated", _("Has a seat")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")
    CAME = "came", _("Was there")
    MISSED = "missed", _("Did not come")
    PASSED = "passed", _("No seat became free")


OPEN_REGISTRATIONS = (RegistrationState.SEATED, RegistrationState.WAITING, RegistrationState.CAME)
_TONES = {
    RegistrationState.SEATED: "good", RegistrationState.WAITING: "wait", RegistrationState.CAME: "calm",
    RegistrationState.MISSED: "late",
}  # fmt: skip


class Registration(models.Model):
    """Somebody and their companions at an event: `size` people in all, in the `turn` in which they came.

    `remind_at` is when the next reminder is due. The account is let go some weeks after the event, or with the person;
    the row stays and counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    account = models.ForeignKey(
        "people.Account", null=True, on_delete=models.SET_NULL, related_name="event_registrations"
    )
    code = models.CharField(max_length=16, unique=True)
    size = models.PositiveSmallIntegerField()
    turn = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RegistrationState.choices)
    remind_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "turn"], name="registration_turn_once"),
            # One person is there once.
            models.UniqueConstraint(
                fields=["event", "account"], name="registration_person_once",
                condition=Q(state__in=["seated", "waiting", "came"]),
            ),
        ]  # fmt: skip
        indexes = [
            # actions.registering: who is next on the waiting list
            models.Index(fields=["event", "state", "turn"], name="registration_line"),
            # queries.mine
            models.Index(fields=["account", "-created_at"], name="registration_account"),
            # actions.chores.remind
            models.Index(fields=["remind_at"], name="registration_remind", condition=Q(remind_at__isnull=False)),
            # actions.chores.let_go
            models.Index(fields=["ended_at"], name="registration_let_go", condition=Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(RegistrationState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(RegistrationState(self.state), "")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REGISTRATIONS

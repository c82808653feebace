"""What a team does on a day, and who is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7

from .named import Named
from .teams import Team

# One checks in from so long before it begins; and checks out up to so long after it ended.
ARRIVES, LEAVES = timedelta(minutes=30), timedelta(hours=2)


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Is planned")
    CANCELLED = "cancelled", _("Called off")


class Activity(models.Model):
    """`taken`: seats given away; the database refuses more than there are. `door` is the number shown at the place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="activities")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=120)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    door = models.CharField(max_length=6)
    state = models.CharField(max_length=10, choices=ActivityState.choices, default=ActivityState.PLANNED)
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="volunteeractivity_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="volunteeractivity_follows"),
            # Nobody is given a seat that is not there.
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="volunteeractivity_seats"),
        ]
        indexes = [
            # queries.teams: what a team does next, what it did
            models.Index(fields=["team", "begins_at"], name="volunteeractivity_team"),
            # queries.figures; what is on in the district
            models.Index(fields=["district", "begins_at"], name="volunteeractivity_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        length: timedelta = self.ends_at - self.begins_at
        return length // timedelta(minutes=1)

    @property
    def left(self) -> int:
        return self.seats - self.taken

    @property
    def is_full(self) -> bool:
        return self.left <= 0

    @property
    def is_over(self) -> bool:
        return now() >= self.ends_at

    @property
    def takes_sign_ups(self) -> bool:
        return self.state == ActivityState.PLANNED and now() < self.begins_at

    @property
    def door_opens(self) -> datetime:
        at: datetime = self.begins_at
        return at - ARRIVES

    @property
    def is_at_door(self) -> bool:
        """Whether one can check in now."""
        return self.state == ActivityState.PLANNED and self.door_opens <= now() < self.ends_at

    @property
    def state_label(self) -> str:
        if self.state == ActivityState.CANCELLED:
            return str(ActivityState.CANCELLED.label)
        if self.is_over:
            return str(_("Over"))
        if now() >= self.begins_at:
            return str(_("On now"))
        return str(_("Full, waiting list") if self.is_full else _("Sign up now"))

    @property
    def tone(self) -> str:
        if self.state == ActivityState.CANCELLED:
            return "late"
        if self.takes_sign_ups:
            return "wait" if self.is_full else "good"
        return "" if self.is_over else "calm"


class SignUpState(models.TextChoices):
    SEATED = "seated", _("Has a place in it")
    WAITING = "waiting", _("On the waiting list")
    CAME = "came", _("Is there")
    DONE = "done", _("Was there")
    MISSED = "missed", _("Did not come")
    CANCELLED = "cancelled", _("Has withdrawn")
    PASSED = "passed", _("No seat became free")


# Those that count as being in it.
OPEN_SIGN_UPS = (SignUpState.SEATED, SignUpState.WAITING, SignUpState.CAME, SignUpState.DONE)
_TONES = {
    SignUpState.SEATED: "good", SignUpState.WAITING: "wait", SignUpState.CAME: "calm", SignUpState.DONE: "calm",
    SignUpState.MISSED: "late",
}  # fmt: skip


class SignUp(Named):
    """Somebody in an activity, in the `turn` in which they came. Name sealed; of somebody forgotten the row stays and counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sign_ups")
    account = models.ForeignKey(
        "people.Account", null=True, on_delete=models.SET_NULL, related_name="volunteer_sign_ups"
    )
    code = models.CharField(max_length=16, unique=True)
    turn = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=SignUpState.choices)
    created_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    went_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "turn"], name="volunteersignup_turn_once"),
            # One person is there once.
            models.UniqueConstraint(
                fields=["activity", "account"], name="volunteersignup_person_once",
                condition=Q(state__in=["seated", "waiting", "came", "done"]),
            ),
        ]  # fmt: skip
        indexes = [
            # actions.signing: who is next on the waiting list
            models.Index(fields=["activity", "state", "turn"], name="volunteersignup_line"),
            # queries.mine
            models.Index(fields=["account", "-created_at"], name="volunteersignup_account"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def _is_in_line(self) -> bool:
        return self.state in (SignUpState.SEATED, SignUpState.WAITING)

    @property
    def is_called_off(self) -> bool:
        """Nobody has to come any more."""
        return self._is_in_line and self.activity.state == ActivityState.CANCELLED

    @property
    def state_label(self) -> str:
        return self.activity.state_label if self.is_called_off else str(SignUpState(self.state).label)

    @property
    def tone(self) -> str:
        return self.activity.tone if self.is_called_off else _TONES.get(SignUpState(self.state), "")

    @property
    def may_withdraw(self) -> bool:
        return self._is_in_line and not self.is_called_off and now() < self.activity.begins_at

    @property
    def may_check_in(self) -> bool:
        return self.state == SignUpState.SEATED and self.activity.is_at_door

    @property
    def may_check_out(self) -> bool:
        return self.state == SignUpState.CAME and now() <= self.activity.ends_at + LEAVES

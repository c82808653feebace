"""What residents ask volunteers for: each is a case, which a team takes and answers."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.clock import today
from linli.ids import uuid7

from .teams import Skill, Team


class HelpState(models.TextChoices):
    OPEN = "open", _("Waits for a team")
    TAKEN = "taken", _("A team has taken it")
    ANSWERED = "answered", _("Answered")
    ENDED = "ended", _("Ended without volunteers")


_TONES = {HelpState.OPEN: "wait", HelpState.TAKEN: "calm", HelpState.ANSWERED: "good"}


class HelpRequest(models.Model):
    """What is asked stands in the case and only there; here stands the skill, the day wished for, and which team."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="help_request")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="requests")
    area = models.CharField(max_length=15)
    wanted_on = models.DateField(null=True)
    wanted_at = models.CharField(max_length=40, blank=True, default="")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=10, choices=HelpState.choices, default=HelpState.OPEN)
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team=None, state__in=["open", "ended"]) | models.Q(team__isnull=False),
                name="volunteerrequest_has_a_team",
            )
        ]
        indexes = [
            # queries.requests: what waits in a district, the oldest first
            models.Index(fields=["district", "state", "created_at"], name="volunteerrequest_waiting"),
            # queries.teams and leading: what a team has taken and answered
            models.Index(fields=["team", "state"], name="volunteerrequest_team"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def state_label(self) -> str:
        return str(HelpState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(HelpState(self.state), "")

    @property
    def is_late(self) -> bool:
        day: date | None = self.wanted_on
        return self.state in (HelpState.OPEN, HelpState.TAKEN) and day is not None and day < today()

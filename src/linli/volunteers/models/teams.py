"""Skills, teams, and who is in a team."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7

from .named import Named


class Skill(models.Model):
    """What volunteers can do, as the pack lists it; a request for it is filed as a case of `category`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    category = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="volunteerskill_once")]

    def __str__(self) -> str:
        return self.name


class TeamKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("Of an enterprise")
    SELF_GOVERNING = "self_governing", _("Of neighbours")
    STEWARDS = "stewards", _("Building stewards")


class Team(models.Model):
    """A team at home in an area and at an organisation, which answers for it. `last_turn`: how many asked to join so far."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=TeamKind.choices)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="volunteer_teams")
    about = models.CharField(max_length=300)
    phone = models.CharField(max_length=20, blank=True, default="")
    skills = models.ManyToManyField(Skill, related_name="teams")
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    at_desk = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="volunteerteam_once")]
        indexes = [
            # queries.teams: the list, in its order
            models.Index(fields=["district", "position", "id"], name="volunteerteam_list"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return str(TeamKind(self.kind).label)


class MemberState(models.TextChoices):
    ASKED = "asked", _("Has asked to join")
    MEMBER = "member", _("In the team")
    REFUSED = "refused", _("Not taken in")
    LEFT = "left", _("Has left")


OPEN_MEMBERS = (MemberState.ASKED, MemberState.MEMBER)
_TONES = {MemberState.ASKED: "wait", MemberState.MEMBER: "good"}


class Member(Named):
    """Somebody in a team, or who has asked to be. The name is sealed: leader and home organisation read it, nobody else.

    `leads`: they speak for the team. A member of staff who leads is one by their account, without a name of their own here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="volunteer_teams")
    skills = models.JSONField(default=list)
    leads = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MemberState.choices, default=MemberState.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One person is in a team once.
            models.UniqueConstraint(
                fields=["team", "account"], name="volunteermember_once", condition=Q(state__in=["asked", "member"])
            )
        ]
        indexes = [
            # queries.leading: who is in a team and who has asked
            models.Index(fields=["team", "state", "asked_at"], name="volunteermember_team"),
            # queries.mine and led_by: the teams of somebody
            models.Index(fields=["account", "state"], name="volunteermember_account"),
            # queries.figures: how many there are
            models.Index(fields=["district", "state"], name="volunteermember_state"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.state}"

    @property
    def name(self) -> str:
        own = super().name
        return own or (self.account.name if self.account and self.account.is_staff_member else "")

    @property
    def state_label(self) -> str:
        return str(MemberState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(MemberState(self.state), "")

"""Teams of mediators, who is in them, and what people quarrel about."""

from __future__ import annotations

from django.db import models

from linli.ids import uuid7


class MatterKind(models.Model):
    """What a quarrel is about, as the pack gives it: 噪音, 渗水, 停车."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    about = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="matterkind_once")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of people that neighbours bring a quarrel to (六姨), with the place where they sit down together."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="mediation_teams")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    hours = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    about = models.CharField(max_length=300, blank=True, default="")
    # How their mediators are called among people: 游姨、晏姨.
    called = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="mediationteam_once")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Whose files are open to whom: being in the team counts, not standing in for somebody who is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="mediation_teams")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "account"], name="teammember_once")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.account_id}"

"""Who advises where and when: lawyers, places, weekly hours, days off; what is asked, common questions, visits before."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class LegalKind(models.Model):
    """What people ask about, as the pack gives it: 租房, 劳动, 婚姻家庭."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="legalkind_once")]

    def __str__(self) -> str:
        return self.name


class Lawyer(models.Model):
    """Who advises at the legal desk, with the account they sign in with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    # The judicial bureau, whose staff sets the hours.
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="lawyers")
    firm = models.CharField(max_length=60, blank=True, default="")
    about = models.CharField(max_length=200, blank=True, default="")
    account = models.OneToOneField("people.Account", null=True, on_delete=models.SET_NULL, related_name="lawyer")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="lawyer_once")]

    def __str__(self) -> str:
        return self.name


class LegalPlace(models.Model):
    """Where one is advised; `by_phone`: the lawyer calls."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=120, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="legal_places")
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT, related_name="+")
    by_phone = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="legalplace_once")]

    def __str__(self) -> str:
        return self.name


class Hours(models.Model):
    """A lawyer in a place on a weekday (0 is Monday), in slots of 20 or 30 minutes. None ends on another day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lawyer = models.ForeignKey(Lawyer, on_delete=models.CASCADE, related_name="hours")
    place = models.ForeignKey(LegalPlace, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lawyer", "weekday", "begins"], name="legalhours_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="legalhours_follow"),
            models.CheckConstraint(condition=Q(minutes__in=[20, 30]), name="legalhours_slots"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="legalhours_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.lawyer_id} {self.weekday} {self.begins:%H:%M}"


class DayOff(models.Model):
    """A single day on which a lawyer does not advise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lawyer = models.ForeignKey(Lawyer, on_delete=models.CASCADE, related_name="days_off")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lawyer", "day"], name="legaldayoff_once")]

    def __str__(self) -> str:
        return f"{self.lawyer_id} {self.day}"


class Question(models.Model):
    """A common question with a plain answer and the articles it rests on: general information, no advice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    kind = models.ForeignKey(LegalKind, on_delete=models.PROTECT, related_name="questions")
    question = models.CharField(max_length=80)
    answer = models.CharField(max_length=1000)
    law = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="legalquestion_once")]

    def __str__(self) -> str:
        return self.question


class LegalVisits(models.Model):
    """How many came in a month, about a kind, at a place, before the desk was kept here: only the number is known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    kind = models.ForeignKey(LegalKind, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(LegalPlace, on_delete=models.PROTECT, related_name="+")
    visits = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("visits of a month")
        constraints = [
            models.UniqueConstraint(fields=["district", "month", "kind", "place"], name="legalvisits_once"),
            models.CheckConstraint(condition=Q(visits__gte=1), name="legalvisits_some"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.visits}"

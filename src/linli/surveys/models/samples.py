"""A drawn sample: which clusters and people, with which probability, and who visits them."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account
from linli.people.vault import unseal
from linli.places.models import Area, District

from .surveys import Survey


class UnitKind(models.TextChoices):
    PERSON = "person", _("Adults from the list")
    # One adult of each household: the number of its adults, asked at the door, is part of the weight.
    HOUSEHOLD = "household", _("Households, one adult of each")


class Sample(models.Model):
    """What was drawn of a survey, from which frame, by which plan and seed; the database refuses to change it.

    `plan` and `frame` are sampling.Plan and the frame's rows as JSON: with them `sampling.draw` gives the same again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="sample")
    kind = models.CharField(max_length=10, choices=UnitKind.choices)
    plan = models.JSONField()
    frame = models.JSONField()
    seed = models.PositiveBigIntegerField()
    frame_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.survey} {self.digest[:8]}"


class Cluster(models.Model):
    """A community or village that was drawn. Probabilities are exact fractions, written n/d; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="clusters")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    stratum = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    listed = models.PositiveIntegerField()
    probability = models.CharField(max_length=60)
    within = models.CharField(max_length=60)
    certain = models.BooleanField(default=False)
    # How many clusters there are to draw from in the stratum: of meaning where each was as likely to be drawn.
    stratum_clusters = models.PositiveIntegerField()
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="survey_cluster_number_once"),
            models.UniqueConstraint(fields=["sample", "code"], name="survey_cluster_code_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def weight(self) -> Fraction:
        """The base weight of each of its units: one by the product of both probabilities."""
        return 1 / (Fraction(self.probability) * Fraction(self.within))


class UnitState(models.TextChoices):
    WAITING = "waiting", _("Still to be visited")
    DONE = "done", _("Was interviewed")
    REFUSED = "refused", _("Refused to answer")
    ABSENT = "absent", _("Not met")
    INELIGIBLE = "ineligible", _("Does not belong to the population")


class Unit(models.Model):
    """A drawn person or household. `serial` is the place in the cluster's list; name and address are sealed, where given."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="units")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    serial = models.PositiveIntegerField()
    name_cipher = models.BinaryField(default=bytes)
    address_cipher = models.BinaryField(default=bytes)
    interviewer = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="survey_units")
    state = models.CharField(max_length=10, choices=UnitState.choices, default=UnitState.WAITING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="survey_unit_code_once")]
        indexes = [
            # an interviewer's own
            models.Index(fields=["interviewer", "survey", "code"], name="survey_unit_of"),
            # progress by cluster
            models.Index(fields=["cluster", "state"], name="survey_unit_progress"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def address(self) -> str:
        return unseal(self.address_cipher)

"""What cards are counted against: the population, and other lists of the same people."""

from __future__ import annotations

from django.db import models

from linli.health.models import Sex
from linli.ids import uuid7
from linli.people.models import Account
from linli.places.models import District

from .cards import CardKind


class Population(models.Model):
    """How many live in a district in a year, of one sex and age group (0 to 18: under one year, 1-4, 5-9 … 85 and over)."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=6, choices=Sex.choices)
    age_group = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "year", "sex", "age_group"], name="population_once")]

    def __str__(self) -> str:
        return f"{self.district_id} {self.year} {self.sex} {self.age_group}"


class CaptureList(models.Model):
    """Another list of those who died or fell ill in a year, as the police's or a crematorium's: of each only blind keys."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    kind = models.CharField(max_length=6, choices=CardKind.choices)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "kind", "year", "name"], name="capture_list_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class CaptureEntry(models.Model):
    """One person of such a list: by identity number (0: none was given), and by name, sex and birth date."""

    list = models.ForeignKey(CaptureList, on_delete=models.CASCADE, related_name="entries")
    id_key = models.BigIntegerField(default=0)
    person_key = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.list_id} {self.person_key}"

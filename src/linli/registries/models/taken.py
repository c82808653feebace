"""What was taken in from files: lists of codes, and tables of cards with what became of each row."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.people.vault import unseal_bytes
from linli.places.models import District

from .cards import CardKind


class CodeKind(models.TextChoices):
    ICD10 = "icd10", _("ICD-10")
    GARBAGE = "garbage", _("Codes that say too little")
    # What a district settled: {"other_bleeding": "yes"} has I62 count as a stroke. `name` is its code.
    RULES = "rules", _("Rules of a district")


class CodeList(models.Model):
    """A list of codes that the installation was given beside those that come with it: {code: name}."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=CodeKind.choices)
    name = models.CharField(max_length=60)
    codes = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="code_list_once")]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """A table of cards that was read: how many rows, and of each what was wrong, sealed, for a report to download."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    kind = models.CharField(max_length=6, choices=CardKind.choices)
    file = models.CharField(max_length=120)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    there = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    # [[line, column, code, level, value, sentence], …]: values may be personal.
    report_cipher = models.BinaryField(default=bytes)

    class Meta:
        # an institution's newest tables
        indexes = [models.Index(fields=["organisation", "-id"], name="registry_import_new")]

    def __str__(self) -> str:
        return f"{self.file} {self.at:%Y-%m-%d}"

    @property
    def report(self) -> list[list[Any]]:
        plain = unseal_bytes(self.report_cipher)
        found: list[list[Any]] = orjson.loads(plain) if plain else []
        return found

"""What came in: submissions as they were sent, what was attached, and every correction made to them since."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account
from linli.people.vault import unseal_bytes
from linli.places.models import District

from .samples import Unit
from .surveys import Form, Survey


class Source(models.TextChoices):
    PAGE = "page", _("Our own page")
    ODK = "odk", _("ODK Collect")
    SYNTHETIC = "synthetic", _("Invented for the demo")


class Outcome(models.TextChoices):
    DONE = "done", _("Was interviewed")
    REFUSED = "refused", _("Refused to answer")
    ABSENT = "absent", _("Not met")
    INELIGIBLE = "ineligible", _("Does not belong to the population")


class Submission(models.Model):
    """One filled questionnaire. `xml_cipher` is what was sent, `answers_cipher` the same read; neither is ever changed.

    `body_digest` tells whether it came again with another body. `started_at` and `ended_at` are as the device said
    them; `clock_ahead` is by how many seconds its clock was ahead of ours when it sent (None: it did not say), and
    `clock_trusted` whether those times can be believed. `seconds` is from the device's monotonic clock where there is one.
    `doubts` are codes of queries.quality; `left_out` of the analysis by somebody's word, which is in the corrections.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="submissions")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="submissions")
    instance_id = models.CharField(max_length=80)
    body_digest = models.CharField(max_length=64)
    answers_digest = models.CharField(max_length=64)
    xml_cipher = models.BinaryField()
    answers_cipher = models.BinaryField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.DONE)
    source = models.CharField(max_length=10, choices=Source.choices)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="survey_submissions")
    received_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    clock_ahead = models.FloatField(null=True)
    clock_trusted = models.BooleanField(default=True)
    # How far from its cluster it was filled in, where a position was taken.
    metres_away = models.PositiveIntegerField(null=True)
    doubts = models.JSONField(default=list)
    left_out = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "instance_id"], name="survey_instance_once")]
        indexes = [
            # a survey's interviews, newest first
            models.Index(fields=["survey", "-received_at"], name="survey_submission_newest"),
            # what one interviewer sent
            models.Index(fields=["by", "survey", "-received_at"], name="survey_submission_by"),
        ]

    def __str__(self) -> str:
        return self.instance_id

    @property
    def answers(self) -> dict[str, Any]:
        """As they were sent, unsealed: by name of the question; of a repeat a list of such."""
        found: dict[str, Any] = orjson.loads(unseal_bytes(self.answers_cipher))
        return found


class Attachment(models.Model):
    """A photo that belongs to a submission, sealed on the disk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="survey_attachment_once")]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """One change of one answer: what was, by its digest, what is now, sealed, who says so and why. Appended only.

    `path` names the question, of a repeat `reading[2]/systolic`; empty: the interview is left out, or taken in again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="corrections")
    path = models.CharField(max_length=120, blank=True, default="")
    old_digest = models.CharField(max_length=64)
    value_cipher = models.BinaryField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        # the cleaning log of an interview, in order
        indexes = [models.Index(fields=["submission", "at", "id"], name="survey_correction_order")]

    def __str__(self) -> str:
        return f"{self.submission} {self.path}"

    @property
    def value(self) -> str:
        return unseal_bytes(self.value_cipher).decode()

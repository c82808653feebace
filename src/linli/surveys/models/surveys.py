"""A survey, the versions of its questionnaire, and the tables that were published of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account
from linli.places.models import District


class SurveyState(models.TextChoices):
    PREPARING = "preparing", _("Being prepared")
    IN_FIELD = "in_field", _("Interviews under way")
    CLOSED = "closed", _("Interviews ended")


class Survey(models.Model):
    """A survey of a district. `synthetic`: its people are invented, which every page and file of it says.

    `population` is whom it speaks of, in words; `margins` how many of them there are: {"sex": {"male": 1, …}, "age":
    {"18-29": 1, …}} or {"sex*age": {"male|18-29": 1, …}}, which the weights are fitted to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    purpose = models.TextField(blank=True, default="")
    population = models.CharField(max_length=120)
    margins = models.JSONField(default=dict)
    margins_source = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.PREPARING)
    synthetic = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # What a stratum of a single cluster counts for in the variance: a name of linli.health.statistics.survey.Lonely.
    lonely = models.CharField(max_length=10, default="refuse")
    # Counts what happened to its interviews, so that tables are worked out once for each.
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="survey_code_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return str(SurveyState(self.state).label)


class Form(models.Model):
    """One version of a survey's questionnaire, never changed: what was filled in keeps the version it was filled in with.

    `xml` is the XForm that ODK Collect takes, `definition` the same as our own page reads it (xlsform.definition),
    `source` the XLSForm it was made from, `digest` that of the XML.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="forms")
    form_id = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    xml = models.TextField()
    definition = models.JSONField()
    source = models.BinaryField()
    source_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    # The one that new interviews are made with.
    current = models.BooleanField(default=True)
    created_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "form_id", "version"], name="survey_form_version_once"),
            models.UniqueConstraint(fields=["survey"], condition=models.Q(current=True), name="survey_form_current"),
        ]
        # a submission names its form by these
        indexes = [models.Index(fields=["form_id", "version"], name="survey_form_named")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.version}"


class Publication(models.Model):
    """Tables as they were published, small cells hidden: what bulletins and researchers get, and never rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    tables: models.JSONField[Any, Any] = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="survey_publication_once")]

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"

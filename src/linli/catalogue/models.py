"""What a district can be asked for, who answers for it and how fast, and words to answer with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.clock import now
from linli.ids import uuid7


class Category(models.Model):
    """One node of a district's three-level tree; only leaves (level 3) are given to cases."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="categories")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=130)
    keywords = models.JSONField(default=list)
    clock_code = models.CharField(max_length=24, blank=True, default="")
    emergency = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="category_code_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="category_level_range"),
        ]

    def __str__(self) -> str:
        return self.path


class Part(models.TextChoices):
    LEAD = "lead", _("Lead")
    ASSIST = "assist", _("Assist")


class Duty(models.Model):
    """Which organisation answers for a category (权责清单): one leads, others assist."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="duties")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="duties")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="duties")
    part = models.CharField(max_length=6, choices=Part.choices)
    order = models.PositiveSmallIntegerField(default=0)
    notes = models.TextField(blank=True, default="")
    basis = models.TextField(blank=True, default="")
    checked = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["category", "organisation"], name="duty_once"),
            models.UniqueConstraint(
                fields=["category"], condition=models.Q(part="lead"), name="duty_one_lead_a_category"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.part} {self.category_id}"


class Clock(models.Model):
    """One version of a set of terms. A changed pack adds a version; a case keeps the one it began under."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=24)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=60)
    note = models.TextField(blank=True, default="")
    spec = models.JSONField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code", "version"], name="clock_version_once"),
            models.UniqueConstraint(
                fields=["district", "code"], condition=models.Q(current=True), name="clock_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def case_terms(self) -> dict[str, str]:
        """Terms of the case itself, for `Term.parse`: acknowledge, close, and perhaps answer."""
        return dict(self._section("case"))

    def callout_terms(self, whistle_kind: str = "") -> dict[str, str]:
        """Terms of one department called, by a whistle of this kind (routine, joint, emergency)."""
        whistles: Mapping[str, Mapping[str, str]] = self.spec.get("whistle", {})
        return {**self._section("callout"), **whistles.get(whistle_kind, {})}

    def ruling_term(self) -> str:
        """How long the district centre has to rule on a refusal."""
        return str(self.spec["ruling"])

    def escalate_again_term(self) -> str:
        """How long after the first escalation the next level up is told."""
        return str(self.spec["escalate_again"])

    def _section(self, name: str) -> Mapping[str, Any]:
        section: Mapping[str, Any] = self.spec[name]
        return section


class AnswerTemplate(models.Model):
    """Words that a desk can begin an answer with; {braces} mark what the person fills in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="answer_templates")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    text = models.TextField()
    category = models.ForeignKey(Category, null=True, on_delete=models.CASCADE, related_name="answer_templates")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="answertemplate_code_once")]

    def __str__(self) -> str:
        return self.title


class Every(models.TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class PatrolDuty(models.Model):
    """One of the duties an all-round grid officer makes rounds for: what to look at, and how often."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="patrol_duties")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    what = models.JSONField(default=list)
    every = models.CharField(max_length=8, choices=Every.choices)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "patrol duties"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="patrolduty_code_once")]

    def __str__(self) -> str:
        return self.name


class Audience(models.TextChoices):
    """Whom a service is for."""

    EVERYONE = "everyone", _("Everyone")
    CHILDREN = "children", _("Children")
    STUDENTS = "students", _("Students")
    WORKERS = "workers", _("People at work")
    JOBSEEKERS = "jobseekers", _("Looking for work")
    OLDER = "older", _("Older people")
    DISABLED = "disabled", _("People with disabilities")
    WOMEN = "women", _("Women and families")
    POOR = "poor", _("In hardship")
    FARMERS = "farmers", _("Farmers")
    VETERANS = "veterans", _("Veterans")
    NEWCOMERS = "newcomers", _("Newcomers")
    OVERSEAS = "overseas", _("With family overseas")
    BUSINESSES = "businesses", _("Businesses")


class LifeEvent(models.TextChoices):
    """The turn of a life at which a service is needed."""

    BIRTH = "birth", _("A child is born")
    SCHOOL = "school", _("Going to school")
    WORK = "work", _("Finding work")
    BUSINESS = "business", _("Starting a business")
    MARRIAGE = "marriage", _("Marrying and having children")
    HOME = "home", _("A place to live")
    MOVING = "moving", _("Moving here")
    ILLNESS = "illness", _("Falling ill")
    HARDSHIP = "hardship", _("Hard times")
    DISABILITY = "disability", _("Living with a disability")
    AGEING = "ageing", _("Growing old")
    VETERAN = "veteran", _("After military service")
    FARMING = "farming", _("Farming")
    DEATH = "death", _("When someone dies")


class Service(models.Model):
    """One version of a service (事项). A changed pack adds a version; an application keeps the one it began under."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="services")
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=40)
    holder = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="services")
    spec = models.JSONField()
    current = models.BooleanField(default=True)
    # Of versions from before this was kept: nothing.
    created_at = models.DateTimeField(null=True, default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code", "version"], name="service_version_once"),
            models.UniqueConstraint(
                fields=["district", "code"], condition=models.Q(current=True), name="service_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Question(models.Model):
    """One question of a district's dialogue about what one may get; `spec` is what `questions.QuestionSpec` reads again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="questions")
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    spec = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="question_code_once")]

    def __str__(self) -> str:
        return self.code

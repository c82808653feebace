"""The tables of the room: bulletins in their versions, and what each says, which never changes once it is written."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class Kind(models.TextChoices):
    """What a bulletin is made from."""

    SURVEY = "survey", _("Survey")
    REGISTRIES = "registries", _("Registries")
    ANNUAL = "annual", _("Year in health")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEWED = "reviewed", _("Agreed to")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced by a correction")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What everybody may read: also what was corrected, marked as such.
OPEN = (State.PUBLISHED, State.REPLACED)


class Edition(models.Model):
    """What a bulletin says, as `linli.bulletins.content.Content` in JSON: small numbers are left out before it is
    written. The database refuses to change it; a draft said otherwise is another edition."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    content = models.JSONField()
    # SHA-256 of the content's canonical JSON.
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class Bulletin(models.Model):
    """One version of a bulletin. `code` stays the same through its versions and stands in its address.

    `source` is the key of what it was made from. Who made the edition never agrees to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="bulletins")
    made_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    # Of a correction: what was wrong with the version before, for its readers.
    corrects = models.CharField(max_length=300, blank=True, default="")
    # When it was replaced or withdrawn, and of what was withdrawn: why.
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code", "version"], name="bulletin_version_once"),
            models.UniqueConstraint(
                fields=["district", "code"], condition=Q(state="published"), name="bulletin_published_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("made_by")), name="bulletin_two_pairs_of_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(agreed_by__isnull=False),
                name="bulletin_agreed_first",
            ),
        ]
        indexes = [
            # queries.public: what is published, the newest year first
            models.Index(fields=["district", "-year", "code"], name="bulletin_open", condition=Q(state="published")),
            # queries.desk: all versions, the latest first
            models.Index(fields=["district", "-made_at"], name="bulletin_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version} {self.state}"

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

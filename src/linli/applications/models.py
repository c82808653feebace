"""The tables of applications: what was handed in, drafts on their way, the folder, what reviewers found, decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.clock import LOCAL
from linli.ids import uuid7

# Instead of nothing, which one database sorts first and another last.
NOT_YET = datetime(1970, 1, 1, tzinfo=UTC)


class Document(models.Model):
    """One thing in a person's folder (材料库): an identity card, a certificate; its pages lie sealed on the disk.

    Owned by an account, or by the contact of somebody helped at a counter; `taken_in_by`: the member of staff who took it
    in there. `removed_at`: out of the folder; the copy that an application already holds stays with that application's file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.CASCADE, related_name="documents")
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.SET_NULL)
    taken_in_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    # The drawing of what such a thing looks like: the same for things of one kind, whatever a service calls them.
    sample = models.CharField(max_length=20)
    issued_by = models.CharField(max_length=60, blank=True, default="")
    valid_until = models.DateField(null=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        # queries.folder: what a person has, the newest first
        indexes = [
            models.Index(fields=["account", "-id"], name="document_folder", condition=Q(removed_at=None)),
        ]

    def __str__(self) -> str:
        return self.name

    def has_expired(self, day: date) -> bool:
        return self.valid_until is not None and self.valid_until < day


class Page(models.Model):
    """One sheet of a document: a photo, or a paper of several sheets as PDF. The file is sealed like a telephone number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    thumbnail = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="page_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.media_type.startswith("image/")


class Draft(models.Model):
    """An application being filled in, or corrected (`case`): kept at every step, gone on with on any device.

    `account` is whose it is: the resident's, or the member of staff's who fills it in for somebody (`helped_cipher`:
    their name and number). Answers are sealed JSON by field id, as typed: faults are named later, nothing is lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.CASCADE)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="application_drafts")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT)
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.CASCADE, related_name="correction")
    answers_cipher = models.BinaryField(default=bytes)
    helped_cipher = models.BinaryField(default=bytes)
    consent = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="consents")
    # The fields that were filled in for them, from what they handed in before.
    prefilled = models.JSONField(default=list)
    reached = models.PositiveSmallIntegerField(default=0)
    device = models.CharField(max_length=40, blank=True, default="")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            # queries.drafts: what an account has begun
            models.Index(fields=["account", "-saved_at"], name="draft_of_account"),
            # chores.sweep: what nobody came back to
            models.Index(fields=["saved_at"], name="draft_saved"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.begun_at:%Y-%m-%d}"


class Application(models.Model):
    """What was handed in with a case: answers as sealed JSON by field id, as the form keeps them."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="application")
    answers_cipher = models.BinaryField(default=bytes)
    # SHA-256 of the plain JSON: what the events keep of it.
    answers_digest = models.CharField(max_length=64)
    promised = models.BooleanField(default=False)
    helped_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    consent = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="+")
    # How often it was returned for correction.
    returns = models.PositiveSmallIntegerField(default=0)
    # Since when it lies with its level as it is now: what was found before is not about this.
    level_since = models.DateTimeField()
    # Working days: how long its clock stood still so far, and from acceptance to decision without those.
    stood_still = models.PositiveSmallIntegerField(default=0)
    days_taken = models.PositiveSmallIntegerField(null=True)
    # Whether it was decided within what was promised; nothing as long as it is not.
    in_time = models.BooleanField(null=True)

    class Meta:
        # queries.figures: by the cases of a period, without reading over the sealed answers
        indexes = [models.Index(fields=["case", "returns", "days_taken", "in_time"], name="application_course")]

    def __str__(self) -> str:
        return str(self.case_id)


class HandedIn(models.Model):
    """A document given for a material of a service, in a draft or in an application; one corrected later stays, replaced."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="handed_in")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="handed_in")
    material = models.CharField(max_length=40)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(draft=None) | Q(case=None), name="handedin_one_place"),
            models.UniqueConstraint(
                fields=["draft", "material", "document"], condition=Q(draft__isnull=False), name="handedin_draft_once"
            ),
        ]
        # queries.review: what an application holds
        indexes = [models.Index(fields=["case", "material"], name="handedin_case")]

    def __str__(self) -> str:
        return self.material


class Shortcoming(models.Model):
    """One fault that a return names: what it is about (a field's or a material's id) and what would do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="shortcomings")
    # The how-manieth return it belongs to, from 1.
    round = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=80)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.about


class Verdict(models.TextChoices):
    GRANT = "grant", _("Grant it")
    REFUSE = "refuse", _("Refuse it")


class Opinion(models.Model):
    """What one reviewer of one level found: each condition looked at, and a recommendation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="opinions")
    level = models.CharField(max_length=10)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    # Whether each condition of the service holds, by its place in the list.
    checks = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="opinion_case")]

    def __str__(self) -> str:
        return f"{self.level} {self.verdict}"

    @property
    def verdict_label(self) -> str:
        return str(Verdict(self.verdict).label)


class PaperTemplate(models.Model):
    """One version of what a district's papers are typeset from. A changed pack adds a version; a decision keeps its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="paper_templates")
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    source = models.TextField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code", "version"], name="papertemplate_version_once"),
            models.UniqueConstraint(
                fields=["district", "code"], condition=Q(current=True), name="papertemplate_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Decision(models.Model):
    """The paper of a decision (办理结果): what is printed on it, sealed, and the token that its QR code leads to.

    `token_digest` finds it; `token_cipher` prints it again. Who has the token sees what is printed, and nothing more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    number = models.CharField(max_length=60)
    # The version it was issued with; none: the one that comes with Linli.
    template = models.ForeignKey(PaperTemplate, null=True, on_delete=models.PROTECT)
    content_cipher = models.BinaryField()
    token_cipher = models.BinaryField()
    token_digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_for = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "number"], name="decision_number_once")]
        indexes = [models.Index(fields=["case"], name="decision_case")]

    def __str__(self) -> str:
        return self.number

    @property
    def verdict_label(self) -> str:
        return str(Verdict(self.verdict).label)

    def is_valid(self, at: datetime) -> bool:
        run_out = self.valid_until is not None and self.valid_until < at.astimezone(LOCAL).date()
        return self.revoked_at is None and not run_out


class Commendation(models.Model):
    """A letter of thanks (感谢信) that may be read by everyone: to whom, masked text, and a surname at most.

    Who wrote it stands with the case only. `taken_down_at`: by the writer or by the centre; then nobody reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="commendation")
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    organisation = models.CharField(max_length=200)
    text = models.TextField()
    shown_name = models.CharField(max_length=10, blank=True, default="")
    published_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        # queries.thanks: a district's, the newest first
        indexes = [
            models.Index(
                fields=["district", "-published_at", "-id"], name="commendation_newest", condition=Q(taken_down_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.organisation


class Agreement(models.Model):
    """A person’s word that what they handed in may be looked through for what else they may get (主动服务)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="agreements")
    district = models.ForeignKey("places.District", on_delete=models.CASCADE)
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(default=NOT_YET)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "district"], condition=Q(ended_at=None), name="agreement_one_standing"
            )
        ]
        indexes = [
            # actions.tell_offers: whom to look through for next
            models.Index(fields=["looked_at", "id"], name="agreement_due", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.agreed_at:%Y-%m-%d}"

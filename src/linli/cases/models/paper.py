"""What hangs on a case: words, files, followers, ratings, drafts, saved filters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class RemarkKind(models.TextChoices):
    """Why something was written; who may read it follows from it."""

    NOTE = "note", _("Internal note")
    REASON = "reason", _("Reason")
    QUESTION = "question", _("Question to the resident")
    REPLY = "reply", _("Reply of the resident")
    ANSWER = "answer", _("Answer")
    CLOSING = "closing", _("What was found on site")

    @property
    def for_reporter(self) -> bool:
        return self is not RemarkKind.NOTE


class Remark(models.Model):
    """Words said about a case. Events point here with a digest, so that words can be erased."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=RemarkKind.choices)
    text = models.TextField()
    author_name = models.CharField(max_length=40, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:20]


class ReportDraft(models.Model):
    """A report on its way through the three steps, before it is sent; swept away after a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.CASCADE)
    secret_digest = models.CharField(max_length=64)
    text = models.TextField(blank=True, default="")
    category = models.ForeignKey("catalogue.Category", null=True, on_delete=models.SET_NULL)
    address = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    place_label = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.text[:20]


class Attachment(models.Model):
    """A photo or paper of a case, or of a draft on its way to be one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="attachments")
    draft = models.ForeignKey(ReportDraft, null=True, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    thumbnail = models.CharField(max_length=120, blank=True, default="")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    from_reporter = models.BooleanField(default=True)
    step = models.CharField(max_length=20, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.media_type.startswith("image/")


class Follow(models.Model):
    """Someone else with the same trouble (我也关注)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="follows")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.CASCADE)
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.CASCADE)
    device_digest = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        # queries.mine: what a browser follows
        indexes = [models.Index(fields=["device_digest"], name="follow_device", condition=~models.Q(device_digest=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "account"], condition=models.Q(account__isnull=False), name="follow_account_once"
            ),
            models.UniqueConstraint(
                fields=["case", "device_digest"], condition=~models.Q(device_digest=""), name="follow_device_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Rating(models.Model):
    """What the reporter says after a closing: five levels (好差评) and whether it is solved."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="ratings")
    community = models.CharField(max_length=12, blank=True, default="")
    closing = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    text = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "closing"], name="rating_once_a_closing"),
            models.CheckConstraint(condition=models.Q(score__range=(1, 5)), name="rating_score_range"),
        ]
        # figures: ratings given in a period
        indexes = [models.Index(fields=["district", "created_at"], name="rating_figures")]

    def __str__(self) -> str:
        return str(self.score)


class SavedFilter(models.Model):
    """A worklist view under a name of one's own."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE)
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="savedfilter_name_once")]

    def __str__(self) -> str:
        return self.name

"""The tables of health reports: what was released and by whom, the outbox, and what came from below."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class Kind(models.TextChoices):
    """What goes up. Only cards are about persons: the law asks for them by name."""

    CARDS = "cards", _("Registry cards")
    TABLES = "tables", _("Tables of a bulletin")
    FOLLOWUP = "followup", _("Follow-up in figures")


class ReleaseState(models.TextChoices):
    PREPARED = "prepared", _("Waits for a colleague")
    AUTHORISED = "authorised", _("Authorised")
    DROPPED = "dropped", _("Not sent")


class Release(models.Model):
    """What goes to whom, of which period: prepared by one, authorised by another. `version` counts how often this was
    reported; the receiver keeps to the highest.

    `parts_cipher` is the JSON of its parts, sealed, as they were when it was prepared; wiped once they are reports.
    `period` is 2026, 2026-Q3 or 2026-09.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    peer = models.CharField(max_length=40)
    # Whom it is for, as people read it.
    addressee = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    period = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReleaseState.choices, default=ReleaseState.PREPARED)
    source = models.CharField(max_length=80, blank=True, default="")
    # By what it is about, how many: {"death": 12, "tumour": 3}.
    counts = models.JSONField(default=dict)
    parts_cipher = models.BinaryField(default=bytes)
    reason = models.CharField(max_length=300, blank=True, default="")
    prepared_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    authorised_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    authorised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "peer", "kind", "period", "version"], name="release_once"),
            models.CheckConstraint(
                condition=Q(authorised_by=None) | ~Q(authorised_by=F("prepared_by")), name="release_two_pairs_of_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state="authorised") | Q(authorised_by__isnull=False), name="release_authorised_by"
            ),
        ]
        # queries.releases: the latest first
        indexes = [models.Index(fields=["district", "-prepared_at"], name="release_desk")]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.version} {self.state}"

    @property
    def state_label(self) -> str:
        return str(ReleaseState(self.state).label)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)


class ReportState(models.TextChoices):
    WAITING = "waiting", _("On its way")
    SENT = "sent", _("Received there")
    REFUSED = "refused", _("Refused there")


class Report(models.Model):
    """One part of a release on its way up; the receiver knows it by `id`, and by `number` sees what it has not got.

    `body_cipher` is its JSON, sealed; kept for a while after it was taken, so that it can be sent again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reports")
    peer = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField()
    body_cipher = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often the receiver was found not to have what it had taken.
    resent = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # What the receiver said when it took it: its own number, the digest of what it has, when.
    receipt = models.JSONField(default=dict)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "number"], name="report_number_once"),
            models.UniqueConstraint(fields=["release", "part"], name="report_part_once"),
        ]
        indexes = [
            # sending.deliver_due: what is waiting, by when it is due
            models.Index(fields=["next_at", "number"], name="report_due", condition=Q(state="waiting")),
            # sending.wipe: what was taken long ago
            models.Index(fields=["sent_at"], name="report_sent", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.peer} {self.number} {self.state}"

    @property
    def state_label(self) -> str:
        return str(ReportState(self.state).label)


class Incoming(models.Model):
    """A report that came from below and was taken. `district` is ours that looks at it; `from_district` theirs, by its
    code. `body_cipher` is its content, sealed. A report is kept by its peer's id, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    peer = models.CharField(max_length=40)
    report = models.UUIDField()
    number = models.PositiveIntegerField()
    from_district = models.CharField(max_length=6)
    from_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    period = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField()
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    body_cipher = models.BinaryField()
    released_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "report"], name="incoming_once"),
            models.UniqueConstraint(fields=["peer", "number"], name="incoming_number_once"),
        ]
        indexes = [
            # queries.received: by district and period, the highest version first
            models.Index(fields=["district", "kind", "period", "from_district", "-version"], name="incoming_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.peer} {self.number} {self.kind} {self.period}"


class Reconciled(models.Model):
    """When a peer was last asked what it has of ours, and what it said."""

    peer = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    highest = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.peer} {self.highest}"

"""The tables of audit: chained events, who did and saw what, seals, and remembered answers."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import connections, models
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7

from .errors import UnknownEvent
from .expressions import OldestRunning, RowAfter, RowNumber, TransactionId


class ChainedQuerySet(models.QuerySet[Any]):
    """Reading events in an order in which nothing is ever added before what was read."""

    def settled(self) -> Self:
        """Events that no running transaction can still precede."""
        if connections[self.db].vendor != "postgresql":
            return self
        return self.filter(xact__lt=OldestRunning())

    def after(self, event_id: UUID | None) -> Self:
        """Events following `event_id` (None: all), in the order they came. Raises UnknownEvent."""
        if connections[self.db].vendor == "postgresql":
            place: dict[str, F | RowNumber] = {"xact": F("xact"), "id": F("id")}
        else:
            place = {"number": RowNumber(F("id"))}
        ordered = self.order_by(*place.values())
        if event_id is None:
            return ordered
        known = self.model._default_manager.using(self.db).filter(pk=event_id)
        last = known.annotate(number=RowNumber(F("id"))) if "number" in place else known
        reached = last.values_list(*place).first()
        if reached is None:
            raise UnknownEvent(event_id)
        fields: list[models.Field[Any, Any]] = [models.BigIntegerField(), models.UUIDField()]
        values = [Value(value, output_field=field) for value, field in zip(reached, fields, strict=False)]
        return ordered.filter(RowAfter(*place.values(), *values))


class ChainedEvent(models.Model):
    """One event of a stream, never changed: `append_only(table)` in its migration has the database see to it.

    A concrete model adds a unique constraint on (stream, seq) and an index on (xact, id).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stream = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60, blank=True, default="")
    organisation = models.CharField(max_length=40, blank=True, default="")
    district = models.CharField(max_length=6, blank=True, default="")
    data = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    xact = models.BigIntegerField(db_default=TransactionId(), editable=False)

    # What the digest is over. A column added later is left out of it, or every older digest would be wrong.
    CHAINED: ClassVar[tuple[str, ...]] = (
        "id",
        "stream",
        "seq",
        "at",
        "kind",
        "actor_kind",
        "actor_id",
        "actor_name",
        "organisation",
        "district",
        "data",
    )

    objects = ChainedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq} {self.kind}"


class AuditEntry(ChainedEvent):
    """What a person did or saw that no case tells. `stream` is the person, `subject` what it was about."""

    subject = models.CharField(max_length=120, blank=True, default="")

    CHAINED = (*ChainedEvent.CHAINED, "subject")

    class Meta(ChainedEvent.Meta):
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            # ChainedQuerySet.after: sealing
            models.Index(fields=["xact", "id"], name="auditentry_follow"),
            # queries.entries: the auditor's page, newest first
            models.Index(fields=["district", "-at", "-id"], name="auditentry_newest"),
            # queries.entries of one subject ("who has looked at this case?")
            models.Index(fields=["district", "subject", "-at", "-id"], name="auditentry_subject"),
        ]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="auditentry_stream_seq")]


class Seal(models.Model):
    """A digest over a table's events since the seal before: taking a whole stream away is found too."""

    model = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    last_id = models.UUIDField()
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    prev = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="seal_model_number")]

    def __str__(self) -> str:
        return f"{self.model} {self.number}"


class IdempotencyRecord(models.Model):
    """The answer given to a request that carried a key; the body is encrypted, for it may hold a receipt."""

    scope = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body_cipher = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_scope_key")]
        indexes = [
            # actions.forget_answers: those older than two days
            models.Index(fields=["created_at"], name="idempotency_age")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"

"""What changed in the portal, in the order it came: by this the search index follows."""

from __future__ import annotations

from django.db import models

from linli.audit.expressions import TransactionId
from linli.audit.models import ChainedQuerySet
from linli.ids import uuid7

from .addresses import Target


class Change(models.Model):
    """The thing of that kind and key was written, published or taken down. Never changed itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    target = models.CharField(max_length=8, choices=Target.choices)
    key = models.CharField(max_length=64)
    xact = models.BigIntegerField(db_default=TransactionId(), editable=False)

    objects = ChainedQuerySet.as_manager()

    class Meta:
        # ChainedQuerySet.after: what the index has not taken in yet
        indexes = [models.Index(fields=["xact", "id"], name="portalchange_follow")]

    def __str__(self) -> str:
        return f"{self.target} {self.key}"

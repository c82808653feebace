"""Days on which a venue is closed beside its hours, as who runs it says: repairs, an election, a flood."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.ids import uuid7


class VenueClosure(models.Model):
    """From the `first` to the `last` day, both closed, and why. The pack's hours stay as they are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey("places.Venue", on_delete=models.PROTECT, related_name="closures")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="venueclosure_days_follow")]
        # queries.venues: those that are not over, of a district
        indexes = [models.Index(fields=["district", "last"], name="venueclosure_days")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.first}"

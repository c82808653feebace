"""What a district's people say for what officials write: groups of words that mean the same."""

from __future__ import annotations

from django.db import models

from linli.ids import uuid7


class SynonymGroup(models.Model):
    """Words of one meaning, as the district's pack lists them; a question with one of them asks for the others too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    words = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "position"], name="synonymgroup_position_once")]

    def __str__(self) -> str:
        return " ".join(self.words)

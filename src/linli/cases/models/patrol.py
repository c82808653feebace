"""A grid officer's rounds: what was looked at, where, and what was found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7


class PatrolCheck(models.Model):
    """One check of one duty. The key is made on the phone, so that sending again changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    duty = models.ForeignKey("catalogue.PatrolDuty", on_delete=models.PROTECT)
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    finding = models.CharField(max_length=10, choices=[("fine", _("All in order")), ("problem", _("A problem"))])
    note = models.CharField(max_length=500, blank=True, default="")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL)

    class Meta:
        # queries.rounds: an officer's checks of a day
        indexes = [models.Index(fields=["account", "at"], name="patrolcheck_rounds")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.finding}"

"""Short addresses: what a QR code on a poster holds, for good."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """What a short address may lead to."""

    POLICY = "policy", _("Policy")
    SERVICE = "service", _("Service")
    ARTICLE = "article", _("Article")
    VENUE = "venue", _("Venue")
    EVENT = "event", _("Event")
    TOPIC = "topic", _("Topic")


class ShortAddress(models.Model):
    """`/s/<code>` leads to the thing of that kind and key. Printed ones stay valid: a row is never changed or removed."""

    code = models.CharField(max_length=8, primary_key=True)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    target = models.CharField(max_length=8, choices=Target.choices)
    # The key of a row, or the code of a service.
    key = models.CharField(max_length=64)

    class Meta:
        # queries.addresses.short_of: the code of a thing
        constraints = [models.UniqueConstraint(fields=["district", "target", "key"], name="shortaddress_once")]

    def __str__(self) -> str:
        return self.code

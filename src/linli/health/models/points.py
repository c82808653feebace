"""Health points and the devices that stand there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.places.models import Area, District


class PointKind(models.TextChoices):
    STATION = "station", _("Community health station")
    CLINIC = "clinic", _("Village clinic")
    HOSPITAL = "hospital", _("Hospital or health centre")
    OTHER = "other", _("Another place")


class HealthPoint(models.Model):
    """A place to measure oneself (健康小屋), of an institution; its physician answers for what is measured there.

    `hours` are periods by weekday, as a venue's. `code` is within the district.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=PointKind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="health_points")
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    address = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    hours = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True, default="")
    physician = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="health_points")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="health_point_code_once")]

    def __str__(self) -> str:
        return self.name


class DeviceKind(models.TextChoices):
    KIOSK = "kiosk", _("Kiosk")
    BLOOD_PRESSURE = "blood_pressure", _("Blood pressure monitor")
    SCALE = "scale", _("Scale")
    HEIGHT = "height", _("Height gauge")
    GLUCOSE = "glucose", _("Blood glucose meter")
    OXIMETER = "oximeter", _("Pulse oximeter")
    GATEWAY = "gateway", _("Another system")


class Device(models.Model):
    """Something that measures, or sends what was measured. It signs in by a secret of which only the digest is kept.

    `last_seq` is the highest number of its journal up to which nothing is missing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    point = models.ForeignKey(HealthPoint, on_delete=models.PROTECT, related_name="devices")
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=DeviceKind.choices)
    model = models.CharField(max_length=60, blank=True, default="")
    secret_digest = models.CharField(max_length=64, blank=True, default="")
    last_seq = models.PositiveIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True, default="")
    seen_at = models.DateTimeField(null=True)
    # How far its clock is ahead of ours, in seconds, when it was last asked; None: never.
    clock_ahead = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        # who signs in with this secret
        indexes = [models.Index(fields=["secret_digest"], name="device_secret")]

    def __str__(self) -> str:
        return self.code

    @property
    def clock_is_off(self) -> bool:
        """By more than five minutes, when it was last asked."""
        return self.clock_ahead is not None and abs(self.clock_ahead) > 300

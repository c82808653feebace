"""What was measured, each value sealed, and what is urgent of it."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.people.vault import unseal_bytes
from linli.places.models import District

from .patients import Patient
from .points import Device, HealthPoint


class Quantity(models.TextChoices):
    """What is measured, each in one unit."""

    BLOOD_PRESSURE = "blood_pressure", _("Blood pressure")  # mm[Hg]: systolic, diastolic
    PULSE = "pulse", _("Pulse")  # /min
    WEIGHT = "weight", _("Weight")  # kg
    HEIGHT = "height", _("Height")  # cm
    BMI = "bmi", _("Body mass index")  # kg/m2, worked out here
    WAIST = "waist", _("Waist")  # cm
    GLUCOSE_FASTING = "glucose_fasting", _("Blood glucose, fasting")  # mmol/L
    GLUCOSE_RANDOM = "glucose_random", _("Blood glucose, at any time")  # mmol/L
    HBA1C = "hba1c", _("Glycated haemoglobin")  # %
    TEMPERATURE = "temperature", _("Body temperature")  # Cel
    OXYGEN = "oxygen", _("Oxygen saturation")  # %


class ObservationState(models.TextChoices):
    FINAL = "final", _("Counts")
    # Possible, but to be measured again before it counts.
    SUSPECT = "suspect", _("To be measured again")
    # Another reading took its place, or a person said that it was wrong.
    REPLACED = "replaced", _("Replaced")
    DELETED = "deleted", _("Deleted")


class Source(models.TextChoices):
    KIOSK = "kiosk", _("Kiosk")
    FHIR = "fhir", _("Device or other system")
    CSV = "csv", _("Table")
    VISIT = "visit", _("Visit")


class Observation(models.Model):
    """One value of one person at one time. `value_cipher` is sealed JSON: {"value": 72.5}, of blood pressure
    {"systolic": 138, "diastolic": 86, "readings": [[142, 90], [139, 87], [137, 85]]}.

    `identifier` is what whoever sent it calls it, once in a district (a derived one has none); `body_digest` tells
    whether it came again with another body. `clock_trusted`: whether the time is that of a clock that was right.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Nothing is looked for by district alone; the indexes below begin with patient and point. Each more would be
    # written with every value for nothing.
    district = models.ForeignKey(District, on_delete=models.PROTECT, db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="observations", db_index=False)
    point = models.ForeignKey(HealthPoint, null=True, on_delete=models.PROTECT, db_index=False)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT)
    quantity = models.CharField(max_length=20, choices=Quantity.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    clock_trusted = models.BooleanField(default=True)
    value_cipher = models.BinaryField()
    state = models.CharField(max_length=10, choices=ObservationState.choices, default=ObservationState.FINAL)
    # Why it is suspect, as a code: pulse_pressure, far_from_last, digit_run, clock.
    doubt = models.CharField(max_length=30, blank=True, default="")
    urgent = models.BooleanField(default=False)
    source = models.CharField(max_length=6, choices=Source.choices)
    identifier = models.CharField(max_length=240, null=True, default=None)
    body_digest = models.CharField(max_length=64, blank=True, default="")
    # What a derived one, as a body mass index, was worked out from.
    derived_from = models.JSONField(default=list)

    class Meta:
        # The identifier first: those of a district are too many, and a new table has no statistics that say so.
        constraints = [models.UniqueConstraint(fields=["identifier", "district"], name="observation_identifier_once")]
        indexes = [
            # a person's curve, newest first
            models.Index(fields=["patient", "quantity", "-at"], name="observation_curve"),
            # what a point took in, by day
            models.Index(fields=["point", "-at"], name="observation_at_point"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.at:%Y-%m-%d}"

    @property
    def value(self) -> dict[str, Any]:
        """The numbers, unsealed."""
        found: dict[str, Any] = orjson.loads(unseal_bytes(self.value_cipher))
        return found


class AlertState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    SEEN = "seen", _("In hand")
    CLOSED = "closed", _("Done")


class Alert(models.Model):
    """An urgent value: told to the physician who answers at once, until somebody says what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    observation = models.OneToOneField(Observation, on_delete=models.CASCADE, related_name="alert")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="alerts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    state = models.CharField(max_length=6, choices=AlertState.choices, default=AlertState.OPEN)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    outcome_cipher = models.BinaryField(default=bytes)

    class Meta:
        # what is open at an institution, the oldest first
        indexes = [
            models.Index(fields=["organisation", "raised_at"], name="alert_open", condition=models.Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.state}"

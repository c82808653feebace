"""Who would like to use an asset, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.vault import mask_name, mask_phone, unseal

from .register import Asset


class Who(models.TextChoices):
    PERSON = "person", _("A person")
    FIRM = "firm", _("A firm or an organisation")


class ApplicationState(models.TextChoices):
    WAITING = "waiting", _("With the owner")
    GRANTED = "granted", _("Use agreed to")
    DECLINED = "declined", _("Not agreed to")
    WITHDRAWN = "withdrawn", _("Taken back")


TONES = {
    ApplicationState.WAITING: "wait", ApplicationState.GRANTED: "good", ApplicationState.DECLINED: "late", ApplicationState.WITHDRAWN: "",
}  # fmt: skip


class UseApplication(models.Model):
    """What somebody would make of it. Name and telephone are sealed; who decides looks at them, and the look is on record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="applications")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=10, choices=Who.choices)
    name_cipher = models.BinaryField(default=bytes)
    phone_cipher = models.BinaryField(default=bytes)
    purpose = models.CharField(max_length=600)
    wanted_from = models.DateField()
    months = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.WAITING)
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "account"], condition=Q(state="waiting", account__isnull=False), name="application_once_at_a_time"
            ),
        ]  # fmt: skip
        indexes = [
            # what waits at the desk; the newest of all
            models.Index(fields=["district", "state", "-created_at"], name="use_application_desk"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def phone(self) -> str:
        return unseal(self.phone_cipher)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name[:4])

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def tone(self) -> str:
        return TONES[ApplicationState(self.state)]

"""Whom a health point knows: sealed names and numbers, who looks after them, what they were advised, whom they let look."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.models import Account, Organisation
from linli.people.vault import mask_name, unseal
from linli.places.models import Area, District


class Sex(models.TextChoices):
    MALE = "male", _("Man")
    FEMALE = "female", _("Woman")


class Patient(models.Model):
    """Someone with a health file of a district. Name, identity number, telephone and birth date are sealed.

    `code` is on their card, unguessable; `birth_year` and the last sign of the name are what a kiosk shows to be confirmed.
    `organisation` is the institution that looks after them, `account` the one they sign in with, found by their telephone.
    One who was erased keeps the row, empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=16, unique=True)
    name_cipher = models.BinaryField(default=bytes)
    id_number_cipher = models.BinaryField(default=bytes)
    id_number_index = models.CharField(max_length=64, blank=True, default="")
    phone_cipher = models.BinaryField(default=bytes)
    phone_index = models.CharField(max_length=64, blank=True, default="")
    birth_cipher = models.BinaryField(default=bytes)
    birth_year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=6, choices=Sex.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="patients")
    physician = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="patients")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="health_files")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "id_number_index"], condition=~models.Q(id_number_index=""), name="patient_id_once"
            )
        ]
        indexes = [
            # a kiosk, a sign-in: who has this telephone
            models.Index(fields=["district", "phone_index"], name="patient_phone"),
            # a physician's list
            models.Index(fields=["organisation", "-id"], name="patient_of_institution"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def last_sign(self) -> str:
        """The last character of the name, with stars before it: what a kiosk shows."""
        return "*" * (len(self.name) - 1) + self.name[-1:]

    @property
    def phone(self) -> str:
        return unseal(self.phone_cipher)

    @property
    def id_number(self) -> str:
        return unseal(self.id_number_cipher)

    @property
    def born(self) -> date | None:
        text = unseal(self.birth_cipher)
        return date.fromisoformat(text) if text else None


class Grant(models.Model):
    """A person lets somebody of their family see their curve, until they take it back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="grants")
    # Who may look: by telephone until they sign in with it.
    phone_cipher = models.BinaryField(default=bytes)
    phone_index = models.CharField(max_length=64)
    called = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        # whose files may this telephone's owner see
        indexes = [models.Index(fields=["phone_index"], name="grant_phone", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.patient} → {self.called}"


class Advice(models.Model):
    """What a physician says to somebody about what was measured; sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="advice")
    text_cipher = models.BinaryField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        # a person's newest advice
        indexes = [models.Index(fields=["patient", "-at"], name="advice_newest")]

    def __str__(self) -> str:
        return f"{self.patient} {self.at:%Y-%m-%d}"

    @property
    def text(self) -> str:
        return unseal(self.text_cipher)

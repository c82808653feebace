"""The tables of the exchange: parcels on their way out, parcels that came, and signatures that were used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.ids import uuid7


class ParcelKind(models.TextChoices):
    """What a parcel tells; pages say it in words of their own."""

    APPLICATION = "application"
    CORRECTION = "correction"
    ENDED = "ended"
    OUTCOME = "outcome"


class ParcelState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class Parcel(models.Model):
    """One thing to be told to a peer, written with the change that it tells of; the peer knows it by `id`.

    `body_cipher` is its JSON, sealed and without the content of pages, which never change and are read when it is sent;
    wiped once it is taken. `organisation` sent it, and is told when it waits long.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="parcels")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    peer = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=ParcelKind.choices)
    # Whom it is for, as people read it.
    name = models.CharField(max_length=60)
    body_cipher = models.BinaryField(default=bytes)
    state = models.CharField(max_length=8, choices=ParcelState.choices, default=ParcelState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    # When its sender is told that it still waits; none once they were.
    tell_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            # sending.deliver_due: what is waiting, by when it is due
            models.Index(fields=["next_at", "id"], name="parcel_due", condition=Q(state="waiting")),
            # sending.tell_of_waiting
            models.Index(fields=["tell_at"], name="parcel_tell", condition=Q(state="waiting")),
            # queries.state_of; sending.deliver_due: what of a case goes before
            models.Index(fields=["case", "-id"], name="parcel_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.id}"


class Received(models.Model):
    """A parcel that came from a peer and was taken, with the answer it was given: sent again, it gets the same."""

    peer = models.CharField(max_length=40)
    parcel = models.UUIDField()
    kind = models.CharField(max_length=12, choices=ParcelKind.choices)
    digest = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="received_parcels")
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "parcel"], name="received_once")]

    def __str__(self) -> str:
        return f"{self.peer} {self.parcel}"


class Nonce(models.Model):
    """A signature's number, used once; kept for as long as the signature could still be shown again."""

    peer = models.CharField(max_length=40)
    value = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "value"], name="nonce_once")]
        # sending.forget_nonces
        indexes = [models.Index(fields=["at"], name="nonce_at")]

    def __str__(self) -> str:
        return f"{self.peer} {self.value[:8]}"

"""The tables of pushing: the devices that people switched on, and what is on its way to each."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import orjson
from django.db import models
from django.db.models import Q

from linli.ids import uuid7
from linli.people.vault import blind_index, seal, unseal


@dataclass(frozen=True)
class Subscription:
    """What a browser says of itself: where it is reached, for whose eyes (base64url), and what it is called."""

    endpoint: str
    p256dh: str
    auth: str
    name: str = ""

    @property
    def index(self) -> str:
        return blind_index(f"push {self.endpoint}")

    def sealed(self) -> bytes:
        return seal(orjson.dumps(asdict(self)).decode())


class Device(models.Model):
    """A browser that a resident switched on. Its address and keys are sealed, and told by their blind index alone.

    It is the person's, as a session is, and of no district; each `Push` is of its notice's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    subscription_cipher = models.BinaryField()
    endpoint_index = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subscription(self) -> Subscription:
        return Subscription(**orjson.loads(unseal(self.subscription_cipher)))


class PushState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Push(models.Model):
    """One notice to one device."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("notices.Notice", on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="pushes")
    state = models.CharField(max_length=8, choices=PushState.choices, default=PushState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "device"], name="push_once")]
        indexes = [
            # actions.run_due
            models.Index(fields=["next_at", "id"], name="push_due", condition=Q(state="waiting")),
            # actions.sweep
            models.Index(fields=["created_at"], name="push_created"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

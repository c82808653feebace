"""Who speaks to this gateway: a device by its secret, a physician or a resident by their token. Never a browser's session."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.health.access import device_actor, is_physician
from linli.health.actions import device_of
from linli.health.errors import UnknownDevice
from linli.health.models import Device
from linli.people.actions import account_of_token
from linli.people.actors import Actor
from linli.problem import Problem

from .outcomes import GatewayProblem


@dataclass(frozen=True)
class Sender:
    """`device` where a device signed in; then `actor` is the institution whose point it stands at."""

    actor: Actor
    device: Device | None = None

    @property
    def district(self) -> str:
        return self.actor.reach.district

    @property
    def may_put(self) -> bool:
        return self.device is not None or is_physician(self.actor) or self.actor.is_resident


def sender_of(request: HttpRequest) -> Sender:
    """Raises GatewayProblem (401)."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if kind.lower() != "bearer" or not text:
        raise _unknown()
    try:
        device = device_of(text)
    except UnknownDevice:
        pass
    else:
        return Sender(device_actor(device), device)
    try:
        return Sender(Actor.of(account_of_token(text)))
    except Problem:
        raise _unknown() from None


def _unknown() -> GatewayProblem:
    return GatewayProblem(
        401, "unknown_sender",
        _("We do not know who sends this. Please send the device's secret, or the token of who is signed in, as Authorization: Bearer …"),
    )  # fmt: skip

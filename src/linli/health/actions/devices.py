"""Devices: a secret made for one, and signing in by it."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.db.models import QuerySet

from linli.audit.actions import record
from linli.clock import now
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.prepared import prepared

from ..access import is_physician
from ..errors import NoSuchDevice, NotYours, UnknownDevice
from ..models import Device

# Devices and their cookies write so seldom that they were seen.
_SEEN_EVERY = 60.0


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.strip().encode()).hexdigest()


@transaction.atomic
def make_secret(actor: Actor, code: str) -> str:
    """A new secret for a device, told this once; what it had before is good no longer.

    For administrators of the district, physicians at whose institution's point it stands, and the installation.
    Raises NotYours, NoSuchDevice.
    """
    if not (actor.kind == "system" or is_physician(actor) or (actor.is_staff and actor.has(Role.ADMINISTRATOR))):
        raise NotYours
    row = Device.objects.select_for_update(of=("self",)).select_related("point").filter(code=code, active=True).first()
    if row is None or not _may(actor, row):
        raise NoSuchDevice(code)
    secret = secrets.token_urlsafe(24)
    row.secret_digest = digest_of(secret)
    row.save(update_fields=["secret_digest"])
    record(actor, "device_secret_made", district=row.point.district_id, subject=f"device:{row.code}")
    return secret


def own_device(actor: Actor, code: str) -> Device:
    """One that they answer for. Raises NoSuchDevice."""
    row = Device.objects.select_related("point").filter(code=code, active=True).first()
    if row is None or not _may(actor, row):
        raise NoSuchDevice(code)
    return row


def _may(actor: Actor, row: Device) -> bool:
    if actor.kind == "system":
        return True
    if actor.reach.district != row.point.district_id:
        return False
    return actor.has(Role.ADMINISTRATOR) or row.point.organisation_id in actor.reach.organisations


def device_of(secret: str) -> Device:
    """Whose secret this is, with its point; says that it was seen. Raises UnknownDevice."""
    if not secret.strip():
        raise UnknownDevice
    found = _by_secret(digest=digest_of(secret))
    if not found:
        raise UnknownDevice
    row = found[0]
    at = now()
    if row.seen_at is None or (at - row.seen_at).total_seconds() > _SEEN_EVERY:
        row.seen_at = at
        Device.objects.filter(pk=row.pk).update(seen_at=at)
    return row


@prepared
def _by_secret(*, digest: str) -> QuerySet[Device]:
    rows = Device.objects.select_related("point", "point__district", "point__physician")
    return rows.filter(secret_digest=digest, active=True, point__active=True)

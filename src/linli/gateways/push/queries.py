"""Reads of pushing: a person's devices."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.people.models import Account

from .models import Device


@dataclass(frozen=True)
class Shown:
    """A device as its owner sees it; by `digest` (SHA-256 of its address) a browser knows itself."""

    key: UUID
    name: str
    since: datetime
    digest: str


def devices_of(account: Account) -> list[Shown]:
    """The latest first."""
    rows = [(row, row.subscription) for row in Device.objects.filter(account=account).order_by("-created_at", "-id")]
    return [
        Shown(row.pk, said.name, row.created_at, hashlib.sha256(said.endpoint.encode()).hexdigest())
        for row, said in rows
    ]

"""Devices are switched on and off, and forgotten with their person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from linli import clock
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Account

from ..models import Device, Subscription

# Of one person; the one switched on longest ago goes.
MOST_DEVICES = 10


@transaction.atomic
def subscribe(actor: Actor, said: Subscription) -> None:
    """The signed-in resident is reminded on this device from now on; whoever was before them is not any more."""
    assert actor.account is not None and actor.kind == "resident"
    # One at a time, so that no person has more devices than they may.
    Account.objects.select_for_update().get(pk=actor.account.pk)
    same, theirs = Device.objects.filter(endpoint_index=said.index), Device.objects.filter(account=actor.account)
    same.exclude(account=actor.account).delete()
    at = clock.now()
    row = Device(account=actor.account, subscription_cipher=said.sealed(), endpoint_index=said.index, created_at=at)
    if not insert([row], unless_there=True):
        same.filter(account=actor.account).update(subscription_cipher=said.sealed(), created_at=at)
    kept = theirs.order_by("-created_at", "-id").values_list("pk", flat=True)[:MOST_DEVICES]
    theirs.exclude(pk__in=list(kept)).delete()


def unsubscribe(actor: Actor, endpoint: str) -> bool:
    """This device is switched off by itself; whether it was on."""
    index = Subscription(endpoint, "", "").index
    return (
        bool(Device.objects.filter(account=actor.account, endpoint_index=index).delete()[0]) if actor.account else False
    )


def remove(actor: Actor, key: UUID) -> bool:
    """One of the person's devices, from any of them; whether it was there."""
    return bool(Device.objects.filter(account=actor.account, pk=key).delete()[0]) if actor.account else False


def forget(*, accounts: Sequence[UUID]) -> int:
    """Nothing of these people's devices is kept; returns how many rows went."""
    return Device.objects.filter(account__in=accounts).delete()[0]

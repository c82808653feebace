"""Handing over: deliveries are claimed with a lease, handed to a gateway with their id as key, noted as sent.

A worker killed between handing over and noting leaves its lease; when that has run out, the delivery
is handed over again with the same key. None is handed over before its notice's transaction has ended.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from linli import clock
from linli.people.vault import unseal

from .gateways import TIMEOUT_SECONDS, Refused, gateway_for
from .models import Channel, Delivery, DeliveryState, Notice
from .ways import link_of, tell_besides, way_to

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 8
FIRST_WAIT = timedelta(seconds=30)
WAIT_GROWS = 4
# After so many failures of another way, a person gets a text message.
TRIES_BY_ANOTHER_WAY = 3
# A one-time code that comes later than this is of no use to anyone.
CODE_LIVES = timedelta(minutes=10)


def deliver_due(at: datetime, limit: int = 100) -> int:
    """Hand over what is due; returns how many were taken by a gateway. Safe with any number of workers."""
    claimed = _claim(at, limit)
    done = 0
    for place, delivery in enumerate(claimed):
        if delivery.lease_until and clock.now() + timedelta(seconds=TIMEOUT_SECONDS) > delivery.lease_until:
            # Too slow today: give the rest back rather than have two workers hand the same over.
            _give_back([late.pk for late in claimed[place:]])
            break
        done += _hand_over(delivery)
    return done


def lease() -> timedelta:
    """How long a claimed delivery is left to the worker that claimed it."""
    return timedelta(seconds=getattr(settings, "LINLI_LEASE_SECONDS", 15))


def _claim(at: datetime, limit: int) -> list[Delivery]:
    due = Delivery.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=at), state=DeliveryState.WAITING, next_at__lte=at
    )
    # In the order of their index, or a plan made once for any moment reads every delivery there ever was.
    due = due.order_by("next_at")
    if not due.values("pk")[:1]:
        return []
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True)
        ids: list[UUID] = list(free.values_list("pk", flat=True)[:limit])
        Delivery.objects.filter(pk__in=ids).update(lease_until=at + lease())
    loaded = Delivery.objects.select_related("notice__account", "notice__contact", "notice__organisation")
    return list(loaded.filter(pk__in=ids).order_by("next_at"))


def _give_back(ids: list[UUID]) -> None:
    Delivery.objects.filter(pk__in=ids, state=DeliveryState.WAITING).update(lease_until=None)


def _hand_over(delivery: Delivery) -> bool:
    if delivery.notice is None and clock.now() - delivery.created_at > CODE_LIVES:
        _note(delivery, DeliveryState.FAILED, "expired")
        return False
    if delivery.notice is not None:
        tell_besides(delivery.notice)
    done = _by_another_way(delivery)
    if done is not None:
        return done
    address = address_of(delivery)
    if not address:
        _note(delivery, DeliveryState.NO_ADDRESS)
        return False
    try:
        gateway_for(delivery.channel).send(str(delivery.pk), delivery.channel, address, text_of(delivery))
    except Exception as error:  # any gateway may fail in its own way; none may stop the others' deliveries
        why = f"{type(error).__name__}: {error}".replace(address, "…")
        logger.warning("delivery %s was not taken: %s", delivery.pk, why)
        _note_failure(delivery, why, final=isinstance(error, Refused))
        return False
    _note(delivery, DeliveryState.SENT)
    return True


def _by_another_way(delivery: Delivery) -> bool | None:
    """Told by a way that the person has instead of text messages: whether it was taken; None for nothing of the kind."""
    notice = delivery.notice
    if notice is None or delivery.channel == Channel.EMAIL or delivery.attempts >= TRIES_BY_ANOTHER_WAY:
        return None
    found = way_to(notice)
    if found is None:
        return None
    way, address = found
    try:
        way.send(str(delivery.pk), notice, address)
    except Refused as error:
        logger.warning("delivery %s goes by text message: %s", delivery.pk, str(error).replace(address, "…"))
        return None
    except Exception as error:  # as with any gateway
        why = f"{type(error).__name__}: {error}".replace(address, "…")
        logger.warning("delivery %s was not taken: %s", delivery.pk, why)
        _note_failure(delivery, why, final=False)
        return False
    _note(delivery, DeliveryState.SENT, channel=way.channel)
    return True


def address_of(delivery: Delivery) -> str:
    """Where it goes, as it is known at this moment; "" if there is nowhere."""
    if delivery.notice is None:
        return unseal(delivery.address_cipher)
    return address_of_recipient(delivery.notice, delivery.channel)


def address_of_recipient(notice: Notice, channel: str) -> str:
    """An organisation's duty phone or e-mail, a person's number."""
    if notice.organisation is not None:
        return notice.organisation.duty_email if channel == Channel.EMAIL else notice.organisation.duty_phone
    person = notice.account or notice.contact
    return person.phone if person else ""


def text_of(delivery: Delivery) -> str:
    """What is sent: the notice, and where to read on; to a reporter without an account with the proof of being it."""
    if delivery.notice is None:
        return unseal(delivery.text_cipher)
    notice, link = delivery.notice, link_of(delivery.notice)
    return f"{notice.text} {link}" if link else notice.text


def _note(delivery: Delivery, state: DeliveryState, why: str = "", channel: str = "") -> None:
    """Write the end of a delivery, and by what way it went; a one-time code is wiped with it."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        channel=channel or delivery.channel,
        lease_until=None,
        last_error=why,
        attempts=delivery.attempts + 1,
        sent_at=clock.now() if state == DeliveryState.SENT else None,
        address_cipher=b"",
        text_cipher=b"",
    )


def _note_failure(delivery: Delivery, why: str, *, final: bool) -> None:
    attempts = delivery.attempts + 1
    if final or attempts >= GIVE_UP_AFTER:
        _note(delivery, DeliveryState.FAILED, why[:200])
        return
    wait = FIRST_WAIT * WAIT_GROWS**delivery.attempts
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=attempts, last_error=why[:200], next_at=clock.now() + wait, lease_until=None
    )

"""From the outbox to the devices: put by once for each device, claimed with a lease, sent, tried again, at last given up.

A worker killed between sending and noting leaves its lease, and the same goes out once more: with the same Topic, by which the
push service replaces what it has not brought yet (RFC 8030 §5.4), and the same tag, by which the device shows it in place of the first.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import orjson
from django.db import OperationalError, transaction
from django.db.models import Q
from django.urls import reverse

from linli import clock
from linli.inserting import insert
from linli.notices.models import Notice
from linli.places.queries import names

from ..calling import Answer, post
from ..crypto import authorization, encrypted, to_bytes
from ..errors import UnfitEndpoint, Unreachable
from ..models import Device, Push, PushState

logger = logging.getLogger(__name__)

# A reminder that comes later than this is of no use; push services keep it no longer for a device that is off.
LIVES = timedelta(days=1)
FIRST_WAIT, WAIT_GROWS, GIVE_UP_AFTER = timedelta(seconds=30), 4, 6
# One may take so long: a name looked up, two addresses tried, TLS, an answer; and that twice where the text is shortened.
LEASE, LONGEST = timedelta(minutes=2), timedelta(seconds=40)
KEPT = timedelta(days=7)
TEXT, SHORT = 160, 40
GONE, TOO_LONG, BUSY = (404, 410), 413, 429
# Push services that did not answer, and until when this worker asks nothing of them.
SILENCE = timedelta(minutes=1)
_silent: dict[str, datetime] = {}


def put_by(notice: Notice) -> None:
    """For each device of whom a notice is to, once, however often it is said; one statement for who has none."""
    person = notice.account_id or (notice.contact.account_id if notice.contact else None)
    at = clock.now()
    if person is None or at - notice.created_at > LIVES:
        return
    devices = Device.objects.filter(account=person, account__is_active=True).values_list("pk", flat=True)
    rows = [
        Push(district_id=notice.district_id, notice=notice, device_id=device, created_at=at, next_at=at)
        for device in devices
    ]
    insert(rows, unless_there=True)


def run_due(at: datetime, limit: int = 20) -> int:
    """Send what is due; returns how many were taken. Safe with any number of workers."""
    done, claimed = 0, _claim(at, limit)
    for place, push in enumerate(claimed):
        if push.lease_until and clock.now() + LONGEST > push.lease_until:
            # Too slow today: give the rest back rather than have two workers send the same.
            Push.objects.filter(pk__in=[late.pk for late in claimed[place:]]).update(lease_until=None)
            break
        try:
            done += _send_or_wait(push)
        except OperationalError:
            raise
        except Exception as error:  # what is wrong with one keeps no other waiting
            logger.exception("push %s failed", push.pk)
            _failed(push, type(error).__name__)
    return done


def _send_or_wait(push: Push) -> bool:
    """Text messages wait behind this: a service that does not answer is asked once a while, whatever is due there."""
    service = urlsplit(push.device.subscription.endpoint).netloc
    silent_until = _silent.get(service)
    if silent_until and clock.now() < silent_until:
        Push.objects.filter(pk=push.pk).update(next_at=silent_until, lease_until=None)
        return False
    try:
        return _send(push)
    except Unreachable as error:
        _silent[service] = clock.now() + SILENCE
        _failed(push, str(error))
        return False


def _claim(at: datetime, limit: int) -> list[Push]:
    due = Push.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=at), state=PushState.WAITING, next_at__lte=at
    ).order_by("next_at", "pk")
    if not due.values("pk")[:1]:
        return []
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        Push.objects.filter(pk__in=ids).update(lease_until=at + LEASE)
    return list(Push.objects.filter(pk__in=ids).select_related("notice", "device").order_by("next_at", "pk"))


def _send(push: Push) -> bool:
    """Whether the push service took it. Raises Unreachable."""
    if clock.now() - push.created_at > LIVES:
        _ended(push, PushState.FAILED, "expired")
        return False
    try:
        answer = _posted(push, TEXT)
        if answer.status == TOO_LONG:
            answer = _posted(push, SHORT)
    except (UnfitEndpoint, ValueError):
        answer = Answer(GONE[0])
    if 200 <= answer.status < 300:
        _ended(push, PushState.SENT)
        return True
    if answer.status in GONE:
        push.device.delete()
    elif answer.status == BUSY or answer.status >= 500:
        _failed(push, f"HTTP {answer.status}", answer.after)
    else:
        logger.warning("push %s was refused: HTTP %d", push.pk, answer.status)
        _ended(push, PushState.FAILED, f"HTTP {answer.status}")
    return False


def _posted(push: Push, most: int) -> Answer:
    said = push.device.subscription
    headers = {
        "TTL": str(int(LIVES.total_seconds())), "Urgency": "normal", "Topic": push.notice_id.hex,
        "Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm",
        "Authorization": authorization(said.endpoint),
    }  # fmt: skip
    return post(
        said.endpoint, headers, encrypted(message_of(push.notice, most), to_bytes(said.p256dh), to_bytes(said.auth))
    )


def message_of(notice: Notice, most: int = TEXT) -> bytes:
    """What the device shows: the district's name, the notice as it stands in the inbox, where a tap leads. No personal data."""
    text = notice.text if len(notice.text) <= most else f"{notice.text[: most - 1]}…"
    return orjson.dumps({
        "title": names(notice.district_id)[notice.district_id].name, "text": text,
        "path": reverse("notices:open", args=[notice.pk]), "tag": notice.pk.hex,
    })  # fmt: skip


def _failed(push: Push, why: str, after: timedelta | None = None) -> None:
    attempts = push.attempts + 1
    if attempts >= GIVE_UP_AFTER:
        _ended(push, PushState.FAILED, why)
        return
    wait = max(FIRST_WAIT * WAIT_GROWS**push.attempts, after or timedelta())
    Push.objects.filter(pk=push.pk).update(
        attempts=attempts, last_error=why[:200], next_at=clock.now() + wait, lease_until=None
    )


def _ended(push: Push, state: PushState, why: str = "") -> None:
    Push.objects.filter(pk=push.pk).update(
        state=state, attempts=push.attempts + 1, last_error=why[:200], lease_until=None
    )


def sweep(at: datetime) -> int:
    """What was sent or given up some days ago goes; returns how much."""
    return Push.objects.exclude(state=PushState.WAITING).filter(created_at__lte=at - KEPT).delete()[0]

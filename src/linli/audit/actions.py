"""The verbs of audit: record who did and saw what, seal the events, forget old answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from linli import clock
from linli.people.actors import Actor

from .chain import NOTHING, Head, link
from .models import AuditEntry, ChainedEvent, IdempotencyRecord, Seal
from .queries import chained_models, seal_digest

# Streams of those who are not a person with an account.
STREAMS = {
    "guest": UUID("00000000-0000-7000-8000-00000000000a"),
    "system": UUID("00000000-0000-7000-8000-00000000000b"),
}
ANSWERS_KEPT = timedelta(hours=48)
# Small enough that sealing a backlog never holds up the worker's other chores.
SEAL_AT_MOST = 50_000
_ATTEMPTS = 30


def record(
    actor: Actor, kind: str, *, district: str = "", subject: str = "", data: Mapping[str, Any] | None = None,
    organisation: str = "",
) -> AuditEntry:  # fmt: skip
    """Write one entry, such as `phone_seen` about "CP-7K3F-9QWD". Never personal data: point to it.

    `organisation`: for which of theirs, where not for the first.
    """
    account = actor.account
    stream = account.pk if account else STREAMS[actor.kind if actor.kind in STREAMS else "guest"]
    for attempt in range(_ATTEMPTS):
        last = AuditEntry.objects.filter(stream=stream).order_by("-seq").values_list("seq", "digest").first()
        entry = AuditEntry(
            stream=stream,
            at=clock.now(),
            kind=kind,
            actor_kind=actor.kind,
            actor_id=account.pk if account else None,
            actor_name=actor.name if actor.kind == "staff" else "",
            organisation=organisation or actor.organisation,
            district=district,
            subject=subject,
            data=dict(data or {}),
        )
        link(Head(*last) if last else None, entry)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            # The same person's other request took this place in the stream a moment ago.
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return entry
    raise AssertionError("unreachable")


def seal(at: datetime) -> int:
    """Seal what has settled in every chained table since its last seal; returns how many events that were."""
    return sum(_seal_one(model, at) for model in chained_models())


def _seal_one(model: type[ChainedEvent], at: datetime) -> int:
    label = model._meta.label_lower
    last = Seal.objects.filter(model=label).order_by("-number").first()
    events = model._default_manager.settled().after(last.last_id if last else None)
    fresh = list(events.values_list("id", "digest")[:SEAL_AT_MOST])
    if not fresh:
        return 0
    last_id, count = fresh[-1][0], len(fresh)
    digest = hashlib.sha256("".join(event_digest for _id, event_digest in fresh).encode())
    prev = last.digest if last else NOTHING
    number = last.number + 1 if last else 1
    row = Seal(
        model=label,
        number=number,
        last_id=last_id,
        count=count,
        sealed_at=at,
        prev=prev,
        digest=seal_digest(label, number, last_id, count, digest.hexdigest(), prev),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Another worker sealed them first.
        return 0
    return count


def forget_answers(at: datetime) -> int:
    """Remove answers to repeated requests that are older than two days; returns how many."""
    removed, _by_model = IdempotencyRecord.objects.filter(created_at__lt=at - ANSWERS_KEPT).delete()
    return removed


Progress = Callable[[int], None]

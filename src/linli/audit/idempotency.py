"""A write request sent twice with the same key is done once: the second is given the first one's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from linli import clock
from linli.inserting import insert
from linli.people.vault import seal, unseal

from .errors import InvalidKey, KeyReused
from .models import IdempotencyRecord

LONGEST_KEY = 200


@dataclass(frozen=True)
class Answer:
    """What a request is answered with."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


def once(scope: str, key: str | None, body_digest: str, do: Callable[[], Answer]) -> Answer:
    """Do the work, unless this key was used in this scope before: then the answer given then.

    `scope` says whose keys these are; without a key the work is simply done. The key is written in the
    transaction of the work: of two at the same moment the second waits for the first. When `do` raises, nothing
    is kept and the key may be used again. Raises InvalidKey, KeyReused.
    """
    if key is None:
        return do()
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidKey(key)
    with transaction.atomic():
        if not _take(scope, key, body_digest):
            return _remembered(scope, key, body_digest)
        answer = do()
        IdempotencyRecord.objects.filter(scope=scope, key=key).update(
            status=answer.status, headers=dict(answer.headers), body_cipher=seal(answer.body.decode())
        )
        return answer


def _take(scope: str, key: str, body_digest: str) -> bool:
    """Write the key; False if it is there already. Waits while another transaction is about to write it."""
    row = IdempotencyRecord(scope=scope, key=key, body_digest=body_digest, created_at=clock.now())
    return insert([row], unless_there=True) == 1


def _remembered(scope: str, key: str, body_digest: str) -> Answer:
    record = IdempotencyRecord.objects.get(scope=scope, key=key)
    if record.body_digest != body_digest:
        raise KeyReused(key)
    body = unseal(record.body_cipher).encode()
    return Answer(record.status or 200, body, record.headers, replayed=True)

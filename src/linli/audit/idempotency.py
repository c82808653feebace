"""A write request sent twice with the same key is done once: the second is given the first one's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction

from linli import clock
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
    """Write the key; False if it is there already. Waits while another transaction is about to write it.

    Spelled in SQL because Django's `bulk_create(ignore_conflicts=True)` does not say whether it wrote.
    """
    model = IdempotencyRecord
    row: dict[str, object] = {"scope": scope, "key": key, "body_digest": body_digest}
    row |= {"headers": {}, "body_cipher": b"", "created_at": clock.now()}
    columns = {field.name: field for field in model._meta.concrete_fields}
    fields = [columns[name] for name in row]
    names = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepared = [f.get_db_prep_save(value, connection) for f, value in zip(fields, row.values(), strict=True)]
    statement = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(statement, prepared)
        return cursor.rowcount == 1


def _remembered(scope: str, key: str, body_digest: str) -> Answer:
    record = IdempotencyRecord.objects.get(scope=scope, key=key)
    if record.body_digest != body_digest:
        raise KeyReused(key)
    body = unseal(record.body_cipher).encode()
    return Answer(record.status or 200, body, record.headers, replayed=True)

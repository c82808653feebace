"""The bare limit: an application that writes the rows of a create by plain SQL, and does nothing else.

Knows nothing of Linli: it is given the statements of real creates, and makes keys and codes anew each time.
"""

from __future__ import annotations

import itertools
import os
import pickle
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import uuid_utils

WRITTEN = pickle.loads(Path(os.environ["LINLI_BENCH_ROWS"]).read_bytes())
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_turn = itertools.cycle(WRITTEN)
_own = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read the report, write its rows in one transaction, answer."""
    environ["wsgi.input"].read()
    statements, fresh = next(_turn)
    others = {known: _another(known) for known in fresh}
    connection = _connection()
    with connection.transaction():
        for sql, params in statements:
            connection.execute(sql, [_renewed(value, others) for value in params])
    body = b'{"code": "done"}'
    start_response("201 Created", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _connection() -> psycopg.Connection:
    """This thread's connection."""
    known: psycopg.Connection | None = getattr(_own, "connection", None)
    if known is None:
        parts = urlsplit(os.environ["DATABASE_URL"])
        known = _own.connection = psycopg.connect(
            host=unquote(parts.hostname or ""),
            port=parts.port,
            user=parts.username,
            dbname=parts.path[1:],
            autocommit=True,
        )
    return known


def _another(known: str) -> str:
    """A key for a key, a code for a code."""
    if len(known) == 36:
        return str(uuid_utils.uuid7())
    number = uuid_utils.uuid4().int
    drawn = "".join(ALPHABET[number >> 5 * place & 31] for place in range(8))
    return f"{known.partition('-')[0]}-{drawn[:4]}-{drawn[4:]}"


def _renewed(value: Any, others: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renewed(each, others) for each in value]
    if not isinstance(value, str):
        return value
    found = others.get(value)
    if found is not None:
        return found
    if len(value) > 12:
        for known, other in others.items():
            if known in value:
                value = value.replace(known, other)
    return value

"""The hash chain: each event of a stream holds the digest of the one before, so the past stays as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

import orjson

if TYPE_CHECKING:
    from .models import ChainedEvent

# The digest before the first event of a stream.
NOTHING = ""


class Head(NamedTuple):
    """The newest link of a stream."""

    seq: int
    digest: str


class Link(Protocol):
    """Anything that knows its place in a stream: a Head, or the event itself."""

    @property
    def seq(self) -> int: ...

    @property
    def digest(self) -> str: ...


def link(previous: Link | None, row: ChainedEvent) -> None:
    """Put `row` after `previous` (None: first of its stream): fills seq, prev and digest.

    `row.data` becomes what the database will give back, so that the digest can be checked later.
    """
    row.data = {str(name): storable(value) for name, value in row.data.items()}
    row.seq = previous.seq + 1 if previous else 1
    row.prev = previous.digest if previous else NOTHING
    row.digest = digest_of(row)


def digest_of(row: ChainedEvent) -> str:
    """SHA-256 over the row's chained fields as canonical JSON, followed by the digest before it."""
    return digest_of_values({name: getattr(row, name) for name in row.CHAINED}, row.prev)


def digest_of_values(values: Mapping[str, Any], prev: str) -> str:
    """As `digest_of`, from a mapping of the chained fields: what a verifier reads a million of."""
    told = {name: _told(value) for name, value in values.items()}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + prev.encode()).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def storable(value: Any) -> Any:
    """A value as both databases' JSON columns give it back. Raises TypeError or ValueError if they cannot."""
    if isinstance(value, float):
        if not abs(value) < 1e15:
            raise ValueError(f"{value!r} is too large for an event; write it as text")
        return value + 0.0
    if isinstance(value, Mapping):
        return {str(name): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [storable(item) for item in items]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, UUID | datetime):
        return _told(value)
    raise TypeError(f"an event cannot hold {type(value).__name__}: {value!r}")

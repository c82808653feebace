"""Identifiers: UUIDv7 keys, short public case codes, receipts and other secrets."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from uuid_utils import uuid7 as _uuid7

from linli.clock import now

# Crockford's base 32: no I, L, O or U, so that a code can be read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


_SYSTEM = random.SystemRandom()
_seeded: random.Random | None = None


@contextmanager
def drawn_from(source: random.Random) -> Iterator[None]:
    """Draw identifiers from `source` and the moved clock, so that an invented history is the same each time."""
    global _seeded
    _seeded = source
    try:
        yield
    finally:
        _seeded = None


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """A new time-ordered key (RFC 9562), of this moment or of `at`."""
    if _seeded is None and at is None:
        return uuid.UUID(int=_uuid7().int)
    milliseconds = max(0, int((at or now()).timestamp() * 1000))
    source = _seeded or _SYSTEM
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | source.getrandbits(12) << 64 | 2 << 62 | source.getrandbits(62))


def _draw(alphabet: str, length: int) -> str:
    return "".join((_seeded or _SYSTEM).choices(alphabet, k=length))


def _check_character(body: str) -> str:
    """Weighted sum modulo 31 (a prime), so one wrong character and one swap of neighbours are always found."""
    total = sum(weight * ALPHABET.index(char) for weight, char in enumerate(body, start=2))
    return ALPHABET[total % 31]


def case_code(prefix: str) -> str:
    """A public code such as CP-7K3F-9QWD: seven random characters and a check character."""
    body = _draw(ALPHABET[:31], 7)
    whole = body + _check_character(body)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def read_case_code(text: str) -> str | None:
    """The code in its one spelling, or None when `text` cannot be one (wrong length or check character)."""
    compact = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    prefix, body = compact[:-8], compact[-8:].translate(_READ_AS)
    if len(body) != 8 or not 1 <= len(prefix) <= 4 or not prefix.isalpha():
        return None
    if any(char not in ALPHABET for char in body) or _check_character(body[:7]) != body[7]:
        return None
    return f"{prefix}-{body[:4]}-{body[4:]}"


def as_in_codes(text: str) -> str:
    """Part of a code in its one spelling: capitals and digits only, O read as 0."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum()).translate(_READ_AS)


def new_receipt() -> str:
    """The secret that a reporter keeps, 80 bits in four groups: 5F2A-9K3D-…"""
    raw = _draw(ALPHABET, 16)
    return "-".join(raw[i : i + 4] for i in range(0, 16, 4))


def receipt_digest(text: str) -> str:
    """What is stored of a receipt: SHA-256 of its letters and digits."""
    compact = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    return hashlib.sha256(compact.translate(_READ_AS).encode()).hexdigest()

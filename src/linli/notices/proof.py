"""The proof in a link that is sent to someone without an account: whoever reads it there is who was told.

It is a signature over what the notice is about, whom it went to and the day; made when the text is handed over, kept nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from linli import clock

LASTS = timedelta(days=60)
# A notice whose link ends like this is handed over with the proof put behind it.
TO_BE_PROVED = "?k="
_DAY = timedelta(days=1).total_seconds()


class _Signer(signing.Signer):
    """128 bits of the signature are plenty, and a text message is short."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        return str(super().signature(value, key))[:22]


_signer = _Signer(sep=".", salt="linli.notices.proof")


def token(about: UUID, contact: UUID, at: datetime) -> str:
    """Such as kX3…9Q.5Gh: 26 characters."""
    day = signing.b62_encode(int(at.timestamp() // _DAY))
    return f"{_signer.signature(_signed(about, contact, day))}.{day}"


def proves(given: str, about: UUID, contact: UUID) -> bool:
    """Whether this token was sent to this contact about this, and not too long ago."""
    signature, _dot, day = given.partition(".")
    try:
        _signer.unsign(f"{_signed(about, contact, day)}.{signature}")
        age = clock.now().timestamp() - signing.b62_decode(day) * _DAY
    except (signing.BadSignature, ValueError):
        return False
    return age < LASTS.total_seconds()


def _signed(about: UUID, contact: UUID, day: str) -> str:
    return f"{about.hex}{contact.hex}{day}"

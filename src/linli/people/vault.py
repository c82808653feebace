"""Personal data at rest: encrypted, masked for the screen, found again by a blind index."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .errors import InvalidPhone, Unreadable

# The first byte of every sealed value names the key it was sealed with, so that keys can be changed.
KEY_ID = b"\x01"
_NONCE = 12

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")


@lru_cache(maxsize=8)
def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"linli " + purpose).derive(secret.encode())


def seal(text: str) -> bytes:
    """AES-256-GCM under a key derived from the installation's secret: key id, nonce, ciphertext with tag."""
    return seal_bytes(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The text again. Raises Unreadable when it was changed or sealed with another secret."""
    return unseal_bytes(sealed).decode()


def seal_bytes(body: bytes) -> bytes:
    """The same for a file."""
    nonce = os.urandom(_NONCE)
    return KEY_ID + nonce + AESGCM(_key(settings.LINLI_SECRET, b"seal")).encrypt(nonce, body, KEY_ID)


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """The bytes again. Raises Unreadable."""
    sealed = bytes(sealed)
    if not sealed:
        return b""
    key_id, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(_key(settings.LINLI_SECRET, b"seal")).decrypt(nonce, rest, key_id)
    except (InvalidTag, ValueError) as broken:
        raise Unreadable from broken


def blind_index(text: str) -> str:
    """HMAC-SHA256: equal texts have equal indexes, and an index tells nothing without the secret."""
    return hmac.new(_key(settings.LINLI_SECRET, b"index"), text.encode(), hashlib.sha256).hexdigest()


def normal_phone(text: str) -> str:
    """A Chinese mobile or landline number as digits. Raises InvalidPhone saying what would do."""
    narrow = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"[\s\-().]", "", narrow).removeprefix("+86").removeprefix("0086")
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    raise InvalidPhone(text, digits)


def normal_mobile(text: str) -> str:
    """As `normal_phone`, but one that text messages reach."""
    digits = normal_phone(text)
    if not _MOBILE.fullmatch(digits):
        raise InvalidPhone(text, digits, mobile_only=True)
    return digits


def mask_phone(phone: str) -> str:
    """138****2071; a shorter number keeps its last four digits."""
    if len(phone) < 7:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def mask_name(name: str) -> str:
    """刘**: the first character and as many stars as it had others."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else name and "*"

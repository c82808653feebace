"""Personal data at rest: encrypted, masked for the screen, found again by a blind index."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from .errors import InvalidPhone, UnopenedLetter, Unreadable

# The first byte of every sealed value names the key it was sealed with, so that keys can be changed.
KEY_ID = b"\x01"
_NONCE = 12
# The order of P-256 (FIPS 186-4 §D.1.2.3) and the length of one of its points, uncompressed.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT = 65

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


def device_key(whose: str) -> str:
    """The key of one account or device for what its page keeps in the browser (`web/sealed.js`): 32 bytes in base64, always the same.

    It reaches the browser in the page alone, and goes with it where the page is forgotten.
    """
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"linli device " + whose.encode())
    return base64.b64encode(key.derive(settings.LINLI_SECRET.encode())).decode()


@lru_cache(maxsize=2)
def _reader(secret: str) -> ec.EllipticCurvePrivateKey:
    wide = HKDF(algorithm=SHA256(), length=48, salt=None, info=b"linli letters").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(wide) % (_ORDER - 1) + 1, ec.SECP256R1())


def letter_key() -> str:
    """The public key to which browsers seal what only we are to read: a point of P-256 in base64."""
    point = _reader(settings.LINLI_SECRET).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def read_letter(letter: bytes, about: str) -> str:
    """What `letter` of `web/sealed.js` sealed to us. Raises UnopenedLetter when it was changed, is about something else, or not ours."""
    sender, nonce, rest = letter[:_POINT], letter[_POINT : _POINT + _NONCE], letter[_POINT + _NONCE :]
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = _reader(settings.LINLI_SECRET).exchange(ec.ECDH(), public)
        key = HKDF(algorithm=SHA256(), length=32, salt=sender, info=b"linli letter").derive(shared)
        return AESGCM(key).decrypt(nonce, rest, about.encode()).decode()
    except (InvalidTag, ValueError) as broken:
        raise UnopenedLetter from broken


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

"""Signatures and encryption of an official account's messages (消息加解密). Knows no Django and no tables.

Encrypted is: 16 random bytes, the length of the message (4 bytes, network order), the message, the account's app id; padded to
blocks of 32 bytes as PKCS#7 does, by AES-256-CBC with the first 16 bytes of the key as initialisation vector; in base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

# In bits. WeChat pads to twice the block of AES.
_BLOCK = 256
_RANDOM, _LENGTH = 16, 4


class Undecipherable(ValueError):
    """Not encrypted with this key for this account, or altered."""


def signature_of(*parts: str) -> str:
    """SHA-1 in hex over the parts, sorted and joined: token, timestamp, nonce, and in safe mode what is encrypted."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Whether `given` is the signature of the parts, told in the same time whatever is wrong with it."""
    return hmac.compare_digest(signature_of(*parts).encode(), given.encode())


def key_of(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey: 43 letters and digits, base64 without its padding. Raises ValueError."""
    if len(text) != 43 or not (text.isascii() and text.isalnum()):
        raise ValueError("EncodingAESKey")
    return base64.b64decode(text + "=")


def encrypt(message: bytes, key: bytes, appid: str) -> str:
    """In base64, with other random bytes each time."""
    whole = os.urandom(_RANDOM) + struct.pack("!I", len(message)) + message + appid.encode()
    padder = PKCS7(_BLOCK).padder()
    sealer = Cipher(AES256(key), CBC(key[:16])).encryptor()
    sealed = sealer.update(padder.update(whole) + padder.finalize()) + sealer.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(given: str, key: bytes, appid: str) -> bytes:
    """The message again. Raises Undecipherable."""
    try:
        opener = Cipher(AES256(key), CBC(key[:16])).decryptor()
        padded = opener.update(base64.b64decode(given, validate=True)) + opener.finalize()
        unpadder = PKCS7(_BLOCK).unpadder()
        whole = unpadder.update(padded) + unpadder.finalize()
        (length,) = struct.unpack("!I", whole[_RANDOM : _RANDOM + _LENGTH])
    except (binascii.Error, ValueError, struct.error):
        raise Undecipherable from None
    message = whole[_RANDOM + _LENGTH : _RANDOM + _LENGTH + length]
    if len(message) != length or not hmac.compare_digest(whole[_RANDOM + _LENGTH + length :], appid.encode()):
        raise Undecipherable
    return message

"""Keys of a matter and of a party: what is sealed with one can no longer be read by anybody once the key is gone.

A key is itself sealed by the installation's vault. Rows that the database lets nobody change hold ciphertext under such a
key: to forget somebody is to let go of their key, and every digest and every chain over the rows stays as it was.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.people.vault import seal_bytes, unseal_bytes

_NONCE, _KEY = 12, 32


def new_key() -> bytes:
    """A key of 256 bits, as it is stored."""
    return seal_bytes(os.urandom(_KEY))


def close(key: bytes | memoryview, text: str) -> bytes:
    """AES-256-GCM under a key of ours: nonce, ciphertext with tag; nothing for no text."""
    if not text:
        return b""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(unseal_bytes(key)).encrypt(nonce, text.encode(), None)


def open_(key: bytes | memoryview, cipher: bytes | memoryview) -> str:
    """The text again; nothing where there was none, or where the key is gone."""
    key, cipher = bytes(key), bytes(cipher)
    if not key or not cipher:
        return ""
    return AESGCM(unseal_bytes(key)).decrypt(cipher[:_NONCE], cipher[_NONCE:], None).decode()


def commitment(key: bytes | memoryview, name: str) -> str:
    """What stands for a name in a text that is signed: nobody without the key learns the name, nor swaps it for another."""
    return hmac.new(unseal_bytes(key), name.encode(), hashlib.sha256).hexdigest() if bytes(key) else ""

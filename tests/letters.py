"""A letter to the server as a browser writes it (`web/sealed.js`), for tests without one."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.people.vault import letter_key


def letter(text: str, about: str) -> str:
    """In base64."""
    to = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(letter_key()))
    own = ec.generate_private_key(ec.SECP256R1())
    sender = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), to)
    key = HKDF(algorithm=SHA256(), length=32, salt=sender, info=b"linli letter").derive(shared)
    nonce = os.urandom(12)
    return base64.b64encode(sender + nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())).decode()

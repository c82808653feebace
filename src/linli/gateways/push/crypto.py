"""What the protocol encrypts and signs: RFC 8291 (message encryption), RFC 8188 (its coding), RFC 8292 (who sends)."""

from __future__ import annotations

import base64
import os
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from linli import clock

CURVE = ec.SECP256R1()
# RFC 8188 §2.1: one record, as RFC 8291 §4 wants; push services take at least 4096 bytes of body (RFC 8030 §7.2).
RECORD = 4096
# Of a signature; RFC 8292 §2 allows 24 hours.
_GOOD_FOR = timedelta(hours=12)
# FIPS 186-5, P-256: the order of the curve.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def to_text(raw: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """The reverse; padding and the other alphabet are taken too. Raises ValueError."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """65 bytes: the uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypted(
    text: bytes, p256dh: bytes, auth: bytes, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of a push (RFC 8291 §3.4, aes128gcm): readable only by the browser that has the other half of `p256dh`.

    `p256dh`: its uncompressed point; `auth`: its 16 bytes. `own` and `salt` are fresh for each message. Raises ValueError.
    """
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    ours = point_of(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    key = _derived(shared, auth, b"WebPush: info\0" + p256dh + ours, 32)
    content_key = _derived(key, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(key, salt, b"Content-Encoding: nonce\0", 12)
    # RFC 8188 §2: 0x02 ends the last record. Its header: salt, size of a record, length of the key's name, the name.
    sealed = AESGCM(content_key).encrypt(nonce, text + b"\x02", None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def own_key() -> ec.EllipticCurvePrivateKey:
    """Whom a push service knows us by: one for all nodes, since it follows from the installation's secret."""
    return _key_from(settings.LINLI_SECRET)


@lru_cache(maxsize=4)
def _key_from(secret: str) -> ec.EllipticCurvePrivateKey:
    # FIPS 186-5 A.2.1: 64 bits more than the order has, so that no key is likelier than another.
    wide = HKDF(algorithm=SHA256(), length=40, salt=None, info=b"linli vapid").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_ORDER - 1) + 1, CURVE)


def application_key() -> str:
    """Our public key, which a browser asks for when it is switched on (applicationServerKey)."""
    return to_text(point_of(own_key().public_key()))


def authorization(endpoint: str) -> str:
    """The Authorization header (RFC 8292 §3): a token for this push service alone, signed with ES256, and our public key."""
    parts = urlsplit(endpoint)
    until = int((clock.now() + _GOOD_FOR).timestamp())
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until}
    # RFC 8292 §2.1 takes a mail or an https address.
    if settings.LINLI_PUSH_CONTACT.startswith(("mailto:", "https://")):
        claims["sub"] = settings.LINLI_PUSH_CONTACT
    signed = ".".join(to_text(orjson.dumps(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(own_key().sign(signed.encode(), ec.ECDSA(SHA256())))
    # RFC 7518 §3.4: both numbers in 32 bytes, one after the other.
    signature = to_text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={application_key()}"

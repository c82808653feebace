"""A push service of our own and browsers behind it: it checks who sends, they decrypt, with code that shares nothing with ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import threading
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli import clock

CURVE = ec.SECP256R1()


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 with SHA-256, for up to 32 bytes."""
    extracted = hmac.digest(salt, secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")[:length]


def decrypted(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """As a browser reads it: RFC 8188 §2.1 for the header, RFC 8291 §3.4 for the keys."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, record = body[21 : 21 + length], body[21 + length :]
    assert length == 65 and len(record) <= size == 4096
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
    own = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = hkdf(auth, shared, b"WebPush: info\x00" + own + sender, 32)
    opened = AESGCM(hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)).decrypt(
        hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12), record, None
    )
    text, end, padding = opened.rpartition(b"\x02")
    assert end and not padding.strip(b"\x00")
    return text


@dataclass
class Browser:
    """Somebody's browser with an address at the push service, and what it has shown."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    shown: list[dict[str, Any]] = field(default_factory=list)

    def subscription(self) -> dict[str, Any]:
        """PushSubscription.toJSON()."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": text_of(point), "auth": text_of(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}


class PushService:
    """`answers` are given one after the other before 201; `headers` are of all that came."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.headers: list[Message] = []
        self.bodies: list[bytes] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, more = service.take(self.path, self.headers, body)
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def browser(self) -> Browser:
        path = f"/send/{len(self.browsers) + 1}"
        self.browsers[path] = Browser(f"{self.address}{path}")
        return self.browsers[path]

    def take(self, path: str, headers: Message, body: bytes) -> tuple[int, dict[str, str]]:
        self.headers.append(headers)
        self.bodies.append(body)
        if not self._is_signed(headers["Authorization"]):
            return 403, {}
        if self.answers:
            return self.answers.pop(0)
        if path not in self.browsers or int(headers["TTL"]) <= 0 or headers["Content-Encoding"] != "aes128gcm":
            return 404, {}
        browser = self.browsers[path]
        said = json.loads(decrypted(body, browser.key, browser.auth))
        # As showNotification does with a tag that is there.
        browser.shown = [one for one in browser.shown if one["tag"] != said["tag"]] + [said]
        return 201, {"Location": f"{self.address}/message/1"}

    def _is_signed(self, given: str) -> bool:
        """RFC 8292 §2 and §3: for us, not ended, by the key that stands beside it."""
        scheme, _space, rest = given.partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(","))
        head, claims, signature = parts["t"].split(".")
        raw = bytes_of(signature)
        signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(parts["k"]))
        key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        told, now = json.loads(bytes_of(claims)), clock.now().timestamp()
        assert json.loads(bytes_of(head)) == {"typ": "JWT", "alg": "ES256"} and len(raw) == 64
        return scheme == "vapid" and told["aud"] == self.address and now < told["exp"] <= now + 86400


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

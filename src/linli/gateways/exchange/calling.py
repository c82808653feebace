"""One signed request to a peer. Straight to its address, without redirects and proxies; over TLS it proves who it is."""

from __future__ import annotations

import http.client
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from linli import clock

from .peers import Peer, keyid_of, own_key
from .signing import signed

PATH = "/exchange/v1/parcels"
# For each step: looking the host up and connecting, a piece of the body, the answer.
SECONDS = 20
# Of an answer's words; what is longer was not written for people.
_MOST_ANSWER, _MOST_WORDS = 64 * 1024, 600
_DEFAULT_PORT = {"http": 80, "https": 443}


class Unreachable(Exception):
    """Nobody answered. The argument says how, without anything that was sent."""


@dataclass(frozen=True)
class Answer:
    """`code` and `words` of a problem (RFC 9457), as far as there is one; `told` is all of a JSON object."""

    status: int
    code: str = ""
    words: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


def authority_of(address: str) -> str:
    """As RFC 9421 §2.2.3 writes it: host in small letters, the port where it is not the scheme's own."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port in (None, _DEFAULT_PORT[parts.scheme]) else f"{shown}:{parts.port}"


def post(peer: Peer, body: bytes, path: str = PATH) -> Answer:
    """Hand over a parcel, or what else a path takes. Raises Unreachable."""
    key, authority = own_key(), authority_of(peer.address)
    headers = signed(
        key, keyid=keyid_of(key.public_key()), method="POST", authority=authority, path=path, body=body,
        created=int(clock.now().timestamp()), nonce=secrets.token_urlsafe(16),
    )  # fmt: skip
    line = _line(peer.address)
    try:
        try:
            line.request("POST", path, body, {**headers, "Host": authority, "Content-Type": "application/json"})
        except (BrokenPipeError, ConnectionResetError):
            # Who does not want the request may say so before it is all there, and then hang up.
            if line.sock is None:
                raise
        answer = line.getresponse()
        return _read(answer.status, answer.read(_MOST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        line.close()


def _line(address: str) -> http.client.HTTPConnection:
    parts = urlsplit(address)
    assert parts.hostname
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS, context=context)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)


def _read(status: int, body: bytes) -> Answer:
    try:
        told = orjson.loads(body)
        faults = [str(one["message"]) for one in told.get("errors", [])]
        words = " ".join(faults or [str(told.get("detail", ""))])
        return Answer(status, str(told.get("code", ""))[:60], words[:_MOST_WORDS], told)
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        return Answer(status)

"""What we ask of WeChat. Straight to its address, without redirects and proxies; over TLS it proves who it is.

The access token stands in the address of a request, so no address is ever logged or told.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from .accounts import OfficialAccount
from .errors import ClientError, Unwilling

# For each step; shorter than the lease of what calls.
SECONDS = 4
_MOST_JSON, MOST_MEDIA = 1024 * 1024, 20 * 1024 * 1024
# The access token ended before its time, as when somebody fetched another.
TOKEN_ENDED = (40001, 40014, 42001)
# No such person, or one who does not follow.
NO_SUCH_PERSON = (40003, 43004)
# As much as the account may do in a day.
USED_UP = 45009
# They took no more of it, or are blocked; too late to write; the account's template or menu is not as it must be.
_NEVER = (
    *NO_SUCH_PERSON, 40007, 40029, 40037, 40163, 41030, 43019, 43101, 43116, 45002, 45015, 45047, 47003, 48001, 48002, 50002,
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes


def call(
    account: OfficialAccount, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A call answered in JSON. Raises Unwilling, ClientError with WeChat's number of the error."""
    sent = orjson.dumps(body) if body is not None else None
    return _told(_exchange(account, method, path, query, sent, _MOST_JSON))


def media(account: OfficialAccount, token: str, media_id: str) -> bytes:
    """A picture that somebody sent. Raises as `call`."""
    query = {"access_token": token, "media_id": media_id}
    answer = _exchange(account, "GET", "/cgi-bin/media/get", query, None, MOST_MEDIA)
    if answer.kind.startswith(("application/json", "text/plain")):
        _told(answer)
        raise ClientError("no picture in the answer")
    if answer.status != 200:
        raise ClientError(f"HTTP {answer.status}")
    return answer.body


def _exchange(
    account: OfficialAccount, method: str, path: str, query: Mapping[str, str], sent: bytes | None, most: int
) -> Answer:
    line = _line(account.api)
    headers = {"Content-Type": "application/json; charset=utf-8"} if sent is not None else {}
    try:
        line.request(method, f"{path}?{urlencode(query)}" if query else path, sent, headers)
        answer = line.getresponse()
        read = answer.read(most + 1)
        if len(read) > most:
            raise Unwilling(f"an answer of over {most} bytes")
        if answer.length:
            raise ClientError("an answer that was cut off")
        return Answer(answer.status, answer.headers.get("Content-Type", ""), read)
    except (OSError, http.client.HTTPException) as error:
        raise ClientError(type(error).__name__) from None
    finally:
        line.close()


def _line(address: str) -> http.client.HTTPConnection:
    parts = urlsplit(address)
    assert parts.hostname
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS, context=context)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)


def _told(answer: Answer) -> dict[str, Any]:
    """What WeChat said; an error comes with status 200 and a number."""
    if answer.status != 200:
        raise ClientError(f"HTTP {answer.status}")
    try:
        told = orjson.loads(answer.body)
        number = int(told.get("errcode", 0))
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError):
        raise ClientError("an answer that is no JSON") from None
    if number:
        # Its words may hold what was sent; the number says it all.
        raise (Unwilling if number in _NEVER else ClientError)("refused by WeChat", number)
    result: dict[str, Any] = told
    return result

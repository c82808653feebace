"""One request to a push service: straight to a public address of it, without redirects and proxies, over TLS.

The address comes from a browser, so it may be anybody's invention: only https to a public name, and only to addresses of the
public internet, looked at after the name was looked up and then used as they are. With LINLI_DEBUG also http to one's own machine.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from linli import clock

from .errors import UnfitEndpoint, Unreachable

# For each step. The worker has text messages to send as well.
SECONDS = 3.0
MOST_ADDRESSES, LONGEST_ENDPOINT = 2, 1000
_NAME = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_HERE = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """`after`: how long to wait before the next try, where the service says so."""

    status: int
    after: timedelta | None = None


def checked(endpoint: str) -> SplitResult:
    """Its parts. Raises UnfitEndpoint."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UnfitEndpoint(endpoint) from None
    plain = re.fullmatch(r"[!-~]+", endpoint) and len(endpoint) <= LONGEST_ENDPOINT and "@" not in parts.netloc
    if plain and parts.scheme == "https" and port in (None, 443) and _NAME.fullmatch(host):
        return parts
    if plain and settings.DEBUG and parts.scheme == "http" and host == _HERE:
        return parts
    raise UnfitEndpoint(host or endpoint)


def post(endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Hand over one message. Raises UnfitEndpoint, Unreachable."""
    parts = checked(endpoint)
    line = _Line(parts.hostname or "", parts.port, timeout=SECONDS)
    line.plain = parts.scheme == "http"
    try:
        line.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, dict(headers))
        answer = line.getresponse()
        return Answer(answer.status, _wait(answer.headers.get("Retry-After", "")))
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        line.close()


class _Line(http.client.HTTPSConnection):
    """To an address that was looked at, under the name that was asked for."""

    plain = False

    def connect(self) -> None:
        failed: OSError | None = None
        for address in public_addresses(self.host, self.port)[:MOST_ADDRESSES]:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError as error:
                failed = error
        else:
            raise failed or OSError("no public address")
        if not self.plain:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def public_addresses(host: str, port: int) -> list[str]:
    """What the name stands for, of the public internet only."""
    found = dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return [address for address in found if _is_public(address) or (settings.DEBUG and address == _HERE)]


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def _wait(said: str) -> timedelta | None:
    """Seconds or a date (RFC 9110 §10.2.3)."""
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), 86400))
    try:
        return max(parsedate_to_datetime(said) - clock.now(), timedelta())
    except (TypeError, ValueError):
        return None

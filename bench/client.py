"""A client that costs little, for it runs on the server's cores: keep-alive connections on plain sockets."""

from __future__ import annotations

import itertools
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from .table import Times

PATIENCE = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class UnexpectedAnswer(Exception):
    """The server answered something else than what was to be measured."""


@dataclass(frozen=True)
class Answer:
    """`size` is what went over the wire, head included."""

    status: int
    head: bytes
    body: bytes
    size: int

    def header(self, name: str) -> str:
        """The value of a header, "" if it is absent; of `Set-Cookie` the first."""
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r\n]*)", self.head, re.IGNORECASE)
        return found.group(1).decode() if found else ""

    def cookies(self) -> dict[str, str]:
        pairs = re.findall(rb"\r\nset-cookie: *([^=]+)=([^;\r\n]*)", self.head, re.IGNORECASE)
        return {name.decode(): value.decode() for name, value in pairs}


class Connection:
    """One keep-alive connection to 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> Answer:
        """Send a whole request and read its whole answer. Raises UnexpectedAnswer if it is cut short."""
        self.socket.sendall(request)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, rest = got[:end], got[end + 4 :]
        length = _LENGTH.search(head)
        if length is None and b"chunked" in head.lower():
            body, size = self._chunks(rest)
        else:
            body = self._whole(rest, int(length.group(1)) if length else 0)
            size = len(body)
        return Answer(int(head[9:12]), head, body, len(head) + 4 + size)

    def _whole(self, got: bytes, length: int) -> bytes:
        parts, missing = [got], length - len(got)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _chunks(self, got: bytes) -> tuple[bytes, int]:
        """A chunked body put together, and its size on the wire."""
        body, at = b"", 0
        while True:
            while (end := got.find(b"\r\n", at)) < 0:
                got += self._more()
            length = int(got[at:end], 16)
            got = self._whole(got, end + 2 + length + 2)
            body += got[end + 2 : end + 2 + length]
            at = end + 2 + length + 2
            if not length:
                return body, len(got)

    def _more(self) -> bytes:
        more = self.socket.recv(262_144)
        if not more:
            raise UnexpectedAnswer("the server closed the connection")
        return more

    def close(self) -> None:
        self.socket.close()


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request, ready to be sent many times."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{n}: {v}" for n, v in (headers or {}).items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def timed(port: int, requests: Sequence[bytes], *, count: int, warm: int) -> Times:
    """The latency of answers, one after the other on one connection, the requests taken in turn."""
    connection = Connection(port)
    taken = []
    try:
        for number, sent in zip(range(warm + count), itertools.cycle(requests), strict=False):
            began = time.perf_counter()
            answer = connection.send(sent)
            if answer.status != 200:
                raise UnexpectedAnswer(f"{answer.status} for {sent[:200]!r}")
            if number >= warm:
                taken.append(time.perf_counter() - began)
    finally:
        connection.close()
    return Times(taken)


def load(port: int, make: Callable[[], bytes], *, threads: int, seconds: float, answered: int = 201) -> float:
    """Answers of that status a second, from so many connections that each wait for one answer before the next request."""
    until = time.perf_counter() + seconds
    done = [0] * threads
    faults: list[Exception] = []

    def drive(number: int) -> None:
        connection = Connection(port)
        try:
            while time.perf_counter() < until and not faults:
                answer = connection.send(make())
                if answer.status != answered:
                    raise UnexpectedAnswer(f"{answer.status}: {answer.body[:400].decode(errors='replace')}")
                done[number] += 1
        except (OSError, UnexpectedAnswer) as fault:
            faults.append(fault)
        finally:
            connection.close()

    drivers = [threading.Thread(target=drive, args=(number,)) for number in range(threads)]
    began = time.perf_counter()
    for driver in drivers:
        driver.start()
    for driver in drivers:
        driver.join()
    if faults:
        raise faults[0]
    return sum(done) / (time.perf_counter() - began)


def get(port: int, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """One answer of JSON. Raises UnexpectedAnswer."""
    connection = Connection(port)
    try:
        answer = connection.send(request("GET", path, headers))
    finally:
        connection.close()
    if answer.status != 200:
        raise UnexpectedAnswer(f"{answer.status} for {path}")
    found: dict[str, Any] = orjson.loads(answer.body)
    return found


def sign_in(port: int, username: str, password: str) -> str:
    """The value of the Cookie header of a member of staff who has just signed in."""
    connection = Connection(port)
    try:
        form = connection.send(request("GET", "/staff/sign-in"))
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)
        if form.status != 200 or token is None:
            raise UnexpectedAnswer(f"{form.status} for the sign-in page")
        cookies = form.cookies()
        fields = {"username": username, "password": password, "csrfmiddlewaretoken": token.group(1).decode()}
        headers = {"Cookie": _told(cookies), "Content-Type": "application/x-www-form-urlencoded"}
        answer = connection.send(request("POST", "/staff/sign-in", headers, urlencode(fields).encode()))
        cookies |= answer.cookies()
    finally:
        connection.close()
    if "sessionid" not in cookies:
        raise UnexpectedAnswer(f"{username} could not sign in: {answer.status}")
    return _told(cookies)


def _told(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def token(port: int, username: str, password: str) -> str:
    """A bearer token."""
    connection = Connection(port)
    try:
        body = orjson.dumps({"username": username, "password": password})
        answer = connection.send(request("POST", "/api/v1/tokens", {"Content-Type": "application/json"}, body))
    finally:
        connection.close()
    if answer.status != 201:
        raise UnexpectedAnswer(f"{username} got no token: {answer.status}")
    return str(orjson.loads(answer.body)["token"])

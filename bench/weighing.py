"""What a resident's phone has to fetch before the first page is whole, over the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from .client import Answer, Connection, UnexpectedAnswer, request
from .table import Row, at_most, kilobytes
from .town import PACK

ASKED = 100_000
PHONE = {
    "Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "zh-CN,zh;q=0.9",
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
}  # fmt: skip
# Tags that make a browser fetch something at once.
_TAGS = re.compile(r"<(?:link|script|img|source|use|input|object|iframe)\b[^>]*>")
_NOT_FETCHED = re.compile(r'rel="?(?:canonical|alternate|next|prev|help|license)')
_ADDRESS = re.compile(r'\b(?:href|src|data-src)="([^"#]+)')
_IN_STYLES = re.compile(r"url\(['\"]?([^)'\"#]+)")
_IN_SCRIPTS = re.compile(r"(?:\bfrom|\bimport)\s*\(?\s*['\"]([^'\"]+)['\"]")
_OF_A_MAP = ("leaflet", "/map.js", ".geojson")


def measure(port: int) -> list[Row]:
    """The district's front page and the first step of a report, each on an empty cache."""
    rows = []
    for name, path in (("front page", f"/{PACK}/"), ("page to report", f"/{PACK}/report")):
        fetched = fetch(port, path)
        shown = {address: size for address, size in fetched.items() if not any(part in address for part in _OF_A_MAP)}
        of_map = sum(fetched.values()) - sum(shown.values())
        heaviest = sorted(shown, key=lambda address: -shown[address])[:4]
        remark = ", ".join(f"{_last(address)} {kilobytes(shown[address])}" for address in heaviest)
        more = f"; the map beside it {kilobytes(of_map)}" if of_map else ""
        rows.append(
            at_most(
                f"weight of the {name}", sum(shown.values()), ASKED, kilobytes, f"{len(shown)} files: {remark}{more}"
            )
        )
    packed = Connection(port).send(request("GET", f"/{PACK}/", PHONE)).header("Content-Encoding")
    rows.append(Row("  sent", f"{packed or 'not compressed'}"))
    return rows


def fetch(port: int, path: str, headers: Mapping[str, str] | None = None) -> dict[str, int]:
    """Bytes on the wire of a page and of all that it makes a browser fetch, by address; `headers`: of who is signed in."""
    connection = Connection(port)
    sizes: dict[str, int] = {}
    waiting = [path]
    try:
        while waiting:
            address = waiting.pop()
            if address in sizes:
                continue
            answer = connection.send(request("GET", address, PHONE | dict(headers or {})))
            if answer.status != 200:
                raise UnexpectedAnswer(f"{answer.status} for {address}")
            sizes[address] = answer.size
            waiting += [urljoin(address, found) for found in _wanted(answer) if not found.startswith(("data:", "http"))]
    finally:
        connection.close()
    return sizes


def _wanted(answer: Answer) -> list[str]:
    kind = answer.header("Content-Type")
    text = _unpacked(answer)
    if "html" in kind:
        tags = [tag for tag in _TAGS.findall(text) if not _NOT_FETCHED.search(tag) and 'type="hidden"' not in tag]
        return [found for tag in tags for found in _ADDRESS.findall(tag)]
    if "css" in kind:
        return _IN_STYLES.findall(text)
    return _IN_SCRIPTS.findall(text) if "javascript" in kind else []


def _unpacked(answer: Answer) -> str:
    import gzip
    import zlib

    match answer.header("Content-Encoding"):
        case "gzip":
            return gzip.decompress(answer.body).decode(errors="replace")
        case "deflate":
            return zlib.decompress(answer.body).decode(errors="replace")
        case "":
            return answer.body.decode(errors="replace")
    raise UnexpectedAnswer("packed in a way this cannot read")


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2] or "/"

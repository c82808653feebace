"""What is written in a PDF that typst made: the words in the order of its drawing, read from its fonts' own tables."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_CHARS = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
# A string in parentheses holds balanced ones as they are, and others behind a stroke.
_INSIDE = rb"(?:\\.|[^\\()])*"
_NESTED = _INSIDE
for _level in range(4):
    _NESTED = _INSIDE + rb"(?:\(" + _NESTED + rb"\)" + _INSIDE + rb")*"
_DRAWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\((" + _NESTED + rb")\)", re.DOTALL)


def words_of(pdf: bytes) -> str:
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = _fonts(objects)
    return "".join(
        _drawn(_inflated(objects[int(content)]), {name: fonts[int(key)] for name, key in _named(objects, body) if int(key) in fonts})
        for body in objects.values()
        if re.search(rb"/Type\s*/Page\b", body)
        for content in re.findall(rb"/Contents (\d+) 0 R", body)
    )  # fmt: skip


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _inflated(body: bytes) -> bytes:
    found = _STREAM.search(body)
    return zlib.decompress(found[1]) if found and b"FlateDecode" in body else found[1] if found else b""


def _fonts(objects: dict[int, bytes]) -> dict[int, dict[int, str]]:
    """For each font what its glyphs stand for."""
    tables = {}
    for number, body in objects.items():
        table = re.search(rb"/ToUnicode (\d+) 0 R", body)
        if table:
            pairs = _CHARS.findall(_inflated(objects[int(table[1])]))
            tables[number] = {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
    return tables


def _named(objects: dict[int, bytes], page: bytes) -> list[tuple[bytes, bytes]]:
    """The fonts by the names that a page gives them, in its resources or in an object of their own."""
    apart = re.search(rb"/Resources (\d+) 0 R", page)
    resources = objects[int(apart[1])] if apart else page
    inside = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    return re.findall(rb"/(\w+) (\d+) 0 R", inside[1]) if inside else []


def _drawn(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    table: dict[int, str] = {}
    said = []
    for font, glyphs, plain in _DRAWN.findall(content):
        if font:
            table = fonts.get(font, {})
            continue
        codes = bytes.fromhex(glyphs.decode()) if glyphs else _unescaped(plain)
        said += [table.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2)]
    return "".join(said)


def _unescaped(plain: bytes) -> bytes:
    """A PDF string in parentheses as its bytes."""
    known = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda one: bytes([int(one[1], 8)]) if one[1][:1].isdigit() else known.get(one[1], one[1]),
        plain,
        flags=re.DOTALL,
    )

"""What the public may read of a case: words without numbers that lead to a person."""

from __future__ import annotations

import re

_ID_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx]?(?![\dXx])|(?<!\d)\d{17}[\dXx](?!\d)")
_LONG_NUMBER = re.compile(
    r"(?<![\d-])(?:\+?86[- ]?)?(?:1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8}|\d{12,19})(?![\d-])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
# 52号, 128号3栋2单元601室, 5号楼: what leads to one door.
_DOOR = re.compile(r"附?\d+(?:[-－]\d+)*号(?:楼|院|栋|幢|附\d+号)?(?![线桥])(?:\d+[栋幢])?(?:\d+单元)?(?:\d+[室户])?")
_ENDS = re.compile(r"[。！？!?；;\n]")


def masked(text: str) -> str:
    """`text` with telephone, identity and card numbers and mail addresses starred out."""
    text = _ID_NUMBER.sub("****", text)
    text = _LONG_NUMBER.sub("****", text)
    return _EMAIL.sub("****", text)


def without_door(text: str) -> str:
    """`masked`, and without the house number that leads to a door."""
    return _DOOR.sub("", masked(text))


def title_of(text: str, limit: int = 40) -> str:
    """The first sentence, masked and short: what a list shows until a worker words it better."""
    first = _ENDS.split(masked(text).strip(), maxsplit=1)[0].strip() or masked(text).strip()
    return first if len(first) <= limit else first[: limit - 1] + "…"

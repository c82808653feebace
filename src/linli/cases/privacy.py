"""What the public may read of a case: words without numbers that lead to a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_STARS = "****"
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Digits, and what people put between the groups of a number; an identity number may end in X.
_RUN = re.compile(r"\d(?:(?:[^\S\n]|[-.·_‐‑‒–—―−\u200b-\u200d\u2060\ufeff]){0,3}\d)*[Xx]?")
# 52号, 128号3栋2单元601室, A座1203室, 5号楼, 3-2-601: what leads to one door. Metro lines and bridges do not.
_DOOR = re.compile(
    r"附?\d+(?:-\d+)*号(?:楼|院|栋|幢|附\d+号)?(?![线桥])"
    r"|第?(?:[A-Za-z]\d*|\d+[A-Za-z]?|[一二三四五六七八九十]+)[栋幢]"
    r"|(?:[A-Za-z]\d*|\d+[A-Za-z]?)座(?![桥山塔]|公厕)"
    r"|第?(?:\d+|[一二三四五六七八九十]+)单元|(?<=单元)\d+[楼层]"
    r"|\d+[A-Za-z]?室(?!\d?厅)|\d+户(?!居民|人|业主|村民|群众|家|住)"
    r"|\d+#楼?|(?<!\d)\d{1,2}[-#]\d{1,2}-\d{3,4}(?!\d)",
    re.ASCII,
)
_ENDS = re.compile(r"[。！？!?；;\n]")
_SPOKEN = dict(zip("〇零一二三四五六七八九幺", "001234567891", strict=True))


class _Narrow(dict[int, str]):
    """One plain character for one written in full width, in a circle or in another script's digits."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit, plain = unicodedata.digit(char, None), unicodedata.normalize("NFKC", char)
        self[code] = str(digit) if digit is not None else plain if len(plain) == 1 else char
        return self[code]


_NARROW = _Narrow()
_NUMBERS = _Narrow({ord(char): digit for char, digit in _SPOKEN.items()})


def masked(text: str) -> str:
    """`text` with telephone, identity and card numbers and mail addresses starred out, however they are written."""
    text = _without(text, _EMAIL.finditer(text.translate(_NARROW)), _STARS)
    return _without(text, filter(_leads_to_a_person, _RUN.finditer(text.translate(_NUMBERS))), _STARS)


def without_door(text: str) -> str:
    """`masked`, and without the house number that leads to a door."""
    text = masked(text)
    return _without(text, _DOOR.finditer(text.translate(_NARROW)), "")


def _leads_to_a_person(found: re.Match[str]) -> bool:
    """A mobile number has 11 digits, a landline with its area 10 or 11, identities and cards have more."""
    digits = re.sub(r"\D", "", found[0])
    mobile, landline = r"1[3-9]\d{9}", r"0\d{9,10}"
    return len(digits) >= 12 or re.fullmatch(f"{mobile}|{landline}", digits) is not None


def _without(text: str, found: Iterable[re.Match[str]], instead: str) -> str:
    """`text` with what was found, in a narrow copy of it of the same length, replaced."""
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start()], instead]
        at = one.end()
    return "".join([*parts, text[at:]])


def title_of(text: str, limit: int = 40) -> str:
    """The first sentence, masked and short: what a list shows until a worker words it better."""
    first = _ENDS.split(masked(text).strip(), maxsplit=1)[0].strip() or masked(text).strip()
    return first if len(first) <= limit else first[: limit - 1] + "…"

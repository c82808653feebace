"""Make src/linli/search/readings.txt: how each character of GB 2312 is read, as ICU (CLDR's Han-Latin) knows it.

python tools/readings.py        needs libicui18n, which Debian has as libicu72 (or the number of its release)
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "src/linli/search/readings.txt"
LONGEST = 64


class Transliterator:
    """ICU's own way from characters to Latin letters with tones."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("icui18n")
        if name is None:
            raise SystemExit("libicui18n was not found: apt-get install libicu-dev")
        self.library = ctypes.CDLL(name)
        self.release = name.rpartition(".so.")[2].partition(".")[0]
        failed = ctypes.c_int(0)
        opening = self._function("utrans_openU")
        opening.restype = ctypes.c_void_p
        wanted = "Han-Latin"
        self.kept = opening(_units(wanted), len(wanted), 0, None, 0, None, ctypes.byref(failed))
        if failed.value > 0:
            raise SystemExit(f"ICU {self.release} answers {failed.value}")

    def read(self, character: str) -> str:
        """One character as syllable; what it does not know stays as it is."""
        units = (ctypes.c_uint16 * LONGEST)(*_units(character))
        length, limit, failed = ctypes.c_int32(1), ctypes.c_int32(1), ctypes.c_int(0)
        self._function("utrans_transUChars")(
            ctypes.c_void_p(self.kept), units, ctypes.byref(length), LONGEST, 0, ctypes.byref(limit), ctypes.byref(failed)
        )  # fmt: skip
        return bytes(units)[: length.value * 2].decode("utf-16-le").strip()

    def _function(self, name: str) -> ctypes._NamedFuncPointer:
        function: ctypes._NamedFuncPointer = getattr(self.library, f"{name}_{self.release}")
        return function


def _units(text: str) -> ctypes.Array[ctypes.c_uint16]:
    raw = text.encode("utf-16-le") + b"\0\0"
    return (ctypes.c_uint16 * (len(raw) // 2)).from_buffer_copy(raw)


def characters() -> list[str]:
    """The 6,763 characters of GB 2312."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [row.decode("gb2312") for row in rows if row.decode("gb2312", "ignore")]


def typed(syllable: str) -> str:
    """As it is typed: without tones, ü as v."""
    parts = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(char for char in parts if char.isascii())


def main() -> None:
    latin = Transliterator()
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for character in characters():
        by_syllable[typed(latin.read(character))].append(character)
    wrong = [syllable for syllable in by_syllable if not re.fullmatch("[a-z]{1,6}", syllable)]
    if wrong:
        raise SystemExit(f"not syllables: {wrong}")
    lines = [f"{syllable} {''.join(chars)}" for syllable, chars in sorted(by_syllable.items())]
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""How a text becomes words to find it by."""

from __future__ import annotations

import re
import unicodedata

import rjieba

_WORD = re.compile(r"\w")
# A run of Latin letters and digits is one sign, every other letter (a Chinese character) is one by itself.
_SIGNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")


def even(text: str) -> str:
    """Full-width letters and digits as half-width ones, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def indexed(text: str) -> list[str]:
    """Words of a text for the index: long words and the short ones inside them."""
    return [word for word in rjieba.cut_for_search(even(text)) if _WORD.search(word)]


def asked(text: str) -> list[str]:
    """Words of a query: each must be found."""
    return list(dict.fromkeys(word for word in rjieba.cut(even(text)) if _WORD.search(word)))


def signs(text: str) -> list[str]:
    """A text sign by sign, for finding any part of it: 林家巷52号 is 林 家 巷 52 号."""
    return _SIGNS.findall(even(text))


def compact(code: str) -> str:
    """A code without its dashes and spaces, as it is kept and asked for."""
    return "".join(char for char in even(code) if char.isascii() and char.isalnum())

"""How things are said in a message: links that WeChat shows as words, and lists that fit into one."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings

from .asking import MOST_TEXT


def address(path: str) -> str:
    """Where a path of ours is reached from outside; a whole address stays as it is."""
    return path if path.startswith(("http://", "https://")) else f"{settings.LINLI_ADDRESS}{path}"


def anchor(words: str, path: str) -> str:
    """A link; WeChat shows the words alone."""
    return f'<a href="{escape(address(path), {chr(34): "&quot;"})}">{plain(words)}</a>'


def plain(words: str) -> str:
    """Words that cannot be taken for a link."""
    return words.replace("<", "＜").replace(">", "＞")


def fitting(parts: Iterable[str], end: str = "", most: int = MOST_TEXT) -> str:
    """As many whole parts as fit into a message, a line between them, and the end in any case."""
    kept: list[str] = []
    for part in parts:
        whole = "\n".join([*kept, part, end]).rstrip()
        if len(whole.encode()) > most:
            break
        kept.append(part)
    return "\n".join([*kept, end]).rstrip()

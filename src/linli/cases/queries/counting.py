"""How many there are, as far as a person needs to know: beyond a thousand nobody counts on."""

from __future__ import annotations

COUNT_TO = 1000


def said(count: int) -> str:
    """A number counted no further than `COUNT_TO`, for people: 999+ where it stopped."""
    return f"{COUNT_TO - 1}+" if count >= COUNT_TO else str(count)

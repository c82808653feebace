"""Who is let in at the addresses of the assets room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

LET_IN: dict[str, tuple[str, ...]] = {}
PARTS: dict[str, str] = {}

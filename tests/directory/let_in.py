"""Who is let in at the addresses of the directory room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests.factories import STAFF

EVERYONE = ("guest", "resident", *STAFF)
LET_IN: dict[str, tuple[str, ...]] = dict.fromkeys(("directory", "who", "building", "points", "entry"), EVERYONE)
PARTS: dict[str, str] = {}

"""Who is let in at the addresses of the spaces room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

EVERYONE = (
    "guest", "resident", "here", "there", "elsewhere", "grid", "street", "works", "water", "police", "centre", "supervisor",
    "auditor", "admin",
)  # fmt: skip
RUNNERS = ("here", "there", "elsewhere", "street", "works", "water", "police", "centre")
LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("spaces", "room", "book", "feed", "open_spaces", "open_spaces_download"), EVERYONE),
    "at_door": EVERYONE,
    **dict.fromkeys(("mine", "booking", "cancel", "here"), ("resident",)),
    **dict.fromkeys(
        ("desk", "desk_rooms", "desk_room", "desk_book", "desk_opening", "desk_strike", "desk_picture", "desk_door", "desk_move"),
        RUNNERS,
    ),
}  # fmt: skip
PARTS: dict[str, str] = {"<slug:room>": "hall"}

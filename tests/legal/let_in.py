"""Who is let in at the addresses of the legal room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests import factories

_EVERYONE = ("guest", "resident", *factories.STAFF)

LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["front", "book", "open_legal"], _EVERYONE),
    # A consultation's own page says whose it is; anybody else finds none.
    **dict.fromkeys(["consultation", "move", "paper", "do"], _EVERYONE),
    "mine": ("resident",),
    # Lawyers, their bureau and communities with a place; here there is none: tests/legal lets them in.
    **dict.fromkeys(
        [
            "desk", "desk_week", "desk_book", "desk_walk_in", "desk_hours", "desk_hours_end", "desk_day_end", "desk_aid", "desk_figures",
            "desk_note", "desk_move",
        ],
        (),
    ),
}  # fmt: skip
PARTS: dict[str, str] = {}

"""Who is let in at the addresses of the renovation room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests import factories

EVERYONE = ("guest", "resident", *factories.STAFF)
# In the town of these tests no department leads a renovation, so the desk is nobody's.
LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "front", "points", "vote", "cast", "letter", "notice", "estate", "fault", "open_renovation",
            "open_renovation_download",
        ),
        EVERYONE,
    ),
    **dict.fromkeys(("mine", "rate"), ("resident", *factories.STAFF)),
    **dict.fromkeys(
        (
            "desk", "desk_vote", "desk_letters", "desk_paper", "desk_close", "desk_call_off", "desk_ballots", "desk_confirm",
            "desk_aside", "desk_estate", "desk_matrix", "desk_cell", "desk_accept", "desk_note", "desk_picture", "desk_pay",
            "desk_link", "desk_roll", "desk_roll_import", "desk_roll_put", "desk_roll_strike", "desk_vote_new",
        ),
        (),
    ),
}  # fmt: skip
PARTS: dict[str, str] = {
    "<slug:estate>": "lane",
    "<uuid:house>": "01900000-0000-7000-8000-000000000001",
    "<slug:work>": "water",
}

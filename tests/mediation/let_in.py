"""Who is let in at the addresses of the mediation room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests import factories

_EVERYONE = ("guest", "resident", *factories.STAFF)
_WORKERS = ("here", "there", "elsewhere")

LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["front", "open_mediation"], _EVERYONE),
    # A matter's own page says whose it is; anybody else finds none.
    **dict.fromkeys(["matter", "sign", "agreement_pdf", "summary_pdf", "move"], _EVERYONE),
    "mine": ("resident",),
    # Communities take a quarrel down and see how it stands; who watches over the district counts.
    "desk": (*_WORKERS, "supervisor", "auditor", "admin"),
    "desk_new": _WORKERS,
    "desk_figures": ("supervisor", "auditor", "admin"),
    # Only mediators of a team, and none of these is one: tests/mediation lets them in.
    **dict.fromkeys(
        ["desk_book", "desk_book_pdf", "desk_matter", "desk_agreement", "desk_agreement_pdf", "desk_summary_pdf", "desk_sign", "desk_move"],
        (),
    ),
}  # fmt: skip
PARTS: dict[str, str] = {"<slug:who>": "1", "<slug:name>": "agree"}

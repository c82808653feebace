"""Who is let in at the addresses of the volunteers room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

STAFF = (
    "here",
    "there",
    "elsewhere",
    "grid",
    "street",
    "works",
    "water",
    "police",
    "centre",
    "supervisor",
    "auditor",
    "admin",
)
EVERYONE = ("guest", "resident", *STAFF)
DESK = ("here", "there", "elsewhere", "street", "works", "water", "police", "centre")
LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("volunteers", "team", "activity", "here", "ask", "check", "open_volunteers", "open_volunteers_download"), EVERYONE
    ),
    **dict.fromkeys(("mine", "ticket", "ticket_move", "certify", "certificate", "membership"), ("resident",)),
    # Who speaks for a team; to everybody else it is not there.
    **dict.fromkeys(
        ("lead", "lead_new", "lead_activity", "lead_activity_change", "lead_person", "lead_member", "lead_request"),
        ("resident", *STAFF),
    ),
    **dict.fromkeys(("desk", "desk_teams", "desk_team_new", "desk_team_edit", "desk_ask", "desk_hand"), DESK),
}  # fmt: skip
PARTS: dict[str, str] = {"<slug:team>": "team-001"}

"""Who is let in at the addresses of the projects room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests.factories import STAFF

GUEST, RESIDENT = "guest", "resident"
EVERYONE = (GUEST, RESIDENT, *STAFF)
# Who looks after an area; and besides them who answers for what a department does.
KEEPERS = ("here", "there", "elsewhere", "street", "centre")
WORKERS = (*KEEPERS, "works", "water", "police")

LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["lists", "how", "demand", "support", "take_back", "resource", "project", "poster", "vote", "rate", "claim"], EVERYONE),
    **dict.fromkeys(["offer", "open_projects", "open_projects_download"], EVERYONE),
    **dict.fromkeys(["mine", "give_back", "take_off"], (RESIDENT,)),
    **dict.fromkeys(["desk", "desk_demands", "desk_demand", "desk_demand_move", "desk_resources", "desk_resource_new", "desk_resource"], WORKERS),
    **dict.fromkeys(["desk_resource_move", "desk_projects", "desk_project", "desk_project_move", "desk_project_move_one"], WORKERS),
    **dict.fromkeys(["desk_demand_new", "desk_from_cases", "desk_matching", "desk_matching_run", "desk_match_move", "desk_project_new"], KEEPERS),
}  # fmt: skip
PARTS: dict[str, str] = {"<str:one>": "x", "<uuid:part>": "0190a5c0-0000-7000-8000-000000000000"}

"""Who is let in at the addresses of the assets room; all others are sent to sign in or told that it is not theirs."""

from __future__ import annotations

from tests import factories

EVERYONE = ("guest", "resident", *factories.STAFF)
_PUBLIC = ("listed", "geojson", "page", "apply", "open", "open_download")
_MINE = ("mine", "mine_one", "mine_withdraw")
# Here no organisation owns an asset: only who audits the district; tests/assets lets owners in.
_DESK = (
    "desk", "desk_register", "desk_new", "desk_asset", "desk_use", "desk_shares", "desk_lease", "desk_end_use", "desk_end_lease",
    "desk_deposit", "desk_rents", "desk_receive", "desk_waive", "desk_applications", "desk_application", "desk_contact", "desk_grant",
    "desk_decline", "desk_edit", "desk_photo", "desk_photo_drop",
)  # fmt: skip

LET_IN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_PUBLIC, EVERYONE),
    **dict.fromkeys(_DESK, ("auditor",)),
    **dict.fromkeys(_MINE, ("resident",)),
}
PARTS: dict[str, str] = {"<name>": "assets"}

"""What ODK Collect is set up with by scanning a code: its settings, as it reads them."""

from __future__ import annotations

import zlib
from base64 import b64encode

import orjson


def settings_of(*, server: str, username: str, token: str, project: str) -> bytes:
    """As JSON, deflated, in base64. It signs in by HTTP digest, with the token as its password."""
    chosen = {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "username": username,
            "password": token,
            # What the district offers is what the tablet has; filled-in forms go out by themselves, photos made smaller.
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_fifteen_minutes",
            "autosend": "wifi_and_cellular",
            "image_size": "small",
        },
        "admin": {"change_server": False},
        "project": {"name": project, "icon": "邻", "color": "#b3261e"},
    }
    return b64encode(zlib.compress(orjson.dumps(chosen), 9))

"""Where a picture is found that anyone may look at."""

from __future__ import annotations

from django.core.files.storage import default_storage


def address_of(name: str) -> str:
    """Its address; nothing for none."""
    return str(default_storage.url(name)) if name else ""

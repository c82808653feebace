"""A page of the book as it is read: with the names as far as they are known."""

from __future__ import annotations

from ..models import BookEntry
from ..pointing import told
from ..sealing import open_


def told_by_side(row: BookEntry) -> str:
    """Reads the parties that the caller has prefetched."""
    return told(open_(row.matter.key, row.body_cipher), row.matter.parties.all())

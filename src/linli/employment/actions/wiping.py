"""What was needed to decide on an applicant is wiped in the same moment in which it is decided."""

from __future__ import annotations

from linli.clock import now

from ..models import Applicant

_WIPED = {"group_cipher": b"", "times_cipher": b"", "words_cipher": b"", "paper_seen": None}


def decided(row: Applicant, state: str, reason: str = "") -> None:
    row.state, row.reason, row.ended_at = state, reason[:200], now()
    for name, empty in _WIPED.items():
        setattr(row, name, empty)
    row.save(update_fields=["state", "reason", "ended_at", *_WIPED])

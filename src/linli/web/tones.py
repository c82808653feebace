"""Which of the four tones (good, calm, wait, late) a state or message speaks in; "" is plain."""

from __future__ import annotations

TONES: dict[str, str] = {
    # a case
    "submitted": "wait",
    "registered": "calm",
    "assigned": "calm",
    "in_progress": "calm",
    "answered": "good",
    "closed": "good",
    "closed_not_solved": "late",
    "returned": "wait",
    "reopened": "late",
    # an application
    "accepted": "calm",
    "under_review": "calm",
    "consulting": "wait",
    "verifying": "calm",
    "granted": "good",
    "delivered": "good",
    # a callout and its whistle
    "called": "wait",
    "acknowledged": "calm",
    "reported_in": "calm",
    "arrived": "good",
    "finished": "good",
    "refused": "late",
    "overruled": "late",
    "blown": "wait",
    "confirmed": "good",
    # a delivery
    "waiting": "wait",
    "sent": "good",
    "failed": "late",
    # message levels
    "success": "good",
    "info": "calm",
    "warning": "wait",
    "error": "late",
}


def tone_of(word: str) -> str:
    return TONES.get(word, "")

"""The only code that writes health reports: prepare, authorise, drop; hand over, ask what arrived, send again; take."""

from .preparing import authorise, drop, prepare
from .receiving import known, read, take
from .sending import deliver_due, reconcile, reconcile_due, resend, wipe

__all__ = [
    "authorise",
    "deliver_due",
    "drop",
    "known",
    "prepare",
    "read",
    "reconcile",
    "reconcile_due",
    "resend",
    "take",
    "wipe",
]

"""The only code that writes cases. A move on a case goes through `perform`; a new case through `submit`."""

from .door import Done, act, perform, perform_on_callout, perform_on_whistle
from .papers import attach, draft_for, save_draft, sweep_drafts
from .submitting import Submitted, blow_on_the_spot, submit, submit_many

__all__ = [
    "Done",
    "Submitted",
    "act",
    "attach",
    "blow_on_the_spot",
    "draft_for",
    "perform",
    "perform_on_callout",
    "perform_on_whistle",
    "save_draft",
    "submit",
    "submit_many",
    "sweep_drafts",
]

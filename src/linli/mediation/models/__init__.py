"""The tables of mediation: teams, quarrels and who is in them, what is written down for good."""

from .matter import (
    BEFORE_THE_END,
    OPEN_STATES,
    SIDES,
    Answer,
    Kept,
    Matter,
    Party,
    Recusal,
    Session,
    Source,
    State,
)
from .papers import Agreement, BookEntry, How, Referral, Signature, SigningCode
from .team import MatterKind, Team, TeamMember

__all__ = [
    "BEFORE_THE_END",
    "OPEN_STATES",
    "SIDES",
    "Agreement",
    "Answer",
    "BookEntry",
    "How",
    "Kept",
    "Matter",
    "MatterKind",
    "Party",
    "Recusal",
    "Referral",
    "Session",
    "Signature",
    "SigningCode",
    "Source",
    "State",
    "Team",
    "TeamMember",
]

"""The tables of the dialogue: what is asked, what is proposed and answered, who meets."""

from .meeting import Meeting, Registration
from .proposal import (
    MODERATORS,
    Answer,
    AnswerTo,
    Comment,
    CommentReport,
    CommentState,
    DialogueEvent,
    Outcome,
    Proposal,
    ProposalState,
    Support,
)
from .topic import Ballot, BallotOption, BallotTurn, Moderation, Topic

__all__ = [
    "MODERATORS",
    "Answer",
    "AnswerTo",
    "Ballot",
    "BallotOption",
    "BallotTurn",
    "Comment",
    "CommentReport",
    "CommentState",
    "DialogueEvent",
    "Meeting",
    "Moderation",
    "Outcome",
    "Proposal",
    "ProposalState",
    "Registration",
    "Support",
    "Topic",
]

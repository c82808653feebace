"""The only code that writes the dialogue: speaking, answering, looking through, ballots, meetings, and the clock."""

from .answering import answer, hand_back, route
from .ballot import vote
from .forgetting import forget_person
from .looking import hide_comment, hold, publish, show_comment
from .meeting import call_off, give_back, plan_meeting, register, write_minutes
from .proposing import propose, withdraw
from .replacing import AnswerRow, ProposalRow, TopicRow, replace_topics
from .speaking import comment, object_to, support, take_back
from .topics import change_topic, close_topic, open_topic, rewrite_topic

__all__ = [
    "AnswerRow",
    "ProposalRow",
    "TopicRow",
    "answer",
    "call_off",
    "change_topic",
    "close_topic",
    "comment",
    "forget_person",
    "give_back",
    "hand_back",
    "hide_comment",
    "hold",
    "object_to",
    "open_topic",
    "plan_meeting",
    "propose",
    "publish",
    "register",
    "replace_topics",
    "rewrite_topic",
    "route",
    "show_comment",
    "support",
    "take_back",
    "vote",
    "withdraw",
    "write_minutes",
]

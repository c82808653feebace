"""The tables of cases: the case, its events and papers, whistles, deadlines, patrol."""

from .case import (
    APPLICATION_STATES,
    DONE_STATES,
    NEVER,
    OPEN_STATES,
    Case,
    CaseEvent,
    CaseQuerySet,
    Channel,
    Result,
    State,
    Worded,
    area_label,
)
from .deadline import Deadline, DeadlineKind, DeadlineState, DeskItem, Timed
from .paper import Attachment, Follow, Rating, Remark, RemarkKind, ReportDraft, SavedFilter
from .patrol import PatrolCheck
from .whistle import Callout, CalloutState, Whistle, WhistleKind

__all__ = [
    "APPLICATION_STATES",
    "DONE_STATES",
    "NEVER",
    "OPEN_STATES",
    "Attachment",
    "Callout",
    "CalloutState",
    "Case",
    "CaseEvent",
    "CaseQuerySet",
    "Channel",
    "Deadline",
    "DeadlineKind",
    "DeadlineState",
    "DeskItem",
    "Follow",
    "PatrolCheck",
    "Rating",
    "Remark",
    "RemarkKind",
    "ReportDraft",
    "Result",
    "SavedFilter",
    "State",
    "Timed",
    "Whistle",
    "WhistleKind",
    "Worded",
    "area_label",
]

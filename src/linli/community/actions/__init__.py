"""The only code that writes events, registrations and inspections."""

from .checking_in import check_in
from .chores import close_over, let_go, remind
from .due import follow_faults, tell_due
from .forgetting import forget_person
from .inspecting import begin_inspection, finish, look
from .naming import name_person
from .registering import cancel_registration, register
from .replacing import (
    EventRow,
    PlanRow,
    PostRow,
    SafetyItemRow,
    add_demo_events,
    replace_safety_items,
    replace_safety_plans,
)
from .writing import cancel_event, draft_event, edit_event, note_attendance, publish

__all__ = [
    "EventRow",
    "PlanRow",
    "PostRow",
    "SafetyItemRow",
    "add_demo_events",
    "begin_inspection",
    "cancel_event",
    "cancel_registration",
    "check_in",
    "close_over",
    "draft_event",
    "edit_event",
    "finish",
    "follow_faults",
    "forget_person",
    "let_go",
    "look",
    "name_person",
    "note_attendance",
    "publish",
    "register",
    "remind",
    "replace_safety_items",
    "replace_safety_plans",
    "tell_due",
]

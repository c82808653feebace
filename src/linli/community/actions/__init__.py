"""The only code that writes events, registrations and inspections."""

from .checking_in import check_in
from .chores import close_over, let_go, remind
from .closing_venues import close_venue, open_venue
from .due import follow_faults, tell_due
from .for_somebody import cancel_for, look_at_phone, register_for, take_list
from .forgetting import forget_person
from .inspecting import begin_inspection, finish, look, report_fault
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
from .writing import (
    cancel_event,
    close_registration,
    draft_event,
    edit_event,
    note_attendance,
    open_registration,
    publish,
)

__all__ = [
    "EventRow",
    "PlanRow",
    "PostRow",
    "SafetyItemRow",
    "add_demo_events",
    "begin_inspection",
    "cancel_event",
    "cancel_for",
    "cancel_registration",
    "check_in",
    "close_over",
    "close_registration",
    "close_venue",
    "draft_event",
    "edit_event",
    "finish",
    "follow_faults",
    "forget_person",
    "let_go",
    "look",
    "look_at_phone",
    "name_person",
    "note_attendance",
    "open_registration",
    "open_venue",
    "publish",
    "register",
    "register_for",
    "remind",
    "replace_safety_items",
    "replace_safety_plans",
    "report_fault",
    "take_list",
    "tell_due",
]

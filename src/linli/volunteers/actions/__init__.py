"""The only code that writes volunteers."""

from .chores import close_past, remind
from .forgetting import forget_person
from .hours import (
    certify,
    check_in,
    check_in_by_leader,
    check_out,
    check_out_by_leader,
    confirm_hours,
    correct_hours,
    note_missed,
)  # fmt: skip
from .inventing import HalfYearRow, IdeaRow, add_demo_half_year
from .replacing import SkillRow, TeamRow, replace_skills, replace_teams
from .requests import answer, ask, ask_for_case, give_back, hand_to, settle, take
from .signing import call_off, change_seats, plan_activity, sign_up, withdraw
from .teams import change_team, decide, join, leave, make_leader, offer_skills, open_team, see_members

__all__ = [
    "HalfYearRow",
    "IdeaRow",
    "SkillRow",
    "TeamRow",
    "add_demo_half_year",
    "answer",
    "ask",
    "ask_for_case",
    "call_off",
    "certify",
    "change_seats",
    "change_team",
    "check_in",
    "check_in_by_leader",
    "check_out",
    "check_out_by_leader",
    "close_past",
    "confirm_hours",
    "correct_hours",
    "decide",
    "forget_person",
    "give_back",
    "hand_to",
    "join",
    "leave",
    "make_leader",
    "note_missed",
    "offer_skills",
    "open_team",
    "plan_activity",
    "remind",
    "replace_skills",
    "replace_teams",
    "see_members",
    "settle",
    "sign_up",
    "take",
    "withdraw",
]

"""The only code that writes posts, who asks for one, placements, hours and wages."""

from .applying import apply, apply_for, withdraw
from .chores import close_over, let_go, remind
from .correcting import discard_correction, draw_correction, release_correction
from .deciding import decline, end_placement, invite, note_paper, place
from .forgetting import forget_person
from .hours import change_hours, confirm_hours, enter_hours, return_hours
from .inventing import AskedRow, WorkerRow, add_demo_half_year
from .posts import change, close, fresh_key, offer
from .replacing import CompanyRow, GroupRow, PostRow, RuleRow, add_posts, replace_companies, replace_rule
from .running import discard_run, release_run, run_month
from .seeing import Standing, see_applicants, see_placement

__all__ = [
    "AskedRow",
    "CompanyRow",
    "GroupRow",
    "PostRow",
    "RuleRow",
    "Standing",
    "WorkerRow",
    "add_demo_half_year",
    "add_posts",
    "apply",
    "apply_for",
    "change",
    "change_hours",
    "close",
    "close_over",
    "confirm_hours",
    "decline",
    "discard_correction",
    "discard_run",
    "draw_correction",
    "end_placement",
    "enter_hours",
    "forget_person",
    "fresh_key",
    "invite",
    "let_go",
    "note_paper",
    "offer",
    "place",
    "release_correction",
    "release_run",
    "remind",
    "replace_companies",
    "replace_rule",
    "return_hours",
    "run_month",
    "see_applicants",
    "see_placement",
    "withdraw",
]

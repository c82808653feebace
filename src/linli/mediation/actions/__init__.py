"""The only code that writes mediation: matters brought, parties and their word, sessions, the book, agreements, how it ends."""

from .agreeing import is_whole, newest, points_of, write_agreement
from .book import broken_entries, write_entry
from .bringing import bring, bring_at_desk
from .chores import make_due, remind
from .ending import (
    answer_to_court,
    answer_to_court_of,
    close_matter,
    end_without,
    follow_up,
    prepare_referral,
    refer,
)
from .forgetting import forget_person
from .inventing import MatterRow, PastRow, YearRow, add_demo_year
from .parties import (
    add_party,
    answer,
    answer_of,
    ask_party,
    ask_to_step_aside,
    drop_party,
    step_aside,
    withdraw,
    withdraw_for,
)
from .replacing import KindRow, TeamRow, replace_kinds, replace_teams
from .seeing import see_book, see_matter
from .sessions import cancel_session, hold_session, plan_session
from .signing import send_signing_code, send_signing_code_to, sign, sign_as_mediator, sign_at_table

__all__ = [
    "KindRow",
    "MatterRow",
    "PastRow",
    "TeamRow",
    "YearRow",
    "add_demo_year",
    "add_party",
    "answer",
    "answer_of",
    "answer_to_court",
    "answer_to_court_of",
    "ask_party",
    "ask_to_step_aside",
    "bring",
    "bring_at_desk",
    "broken_entries",
    "cancel_session",
    "close_matter",
    "drop_party",
    "end_without",
    "follow_up",
    "forget_person",
    "hold_session",
    "is_whole",
    "make_due",
    "newest",
    "plan_session",
    "points_of",
    "prepare_referral",
    "refer",
    "remind",
    "replace_kinds",
    "replace_teams",
    "see_book",
    "see_matter",
    "send_signing_code",
    "send_signing_code_to",
    "sign",
    "sign_as_mediator",
    "sign_at_table",
    "step_aside",
    "withdraw",
    "withdraw_for",
    "write_agreement",
    "write_entry",
]

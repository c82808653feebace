"""The only code that writes renovation: works and plans, rolls, votes and ballots, faults, what is told and rated."""

from .casting import cast, cast_with_code, confirm_paper, enter_paper, set_paper_aside
from .faults import follow_faults, report_fault
from .forgetting import forget_person
from .inventing import (
    DemoEstate,
    DemoFault,
    DemoHouse,
    DemoNote,
    DemoPayment,
    DemoVote,
    DemoWork,
    add_demo,
)
from .looking import see_ballots, see_roll
from .money import ask_payment, link_payment
from .opening import call_off, close_vote, open_vote, print_letters
from .planning import accept, move, move_many, plan
from .rating import rate
from .replacing import (
    DutyRow,
    EstateRow,
    HouseRow,
    ProgrammeRow,
    RuleRow,
    WorkRow,
    replace_estates,
    replace_programme,
    replace_rules,
    replace_works,
)
from .rolls import import_roll, put_household, strike_household
from .telling import note_week, show_picture

__all__ = [
    "DemoEstate",
    "DemoFault",
    "DemoHouse",
    "DemoNote",
    "DemoPayment",
    "DemoVote",
    "DemoWork",
    "DutyRow",
    "EstateRow",
    "HouseRow",
    "ProgrammeRow",
    "RuleRow",
    "WorkRow",
    "accept",
    "add_demo",
    "ask_payment",
    "call_off",
    "cast",
    "cast_with_code",
    "close_vote",
    "confirm_paper",
    "enter_paper",
    "follow_faults",
    "forget_person",
    "import_roll",
    "link_payment",
    "move",
    "move_many",
    "note_week",
    "open_vote",
    "plan",
    "print_letters",
    "put_household",
    "rate",
    "replace_estates",
    "replace_programme",
    "replace_rules",
    "replace_works",
    "report_fault",
    "see_ballots",
    "see_roll",
    "set_paper_aside",
    "show_picture",
    "strike_household",
]

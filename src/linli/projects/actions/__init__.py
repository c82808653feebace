"""The only code that writes demands, resources and projects."""

from .claiming import (
    add_part,
    claim,
    confirm_claim,
    decline_claim,
    deliver_claim,
    drop_part,
    withdraw_claim,
)
from .demands import (
    add_cases,
    add_need,
    add_source,
    drop_need,
    make_demand,
    make_demand_of_cases,
    set_aside,
    support,
    take_support_back,
    take_up_again,
)
from .forgetting import forget_person
from .inventing import DemandRow, OfferRow, ResourceRow, YearRow, add_demo_year
from .inventing_cases import join_demo_cases
from .inventing_makings import Template
from .money import agree_to_line, ask_payment, drop_line, plan_money
from .pairing import accept, propose, reject, undo
from .progress import add_milestone, add_photo, drop_milestone, drop_photo, finish_milestone
from .projects import (
    abandon,
    ask_neighbours,
    back_to_work,
    conclude,
    evaluate,
    open_for_claims,
    open_project,
    start,
)
from .replacing import KindRow, RuleRow, replace_kinds, replace_rules
from .resources import close_resource, decline, list_resource, offer, show_contact, take_up
from .voicing import rate, vote
from .weighing import weigh_all

__all__ = [
    "DemandRow",
    "KindRow",
    "OfferRow",
    "ResourceRow",
    "RuleRow",
    "Template",
    "YearRow",
    "abandon",
    "accept",
    "add_cases",
    "add_demo_year",
    "add_milestone",
    "add_need",
    "add_part",
    "add_photo",
    "add_source",
    "agree_to_line",
    "ask_neighbours",
    "ask_payment",
    "back_to_work",
    "claim",
    "close_resource",
    "conclude",
    "confirm_claim",
    "decline",
    "decline_claim",
    "deliver_claim",
    "drop_line",
    "drop_milestone",
    "drop_need",
    "drop_part",
    "drop_photo",
    "evaluate",
    "finish_milestone",
    "forget_person",
    "join_demo_cases",
    "list_resource",
    "make_demand",
    "make_demand_of_cases",
    "offer",
    "open_for_claims",
    "open_project",
    "plan_money",
    "propose",
    "rate",
    "reject",
    "replace_kinds",
    "replace_rules",
    "set_aside",
    "show_contact",
    "start",
    "support",
    "take_support_back",
    "take_up",
    "take_up_again",
    "undo",
    "vote",
    "weigh_all",
    "withdraw_claim",
]

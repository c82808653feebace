"""The only code that writes the co-operative: herd, milk, prices, settlements, lots, files of tickets."""

from ..accounts import NEEDED as ACCOUNTS
from ..accounts import SHARES
from .chores import close_past_days
from .files import hand_in, look_at, take_file
from .forgetting import forget_person
from .herding import (
    add_camel,
    add_household,
    change_household,
    deliver,
    end_camel,
    note_health,
    open_point,
    see_household,
    strike_delivery,
    strike_health,
)
from .inventing import GradeRow, HalfYearRow, SupplyRow, add_demo_half_year
from .pricing import agree_price, end_price, propose_price, refuse_price
from .replacing import CooperativeRow, PointRow, replace_cooperative, replace_points
from .selling import add_buyer, drop_lot, invoice, make_lot, note_payment, note_test
from .settling import adjust, close_days, draw_up, release, withdraw
from .weighing import Outcome, parsed, take, void, weigh

__all__ = [
    "ACCOUNTS",
    "SHARES",
    "CooperativeRow",
    "GradeRow",
    "HalfYearRow",
    "Outcome",
    "PointRow",
    "SupplyRow",
    "add_buyer",
    "add_camel",
    "add_demo_half_year",
    "add_household",
    "adjust",
    "agree_price",
    "change_household",
    "close_days",
    "close_past_days",
    "deliver",
    "draw_up",
    "drop_lot",
    "end_camel",
    "end_price",
    "forget_person",
    "hand_in",
    "invoice",
    "look_at",
    "make_lot",
    "note_health",
    "note_payment",
    "note_test",
    "open_point",
    "parsed",
    "propose_price",
    "refuse_price",
    "release",
    "replace_cooperative",
    "replace_points",
    "see_household",
    "strike_delivery",
    "strike_health",
    "take",
    "take_file",
    "void",
    "weigh",
    "withdraw",
]

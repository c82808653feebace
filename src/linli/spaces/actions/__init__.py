"""The only code that writes shared spaces."""

from .booking import Booked, book, book_for, cancel, cancel_for, cancel_series
from .chores import close_past, let_go, remind
from .deciding import agree, check_in, check_in_at_door, note_missed, refuse
from .forgetting import forget_person
from .inventing import MonthRow, UseRow, add_demo_month
from .replacing import RoomRow, replace_rooms
from .running import change_opening, change_picture, change_rules, strike_change
from .seeing import see_day

__all__ = [
    "Booked",
    "MonthRow",
    "RoomRow",
    "UseRow",
    "add_demo_month",
    "agree",
    "book",
    "book_for",
    "cancel",
    "cancel_for",
    "cancel_series",
    "change_opening",
    "change_picture",
    "change_rules",
    "check_in",
    "check_in_at_door",
    "close_past",
    "forget_person",
    "let_go",
    "note_missed",
    "refuse",
    "remind",
    "replace_rooms",
    "see_day",
    "strike_change",
]

"""The only code that writes appointments: booking and changing, the desk's moves, reminders, and a pack's halls."""

from .booking import book, cancel, move
from .chores import close_past, remind
from .desk import call_next, perform, walk_in
from .forgetting import forget_person
from .replacing import HallRow, replace_halls

__all__ = [
    "HallRow",
    "book",
    "call_next",
    "cancel",
    "close_past",
    "forget_person",
    "move",
    "perform",
    "remind",
    "replace_halls",
    "walk_in",
]

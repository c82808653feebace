"""The only code that writes the legal desk: times booked and moved, notes, legal aid, hours."""

from .booking import book, book_for, cancel, cancel_for, move, move_for, note_came, walk_in
from .chores import close_past, let_go, remind
from .forgetting import forget_person
from .inventing import DemoRow, add_demo
from .keeping_hours import end_day_off, end_hours, set_hours, take_day_off
from .noting import answer_aid, decide_aid, propose_aid, see_aids, see_consultation, write_note
from .replacing import (
    HoursRow,
    KindRow,
    LawyerRow,
    PlaceRow,
    QuestionRow,
    VisitsRow,
    replace_kinds,
    replace_lawyers,
    replace_places,
    replace_questions,
    replace_visits,
)

__all__ = [
    "DemoRow",
    "HoursRow",
    "KindRow",
    "LawyerRow",
    "PlaceRow",
    "QuestionRow",
    "VisitsRow",
    "add_demo",
    "answer_aid",
    "book",
    "book_for",
    "cancel",
    "cancel_for",
    "close_past",
    "decide_aid",
    "end_day_off",
    "end_hours",
    "forget_person",
    "let_go",
    "move",
    "move_for",
    "note_came",
    "propose_aid",
    "remind",
    "replace_kinds",
    "replace_lawyers",
    "replace_places",
    "replace_questions",
    "replace_visits",
    "see_aids",
    "see_consultation",
    "set_hours",
    "take_day_off",
    "walk_in",
    "write_note",
]

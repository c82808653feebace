"""The tables of the legal desk: hours, consultations and their notes, questions, visits."""

from .consultation import ARRIVES, HELD, Aid, AidState, Consultation, Note, State, Ten
from .hours import DayOff, Hours, Lawyer, LegalKind, LegalPlace, LegalVisits, Question

__all__ = [
    "ARRIVES",
    "HELD",
    "Aid",
    "AidState",
    "Consultation",
    "DayOff",
    "Hours",
    "Lawyer",
    "LegalKind",
    "LegalPlace",
    "LegalVisits",
    "Note",
    "Question",
    "State",
    "Ten",
]

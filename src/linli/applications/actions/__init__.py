"""The only code that writes applications. A new one through `hand_in`, a move through `perform`."""

from .door import Done, perform
from .folder import keep_document, remove_document
from .handing_in import HandedOver, hand_in
from .papers import BadPaper, check_paper, replace_papers

__all__ = [
    "BadPaper",
    "Done",
    "HandedOver",
    "check_paper",
    "hand_in",
    "keep_document",
    "perform",
    "remove_document",
    "replace_papers",
]

"""Tables of the registries room."""

from .cards import Card, CardEvent, CardKind, CardState, CardVersion, Way
from .counted import CaptureEntry, CaptureList, Population
from .found import CardKey, Pair, PairState
from .taken import CodeKind, CodeList, ImportRun

__all__ = [
    "CaptureEntry",
    "CaptureList",
    "Card",
    "CardEvent",
    "CardKey",
    "CardKind",
    "CardState",
    "CardVersion",
    "CodeKind",
    "CodeList",
    "ImportRun",
    "Pair",
    "PairState",
    "Population",
    "Way",
]

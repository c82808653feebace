"""What the search room answers: what a question leads to, what is like something, and what there is to be found."""

from __future__ import annotations

from functools import lru_cache

from linli.places.revision import per_revision

from . import words
from .asking import LONGEST, Synonyms, take_apart
from .finding import MOST_PAGES, PAGE, Counted, Found, Item, Wanted, counted, find, related
from .index import Index
from .models import SynonymGroup
from .passages import Piece, Pieces

__all__ = [
    "LONGEST",
    "MOST_PAGES",
    "PAGE",
    "Counted",
    "Found",
    "Item",
    "Piece",
    "Pieces",
    "Wanted",
    "other_words",
    "related",
    "search",
    "synonyms",
    "what_there_is",
]  # fmt: skip
_OTHER_WORDS = 6


@per_revision
def synonyms(district: str) -> Synonyms:
    """The district's groups of words of one meaning."""
    groups = SynonymGroup.objects.filter(district=district).order_by("position").values_list("words", flat=True)
    return Synonyms(tuple(tuple(words.even(word) for word in group) for group in groups))


def search(wanted: Wanted) -> Found:
    """What is for everyone in a district and answers a question, best first. Never fails on what is typed."""
    return find(wanted, synonyms(wanted.district))


def other_words(district: str, text: str) -> list[str]:
    """What else one could look for instead: in the other words the district knows."""
    asked = take_apart(text, synonyms(district))
    found = (other for concept in asked.concepts for other in concept.others)
    return [word for word in dict.fromkeys(found) if word not in asked.text][:_OTHER_WORDS]


def what_there_is(district: str) -> dict[str, int]:
    """By kind, how many things there are to be found."""
    return dict(_counted(district, Index.open().stamp))


@lru_cache(maxsize=64)
def _counted(district: str, stamp: str) -> tuple[tuple[str, int], ...]:
    return tuple(counted(district).items())

"""What both ends hold a report's contents against: its digest, its counts, and that it is what its kind says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _
from pydantic import ValidationError

from linli.bulletins.queries.exchanged import cells_in, digest_in

from ..fhir.cards.reading import cards_in
from ..fhir.faults import Refused
from .errors import SumsDiffer, UnfitReport
from .models import Kind

_FOLLOWUP = {"managed", "standard", "controlled", "lost", "visits", "estimate"}


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content's canonical JSON."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def counts_of(kind: Kind, content: Mapping[str, Any]) -> dict[str, int]:
    """What the contents are made of, counted. Raises UnfitReport."""
    try:
        return _COUNTED[kind](content)
    except (KeyError, TypeError, AttributeError, ValueError, ValidationError, Refused):
        raise UnfitReport(_("The contents are not what this kind of report holds.")) from None


def _cards(content: Mapping[str, Any]) -> dict[str, int]:
    """How many of each kind: each card can be read, as one that a hospital sends. Raises ValidationError, Refused."""
    from fhir.resources.R4B.bundle import Bundle

    Bundle.model_validate(content)
    return dict(Counter(card.kind for card in cards_in(content)))


def _tables(content: Mapping[str, Any]) -> dict[str, int]:
    """The tables of a bulletin, whose type has no place for a person; its own digest has to be right."""
    if digest_in(content["content"]) != content["digest"]:
        raise SumsDiffer("digest", content["digest"], digest_in(content["content"]))
    return cells_in(content["content"])


def _followup(content: Mapping[str, Any]) -> dict[str, int]:
    """Whole numbers of a district by condition, nothing else; a part is never more than its whole."""
    found = {}
    for condition, figures in content["conditions"].items():
        if not set(figures) <= _FOLLOWUP or not all(isinstance(one, int) and one >= 0 for one in figures.values()):
            raise ValueError(condition)
        for part in ("standard", "controlled", "lost"):
            if figures[part] > figures["managed"]:
                raise SumsDiffer(part, figures[part], figures["managed"])
        found[str(condition)] = int(figures["managed"])
    return found


_COUNTED: dict[Kind, Callable[[Mapping[str, Any]], dict[str, int]]] = {
    Kind.CARDS: _cards, Kind.TABLES: _tables, Kind.FOLLOWUP: _followup,
}  # fmt: skip


def check(kind: Kind, content: Mapping[str, Any], digest: str, counts: Mapping[str, int]) -> None:
    """Raises SumsDiffer, UnfitReport."""
    found = digest_of(content)
    if found != digest:
        raise SumsDiffer("content_digest", digest, found)
    counted = counts_of(kind, content)
    if counted != dict(counts):
        raise SumsDiffer("counts", dict(counts), counted)

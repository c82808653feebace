"""Edit checks of cards, in the manner of IARC's: pure functions from facts to findings, none of them asks a database.

`check` runs all of a kind. Each check gives FINE, MISSING, INVALID or RARE; what is FINE is told too, so that a page can
say what was looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..codes.garbage import WHO_ILL_DEFINED, GarbageList
from ..facts import DeathFacts, Facts, TumourFacts
from .death import DEATH_CHECKS
from .event import EVENT_CHECKS
from .finding import Finding, Grade
from .person import PERSON_CHECKS
from .rules import Rules
from .tumour import TUMOUR_CHECKS

__all__ = ["Checked", "Finding", "Grade", "Rules", "check", "today_rules"]


@dataclass(frozen=True)
class Checked:
    """All findings of a card, and how many checks were fine."""

    findings: tuple[Finding, ...]
    fine: int


def today_rules(
    today: date,
    garbage: GarbageList = WHO_ILL_DEFINED,
    known_codes: frozenset[str] | None = None,
    with_other_bleeding: bool = False,
) -> Rules:
    return Rules(today, garbage, known_codes, with_other_bleeding)


def check(facts: Facts, rules: Rules) -> Checked:
    """Every check of the card's kind, and those of the person."""
    found: list[Finding] = []
    fine = 0
    for one in PERSON_CHECKS:
        said = one(facts, rules)
        found += said
        fine += not said
    own: Sequence[list[Finding]]
    if isinstance(facts, DeathFacts):
        own = [one(facts, rules) for one in DEATH_CHECKS]
    elif isinstance(facts, TumourFacts):
        own = [one(facts, rules) for one in TUMOUR_CHECKS]
    else:
        own = [one(facts, rules) for one in EVENT_CHECKS]
    for said in own:
        found += said
        fine += not said
    return Checked(tuple(found), fine)

"""Checks of a heart or brain event: is it one of this registry, and do its days follow each other."""

from __future__ import annotations

from collections.abc import Callable

from ..episodes import LASTS, ONLY_AS_DEATH, SUDDEN, clock_of
from ..facts import EventFacts
from .finding import Finding, invalid, rare
from .rules import Rules

_WAYS = {"I61": ("imaging", "autopsy"), "I60": ("imaging", "lumbar", "angiography", "autopsy"), "I63": ("imaging", "angiography", "autopsy")}  # fmt: skip


def is_of_this_registry(facts: EventFacts, rules: Rules) -> list[Finding]:
    if not facts.icd or clock_of(facts.icd, rules.with_other_bleeding) is not None:
        return []
    if facts.icd[:3] == "G45":
        return [invalid("event_passing", "icd", code=facts.icd)]
    return [invalid("event_other", "icd", code=facts.icd, known="I60 I61 I63 I64 I21 I22 I46.1 I20 I24 I25")]


def death_where_it_takes_one(facts: EventFacts, _rules: Rules) -> list[Finding]:
    """Sudden cardiac death, and other coronary disease: registered only when somebody died of them."""
    if (facts.icd == SUDDEN or facts.icd[:3] in ONLY_AS_DEATH) and facts.died_on is None:
        return [invalid("event_needs_death", "died_on", code=facts.icd)]
    return []


def days_follow(facts: EventFacts, _rules: Rules) -> list[Finding]:
    found = []
    if facts.onset_on and facts.died_on and facts.died_on < facts.onset_on:
        found.append(invalid("onset_after_death", "onset_on", onset=facts.onset_on, died=facts.died_on))
    if facts.onset_on and facts.diagnosed_on and facts.diagnosed_on < facts.onset_on:
        found.append(invalid("diagnosed_before_onset", "diagnosed_on", onset=facts.onset_on, day=facts.diagnosed_on))
    return found


def diagnosed_within_the_event(facts: EventFacts, _rules: Rules) -> list[Finding]:
    if facts.onset_on and facts.diagnosed_on and facts.diagnosed_on - facts.onset_on > LASTS:
        return [rare("diagnosed_late", "diagnosed_on", days=(facts.diagnosed_on - facts.onset_on).days)]
    return []


def death_of_this_event(facts: EventFacts, _rules: Rules) -> list[Finding]:
    """A sudden death is one of the first day; coronary death later than 28 days after an infarction is I20-I25's."""
    if not facts.onset_on or not facts.died_on:
        return []
    days = (facts.died_on - facts.onset_on).days
    if facts.icd == SUDDEN and days > 1:
        return [rare("sudden_but_late", "died_on", days=days)]
    return []


def age_is_met(facts: EventFacts, _rules: Rules) -> list[Finding]:
    if facts.age is not None and facts.age < 15:
        return [rare("event_age", "icd", code=facts.icd, age=facts.age)]
    return []


def confirmed_as_it_should(facts: EventFacts, _rules: Rules) -> list[Finding]:
    """Bleeding and infarction of the brain are told apart by pictures."""
    ways = _WAYS.get(facts.icd[:3])
    if ways and facts.confirmed_by and facts.confirmed_by not in ways:
        return [rare("stroke_without_picture", "confirmed_by", code=facts.icd)]
    return []


EVENT_CHECKS: tuple[Callable[[EventFacts, Rules], list[Finding]], ...] = (
    is_of_this_registry,
    death_where_it_takes_one,
    days_follow,
    diagnosed_within_the_event,
    death_of_this_event,
    age_is_met,
    confirmed_as_it_should,
)

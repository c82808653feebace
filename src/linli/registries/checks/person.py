"""Checks of whom a card is about: dates in their order, and the identity number against what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ..facts import DeathFacts, EventFacts, Facts, TumourFacts
from .finding import Finding, invalid, rare
from .rules import Rules

OLDEST = 120


def days_of(facts: Facts) -> list[tuple[str, date]]:
    """Every day but the birth that a card names."""
    match facts:
        case DeathFacts():
            named = [("died_on", facts.died_on)]
        case TumourFacts():
            named = [("diagnosed_on", facts.diagnosed_on), ("died_on", facts.died_on)]
        case EventFacts():
            named = [("onset_on", facts.onset_on), ("diagnosed_on", facts.diagnosed_on), ("died_on", facts.died_on)]
    return [(name, day) for name, day in named if day is not None]


def nothing_before_birth(facts: Facts, _rules: Rules) -> list[Finding]:
    born = facts.person.born
    return [
        invalid("before_birth", name, day=day, born=born)
        for name, day in days_of(facts)
        if born is not None and day < born
    ]


def nothing_to_come(facts: Facts, rules: Rules) -> list[Finding]:
    born = facts.person.born
    days = [*days_of(facts), *([("born", born)] if born else [])]
    return [invalid("in_future", name, day=day, today=rules.today) for name, day in days if day > rules.today]


def nobody_that_old(facts: Facts, _rules: Rules) -> list[Finding]:
    age = facts.age
    if age is None or age <= 105:
        return []
    if age > OLDEST:
        return [invalid("too_old", "born", age=age, most=OLDEST)]
    return [rare("very_old", "born", age=age)]


def number_says_the_same(facts: Facts, _rules: Rules) -> list[Finding]:
    """The birth date and the sex that the identity number holds."""
    person, found = facts.person, list[Finding]()
    if not person.id_number:
        return [rare("no_id_number", "id_number")]
    digits = person.id_number[6:14]
    if person.born and digits != f"{person.born:%Y%m%d}":
        found.append(rare("id_born_differs", "born", said=f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", born=person.born))
    says = "male" if int(person.id_number[16]) % 2 else "female"
    if person.sex and person.sex != says:
        found.append(rare("id_sex_differs", "sex"))
    return found


PERSON_CHECKS: tuple[Callable[[Facts, Rules], list[Finding]], ...] = (
    nothing_before_birth,
    nothing_to_come,
    nobody_that_old,
    number_says_the_same,
)

"""Checks of a death certificate: can it be, does the chain hold, does the underlying cause say enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from ..codes import STARRED
from ..facts import ChainLine, DeathFacts
from .finding import Finding, invalid, rare
from .rules import Rules, wrong_sex

# How death looks, which is not why somebody dies: alone on the certificate they say nothing.
MODES_OF_DYING = ("I46", "I50", "J96", "R09", "R57", "R40", "K72", "N17", "J80", "I51")
OF_MANNER = {"accident": "V01–X59", "suicide": "X60–X84", "homicide": "X85–Y09", "undetermined": "Y10–Y34"}
# Ages at which a cause is hardly met: category from, to, youngest, oldest.
AGES: tuple[tuple[str, str, int, int], ...] = (
    ("A33", "A33", 0, 0), ("P00", "P96", 0, 1), ("R95", "R95", 0, 0), ("R54", "R54", 65, 200), ("O00", "O99", 12, 55),
    ("C61", "C61", 40, 200), ("C53", "C55", 20, 200), ("C50", "C50", 20, 200), ("C16", "C16", 20, 200), ("C34", "C34", 20, 200),
    ("C18", "C20", 20, 200), ("C90", "C90", 20, 200), ("I20", "I25", 20, 200), ("I60", "I69", 5, 200), ("J43", "J44", 30, 200),
    ("G30", "G30", 40, 200), ("G20", "G20", 30, 200), ("F01", "F03", 45, 200), ("X60", "X84", 10, 200), ("N40", "N40", 40, 200),
)  # fmt: skip


def propose(facts: DeathFacts) -> str:
    """The simple rule: the lowest line of part I that has a code. A proposal, for a coder to look at."""
    return next((line.code for line in reversed(facts.chain) if line.code), "")


def is_external(code: str) -> bool:
    return "V01" <= code[:3] <= "Y98" and code[0] in "VWXY"


def manner_of(code: str) -> str:
    """Which manner of death an external cause belongs to; empty where it may be any."""
    category = code[:3]
    bounds = (
        ("accident", "V01", "X59"),
        ("suicide", "X60", "X84"),
        ("homicide", "X85", "Y09"),
        ("undetermined", "Y10", "Y34"),
    )
    return next((manner for manner, first, last in bounds if first <= category <= last), "")  # fmt: skip


def cause_is_known(facts: DeathFacts, rules: Rules) -> list[Finding]:
    """A category of the classification; what is not in the list at hand may be one all the same."""
    category = facts.cause[:3]
    if not facts.cause or rules.known_codes is None or category in rules.known_codes:
        return []
    return [rare("cause_unknown", "cause", code=facts.cause)]


def cause_can_be_underlying(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    category = facts.cause[:3]
    if category in STARRED:
        return [invalid("cause_starred", "cause", code=facts.cause)]
    if category[:1] in ("S", "T"):
        return [invalid("cause_injury", "cause", code=facts.cause)]
    if category[:1] == "Z":
        return [invalid("cause_factor", "cause", code=facts.cause)]
    return []


def cause_says_enough(facts: DeathFacts, rules: Rules) -> list[Finding]:
    if facts.cause and rules.garbage.holds(facts.cause):
        return [rare("cause_garbage", "cause", code=facts.cause, list=rules.garbage.name)]
    return []


def cause_fits_sex(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    named = [("cause", facts.cause), *((f"{one.line}_code", one.code) for one in facts.chain)]
    return [
        invalid("sex_site", name, code=code, sex=facts.person.sex)
        for name, code in named
        if wrong_sex(code, facts.person.sex)
    ]


def cause_fits_age(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    age, category = facts.age, facts.cause[:3]
    if age is None or not category:
        return []
    for first, last, youngest, oldest in AGES:
        if first <= category <= last and not youngest <= age <= oldest:
            return [rare("cause_age", "cause", code=facts.cause, age=age)]
    return []


def cause_fits_manner(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    """An external cause needs the manner of death that it is of, and a violent manner an external cause."""
    if not facts.cause or not facts.manner:
        return []
    if not is_external(facts.cause):
        wanted = OF_MANNER.get(facts.manner, "")
        return [invalid("cause_for_manner", "cause", code=facts.cause, wanted=wanted)] if wanted else []
    manner = manner_of(facts.cause)
    if facts.manner == "natural" or (manner and manner != facts.manner):
        return [invalid("manner_for_external", "manner", code=facts.cause, wanted=manner)]
    return []


def chain_has_no_gap(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    said = [bool(one.text or one.code) for one in facts.chain]
    return [
        invalid("chain_gap", f"{below.line}_text", above=above.line)
        for (above, has_above), (below, has_below) in pairwise(zip(facts.chain, said, strict=True))
        if has_below and not has_above
    ]


def chain_runs_backwards(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    """What led to something began no later than it; the two may be said in other units, so a tenth is let pass."""
    timed = [one for one in facts.chain if one.lasted is not None]
    return [
        rare("chain_interval", f"{below.line}_lasted", above=above.line, below=below.line)
        for above, below in pairwise(timed)
        if (below.lasted or timedelta()) * 1.1 < (above.lasted or timedelta())
    ]


def chain_is_plausible(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    """A neoplasm is not due to something else (but HIV), a birth defect to nothing, an accident to no illness."""
    coded = [one for one in facts.chain if one.code]
    return [
        rare("chain_due_to", f"{below.line}_code", above=above.code, below=below.code)
        for above, below in pairwise(coded)
        if _cannot_be_due_to(above, below)
    ]


def _cannot_be_due_to(above: ChainLine, below: ChainLine) -> bool:
    letter, category = above.code[0], above.code[:3]
    if letter == "C" and category not in ("C77", "C78", "C79"):
        return below.code[0] not in ("C", "D") and not "B18" <= below.code[:3] <= "B24"
    if letter == "Q":
        return below.code[0] not in ("Q", "O", "P")
    return category in ("E10", "J43", "J44", "I10") and below.code[0] in ("I", "J") and below.code[:3] != category


def says_more_than_how(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    """Heart failure, shock or a stopped breath alone: how death came, not of what."""
    coded = [one.code for one in facts.chain if one.code]
    if coded and all(code[:3] in MODES_OF_DYING for code in coded) and facts.cause[:3] in MODES_OF_DYING:
        return [rare("only_mode_of_dying", "cause", code=facts.cause)]
    return []


def cause_is_in_chain(facts: DeathFacts, _rules: Rules) -> list[Finding]:
    written = {one.code[:3] for one in facts.chain if one.code} | {code[:3] for code in facts.other}
    if facts.cause and written and facts.cause[:3] not in written:
        return [rare("cause_not_in_chain", "cause", code=facts.cause)]
    return []


DEATH_CHECKS: tuple[Callable[[DeathFacts, Rules], list[Finding]], ...] = (
    cause_is_known,
    cause_can_be_underlying,
    cause_says_enough,
    cause_fits_sex,
    cause_fits_age,
    cause_fits_manner,
    chain_has_no_gap,
    chain_runs_backwards,
    chain_is_plausible,
    says_more_than_how,
    cause_is_in_chain,
)

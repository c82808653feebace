"""The registries' figures: numbers, rates by a named standard, and what says how good the registry is.

Each figure has its numerator, its denominator and the rule it was made by. What cannot be worked out says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.health.statistics import rates
from linli.health.statistics.mortality import dying_between_30_and_70
from linli.health.statistics.populations import CHINA_2000, STANDARDS, Standard
from linli.health.statistics.tables import GROUPS, UnfitTable, folded

from ..causes import CAUSES, EXTERNAL, KINDS, NCD, Group
from ..codes.garbage import GarbageList
from ..errors import MoreDeathsThanPeople, NoPopulation, UnfitPopulation
from .catalogue import garbage_name
from .tally import BOTH, SEXES, Cell, People, Tally

PER = 100_000
_THIRTY, _SEVENTY = GROUPS.index("30-34"), GROUPS.index("65-69")
VERIFIED_BASES = ("5", "6", "7", "8")


@dataclass(frozen=True)
class Rated:
    """A rate per 100,000 with its limits."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Line:
    """A group of causes, sites or events: how many of each sex, the crude rate, and the standardised ones by their code."""

    code: str
    name: str
    within: str
    counts: dict[str, int]
    crude: Rated | None
    standardised: dict[str, Rated]
    fatal: int = 0

    @property
    def total(self) -> int:
        return self.counts[BOTH]

    @property
    def fatality(self) -> float | None:
        return self.fatal / self.total if self.total else None


@dataclass(frozen=True)
class Indicator:
    """A share or a probability. `value` is None where it cannot be given, and `problem` says why."""

    code: str
    name: str
    numerator: float | None
    denominator: float | None
    value: float | None
    rule: str
    problem: str = ""


def checked(counts: Sequence[int], persons: Sequence[int], year: int) -> None:
    """Raises NoPopulation, MoreDeathsThanPeople: a named error, and no number."""
    if not sum(persons):
        raise NoPopulation(year)
    for group, count, lived in zip(GROUPS, counts, persons, strict=True):
        if count > lived:
            raise MoreDeathsThanPeople(group, count, lived)


def crude(counts: Sequence[int], persons: Sequence[int], year: int) -> Rated:
    checked(counts, persons, year)
    return Rated(*rates.crude(counts, persons).per(PER))


def standardised(counts: Sequence[int], persons: Sequence[int], year: int, standard: Standard) -> Rated:
    """Raises UnfitPopulation."""
    checked(counts, persons, year)
    try:
        cases, lived = folded(counts, persons)
        found = rates.standardised(list(cases), list(lived), standard.folded_to(len(lived)))
    except UnfitTable as unfit:
        raise UnfitPopulation(str(unfit)) from unfit
    return Rated(*found.per(PER))


def lines(found: Tally, lived: People, standards: Sequence[Standard] = (CHINA_2000,)) -> list[Line]:
    """All together, then each group that somebody is in; those told within another come after it."""
    everything = Group("all", _("In all"), ())
    groups = [everything, *KINDS[found.kind]]
    made = [_line(found, lived, standards, one) for one in groups]
    return [one for one in made if one.total or one.code == "all"]


def _line(found: Tally, lived: People, standards: Sequence[Standard], group: Group) -> Line:
    def wanted(cell: Cell) -> bool:
        return not group.ranges or group.holds(cell.code)

    counts = {sex: found.total(wanted, sex) for sex in (BOTH, *SEXES)}
    ages, persons = found.by_age(BOTH, wanted), lived.of()
    fatal = found.total(lambda cell: wanted(cell) and cell.fatal)
    known = bool(lived.total())
    return Line(
        group.code, str(group.name), group.within, counts,
        crude(ages, persons, found.year) if known else None,
        {one.code: standardised(ages, persons, found.year, one) for one in standards} if known else {},
        fatal,
    )  # fmt: skip


def tried(make: Callable[[], Any], empty: Any) -> tuple[Any, str]:
    """What `make` gives, or `empty` and the sentence of why it gives nothing."""
    try:
        return make(), ""
    except UnfitPopulation as unfit:
        return empty, unfit.message


# What says how good the tumour registry is.


def share(code: str, name: str, part: float, whole: float, rule: str) -> Indicator:
    problem = "" if whole else _("There is nothing to divide by.")
    return Indicator(code, name, part, whole, part / whole if whole else None, rule, problem)


def tumour_indicators(tumours: Tally, deaths: Tally) -> list[Indicator]:
    incident = tumours.total()
    cancer = next(one for one in CAUSES if one.code == "cancer")
    died = deaths.total(lambda cell: cancer.holds(cell.code))
    unspecified = next(one for one in KINDS["tumour"] if one.code == "unspecified")
    return [
        share(
            "mv", _("MV%: verified by a microscope"), tumours.total(lambda cell: cell.basis in VERIFIED_BASES), incident,
            _("basis 5 to 8 ÷ new tumours"),
        ),
        share(
            "dco", _("DCO%: by death certificate only"), tumours.total(lambda cell: cell.basis == "0"), incident, _("basis 0 ÷ new tumours")
        ),
        share("mi", _("M/I: deaths by new tumours"), died, incident, _("deaths of C00–C97 ÷ new tumours, same year and people")),
        share("ub", _("UB%: basis not known"), tumours.total(lambda cell: cell.basis in ("9", "")), incident, _("basis 9 or none ÷ new tumours")),
        share(
            "ou", _("O&U%: site not specified"), tumours.total(lambda cell: unspecified.holds(cell.topography[:3])), incident,
            _("C26, C39, C48, C76, C80 ÷ new tumours"),
        ),
    ]  # fmt: skip


def garbage_indicator(deaths: Tally, one: GarbageList) -> Indicator:
    return share(
        "garbage", _("Share of causes that say too little"), deaths.total(lambda cell: one.holds(cell.code)), deaths.total(),
        _("underlying cause in the list ÷ deaths; list: %(list)s") % {"list": garbage_name(one)},
    )  # fmt: skip


def fatality_indicator(events: Tally) -> Indicator:
    return share(
        "fatality", _("28-day fatality"), events.total(lambda cell: cell.fatal), events.total(),
        _("died within 28 days of onset, day 28 included ÷ events, counted from onset"),
    )  # fmt: skip


# Premature death of the four groups (SDG 3.4.1): demographers write 40q30, WHO 30q70.


def premature(deaths: Tally, lived: People, garbage: GarbageList | None = None, sex: str = BOTH) -> Indicator:
    """Probability of dying at 30 to 70. With `garbage` what says too little is shared out first, as WHO does."""
    ncd = Group("ncd", _("Four groups"), NCD)
    ages = slice(_THIRTY, _SEVENTY + 1)
    counted: list[float] = [float(n) for n in deaths.by_age(sex, lambda cell: ncd.holds(cell.code))]
    if garbage is not None:
        counted = _shared_out(deaths, garbage, ncd, sex)
    persons = lived.of(sex)
    name = _("40q30, as registered") if garbage is None else _("40q30, ill-defined shared out")
    rule = _("1 − Π(1 − 5·M ÷ (1 + 2.5·M)) over 30–34 … 65–69; I00–I99, C00–C97, E10–E14, J30–J98; net of other causes")
    if garbage is not None:
        rule += _("; within each age, causes of the list go to all but injuries in proportion; list: %(list)s") % {
            "list": garbage_name(garbage)
        }
    code = "premature" if garbage is None else "premature_shared"
    part, whole = sum(counted[ages]), sum(persons[ages])
    try:
        checked(deaths.by_age(sex), persons, deaths.year)
        if not all(persons[ages]):
            raise UnfitPopulation(_("An age group between 30 and 70 has no people."))
        value = dying_between_30_and_70(
            [died / people for died, people in zip(counted[ages], persons[ages], strict=True)]
        )
    except UnfitPopulation as unfit:
        return Indicator(code, name, part, whole or None, None, rule, unfit.message)
    return Indicator(code, name, part, whole, value, rule)


def _shared_out(deaths: Tally, garbage: GarbageList, ncd: Group, sex: str) -> list[float]:
    vague = deaths.by_age(sex, lambda cell: garbage.holds(cell.code))
    firm = deaths.by_age(sex, lambda cell: not garbage.holds(cell.code) and not EXTERNAL.holds(cell.code))
    own = deaths.by_age(sex, lambda cell: ncd.holds(cell.code) and not garbage.holds(cell.code))
    return [mine + (lost * mine / sure if sure else 0.0) for mine, lost, sure in zip(own, vague, firm, strict=True)]


def standard_of(code: str) -> Standard:
    """A standard population by its code; China 2000 where there is none of it."""
    return STANDARDS.get(code, CHINA_2000)

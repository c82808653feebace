"""What the registries give to a bulletin: aggregates of a district and a year, typed; no row of anybody is in it."""

from __future__ import annotations

from dataclasses import dataclass

from linli.health.statistics.populations import CHINA_2000, SEGI, Standard
from linli.health.statistics.tables import GROUPS

from ..codes.garbage import WHO_ILL_DEFINED, GarbageList
from ..models import CardKind
from .catalogue import garbage_name
from .figures import (
    Indicator,
    Line,
    fatality_indicator,
    garbage_indicator,
    lines,
    premature,
    tried,
    tumour_indicators,
)
from .tally import BOTH, SEXES, People, Tally, people, tally


@dataclass(frozen=True)
class Published:
    """Figures of one year. `problems` say why rates are missing; counts are there all the same.

    `by_age`: by kind and sex (male, female, both) nineteen counts, as `groups` are called. `standards`: code and name of
    those that rates are by.
    """

    district: str
    year: int
    population: int
    population_source: str
    groups: tuple[str, ...]
    lines: dict[str, tuple[Line, ...]]
    by_age: dict[str, dict[str, tuple[int, ...]]]
    indicators: tuple[Indicator, ...]
    standards: tuple[tuple[str, str], ...]
    garbage_list: str
    problems: tuple[str, ...]

    @property
    def deaths(self) -> tuple[Line, ...]:
        return self.lines["death"]

    @property
    def tumours(self) -> tuple[Line, ...]:
        return self.lines["tumour"]

    @property
    def events(self) -> tuple[Line, ...]:
        return self.lines["event"]

    def count(self, kind: str) -> int:
        return self.lines[kind][0].total if self.lines[kind] else 0

    def indicator(self, code: str) -> Indicator:
        return next(one for one in self.indicators if one.code == code)


def published(
    district: str,
    year: int,
    standards: tuple[Standard, ...] = (CHINA_2000, SEGI),
    garbage: GarbageList = WHO_ILL_DEFINED,
) -> Published:
    """All that is told of a year."""
    lived = people(district, year)
    found = {kind.value: tally(district, kind, year) for kind in CardKind}
    told: dict[str, tuple[Line, ...]] = {}
    problems: list[str] = []
    for kind, one in found.items():
        made, problem = tried(lambda one=one: lines(one, lived, standards), None)  # type: ignore[misc]
        told[kind] = tuple(made if made is not None else lines(one, People(year)))
        problems += [problem] if problem else []
    return Published(
        district, year, lived.total(), lived.source, GROUPS, told,
        {kind: {sex: tuple(one.by_age(sex)) for sex in (BOTH, *SEXES)} for kind, one in found.items()},
        tuple(_indicators(found, lived, garbage)), tuple((one.code, one.name) for one in standards), garbage_name(garbage),
        tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _indicators(found: dict[str, Tally], lived: People, garbage: GarbageList) -> list[Indicator]:
    deaths = found["death"]
    return [
        garbage_indicator(deaths, garbage),
        premature(deaths, lived),
        premature(deaths, lived, garbage),
        *tumour_indicators(found["tumour"], deaths),
        fatality_indicator(found["event"]),
    ]

"""Counting: cards of a year by code, sex and age group, and the people they are among. One statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from linli.health.statistics.tables import GROUPS

from ..causes import icd10_of_tumour, is_malignant
from ..models import Card, CardKind, Population
from ..models.cards import COUNTED

AGES = len(GROUPS)
BOTH = "both"
SEXES = ("male", "female")


def age_group(age: int) -> int:
    """0 for the first year of life, 1 for 1 to 4, then by five years, 18 for 85 and over."""
    return 0 if age < 1 else min(1 + age // 5, AGES - 1)


@dataclass(frozen=True)
class Cell:
    """Cards that have these things in common. `code` is an ICD-10 code (of a tumour: the one it counts under)."""

    code: str
    sex: str
    group: int | None
    basis: str
    fatal: bool
    count: int
    topography: str = ""


@dataclass(frozen=True)
class Tally:
    """A year's cards of one kind, counted."""

    kind: str
    year: int
    cells: tuple[Cell, ...]

    def total(self, wanted: Callable[[Cell], bool] = lambda _cell: True, sex: str = BOTH) -> int:
        return sum(cell.count for cell in self.cells if sex in (BOTH, cell.sex) and wanted(cell))

    def by_age(self, sex: str = BOTH, wanted: Callable[[Cell], bool] = lambda _cell: True) -> list[int]:
        """Nineteen counts; who is of unknown age is in none of them."""
        found = [0] * AGES
        for cell in self.cells:
            if cell.group is not None and sex in (BOTH, cell.sex) and wanted(cell):
                found[cell.group] += cell.count
        return found

    @property
    def of_unknown_age(self) -> int:
        return self.total(lambda cell: cell.group is None)


def tally(district: str, kind: str, year: int) -> Tally:
    """Cards handed in or accepted, neither merged nor deleted, of what happened in the year."""
    rows = (
        Card.objects.filter(
            district_id=district, kind=kind, state__in=COUNTED, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31)
        )
        .values_list("cause", "morphology", "behaviour", "sex", "age", "basis", "fatal")
        .annotate(n=Count("pk"))
        .order_by()
    )  # fmt: skip
    cells: dict[tuple[str, str, int | None, str, bool, str], int] = defaultdict(int)
    for cause, morphology, behaviour, sex, age, basis, fatal, number in rows:
        code, topography = cause, ""
        if kind == CardKind.TUMOUR:
            if not is_malignant(behaviour, cause):
                continue
            code, topography = icd10_of_tumour(cause, morphology), cause
        cells[code, sex, None if age is None else age_group(age), basis, fatal, topography] += number
    return Tally(
        kind, year, tuple(Cell(code, sex, group, basis, fatal, n, site) for (code, sex, group, basis, fatal, site), n in cells.items())
    )  # fmt: skip


@dataclass(frozen=True)
class People:
    """The population of a year: nineteen numbers of each sex, and where they are from."""

    year: int
    by_sex: dict[str, list[int]] = field(default_factory=dict)
    source: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.total())

    def of(self, sex: str = BOTH) -> list[int]:
        if sex != BOTH:
            return self.by_sex.get(sex, [0] * AGES)
        return [sum(each) for each in zip(*(self.of(one) for one in SEXES), strict=True)]

    def total(self, sex: str = BOTH) -> int:
        return sum(self.of(sex))


def people(district: str, year: int) -> People:
    found = People(year, {sex: [0] * AGES for sex in SEXES})
    sources = set()
    for sex, group, number, source in Population.objects.filter(district_id=district, year=year).values_list(
        "sex", "age_group", "count", "source"
    ):
        found.by_sex[sex][group] = number
        sources.add(source)
    return People(year, found.by_sex, "、".join(sorted(filter(None, sources))))


def years_with_cards(district: str) -> Sequence[int]:
    """The years in which anything happened, the newest first."""
    rows = (
        Card.objects.filter(district_id=district, state__in=COUNTED, happened_on__isnull=False)
        .values_list("happened_on__year")
        .annotate(n=Count("pk"))
        .order_by("-happened_on__year")
    )
    return [year for year, _n in rows[:10]]


def population_total(district: str, year: int) -> int:
    return int(Population.objects.filter(district_id=district, year=year).aggregate(n=Sum("count"))["n"] or 0)

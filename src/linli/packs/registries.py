"""registries.yaml and population.csv of a pack: how a district counts, its people by age, and a demo's invented cards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from linli.catalogue.spec import Entry
from linli.places.actions import Changes
from linli.places.models import District
from linli.registries.actions import (
    CardSeed,
    PopulationRow,
    Wanted,
    add_demo_cards,
    group_of,
    invent,
    replace_population,
    set_rules,
)

from .mistakes import Mistakes
from .reading import read_csv, read_yaml
from .validating import items_of, one_of

if TYPE_CHECKING:
    from .contents import Contents

REGISTRIES, POPULATION = "registries.yaml", "population.csv"
_MOST = 50_000
# By a word of its name: how many cards an institution reports, against others.
_WEIGHTS = (("保健院", 3), ("医院", 24), ("中心", 6), ("卫生院", 6))


class RegistriesEntry(Entry):
    """registries.yaml. `other_bleeding`: I62 counts as a stroke. The numbers of cards are a demo's invented ones"""

    year: Annotated[int, Field(ge=1990, le=2199)]
    other_bleeding: bool = False
    deaths: Annotated[int, Field(ge=0, le=_MOST)] = 0
    tumours: Annotated[int, Field(ge=0, le=_MOST)] = 0
    events: Annotated[int, Field(ge=0, le=_MOST)] = 0
    seed: int = 1


class PopulationEntry(Entry):
    """One row of population.csv; `age` is 0, 1-4, 5-9 … 80-84 or 85+"""

    year: Annotated[int, Field(ge=1949, le=2199)]
    sex: Literal["male", "female", "男", "女"]
    age: str
    count: Annotated[int, Field(ge=0, le=100_000_000)]
    source: Annotated[str, Field(max_length=120)] = ""


def check_registries(contents: Contents, mistakes: Mistakes) -> None:
    """Invented cards are a demo's; age groups are the nineteen, each once a year and sex."""
    entry = contents.registries
    if entry and (entry.deaths or entry.tumours or entry.events):
        if not contents.district.demo:
            message = _("Cards can only be invented in the pack of a demo district (demo: true in district.yaml).")
            mistakes.add(REGISTRIES, 1, "deaths", message)
        if not _reporting(contents):
            mistakes.add(REGISTRIES, 1, "deaths", _("No organisation of kind health reports the cards."))
    seen: dict[tuple[int, str, str], int] = {}
    for row, line in contents.population:
        if group_of(row.age) is None:
            message = _("“%(value)s” is no age group; write 0, 1-4, 5-9 … 80-84, 85+.") % {"value": row.age}
            mistakes.add(POPULATION, line, "age", message)
        key = (row.year, _sex(row.sex), row.age.strip())
        if key in seen:
            message = _("“%(key)s” is there twice; first in line %(line)d.")
            mistakes.add(POPULATION, line, "age", message % {"key": row.age, "line": seen[key]})
        seen.setdefault(key, line)


def _sex(text: str) -> str:
    return {"男": "male", "女": "female"}.get(text, text)


def population_rows(contents: Contents) -> Iterator[PopulationRow]:
    for row, _line in contents.population:
        yield PopulationRow(row.year, _sex(row.sex), group_of(row.age) or 0, row.count, row.source)


def replace_registries(district: District, contents: Contents) -> Changes:
    """Rules and population as the pack says, and the invented cards where there are none yet."""
    changes = replace_population(district, population_rows(contents))
    entry = contents.registries
    if entry is None:
        return changes
    set_rules(district.code, other_bleeding=entry.other_bleeding)
    made = add_demo_cards(district, _seeds(contents, entry)) if district.demo else Changes()
    return Changes(added=changes.added + made.added, changed=changes.changed, removed=changes.removed)


def _seeds(contents: Contents, entry: RegistriesEntry) -> Iterator[CardSeed]:
    communities = [area.code for area, _line in contents.areas if area.level == "community"]
    if not communities or not (entry.deaths or entry.tumours or entry.events):
        return iter(())
    wanted = Wanted(
        entry.year, entry.deaths, entry.tumours, entry.events, entry.seed, contents.district.code, communities, _reporting(contents)
    )  # fmt: skip
    return invent(wanted)


def _reporting(contents: Contents) -> list[tuple[str, int]]:
    """Who reports, and how much more than others: hospitals most, the smallest hardly anything."""
    found = [
        (unit.code, next((weight for word, weight in _WEIGHTS if word in unit.name), 0))
        for unit in contents.all_organisations
        if unit.kind == "health" and "疾病预防控制" not in unit.name
    ]
    named = [one for one in found if one[1]]
    return named or [(code, 1) for code, _weight in found]


def read_registries(contents: Contents, mistakes: Mistakes) -> None:
    """Both files, where they are."""
    folder = contents.folder
    if (folder / REGISTRIES).is_file():
        document = read_yaml(folder / REGISTRIES, mistakes)
        contents.registries = one_of(document, RegistriesEntry, mistakes) if document else None
    if (folder / POPULATION).is_file():
        table = read_csv(folder / POPULATION, mistakes, ("year", "sex", "age", "count"), ("source",))
        contents.population = items_of(table, PopulationEntry, mistakes)

"""cooperative.yaml of a pack: the co-operative, its points, and for a demo an invented half year in a short spec.

cooperative: {organisation: 652929-hezuoshe, name: 某某骆驼合作社, most_kg_camel: 12}   # what one camel gives in a day at most
points:
  - {code: gaizi, name: 盖孜力克收奶点, area: "652929101200", organisation: 652929-shounai}
demo:                                   # demo districts only; drawn from one source of chance, the same each time
  months: 6                             # before this one
  villages: {"652929101200": 12}        # how many households
  names: [付某某, …]                     # as many as households
  phones: "199065"                      # the first digits of their phones, which nobody has
  …
The ledger's accounts that it posts to are in funds.yaml; see linli.cooperative.accounts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text
from linli.cooperative import actions as cooperative
from linli.places.actions import Changes
from linli.places.models import District

from .mistakes import Mistakes
from .reading import Document, read_yaml
from .schema import AreaCode
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "cooperative"
FILE = "cooperative.yaml"
FILES = (FILE,)

Name = Annotated[Text, Field(min_length=2, max_length=60)]
Short = Annotated[Text, Field(min_length=1, max_length=40)]
Yuan = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]


class CooperativeEntry(Entry):
    """Which organisation it is, and how many kilograms one camel gives in a day at most."""

    organisation: OrganisationCode
    name: Name
    most_kg_camel: Annotated[Decimal, Field(gt=0, le=50, decimal_places=2)]


class PointEntry(Entry):
    """Where milk is collected, and whose people collect there."""

    code: Slug
    name: Short
    area: AreaCode
    organisation: OrganisationCode


class GradeEntry(Entry):
    name: Annotated[Text, Field(max_length=20)]
    fat_min: Annotated[Decimal, Field(ge=0, le=15, decimal_places=2)]
    price: Yuan


class SupplyEntry(Entry):
    """What is delivered to households, by the unit; between `least` and `most` of it at a time."""

    kind: Literal["feed", "vet"]
    what: Short
    unit: Annotated[Text, Field(max_length=10)]
    price: Yuan
    least: Annotated[int, Field(ge=1, le=10_000)]
    most: Annotated[int, Field(ge=1, le=10_000)]


class HalfYearEntry(Entry):
    """An invented half year."""

    months: Annotated[int, Field(ge=1, le=12)]
    villages: dict[AreaCode, Annotated[int, Field(ge=1, le=500)]]
    names: list[Short] = Field(min_length=1)
    phones: Annotated[str, StringConstraints(pattern=r"^199\d{2,6}$")]
    first_number: Annotated[int, Field(ge=1, le=900_000)]
    camels: Annotated[int, Field(ge=1, le=50_000)]
    opened: Yuan
    decided: Annotated[Text, Field(min_length=2, max_length=100)]
    density: tuple[Decimal, Decimal]
    temperature_max: Decimal
    grades: list[GradeEntry] = Field(min_length=1)
    supplies: list[SupplyEntry] = Field(min_length=1)
    medicines: dict[Short, Annotated[int, Field(ge=0, le=90)]] = {}
    buyers: list[Name] = Field(min_length=1)
    laboratory: Name
    bottle: Annotated[Decimal, Field(gt=0, le=100)]
    price: Yuan


class CooperativeFileEntry(Entry):
    """cooperative.yaml"""

    cooperative: CooperativeEntry
    points: list[PointEntry] = Field(min_length=1)
    demo: HalfYearEntry | None = None


@dataclass(frozen=True)
class Found:
    """The file as it was read, with the line of each thing in it."""

    entry: CooperativeFileEntry
    document: Document

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps)


def read(folder: Path, mistakes: Mistakes) -> Found | None:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).is_file() else None
    entry = one_of(document, CooperativeFileEntry, mistakes) if document else None
    return Found(entry, document) if entry and document else None


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Every name known, each point once, the ledger's accounts there, and an invented half year in a demo only."""
    found: Found | None = contents.rooms[ROOM]
    if found is None:
        return
    unit = found.entry.cooperative.organisation
    names.organisations.must_hold(unit, FILE, found.line("cooperative"), "organisation")
    for place, point in enumerate(found.entry.points):
        line = found.line("points", place)
        names.organisations.must_hold(point.organisation, FILE, line, "organisation")
        names.areas.must_hold(point.area, FILE, line, "area")
    for code, times in Counter(point.code for point in found.entry.points).items():
        if times > 1:
            mistakes.add(FILE, found.line("points"), "code", _("“%(key)s” is there twice.") % {"key": code})
    _check_accounts(contents, found, mistakes)
    if found.entry.demo is not None:
        _check_demo(contents, names, found, found.entry.demo, mistakes)


def _check_accounts(contents: Contents, found: Found, mistakes: Mistakes) -> None:
    funds: Any = contents.rooms.get("ledger")
    known = {one.code for one in funds.entry.accounts} if funds else set()
    wanted = (*cooperative.ACCOUNTS, cooperative.SHARES) if found.entry.demo else cooperative.ACCOUNTS
    for code in wanted:
        if code not in known:
            message = _("The chart in funds.yaml lacks the account “%(code)s”, which the co-operative posts to.")
            mistakes.add(FILE, found.line("cooperative"), "accounts", message % {"code": code})


def _check_demo(contents: Contents, names: AllNames, found: Found, demo: HalfYearEntry, mistakes: Mistakes) -> None:
    line = found.line("demo")
    if not contents.district.demo:
        message = _(
            "An invented half year can only be given in the pack of a demo district (demo: true in district.yaml)."
        )
        mistakes.add(FILE, line, "demo", message)
    for village in demo.villages:
        names.areas.must_hold(village, FILE, found.line("demo", "villages"), "villages")
    if sum(demo.villages.values()) != len(demo.names):
        told = {"households": sum(demo.villages.values()), "names": len(demo.names)}
        message = _("There are %(households)s households and %(names)s names: each needs one.") % told
        mistakes.add(FILE, found.line("demo", "names"), "names", message)
    unit = found.entry.cooperative.organisation
    staff = [one for one, _line in contents.people if any(held.organisation == unit for held in one.positions)]
    if len(staff) < 2:
        message = _("Two people of the co-operative are needed in people.yaml: one writes, the other confirms.")
        mistakes.add(FILE, line, "demo", message)


def half_year_row(entry: HalfYearEntry | None) -> cooperative.HalfYearRow | None:
    if entry is None:
        return None
    given = entry.model_dump(exclude={"grades", "supplies"})
    grades = [cooperative.GradeRow(**one.model_dump()) for one in entry.grades]
    supplies = [cooperative.SupplyRow(**one.model_dump()) for one in entry.supplies]
    return cooperative.HalfYearRow(**given, grades=grades, supplies=supplies)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """Nothing where a pack has none."""
    found: Found | None = contents.rooms[ROOM]
    if found is None:
        return {}
    entry = found.entry
    row = cooperative.CooperativeRow(**entry.cooperative.model_dump())
    points = [cooperative.PointRow(**one.model_dump()) for one in entry.points]
    return {
        gettext_noop("Co-operative"): partial(cooperative.replace_cooperative, district, row),
        gettext_noop("Collection points"): partial(cooperative.replace_points, district, points),
        gettext_noop("Invented half year of milk"): partial(
            cooperative.add_demo_half_year, district, half_year_row(entry.demo)
        ),
    }

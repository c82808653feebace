"""renovation.yaml of a pack: the programme, its works, the rules of votes, estates; for a demo also invented rolls and progress.

programme: {name: 六改一同步, about: …, department: 511502-zhujian, fund: pooled, account: "expense:renovation", checked: false}
works:
  - {code: gaishui, name: 改水, about: 换供水管, category: "010403"}     # of the case that a fault becomes
  - {code: tongbu, name: 同步治理, about: …, alongside: true}
rules:                                     # a version is laid down once: whoever words it anew gives it the next number
  - code: ordinary
    version: 1
    name: 一般事项
    meant_for: 第（五）项等
    turnout: {units: 2/3, area: 2/3}       # of all; “>1/2” is more than half
    agree: {units: ">1/2", area: ">1/2"}   # of those who take part
    basis: 民法典第二百七十八条
    checked: false
estates:
  - code: linjiaxiang                      # in the address of its page
    estate: 林家巷小区                     # of buildings.yaml
    built: 1996
    organisation: "511502012001"
    houses: [{place: 林家巷小区1幢, households: 24, floor_area: 1700}]
    duties: [{part: lead, organisation: 511502-zhujian, phone: "19900000003"}]
demo: {estates: […], votes: […]}           # demo districts only; days from the day it is loaded
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.places.actions import Changes
from linli.places.models import District
from linli.renovation import actions as renovation
from linli.renovation.actions import RuleRow

from .mistakes import Mistakes
from .reading import Document, read_yaml
from .renovation_demo import DemoEntry, check_demo, demo_estates, demo_votes
from .schema import DutyPhone
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM, FILE = "renovation", "renovation.yaml"
FILES = (FILE,)
# Words of addresses that stand where an estate's code does.
_TAKEN = ("votes", "papers")


def _share(value: Any) -> Any:
    above, line, below = str(value).removeprefix(">").partition("/")
    fits = line and above.isdigit() and below.isdigit() and 0 < int(above) <= int(below)
    if not fits or (str(value).startswith(">") and int(above) == int(below)):
        raise wrong(
            _("“%(value)s” is no share; write 2/3 for two thirds or more, “>1/2” for more than half.")
            % {"value": value}
        )
    return str(value)


Share = Annotated[str, BeforeValidator(_share)]
Area = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
Number = Annotated[int, Field(ge=1, le=20_000)]


class ProgrammeEntry(Entry):
    """What the district calls it, who leads it, out of which fund it is paid"""

    name: Annotated[Text, Field(max_length=40)]
    about: Annotated[Text, Field(max_length=500)]
    department: OrganisationCode
    fund: Annotated[Text, Field(max_length=40)]
    account: Annotated[Text, Field(max_length=80)]
    checked: bool = False


class WorkEntry(Entry):
    """One of the works"""

    code: Slug
    name: Annotated[Text, Field(max_length=20)]
    about: Annotated[Text, Field(max_length=200)]
    category: Annotated[str, StringConstraints(pattern=r"^([0-9]{6})?$")] = ""
    alongside: bool = False


class PartsEntry(Entry):
    """A share of households and one of area"""

    units: Share
    area: Share


class RuleEntry(Entry):
    """How a vote is counted"""

    code: Slug
    version: Annotated[int, Field(ge=1, le=999)]
    name: Annotated[Text, Field(max_length=60)]
    meant_for: Annotated[Text, Field(max_length=300)]
    turnout: PartsEntry
    agree: PartsEntry
    basis: Annotated[Text, Field(max_length=300)]
    checked: bool = False


class HouseEntry(Entry):
    """A building of an estate, or the estate itself where it has none"""

    place: Annotated[Text, Field(max_length=60)]
    households: Number
    floor_area: Area


class DutyEntry(Entry):
    """Who answers for what, with the telephone of its duty"""

    part: Literal["lead", "community", "contractor", "supervision", "property"]
    organisation: OrganisationCode
    phone: DutyPhone


class EstateEntry(Entry):
    """An estate that is renovated"""

    code: Slug
    estate: Annotated[Text, Field(max_length=60)]
    built: Annotated[int, Field(ge=1900, le=2100)]
    organisation: OrganisationCode
    about: Annotated[str, StringConstraints(max_length=300)] = ""
    houses: list[HouseEntry] = Field(min_length=1, max_length=60)
    duties: list[DutyEntry] = Field(default=[], max_length=12)

    @field_validator("code")
    @classmethod
    def _is_free(cls, code: str) -> str:
        if code in _TAKEN:
            raise wrong(
                _("“%(code)s” cannot be an estate's code: pages of another kind have this address.") % {"code": code}
            )
        return code


class RenovationEntry(Entry):
    """renovation.yaml"""

    programme: ProgrammeEntry | None = None
    works: list[WorkEntry] = Field(default=[], max_length=20)
    rules: list[RuleEntry] = Field(default=[], max_length=40)
    estates: list[EstateEntry] = Field(default=[], max_length=500)
    demo: DemoEntry = DemoEntry()


class Renovation:
    """renovation.yaml as it was read, with the line of each thing in it."""

    def __init__(self, entry: RenovationEntry | None = None, document: Document | None = None) -> None:
        self.entry = entry or RenovationEntry()
        self._document = document

    def line(self, *steps: str | int) -> int:
        return self._document.line(steps) if self._document else 0


def read(folder: Path, mistakes: Mistakes) -> Renovation:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).is_file() else None
    entry = one_of(document, RenovationEntry, mistakes) if document is not None else None
    return Renovation(entry, document) if entry else Renovation()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Every name known, each thing once, an estate's buildings its own, and invented things in a demo only."""
    found: Renovation = contents.rooms[ROOM]
    entry = found.entry
    if entry.programme is not None:
        names.organisations.must_hold(entry.programme.department, FILE, found.line("programme"), "department")
    elif entry.estates:
        mistakes.add(FILE, 1, "programme", _("Estates need a “programme”: its name and who leads it."))
    _check_once(found, mistakes)
    leaves = {one.code for one, _line in contents.categories}
    for place, work in enumerate(entry.works):
        if work.category and work.category not in leaves:
            message = _("There is no %(kind)s “%(value)s”.") % {"kind": _("category"), "value": work.category}
            mistakes.add(FILE, found.line("works", place), "category", message)
    for place, estate in enumerate(entry.estates):
        _check_estate(contents, names, found, place, estate, mistakes)
    check_demo(contents, found, mistakes)


def _check_once(found: Renovation, mistakes: Mistakes) -> None:
    entry = found.entry
    keys: list[tuple[str, list[Any]]] = [
        ("works", [one.code for one in entry.works]),
        ("rules", [(one.code, one.version) for one in entry.rules]),
        ("estates", [one.code for one in entry.estates]),
        ("estates", [one.estate for one in entry.estates]),
    ]
    for part, listed in keys:
        for place, key in enumerate(listed):
            if key in listed[:place]:
                told = {
                    "key": " ".join(map(str, key)) if isinstance(key, tuple) else key,
                    "line": found.line(part, listed.index(key)),
                }
                message = _("“%(key)s” is there twice; first in line %(line)d.") % told
                mistakes.add(FILE, found.line(part, place), "code", message)


def _check_estate(
    contents: Contents, names: AllNames, found: Renovation, place: int, row: EstateEntry, mistakes: Mistakes
) -> None:
    line = found.line("estates", place)
    names.estates.must_hold(row.estate, FILE, line, "estate")
    names.organisations.must_hold(row.organisation, FILE, line, "organisation")
    for number, duty in enumerate(row.duties):
        names.organisations.must_hold(
            duty.organisation, FILE, found.line("estates", place, "duties", number), "organisation"
        )
    own = {one.name for one, _line in contents.buildings if one.parent == row.estate} | {row.estate}
    seen: set[str] = set()
    for number, house in enumerate(row.houses):
        at = found.line("estates", place, "houses", number)
        if house.place not in own:
            told = {"place": house.place, "estate": row.estate}
            mistakes.add(FILE, at, "place", _("“%(place)s” is no building of “%(estate)s” in buildings.yaml.") % told)
        if house.place in seen:
            again = {"key": house.place, "line": line}
            mistakes.add(FILE, at, "place", _("“%(key)s” is there twice; first in line %(line)d.") % again)
        seen.add(house.place)


def rule_row(one: RuleEntry) -> RuleRow:
    terms = {
        "turnout_units": one.turnout.units, "turnout_area": one.turnout.area, "agree_units": one.agree.units,
        "agree_area": one.agree.area,
    }  # fmt: skip
    return RuleRow(one.code, one.version, one.name, one.meant_for, terms, one.basis, one.checked)


def estate_row(one: EstateEntry) -> renovation.EstateRow:
    houses = tuple(renovation.HouseRow(**house.model_dump()) for house in one.houses)
    duties = tuple(renovation.DutyRow(duty.part, duty.organisation, duty.phone) for duty in one.duties)
    return renovation.EstateRow(one.code, one.estate, one.about, one.built, one.organisation, houses, duties)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    entry: RenovationEntry = contents.rooms[ROOM].entry
    programme = renovation.ProgrammeRow(**entry.programme.model_dump()) if entry.programme else None
    works = [renovation.WorkRow(**one.model_dump()) for one in entry.works]
    return {
        gettext_noop("Renovation"): partial(renovation.replace_programme, district, programme),
        gettext_noop("Works of the renovation"): partial(renovation.replace_works, district, works),
        gettext_noop("Rules of owners' votes"): partial(renovation.replace_rules, district, [rule_row(one) for one in entry.rules]),
        gettext_noop("Renovated estates"): partial(renovation.replace_estates, district, [estate_row(one) for one in entry.estates]),
        gettext_noop("Invented renovation"): partial(
            renovation.add_demo, district, demo_estates(entry.demo), demo_votes(entry.demo)
        ),
    }  # fmt: skip

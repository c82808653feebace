"""units.yaml of a pack: the units that answer for estates, for buildings and for tasks, each with a post to turn to.

estates:
  - building: 林家巷小区                 # an estate of buildings.yaml; the community in which it lies is whose unit it is
    name: 林家巷小区党支部
    contact: 小区联系岗                  # what the post is called, never who holds it
    phone: "19900000101"                # of an office
    task: 小区里的事先找这里
    buildings: [林家巷小区1幢, 林家巷小区2幢]
    unit: 党小组                        # a building's unit is called so, after the building
    task_of_buildings: 楼里的事先找这里
functional:
  - {code: kuaidi, name: 快递骑手功能型党支部, area: "511502012001", contact: 值班岗, phone: "19900000201", task: 骑手歇脚、充电}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from linli.catalogue.spec import Entry, Slug, Text
from linli.directory import actions as directory
from linli.places.actions import Changes
from linli.places.models import District

from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import DutyPhone
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "directory"
FILE = "units.yaml"
FILES = (FILE,)
Post = Annotated[Text, Field(max_length=40)]
Task = Annotated[Text, Field(max_length=200)]
Name = Annotated[Text, Field(max_length=60)]
Hours = Annotated[str, StringConstraints(max_length=60)]
Community = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]


class EstateUnitEntry(Entry):
    """An estate's unit, and those of its buildings."""

    building: Text
    name: Name
    contact: Post
    phone: DutyPhone = ""
    hours: Hours = ""
    task: Task
    buildings: list[Text] = []
    unit: Annotated[Text, Field(max_length=20)] = "联系岗"
    contact_of_buildings: Post = "楼栋联系岗"
    task_of_buildings: Task = "楼道、门禁、邻里之间的事，先找这里"


class FunctionalEntry(Entry):
    """A unit for a task."""

    code: Slug
    name: Name
    area: Community
    contact: Post
    phone: DutyPhone = ""
    address: Annotated[str, StringConstraints(max_length=120)] = ""
    hours: Hours = ""
    task: Task


class UnitsEntry(Entry):
    """units.yaml"""

    estates: list[EstateUnitEntry] = []
    functional: list[FunctionalEntry] = []


@dataclass
class Units:
    """The file as it was read, with the line of each thing in it."""

    entry: UnitsEntry = field(default_factory=UnitsEntry)
    document: Document | None = None

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps) if self.document else 0


def read(folder: Path, mistakes: Mistakes) -> Units:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).is_file() else None
    entry = one_of(document, UnitsEntry, mistakes) if document else None
    return Units(entry, document) if entry else Units()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Every estate and building is there and has one unit; a building stands in the estate whose unit it belongs to."""
    found: Units = contents.rooms[ROOM]
    estates = {one.name for one, _line in contents.buildings if one.kind == "estate"}
    standing = {one.name: one.parent for one, _line in contents.buildings if one.kind == "building"}
    seen: Counter[str] = Counter()
    for place, estate in enumerate(found.entry.estates):
        line = found.line("estates", place)
        _known(estate.building, estates, _("estate"), line, "building", mistakes)
        for number, building in enumerate(estate.buildings):
            at = found.line("estates", place, "buildings", number)
            _known(building, set(standing), _("building"), at, "buildings", mistakes)
            if building in standing and standing[building] != estate.building:
                told = {"building": building, "estate": estate.building}
                mistakes.add(FILE, at, "buildings", _("“%(building)s” does not stand in “%(estate)s”.") % told)
        for name in (estate.building, *estate.buildings):
            seen[name] += 1
            if seen[name] == 2:
                mistakes.add(FILE, line, "building", _("“%(name)s” has two units; please keep one.") % {"name": name})
    codes: dict[str, int] = {}
    for place, unit in enumerate(found.entry.functional):
        line = found.line("functional", place)
        names.communities.must_hold(unit.area, FILE, line, "area")
        if unit.code in codes:
            twice = {"key": unit.code, "line": codes[unit.code]}
            mistakes.add(FILE, line, "code", _("“%(key)s” is there twice; first in line %(line)d.") % twice)
        codes.setdefault(unit.code, line)


def _known(value: str, known: set[str], kind: str, line: int, path: str, mistakes: Mistakes) -> None:
    if value not in known:
        message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
        mistakes.add(FILE, line, path, message + did_you_mean(value, known))


def rows(contents: Contents) -> Iterator[directory.UnitRow]:
    """Estates with their buildings, then tasks; the code of an estate's unit is its place in the file's order of estates."""
    entry: UnitsEntry = contents.rooms[ROOM].entry
    area_of = {one.name: one.area for one, _line in contents.buildings}
    for number, one in enumerate(entry.estates, 1):
        area, code = area_of[one.building], f"estate-{number:02d}"
        yield directory.UnitRow(
            code, one.name, "estate", area, area, one.contact, one.task, one.building, None, "", one.phone, one.hours
        )
        for place, building in enumerate(one.buildings, 1):
            yield directory.UnitRow(
                f"{code}-{place:02d}", f"{building}{one.unit}", "building", area, area, one.contact_of_buildings,
                one.task_of_buildings, building, code, "", one.phone, one.hours,
            )  # fmt: skip
    for unit in entry.functional:
        yield directory.UnitRow(
            f"task-{unit.code}", unit.name, "functional", unit.area, unit.area, unit.contact, unit.task, None, None,
            unit.address, unit.phone, unit.hours,
        )  # fmt: skip


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    return {
        gettext_noop("Units that answer for buildings"): partial(
            directory.replace_units, district, list(rows(contents))
        )
    }

"""What cards are counted against: populations, and other lists of the same people, of which only blind keys are kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.health.statistics.tables import GROUPS
from linli.inserting import insert
from linli.people.actors import Actor
from linli.places.actions import Changes
from linli.places.models import District

from ..access import check_may_review
from ..errors import UnreadableTable
from ..models import CaptureEntry, CaptureList, Population
from ..queries.recapture import id_key, person_key
from ..reading import day_of, id_number_of

_SEXES = {"male": "male", "female": "female", "男": "male", "女": "female", "1": "male", "2": "female"}
_GROUP = re.compile(r"(\d+)(?:\s*[-–~至]\s*(\d+))?\s*(\+|岁以上|及以上)?\s*岁?")
MOST = 50_000


@dataclass(frozen=True)
class PopulationRow:
    """`group` is 0 to 18: under one year, 1-4, 5-9 … 85 and over."""

    year: int
    sex: str
    group: int
    count: int
    source: str = ""


def replace_population(district: District, rows: Iterable[PopulationRow]) -> Changes:
    """Make a district's population what a pack says."""
    changes = Changes()
    there = {(one.year, one.sex, one.age_group): one for one in Population.objects.filter(district=district)}
    fresh = []
    for row in rows:
        key = (row.year, row.sex, row.group)
        known = there.get(key)
        name = f"{row.year} {row.sex} {GROUPS[row.group]}"
        if known is None:
            fresh.append(_population(district.code, row))
            changes.added.append(name)
        elif (known.count, known.source) != (row.count, row.source):
            Population.objects.filter(pk=known.pk).update(count=row.count, source=row.source)
            changes.changed.append(name)
    Population.objects.bulk_create(fresh)
    return changes


def _population(district: str, row: PopulationRow) -> Population:
    return Population(
        district_id=district, year=row.year, sex=row.sex, age_group=row.group, count=row.count, source=row.source
    )


@transaction.atomic
def import_population(actor: Actor, content: bytes, source: str) -> int:
    """A table of year, sex, age group and number; what it says replaces what was there. Raises NotYours, UnreadableTable."""
    check_may_review(actor)
    rows = [
        _population_row(line, cells, source[:120]) for line, cells in _table(content, ("year", "sex", "age", "count"))
    ]
    if not rows:
        raise UnreadableTable(_("The table has no row."))
    keys = [(row.year, row.sex, row.group) for row in rows]
    if len(set(keys)) < len(keys):
        raise UnreadableTable(_("A year, sex and age group is there twice."))
    for year in {row.year for row in rows}:
        Population.objects.filter(district_id=actor.reach.district, year=year).delete()
    Population.objects.bulk_create([_population(actor.reach.district, row) for row in rows])
    audit.record(actor, "registry_population", district=actor.reach.district, data={"rows": len(rows)})
    return len(rows)


def group_of(text: str) -> int | None:
    """0, 1-4, 5-9 … 85+: the number of an age group; None if it is none of them."""
    found = _GROUP.fullmatch(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2]) if found[2] else None
    if first == 0 and last in (None, 0) and not found[3]:
        return 0
    if (first, last) == (1, 4):
        return 1
    if first == 85 and (found[3] or last is None):
        return 18
    return 1 + first // 5 if first % 5 == 0 and 5 <= first <= 80 and last == first + 4 else None


def _population_row(line: int, cells: dict[str, str], source: str) -> PopulationRow:
    sex, group = _SEXES.get(cells["sex"].strip()), group_of(cells["age"])
    if sex is None:
        raise UnreadableTable(
            _("Line %(line)d: “%(value)s” is no sex; please write 男 or 女.") % {"line": line, "value": cells["sex"]}
        )
    if group is None:
        raise UnreadableTable(
            _("Line %(line)d: “%(value)s” is no age group; please write 0, 1-4, 5-9 … 80-84, 85+.") % {"line": line, "value": cells["age"]}
        )  # fmt: skip
    numbers = []
    for name, most in (("year", 2200), ("count", 100_000_000)):
        text = cells[name].replace(",", "").strip()
        if not text.isascii() or not text.isdigit() or int(text) > most:
            raise UnreadableTable(
                _("Line %(line)d: “%(value)s” is no number that fits.") % {"line": line, "value": cells[name]}
            )
        numbers.append(int(text))
    return PopulationRow(numbers[0], sex, group, numbers[1], source)


@transaction.atomic
def import_capture_list(actor: Actor, kind: str, year: int, name: str, content: bytes) -> CaptureList:
    """Another list of the same people (name, sex, born, id_number): kept as blind keys alone; the same name replaces it.

    Raises NotYours, UnreadableTable.
    """
    check_may_review(actor)
    if len(name.strip()) < 2:
        raise UnreadableTable(_("Please give the list a name, as “police” or “crematorium”."))
    CaptureList.objects.filter(district_id=actor.reach.district, kind=kind, year=year, name=name.strip()).delete()
    made = CaptureList(
        district_id=actor.reach.district, kind=kind, year=year, name=name.strip()[:60], at=now(), by=actor.account
    )
    made.save(force_insert=True)
    entries = [_entry(made, line, cells) for line, cells in _table(content, ("name", "sex", "born"), ("id_number",))]
    insert(entries)
    made.count = len(entries)
    made.save(update_fields=["count"])
    audit.record(
        actor,
        "registry_list_imported",
        district=actor.reach.district,
        data={"kind": kind, "year": year, "rows": made.count},
    )
    return made


def _entry(made: CaptureList, line: int, cells: dict[str, str]) -> CaptureEntry:
    born, sex = day_of(cells["born"]), _SEXES.get(cells["sex"].strip())
    if not cells["name"].strip() or sex is None or born is None:
        raise UnreadableTable(_("Line %(line)d: name, sex and date of birth are needed.") % {"line": line})
    number = id_number_of(cells.get("id_number", "")) or ""
    district = made.district_id
    return CaptureEntry(
        list=made, id_key=id_key(district, number), person_key=person_key(district, cells["name"], sex, born.isoformat())
    )  # fmt: skip


_HEADINGS = {
    "年份": "year", "年": "year", "性别": "sex", "年龄组": "age", "年龄": "age", "人口数": "count", "人数": "count", "姓名": "name",
    "出生日期": "born", "身份证号": "id_number", "age_group": "age", "group": "age", "population": "count",
}  # fmt: skip


def _table(
    content: bytes, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Rows by column. Raises UnreadableTable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as wrong:
        raise UnreadableTable(_("This is not readable CSV: %(why)s.") % {"why": wrong}) from None
    header = [_HEADINGS.get(cell.strip(), cell.strip().lower()) for cell in rows[0]] if rows else []
    lacking = [name for name in required if name not in header]
    if lacking:
        raise UnreadableTable(_("These columns are missing: %(names)s.") % {"names": "、".join(lacking)})
    if len(rows) > MOST:
        raise UnreadableTable(_("The table has more than %(n)d rows. Please split it.") % {"n": MOST})
    wanted = (*required, *optional)
    return [
        (line, {name: cell for name, cell in zip(header, cells, strict=False) if name in wanted})
        for line, cells in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in cells) and len(cells) >= len(header)
    ]

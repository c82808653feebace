"""The roll of a house: one household at a time, or a whole table at once, every mistake by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import blind_index, seal

from .. import commands as c
from ..errors import NotThere, RollRefused, Unfit, VoteIsOpen
from ..models import Estate, House, Household, Vote
from ..models.estates import NOTHING
from .planning import held, house_of

COLUMNS = ("楼栋", "房号", "面积", "业主", "电话")
_NEEDED = COLUMNS[:3]
MOST_ROWS, MOST_BYTES = 5_000, 2_000_000


@dataclass(frozen=True)
class Line:
    """A line of the table as it was understood."""

    number: int
    unit: c.Unit


@transaction.atomic
def put_household(actor: Actor, code: str, given: c.Unit | dict[str, Any]) -> Household:
    """One household, new or corrected. Raises NotThere, InvalidInput, VoteIsOpen, RollRefused."""
    command = given if isinstance(given, c.Unit) else parse(c.Unit, given)
    estate = held(actor, code)
    house_of(estate, command.house)
    _check_still(estate)
    _take(actor, estate, [Line(1, command)])
    return Household.objects.get(house=command.house, unit=command.unit)


@transaction.atomic
def strike_household(actor: Actor, code: str, key: UUID) -> None:
    """Take one off that stands there by mistake. Raises NotThere, VoteIsOpen, Unfit where it voted or rated once."""
    estate = held(actor, code)
    _check_still(estate)
    row = Household.objects.filter(pk=key, house__estate=estate).first()
    if row is None:
        raise NotThere(_("this household"))
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        raise Unfit("roll", _("Household %(unit)s was on the roll of a vote and stays. Please correct it instead.") % {"unit": row.unit}) from None  # fmt: skip
    _record(actor, estate, "struck", 1)


def import_roll(actor: Actor, code: str, body: bytes) -> int:
    """A whole table (CSV with 楼栋、房号、面积、业主、电话), all or nothing; households that it does not name stay.

    Returns how many households it holds. Raises NotThere, VoteIsOpen, RollRefused with every mistake by line.
    """
    table, mistakes = _read(body)
    with transaction.atomic():
        estate = held(actor, code)
        _check_still(estate)
        lines = list(_understood(estate, table, mistakes))
        _take(actor, estate, lines, mistakes)
    return len(lines)


def _check_still(estate: Estate) -> None:
    """Raises VoteIsOpen."""
    voted_on = Vote.objects.filter(estate=estate, result=None).order_by("closes_on").first()
    if voted_on is not None:
        raise VoteIsOpen(voted_on.title, voted_on.closes_on)


Table = list[tuple[int, dict[str, str]]]


def _read(body: bytes) -> tuple[Table, list[tuple[int, str]]]:
    """The lines with their numbers, and what is wrong with the file. Raises RollRefused where it cannot be read."""
    if len(body) > MOST_BYTES:
        raise RollRefused([(0, _("The file is larger than 2 MB. Please give one estate at a time."))])
    text = _text(body)
    if text is None:
        raise RollRefused([(0, _("This is no table of text. Please save it as CSV (UTF-8 or GBK)."))])
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise RollRefused(
            [(reader.line_num, _("This line cannot be read as CSV. Please look at its quotes."))]
        ) from None
    head = [cell.strip() for cell in rows[0][1]] if rows else []
    missing = [name for name in _NEEDED if name not in head]
    if missing:
        told = {"missing": "、".join(missing), "columns": "、".join(COLUMNS)}
        raise RollRefused([(1, _("The first line must name the columns %(columns)s; missing: %(missing)s.") % told)])
    if not 1 < len(rows) <= MOST_ROWS + 1:
        raise RollRefused([(1, _("A roll has one line for each household, 5,000 at most."))])
    table, mistakes = [], []
    for number, row in rows[1:]:
        if len(row) > len(head) and any(cell.strip() for cell in row[len(head) :]):
            mistakes.append((number, _("This line has more cells than the first one has columns.")))
        table.append((number, {name: cell.strip() for name, cell in zip(head, row, strict=False)}))
    return table, mistakes


def _text(body: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _understood(estate: Estate, table: Table, mistakes: list[tuple[int, str]]) -> Iterable[Line]:
    """Each line as a household; what is wrong with one goes to `mistakes`."""
    houses = House.objects.filter(estate=estate, active=True)
    known: dict[str, House] = {}
    for one in houses:
        one.estate = estate
        known |= {one.name: one, one.short: one}
    for number, row in table:
        house = known.get(row.get("楼栋", ""))
        if house is None:
            told = {"given": row.get("楼栋", "")[:40], "known": "、".join(sorted({one.name for one in known.values()}))}
            mistakes.append((number, _("“%(given)s” is no building of this estate; there are: %(known)s.") % told))
        given = {
            "house": house.pk if house else uuid7(), "unit": row.get("房号", ""), "area": row.get("面积", ""),
            "owner": row.get("业主", ""), "phone": row.get("电话", ""),
        }  # fmt: skip
        try:
            unit = parse(c.Unit, given)
        except InvalidInput as wrong:
            mistakes += [(number, fault.message) for fault in wrong.faults]
            continue
        if house is not None:
            yield Line(number, unit)


def _take(actor: Actor, estate: Estate, lines: list[Line], mistakes: list[tuple[int, str]] | None = None) -> None:
    """Write the lines if nothing is wrong with any, nor with them together. Raises RollRefused."""
    mistakes = [] if mistakes is None else mistakes
    _check_twice(lines, mistakes)
    if not mistakes:
        _check_sums(estate, lines, mistakes)
    if mistakes:
        raise RollRefused(sorted(set(mistakes)))
    rows = [_row(estate, line.unit) for line in lines]
    Household.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["house", "unit"],
        update_fields=["area", "owner_cipher", "phone_cipher", "phone_index", "changed_at"],
    )  # fmt: skip
    _record(actor, estate, "put", len(rows))


def _check_twice(lines: list[Line], mistakes: list[tuple[int, str]]) -> None:
    first: dict[tuple[UUID, str], int] = {}
    for line in lines:
        key = (line.unit.house, line.unit.unit)
        if key in first:
            told = {"unit": line.unit.unit, "line": first[key]}
            mistakes.append(
                (line.number, _("Unit %(unit)s of this building is there twice; first in line %(line)d.") % told)
            )
        first.setdefault(key, line.number)


def _check_sums(estate: Estate, lines: list[Line], mistakes: list[tuple[int, str]]) -> None:
    """No more area and no more households than a house has, with those who are on the roll already."""
    named = {(line.unit.house, line.unit.unit) for line in lines}
    stays: dict[UUID, list[Decimal]] = {}
    for key, unit, area in Household.objects.filter(house__estate=estate).values_list("house", "unit", "area"):
        if (key, unit) not in named:
            stays.setdefault(key, []).append(area)
    for house in House.objects.filter(estate=estate, active=True):
        own = [line for line in lines if line.unit.house == house.pk]
        if own:
            areas = [*stays.get(house.pk, ()), *(line.unit.area for line in own)]
            _check_house(house, areas, own[-1].number, mistakes)
    whole = sum((area for some in stays.values() for area in some), NOTHING) + sum(
        (line.unit.area for line in lines), NOTHING
    )
    if whole > estate.floor_area:
        told = {"whole": whole, "estate": estate.name, "area": estate.floor_area}
        mistakes.append((0, _("All units together have %(whole)s m², but %(estate)s has %(area)s m².") % told))


def _check_house(house: House, areas: list[Decimal], number: int, mistakes: list[tuple[int, str]]) -> None:
    whole = sum(areas, NOTHING)
    if whole > house.floor_area:
        told = {"house": house.name, "whole": whole, "area": house.floor_area}
        mistakes.append(
            (number, _("The units of %(house)s have %(whole)s m² together, but the building has %(area)s m².") % told)
        )
    if len(areas) > house.households:
        told = {"house": house.name, "n": len(areas), "households": house.households}
        mistakes.append(
            (number, _("%(house)s would have %(n)d units on the roll, but has %(households)d households.") % told)
        )


def _row(estate: Estate, unit: c.Unit) -> Household:
    return Household(
        id=uuid7(), district_id=estate.district_id, house_id=unit.house, unit=unit.unit, area=unit.area,
        owner_cipher=seal(unit.owner) if unit.owner else b"", phone_cipher=seal(unit.phone) if unit.phone else b"",
        phone_index=blind_index(unit.phone) if unit.phone else "", changed_at=now(),
    )  # fmt: skip


def _record(actor: Actor, estate: Estate, how: str, number: int) -> None:
    audit.record(
        actor, "roll_changed", district=estate.district_id, subject=f"estate:{estate.code}",
        data={"how": how, "households": number},
    )  # fmt: skip

"""What a pack says of the programme, its works, rules and estates. Called by the loader; what it lists no more is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linli.places.actions import Changes, replace
from linli.places.models import Building, District

from ..errors import RuleChanged
from ..models import Estate, EstateDuty, House, Programme, Rule, Work


@dataclass(frozen=True)
class ProgrammeRow:
    name: str
    about: str
    department: str
    fund: str
    account: str
    checked: bool


@dataclass(frozen=True)
class WorkRow:
    code: str
    name: str
    about: str
    category: str = ""
    alongside: bool = False


@dataclass(frozen=True)
class RuleRow:
    code: str
    version: int
    name: str
    meant_for: str
    terms: Mapping[str, str]
    basis: str
    checked: bool


@dataclass(frozen=True)
class HouseRow:
    """`place`: the name of a building, or of the estate itself."""

    place: str
    households: int
    floor_area: Decimal


@dataclass(frozen=True)
class DutyRow:
    part: str
    organisation: str
    duty_phone: str


@dataclass(frozen=True)
class EstateRow:
    code: str
    place: str
    about: str
    built: int
    organisation: str
    houses: Sequence[HouseRow]
    duties: Sequence[DutyRow]


def replace_programme(district: District, row: ProgrammeRow | None) -> Changes:
    """A district has one, or none."""
    changes = Changes()
    existing = Programme.objects.filter(district=district).first()
    if row is None:
        return changes
    given: dict[str, Any] = {
        "name": row.name, "about": row.about, "department_id": row.department, "fund": row.fund, "account": row.account,
        "checked": row.checked,
    }  # fmt: skip
    if existing is None:
        Programme.objects.create(district=district, **given)
        changes.added.append(row.name)
    elif any(getattr(existing, name) != value for name, value in given.items()):
        Programme.objects.filter(district=district).update(**given)
        changes.changed.append(row.name)
    return changes


def replace_works(district: District, rows: Sequence[WorkRow]) -> Changes:
    wanted = {
        row.code: Work(
            district=district, code=row.code, name=row.name, about=row.about, category=row.category,
            alongside=row.alongside, position=place, active=True,
        )
        for place, row in enumerate(rows)
    }  # fmt: skip
    existing = {one.code: one for one in Work.objects.filter(district=district)}
    changes = replace(existing, wanted, ("name", "about", "category", "alongside", "position", "active"))
    return _closed(changes, Work.objects.filter(district=district, active=True).exclude(code__in=wanted))


def replace_rules(district: District, rows: Sequence[RuleRow]) -> Changes:
    """Versions are added, never changed. Raises RuleChanged."""
    existing = {(one.code, one.version): one for one in Rule.objects.filter(district=district)}
    changes, parts = Changes(), ("name", "meant_for", "terms", "basis", "checked")
    for row in rows:
        known = existing.get((row.code, row.version))
        given = {part: getattr(row, part) for part in parts} | {"terms": dict(row.terms)}
        if known is None:
            fresh = Rule.objects.create(district=district, code=row.code, version=row.version, **given)
            changes.added.append(str(fresh))
        elif any(getattr(known, part) != value for part, value in given.items()):
            raise RuleChanged(row.code, row.version)
    return changes


def replace_estates(district: District, rows: Sequence[EstateRow]) -> Changes:
    """Estates by code, then the houses of each and who answers for it."""
    places = {one.name: one for one in Building.objects.filter(district=district, active=True)}
    wanted = {row.code: _estate(district, row, places[row.place], number) for number, row in enumerate(rows)}
    existing = {one.code: one for one in Estate.objects.filter(district=district)}
    parts = (
        "place_id",
        "area_id",
        "organisation_id",
        "name",
        "about",
        "built",
        "households",
        "floor_area",
        "position",
        "active",
    )
    changes = replace(existing, wanted, parts)
    _closed(changes, Estate.objects.filter(district=district, active=True).exclude(code__in=wanted))
    estates = {one.code: one for one in Estate.objects.filter(district=district)}
    for part in (_houses(district, estates, rows, places), _duties(district, estates, rows)):
        changes.added += part.added
        changes.changed += part.changed
        changes.removed += part.removed
    return changes


def _estate(district: District, row: EstateRow, place: Building, number: int) -> Estate:
    return Estate(
        district=district, code=row.code, place=place, area_id=place.area_id, organisation_id=row.organisation,
        name=place.name, about=row.about, built=row.built, households=sum(one.households for one in row.houses),
        floor_area=sum((one.floor_area for one in row.houses), Decimal("0.00")), position=number, active=True,
    )  # fmt: skip


def _houses(
    district: District, estates: Mapping[str, Estate], rows: Sequence[EstateRow], places: Mapping[str, Building]
) -> Changes:
    wanted: dict[Any, House] = {
        places[one.place].pk: House(
            district=district, estate=estates[row.code], place=places[one.place], name=one.place,
            households=one.households, floor_area=one.floor_area, position=number, active=True,
        )
        for row in rows
        for number, one in enumerate(row.houses)
    }  # fmt: skip
    existing: dict[Any, House] = {one.place_id: one for one in House.objects.filter(district=district)}
    changes = replace(existing, wanted, ("estate_id", "name", "households", "floor_area", "position", "active"))
    return _closed(changes, House.objects.filter(district=district, active=True).exclude(place__in=wanted))


def _duties(district: District, estates: Mapping[str, Estate], rows: Sequence[EstateRow]) -> Changes:
    wanted: dict[Any, EstateDuty] = {
        (estates[row.code].pk, one.part, one.organisation): EstateDuty(
            district=district, estate=estates[row.code], part=one.part, organisation_id=one.organisation,
            duty_phone=one.duty_phone,
        )
        for row in rows
        for one in row.duties
    }  # fmt: skip
    rows_there = EstateDuty.objects.filter(district=district)
    existing: dict[Any, EstateDuty] = {(one.estate_id, one.part, one.organisation_id): one for one in rows_there}
    return replace(existing, wanted, ("duty_phone",))


def _closed(changes: Changes, gone: Any) -> Changes:
    changes.removed += [str(one) for one in gone]
    gone.update(active=False)
    return changes

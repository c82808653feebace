"""The small district with an estate of two buildings, a unit for each, one for a task, and a venue that serves people."""

from __future__ import annotations

from linli.directory import actions
from linli.people import actions as people
from linli.places.actions import BuildingRow, VenueRow, bump_revision, replace_buildings, replace_venues
from linli.places.models import Building, District
from tests import factories
from tests.factories import CODE, HERE, SLUG, THERE, spot

BOOK = f"/{SLUG}/directory"
ESTATE, FIRST, SECOND = "林家院", "林家院1幢", "林家院2幢"
CONTACT = "欧阳某某"


def units() -> list[actions.UnitRow]:
    row = actions.UnitRow
    return [
        row("estate-01", "林家院小区", "estate", HERE, HERE, "小区联系岗", "停车、照明", ESTATE, None, "", "19900000301", "上午"),
        row("estate-01-01", f"{FIRST}小组", "building", HERE, HERE, "楼栋联系岗", "楼道", FIRST, "estate-01", "", "19900000301"),
        row("estate-01-02", f"{SECOND}小组", "building", HERE, HERE, "楼栋联系岗", "楼道", SECOND, "estate-01"),
        row("task-kuaidi", "骑手驿站", "functional", THERE, THERE, "值班岗", "歇脚、充电", None, None, "西街9号", "19900000401"),
    ]  # fmt: skip


def district() -> District:
    found = factories.district()
    lat, lon = spot()
    replace_buildings(
        found,
        [
            BuildingRow("1号楼", "building", HERE),
            BuildingRow(ESTATE, "estate", HERE, None, "林家巷52号", lat, lon),
            BuildingRow(FIRST, "building", HERE, ESTATE, "林家巷52号", lat + 0.0001, lon),
            BuildingRow(SECOND, "building", HERE, ESTATE, "林家巷52号", lat, lon + 0.0001),
        ],
    )
    replace_venues(found, [VenueRow("东街便民中心", "便民服务", HERE, "东街58号", lat, lon)])
    rows = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),))
        for name, held in factories.STAFF.items()
    ]
    contact = people.PersonRow(CONTACT, None, None, (people.PositionRow("building_contact", HERE, HERE, FIRST),))
    people.replace_people(found, [*rows, contact], factories.PASSWORD)
    actions.replace_units(found, units())
    bump_revision(found)
    return found


def building(name: str) -> Building:
    return Building.objects.get(name=name)


__all__ = ["CODE", "HERE"]

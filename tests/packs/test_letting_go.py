"""What a pack no longer holds: removed if nothing refers to it, else kept for the cases that do."""

from __future__ import annotations

import pytest
from django.utils import translation

from linli.cases.actions import submit
from linli.cases.models import Case
from linli.catalogue.models import Category, Clock, Duty, PatrolDuty
from linli.notices.models import NoticeText
from linli.packs import load
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.places.models import Area, Building
from linli.places.queries import district_by, locate_point, locate_text
from linli.verifying import verify_all
from tests.packs.folders import MINI_CODE, MINI_COMMUNITY, MINI_VILLAGE, Folder

pytestmark = pytest.mark.django_db


def removed(folder: Folder) -> dict[str, tuple[str, ...]]:
    """Load, and say what is gone by kind."""
    with translation.override("en"):
        return {kind.kind: kind.removed for kind in load(folder.path).kinds if kind.removed}


def without_the_village(folder: Folder) -> None:
    """Take a community out of the pack, with its cells and its road; its office goes with it."""
    folder.drop_line("areas.csv", MINI_VILLAGE)
    folder.drop_line("roads.csv", MINI_VILLAGE)
    lines = [line for line in folder.text("cells.geojson").splitlines() if MINI_VILLAGE not in line]
    folder.write("cells.geojson", "\n".join(lines).replace("}},\n]}", "}}\n]}") + "\n")


def a_case_in_the_village() -> Case:
    location = {"lat": 31.015, "lon": 104.015, "accuracy": 10}
    return submit(Actor.guest(), {"district": MINI_CODE, "text": "村道路灯不亮，晚上看不见", "location": location}).case


def test_an_area_goes_with_all_that_stood_in_it(folder: Folder) -> None:
    """At once, though its office and its road hold on to it until they are gone themselves."""
    load(folder.path)
    without_the_village(folder)
    assert removed(folder) == {
        "Areas": ("第2网格", "第1网格", "李家村"), "Roads": ("村道",), "Organisations": ("李家村村民委员会",)
    }  # fmt: skip
    assert not Area.objects.filter(code__startswith=MINI_VILLAGE).exists()
    assert not Organisation.objects.filter(code=MINI_VILLAGE).exists()
    assert removed(folder) == {}


def test_a_department_goes_with_its_duties_and_people(folder: Folder) -> None:
    load(folder.path)
    folder.drop_line("organisations.yaml", "990202-water")
    folder.drop_line("organisations.yaml", "990202-works")
    folder.swap("categories.csv", "990202-works,990202-water;990202-police", "990202-police,")
    folder.swap("categories.csv", "990202-works", "990202-police")
    folder.swap("people.yaml", "990202-works", "990202-police")
    assert set(removed(folder)) == {"Organisations", "Duties"}
    assert not Organisation.objects.filter(code__in=["990202-works", "990202-water"]).exists()
    assert set(Duty.objects.values_list("part", "organisation")) == {("lead", "990202-police")}
    assert removed(folder) == {}


def test_an_estate_goes_with_its_buildings_and_their_contact(folder: Folder) -> None:
    load(folder.path)
    folder.remove("buildings.yaml")
    folder.drop_line("people.yaml", "王秀英")
    folder.drop_line("people.yaml", "building_contact")
    assert sorted(removed(folder)["Buildings"]) == ["林家巷院落", "林家巷院落1幢"]
    assert not Building.objects.exists() and not Position.objects.filter(role="building_contact").exists()
    assert not Account.objects.get(name="王秀英").is_active
    assert removed(folder) == {}


def test_an_estate_can_move_and_takes_its_buildings_along(folder: Folder) -> None:
    load(folder.path)
    folder.write("buildings.yaml", folder.text("buildings.yaml").replace(MINI_COMMUNITY, MINI_VILLAGE))
    load(folder.path)
    building = Building.objects.get(name="林家巷院落1幢")
    assert Building.objects.count() == 2 and building.area_id == MINI_VILLAGE
    assert building.parent is not None and building.parent.area_id == MINI_VILLAGE
    assert building.contacts.get().account.name == "王秀英"
    assert not load(folder.path).changed


def test_what_a_case_refers_to_stays_but_takes_no_more(folder: Folder) -> None:
    """Its cell lies on no map any more, so that cells drawn since can lie there; its office is retired."""
    load(folder.path)
    case = a_case_in_the_village()
    without_the_village(folder)
    shape = '"coordinates":[[[104.0,31.01],[104.01,31.01]'
    folder.swap("cells.geojson", "[104.01,31.01],[104.01,31.02]", "[104.02,31.01],[104.02,31.02]")
    assert shape not in folder.text("cells.geojson")
    load(folder.path)
    case.refresh_from_db()
    assert case.area_id == f"{MINI_VILLAGE}002" and Area.objects.get(code=case.area_id).shape == ""
    assert not Organisation.objects.get(code=MINI_VILLAGE).active
    assert locate_point(31.015, 104.015, district_by("mini")).area == f"{MINI_COMMUNITY}002"
    assert not load(folder.path).changed


def test_a_building_that_a_case_is_about_is_retired_with_its_estate_and_comes_back(folder: Folder) -> None:
    load(folder.path)
    case = submit(Actor.guest(), {"district": MINI_CODE, "text": "楼道灯不亮", "address": "林家巷院落1幢2楼"}).case
    assert case.building is not None and case.building.name == "林家巷院落1幢"
    whole = {file: folder.text(file) for file in ("buildings.yaml", "people.yaml")}
    folder.remove("buildings.yaml")
    folder.drop_line("people.yaml", "王秀英")
    folder.drop_line("people.yaml", "building_contact")
    assert sorted(removed(folder)["Buildings"]) == ["林家巷院落", "林家巷院落1幢"]
    assert Building.objects.filter(active=False).count() == 2 and removed(folder) == {}
    assert locate_text("林家巷院落1幢", district_by("mini")).building is None
    case.refresh_from_db()
    assert case.building is not None and verify_all(lambda _title: lambda _done, _total: None) == []
    for file, text in whole.items():
        folder.write(file, text)
    load(folder.path)
    assert locate_text("林家巷院落1幢", district_by("mini")).building == case.building_id
    assert case.building.contacts.get().account.name == "王秀英" and not load(folder.path).changed


def test_catalogue_entries_are_retired_and_come_back(folder: Folder) -> None:
    load(folder.path)
    whole = {file: folder.text(file) for file in ("categories.csv", "patrol.yaml", "clocks.yaml", "notices.yaml")}
    folder.drop_line("categories.csv", "010102")
    folder.write("clocks.yaml", folder.text("clocks.yaml").split("- code: urgent")[0])
    folder.remove("patrol.yaml")
    folder.remove("notices.yaml")
    load(folder.path)
    assert not Category.objects.get(code="010102").active and not PatrolDuty.objects.get().active
    assert not Clock.objects.filter(code="urgent", current=True).exists() and not NoticeText.objects.exists()
    assert not load(folder.path).changed
    for file, text in whole.items():
        folder.write(file, text)
    load(folder.path)
    assert Category.objects.get(code="010102").active and PatrolDuty.objects.get().active
    assert Clock.objects.get(code="urgent", current=True).version == 2
    assert not load(folder.path).changed


def test_a_district_that_is_no_demo_any_more_has_no_demo_people(folder: Folder) -> None:
    load(folder.path)
    folder.swap("district.yaml", "demo: true", "demo: false")
    folder.remove("people.yaml")
    assert len(removed(folder)["People"]) == 4
    assert not Account.objects.filter(is_active=True).exists() and not Position.objects.exists()
    assert removed(folder) == {}

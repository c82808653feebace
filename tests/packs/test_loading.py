"""Loading a pack: all of it is there afterwards, twice changes nothing, and a failure leaves nothing behind."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.forms.models import model_to_dict
from django.utils import translation

from linli.catalogue.models import AnswerTemplate, Category, Clock, Duty, PatrolDuty
from linli.catalogue.queries import guess_category
from linli.notices.models import NoticeText
from linli.packs import load
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.queries import centre
from linli.places.models import Area, Building, District, Road, Venue
from linli.places.queries import cells_geojson, district_by, locate_point, locate_text, names
from tests import factories
from tests.packs.folders import MINI_CODE, MINI_COMMUNITY, MINI_STREET, MINI_VILLAGE, Folder, mini_pack

pytestmark = pytest.mark.django_db

# What a load may write besides nothing: every table of the rooms below.
TABLES = [
    model for room in ("places", "people", "catalogue", "notices") for model in apps.get_app_config(room).get_models()
]


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of all tables that a load can write, keys included."""
    return {
        str(model._meta.label): [model_to_dict(row) | {"pk": row.pk} for row in model._default_manager.order_by("pk")]
        for model in TABLES
    }


def changed(folder: Folder) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """Load, and say what it did: added, changed and removed by kind."""
    with translation.override("en"):
        report = load(folder.path)
    return {kind.kind: (kind.added, kind.changed, kind.removed) for kind in report.kinds if kind}


def test_everything_in_the_pack_is_there_afterwards() -> None:
    report = load(mini_pack())
    assert report.changed and (report.district, report.name, report.revision) == (MINI_CODE, "样本区", 2)
    district = District.objects.get()
    assert (district.slug, district.prefix, district.demo) == ("mini", "MN", True)
    assert district.settings == {
        "contact": "12345", "hours": [["09:00", "12:00"], ["14:00", "18:00"]], "holidays": ["2026-11-11"], "workdays": [],
        "neighbours": ["河西县"],
    }  # fmt: skip
    counted = {model: model._default_manager.count() for model in (Area, Venue, Building, Road, Organisation, Clock)}
    assert list(counted.values()) == [10, 1, 2, 2, 7, 2]
    others = (Category, Duty, AnswerTemplate, PatrolDuty, NoticeText, Account, Position)
    assert [model._default_manager.count() for model in others] == [2 + 2 + 3, 5, 2, 1, 1, 4, 4]


def test_areas_hang_together_and_cells_hold_points() -> None:
    load(mini_pack())
    cell = Area.objects.get(code=f"{MINI_VILLAGE}002")
    above = [cell.code]
    while cell.parent is not None:
        cell = cell.parent
        above.append(cell.code)
    assert above == [f"{MINI_VILLAGE}002", MINI_VILLAGE, MINI_STREET, "990202", "9902", "99"]
    assert locate_point(31.015, 104.015, district_by("mini")).area == f"{MINI_VILLAGE}002"
    assert locate_text("林家巷院落1幢楼下", district_by("mini")).community == MINI_COMMUNITY
    building = Building.objects.get(name="林家巷院落1幢")
    assert building.parent is not None and building.parent.name == "林家巷院落"
    assert list(Road.objects.order_by("area").values_list("numbers_from", "numbers_to")) == [(1, 120), (None, None)]


def test_offices_follow_from_the_areas(folder: Folder) -> None:
    folder.add("areas.csv", "990202002,河西镇,street,,\n")
    load(folder.path)
    offices = Organisation.objects.exclude(area=None).order_by("code")
    assert list(offices.values_list("code", "name", "short", "kind", "parent")) == [
        (MINI_STREET, "河东街道办事处", "河东街道", "street", None),
        (MINI_COMMUNITY, "东街社区居民委员会", "东街社区", "community", MINI_STREET),
        (MINI_VILLAGE, "李家村村民委员会", "李家村", "community", MINI_STREET),
        ("990202002", "河西镇人民政府", "河西镇", "street", None),
    ]


def test_an_office_that_is_listed_is_taken_from_there(folder: Folder) -> None:
    own = '- {code: "990202001", name: 河东街道党政办, short: 河东, kind: street, area: "990202001"}\n'
    folder.add("organisations.yaml", own)
    load(folder.path)
    assert Organisation.objects.get(code=MINI_STREET).name == "河东街道党政办"
    assert Organisation.objects.filter(kind="street").count() == 1


def test_offices_can_be_left_to_the_list(folder: Folder) -> None:
    folder.swap("district.yaml", "offices: from areas", "offices: listed")
    folder.remove("people.yaml")
    load(folder.path)
    assert Organisation.objects.filter(area=None).count() == Organisation.objects.count() == 4


def test_an_office_with_a_long_name_and_only_what_must_be_there_are_enough(folder: Folder) -> None:
    folder.swap("areas.csv", "李家村", "李" * 34 + "村")
    for file in ("cells.geojson", "venues.yaml", "buildings.yaml", "roads.csv", "duties.yaml", "answers.yaml",
                 "patrol.yaml", "notices.yaml", "people.yaml"):  # fmt: skip
        folder.remove(file)
    load(folder.path)
    assert Organisation.objects.get(code=MINI_VILLAGE).name == "李" * 34 + "村村民委员会"


def test_categories_bring_duties_words_and_urgency() -> None:
    load(mini_pack())
    drain = Category.objects.get(code="010101")
    assert drain.keywords == ["下水道", "堵了", "污水"] and not drain.emergency
    assert [row.organisation_id for row in drain.duties.order_by("order")] == [
        "990202-works", "990202-water", "990202-police",
    ]  # fmt: skip
    lead = drain.duties.get(part="lead")
    assert (lead.notes, lead.basis, lead.checked) == ("疏通管道。", "《城镇排水与污水处理条例》", True)
    cover = Category.objects.get(code="010102")
    assert cover.emergency and cover.duties.get().notes == "牵头查看、修复。"
    assert Duty.objects.get(category__code="020101").notes == ""
    assert [guess.code for guess in guess_category("下水道又堵了", MINI_CODE)][:1] == ["010101"]


def test_people_hold_their_positions_and_only_those_with_a_username_sign_in() -> None:
    load(mini_pack())
    worker = Account.objects.get(username="mini.worker")
    assert worker.is_demo and worker.phone == "19900000011" and worker.check_password("linli-demo")
    assert Actor.of(worker).reach.communities == {MINI_COMMUNITY}
    contact = Position.objects.get(role="building_contact")
    assert contact.account.username is None and contact.account.name == "王秀英"
    assert contact.building is not None and contact.building.name == "林家巷院落1幢"


def test_loading_twice_changes_nothing() -> None:
    load(mini_pack())
    before = everything()
    report = load(mini_pack())
    assert not report.changed and report.revision == 2
    assert everything() == before


def test_two_contacts_of_one_name_stay_two(folder: Folder) -> None:
    folder.add("people.yaml", "  - {name: 王秀英, positions: [{role: building_contact, building: 林家巷院落}]}\n")
    load(folder.path)
    assert Account.objects.filter(name="王秀英").count() == 2
    assert changed(folder) == {}


def test_a_dry_run_tells_the_same_and_writes_nothing(folder: Folder) -> None:
    rehearsed = load(folder.path, dry_run=True)
    assert not District.objects.exists() and not Area.objects.exists() and not Account.objects.exists()
    done = load(folder.path)
    assert rehearsed.kinds == done.kinds and (rehearsed.revision, done.revision) == (1, 2)
    before = everything()
    folder.swap("clocks.yaml", "ruling: 2小时", "ruling: 3小时")
    folder.drop_line("roads.csv", "村道")
    assert load(folder.path, dry_run=True).changed
    assert everything() == before and names(MINI_CODE)[MINI_STREET].name == "河东街道"


def test_a_failure_half_way_leaves_nothing_behind() -> None:
    """An organisation's code is held by another district, which only the database notices, after the areas."""
    other = factories.district()
    Organisation.objects.create(code="990202-works", district=other, name="他区住建", kind="department")
    before = everything()
    with pytest.raises(IntegrityError):
        load(mini_pack())
    assert everything() == before and "mini" not in {one.slug for one in District.objects.all()}


def test_only_what_differs_is_changed(folder: Folder) -> None:
    load(folder.path)
    folder.swap("areas.csv", "东街社区", "东门社区")
    folder.swap("clocks.yaml", "ruling: 15分钟", "ruling: 20分钟")
    folder.swap("categories.csv", "噪声 音响", "噪声 音响 施工")
    folder.swap("notices.yaml", "已收到", "收到了")
    folder.add("venues.yaml", '- {name: 村文化站, kind: 文化站, area: "990202001201"}\n')
    folder.drop_line("roads.csv", "村道")
    assert changed(folder) == {
        "Areas": ((), ("东门社区",), ()),
        "Venues": (("村文化站",), (), ()),
        "Roads": ((), (), ("村道",)),
        "Organisations": ((), ("东门社区居民委员会",), ()),
        "Clocks": ((), ("urgent",), ()),
        "Categories": ((), ("生态环境/噪声/生活噪声",), ()),
        "Notice texts": ((), ("case_received",), ()),
    }
    assert names(MINI_CODE)[MINI_COMMUNITY].name == "东门社区"
    assert list(Clock.objects.filter(code="urgent").order_by("version").values_list("version", "current")) == [
        (1, False), (2, True)
    ]  # fmt: skip
    assert District.objects.get().revision == 3 and changed(folder) == {}


def test_the_report_is_for_people(folder: Folder) -> None:
    load(folder.path)
    folder.drop_line("roads.csv", "村道")
    with translation.override("en"):
        told = str(load(folder.path, dry_run=True))
        done = str(load(folder.path))
        again = str(load(folder.path))
    assert told == "Pack 样本区 (990202)  checked only; this would change:\n  Roads  1 removed (村道)"
    assert done == "Pack 样本区 (990202)\n  Roads  1 removed (村道)"
    assert again == "Pack 样本区 (990202)  nothing changed."


def test_districts_of_one_city_share_what_is_above_them(folder: Folder) -> None:
    load(mini_pack())
    folder.become("990203", "other", people="other.")
    load(folder.path)
    assert District.objects.count() == 2 and Area.objects.filter(code__in=["99", "9902"]).count() == 2
    assert Area.objects.get(code="990203").parent_id == "9902"
    assert changed(folder) == {} and not load(mini_pack()).changed


def test_the_map_is_told_which_cells_are_only_drawn_up(folder: Folder) -> None:
    folder.swap("cells.geojson", '"schematic":true', '"schematic":false')
    load(folder.path)
    ground = [one for one in cells_geojson(MINI_CODE)["features"] if one["geometry"]["type"] != "Point"]
    told = [cell["properties"]["schematic"] for cell in ground]
    assert told == [False, True, True, True]


def test_the_centre_is_the_organisation_of_that_kind_whatever_its_code(folder: Folder) -> None:
    for file in ("organisations.yaml", "people.yaml"):
        folder.write(file, folder.text(file).replace("990202-center", "990202-hub"))
    load(folder.path)
    assert centre(MINI_CODE) == "990202-hub"


def test_the_ground_of_a_map_names_what_is_known_there(folder: Folder) -> None:
    load(folder.path)
    named = [one["properties"] for one in cells_geojson(MINI_CODE)["features"] if one["geometry"]["type"] == "Point"]
    communities = {one["name"] for one in named if one["kind"] == "community"}
    assert communities == {area.name for area in names(MINI_CODE).values() if area.level == "community"}
    here = cells_geojson(MINI_CODE, named[0]["code"])["features"]
    assert {one["properties"]["code"][:12] for one in here} == {named[0]["code"]}

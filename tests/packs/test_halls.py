"""halls.yaml: every mistake by file and line, loading twice changes nothing, a hall left out is closed and kept."""

from __future__ import annotations

import pytest
from django.utils import translation

from linli.appointments.models import Hall
from linli.appointments.queries import halls, halls_for
from linli.catalogue.guides import guides
from linli.packs import PackRefused, load
from tests.packs.folders import Folder, lay
from tests.packs.test_services import HELP

pytestmark = pytest.mark.django_db
FILE = "halls.yaml"
HALLS = """- code: big-hall
  name: 样本区政务服务大厅
  address: 中心广场
  organisation: 990202-works
  hours:
    mon-fri: [["09:00", "12:00"], ["14:00", "17:30"]]
    sat: [["09:00", "12:00"]]
  slot_minutes: 30
  places: 3
  days_ahead: 14
  services: [help]
- code: all-of-works
  name: 住建服务窗口
  address: 中心广场
  organisation: 990202-works
  hours: {mon: [["09:00", "12:00"]]}
  slot_minutes: 20
  places: 1
  days_ahead: 7
  all_of: [990202-works]
"""
FAULTS = [
    ("code: all-of-works", "code: big-hall", f"{FILE}:12  code", "there twice; first in line 1"),
    ("organisation: 990202-works", "organisation: 990202-worx", f"{FILE}:1  organisation", "Did you mean “990202-works”?"),
    ("services: [help]", "services: [helpp]", f"{FILE}:1  services", "Did you mean “help”?"),
    ("all_of: [990202-works]", "all_of: [990202-nobody]", f"{FILE}:12  all_of", "There is no"),
    ("  services: [help]\n", "", f"{FILE}:1", "A hall serves something"),
    ('"12:00"], ["14:00"', '"12:00"], ["11:00"', f"{FILE}:5  1.hours", "follow one another"),
    ("    sat:", "    fri:", f"{FILE}:5  1.hours", "there twice"),
    ("mon-fri:", "fri-mon:", f"{FILE}:5  1.hours", "backwards"),
    ("mon-fri:", "monday:", f"{FILE}:", "mon, sat, mon-fri"),
    ('"17:30"', '"25:30"', f"{FILE}:6", "09:00"),
    ("slot_minutes: 30", "slot_minutes: 200", f"{FILE}:1", "no room for a slot of 200 minutes"),
    ("places: 3", "places: 0", f"{FILE}:9  1.places", "not a possible number"),
    ("days_ahead: 14", "days_ahead: 400", f"{FILE}:10  1.days_ahead", "not a possible number"),
    ("  places: 3\n", "", f"{FILE}:1", "“places” is missing"),
    ("  address: 中心广场\n", "  adress: 中心广场\n", f"{FILE}:3", "Did you mean “address”?"),
]  # fmt: skip


@pytest.fixture
def with_halls(folder: Folder) -> Folder:
    (folder.path / "services").mkdir()
    folder.write("services/help.yaml", HELP)
    folder.write(FILE, HALLS)
    return folder


@pytest.mark.parametrize(("old", "new", "place", "words"), FAULTS, ids=[f"{n}" for n in range(len(FAULTS))])
def test_a_mistake_is_named_by_file_and_line_and_nothing_is_loaded(
    with_halls: Folder, old: str, new: str, place: str, words: str
) -> None:
    with_halls.swap(FILE, old, new)
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(with_halls.path)
    told = str(refused.value)
    assert place in told and words in told, told
    assert not Hall.objects.exists()


def test_loading_twice_changes_nothing_and_what_changed_is_told(with_halls: Folder) -> None:
    load(with_halls.path)
    assert not load(with_halls.path).changed
    known = halls("990202")
    assert list(known) == ["big-hall", "all-of-works"] and known["big-hall"].places == 3
    assert [len(periods) for periods in known["big-hall"].hours] == [2, 2, 2, 2, 2, 1, 0]
    assert {one.code for one in halls_for(guides("990202")["help"])} == {"big-hall", "all-of-works"}
    with_halls.swap(FILE, "places: 3", "places: 5")
    report = load(with_halls.path)
    assert report.changed and "样本区政务服务大厅" in str(report) and halls("990202")["big-hall"].places == 5


def test_a_hall_left_out_is_closed_and_kept(with_halls: Folder) -> None:
    load(with_halls.path)
    with_halls.write(FILE, HALLS[: HALLS.index("- code: all-of-works")])
    load(with_halls.path)
    assert dict(Hall.objects.values_list("code", "active")) == {"big-hall": True, "all-of-works": False}
    with_halls.write(FILE, HALLS)
    assert load(with_halls.path).changed and halls("990202")["all-of-works"].active


@pytest.mark.once
@pytest.mark.parametrize(("name", "code", "count"), [("cuiping", "511502", 3), ("yicheng", "370404", 2)])
def test_the_halls_that_come_with_linli(name: str, code: str, count: int) -> None:
    lay(name, "duties.yaml", "questions.yaml", "services", "papers", FILE)
    known = halls(code)
    assert len(known) == count and all("演示" in one.note for one in known.values())
    visits = [one for one in guides(code).values() if one.spec.saves.visits_now]
    without = [one.name for one in visits if not halls_for(one)]
    assert visits and without == [], "where a visit cannot be avoided, one can book it"

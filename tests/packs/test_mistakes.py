"""Every kind of mistake in a pack is named by file and line, and then nothing at all is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from linli.packs import PackRefused, load
from linli.packs.checking import check
from linli.packs.contents import REQUIRED, read
from linli.packs.mistakes import Mistakes
from linli.places.models import Area, District
from tests.packs.folders import Folder, mini_pack

pytestmark = pytest.mark.django_db

# File, what is replaced in it, by what; then where the mistake is found, and words of its message.
FAULTS = [
    # District
    ("district.yaml", 'code: "990202"', "code: 99", "district.yaml:2  code", "Like this: 511502"),
    ("district.yaml", "prefix: MN", "prefix: mn", "district.yaml:7  prefix", "Like this: CP"),
    ("district.yaml", "name: 样本区\n", "", "district.yaml:2  name", "is missing"),
    ("district.yaml", "demo: true", "demo: perhaps", "district.yaml:8  demo", "must be true or false"),
    ("district.yaml", "contact", "kontact", "district.yaml:9  kontact", "Did you mean “contact”?"),
    ("district.yaml", '"09:00", "12:00"', '"12:00", "09:00"', "district.yaml:10  hours", "follow one another"),
    ("district.yaml", "2026-11-11", "11.11.", "district.yaml:13  holidays.1", "2026-01-31"),
    ("district.yaml", "河西县", "河西", "district.yaml:15  neighbours.1", "Like this: 叙州区"),
    ("district.yaml", "from areas", "everywhere", "district.yaml:16  offices", "'listed'"),
    # Areas
    ("areas.csv", "990202001001,", "99020200100,", "areas.csv:6  5.code", "not an area code"),
    ("areas.csv", "990202001,河东街道,street", "990202001,河东街道,community", "areas.csv:5  code", "has 9 digits"),
    ("areas.csv", "990202001201", "990203001201", "areas.csv:7  code", "does not begin with"),
    ("areas.csv", "990202001201", "990202002201", "areas.csv:7  code", "no street “990202002”"),
    ("areas.csv", "990202,样本区,district,31.01,104.01\n", "", "areas.csv:1", "must be in this list"),
    ("areas.csv", "31.01,104.015", "31.01,", "areas.csv:7  lat", "come together"),
    ("areas.csv", "31.01,104.015", "131.01,104.015", "areas.csv:7  6.lat", "not a possible number"),
    ("areas.csv", "31.01,104.015", "nan,104.015", "areas.csv:7  6.lat", "not a possible number"),
    ("areas.csv", "990202001201", "990202001001", "areas.csv:7  code", "first in line 6"),
    ("areas.csv", "code,name", "code,title", "areas.csv:1", "columns are missing: name"),
    ("areas.csv", "lat,lon", "lat,民族", "areas.csv:1  民族", "belief, ethnicity or politics"),
    ("areas.csv", "李家村,community", "李家村,community,more", "areas.csv:7", "6 columns instead of 5"),
    # Cells
    ("cells.geojson", '"990202001001001"', '"99020200100100"', "cells.geojson:2  features.1.code", "code of a cell"),
    ("cells.geojson", '"990202001001001"', '"990202001009001"', "cells.geojson:2", "no community “990202001009”"),
    ("cells.geojson", '"990202001201001"', '"990202001001001"', "cells.geojson:2", "is there twice"),
    ("cells.geojson", "[104.01,31.01],[104.0,31.01]", "[104.0,31.01],[104.01,31.01]", "cells.geojson:2", "not a valid"),
    ("cells.geojson", "[104.01,31.0],[104.01,31.01]", "[104.012,31.0],[104.012,31.01]", "cells.geojson:2", "lies over"),
    (
        "cells.geojson",
        "[[[104.0,31.0],[104.01,31.0],[104.01,31.01],[104.0,31.01],[104.0,31.0]]]",
        "[[[31.0,104.0],[31.0,104.01],[31.01,104.01],[31.01,104.0],[31.0,104.0]]]",
        "cells.geojson:2",
        "longitude first",
    ),
    (
        "cells.geojson",
        '"Polygon","coordinates":[[[104.0,31.0],[104.01,31.0],[104.01,31.01],[104.0,31.01],[104.0,31.0]]]',
        '"Point","coordinates":[104.0,31.0]',
        "cells.geojson:2  990202001001001",
        "not a valid polygon: Point",
    ),
    ("cells.geojson", '"coordinates"', '"corners"', "cells.geojson:2", "no shape that can be read"),
    ("cells.geojson", '"name":"第1网格"', '"belief":"x"', "cells.geojson:2  features.1.belief", "belief, ethnicity"),
    ("cells.geojson", '{"type":"FeatureCollection","features":', "", "cells.geojson:6", "not readable JSON"),
    ("cells.geojson", '"features":', '"parts":', "cells.geojson:1", "FeatureCollection"),
    # What stands there
    ("venues.yaml", '"990202001001"', '"990202001009"', "venues.yaml:1  area", "no area “990202001009”"),
    ("venues.yaml", "lat: 31.005", "lat: north", "venues.yaml:1  1.lat", "not a possible number"),
    ("buildings.yaml", "kind: estate", "kind: house", "buildings.yaml:1  1.kind", "'estate', 'building'"),
    ("buildings.yaml", "parent: 林家巷院落", "parent: 林家巷大院", "buildings.yaml:2  parent", "no estate"),
    ("buildings.yaml", "kind: building", "kind: estate", "buildings.yaml:2  parent", "cannot stand in another"),
    ("buildings.yaml", "林家巷院落1幢", "林家巷院落", "buildings.yaml:2  name", "there twice"),
    ("roads.csv", "1,120", "120,1", "roads.csv:2  1", "lower to the higher"),
    ("roads.csv", "1,120", "one,120", "roads.csv:2  1.from", "not a possible number"),
    ("roads.csv", "990202001201", "990202001202", "roads.csv:3  area", "Did you mean"),
    # Organisations
    ("organisations.yaml", "kind: centre", "kind: department", "organisations.yaml:1  The", "centre) is missing"),
    ("organisations.yaml", "kind: department", "kind: centre", "organisations.yaml:2  kind", "the first is in line 1"),
    ("organisations.yaml", "990202-police", "990203-police", "organisations.yaml:4  code", "does not begin with"),
    ("organisations.yaml", "kind: centre", "kind: hub", "organisations.yaml:1  1.kind", "'department'"),
    ("organisations.yaml", '"19900000001"', "soon", "organisations.yaml:1  1.duty_phone", "Like this: 12345"),
    ("organisations.yaml", 'phone: "19900000001"', "email: duty", "organisations.yaml:1  1.duty_email", "zhiban@example"),
    ("organisations.yaml", "parent: 990202-works", "parent: 990202-sand", "organisations.yaml:3  parent", "There is no"),
    ("organisations.yaml", "parent: 990202-works", "parent: 990202-water", "organisations.yaml:3  parent", "to itself"),
    # Catalogue
    ("clocks.yaml", "close: 10个工作日", "close: 10个工作周", "clocks.yaml:3  1.case.close", "10个工作周"),
    ("clocks.yaml", "close: 10", "arrive: 3小时, close: 10", "clocks.yaml:3  1.case.arrive", "is not known here"),
    ("clocks.yaml", "arrive: 3小时", "arrive: 4分钟", "clocks.yaml:4  1.callout.acknowledge", "due after arrive"),
    ("clocks.yaml", "arrive: 3小时", "arrive: 11个工作日", "clocks.yaml:4  1.callout.arrive", "(11 working days) would"),
    ("clocks.yaml", "arrive: 1小时", "arrive: 1分钟", "clocks.yaml:6  1.whistle.emergency.arrive", "acknowledge (5 minutes)"),
    ("clocks.yaml", "arrive: 1小时", "report_in: 1个工作日", "clocks.yaml:6  1.whistle.emergency.report_in", "(3 hours)"),
    ("clocks.yaml", "ruling: 2小时\n", "\n", "clocks.yaml:1  1.ruling", "is missing"),
    ("clocks.yaml", "    emergency:", "    panic:", "clocks.yaml:6  1.whistle.panic", "'routine'"),
    ("clocks.yaml", 'code: "5310"', 'code: "5130"', "clocks.yaml:1", "Clock 5310 is missing"),
    ("categories.csv", "堵了;污水,5310", "堵了;污水,5130", "categories.csv:2  clock", "Did you mean “5310”?"),
    ("categories.csv", "urgent,990202-works", "urgent,990202-work", "categories.csv:3  lead", "“990202-works”?"),
    ("categories.csv", "990202-water;", "990202-works;", "categories.csv:2  assist", "leads already"),
    ("categories.csv", "010102,", "010101,", "categories.csv:3  code", "first in line 2"),
    ("categories.csv", "井盖缺失", "排水管网堵塞", "categories.csv:3  level3", "there twice"),
    ("categories.csv", "020101", "010201", "categories.csv:4  level1", "Code 01 is “城乡建设”"),
    ("categories.csv", "020101", "0201", "categories.csv:4  3.code", "Like this: 010101"),
    ("duties.yaml", "matter: 城乡建设/", "matter: 城建/", "duties.yaml:4  matter", "no category"),
    ("duties.yaml", "《城市道路管理条例》", "城市道路管理条例", "duties.yaml:3  1.basis.1", "《物业管理条例》"),
    ("answers.yaml", "排水管网堵塞", "排水管网", "answers.yaml:4  category", "Did you mean"),
    ("answers.yaml", "code: drain", "code: done", "answers.yaml:4  code", "first in line 1"),
    ("patrol.yaml", "every: daily", "every: hourly", "patrol.yaml:3  1.every", "'daily', 'weekly'"),
    ("patrol.yaml", "[通道是否畅通, 灭火器是否完好]", "[]", "patrol.yaml:4  1.what", "At least 1"),
    # Notices and people
    ("notices.yaml", "{code}", "{phone}", "notices.yaml:1  case_received", "{phone}"),
    ("notices.yaml", "case_received", "case_recieved", "notices.yaml:1  case_recieved", "There is no notice"),
    ("notices.yaml", "【样本区】“{title}”已收到，编号{code}。", "[a, b]", "notices.yaml:1  case_received", "not a list"),
    ("people.yaml", "password: linli-demo", "password: short", "people.yaml:1  password", "at least 8 characters"),
    ("people.yaml", "mini.works", "mini.worker", "people.yaml:7  name", "there twice"),
    ("people.yaml", "    phone:", "    religion: x\n    phone:", "people.yaml:5  accounts.1.religion", "no record of"),
    ("people.yaml", "    phone:", "    政治面貌: x\n    phone:", "people.yaml:5  accounts.1.政治面貌", "no record of"),
    ("people.yaml", "role: dispatcher", "role: emperor", "people.yaml:12  accounts.3.positions.1.role", "Possible:"),
    ("people.yaml", "role: dispatcher, organisation: 990202-center, area: \"990202\"", "role: grid_officer", "people.yaml:12  accounts.3.positions.1", "organisation, area"),
    ("people.yaml", "990202-works", "990202-wroks", "people.yaml:7  organisation", "Did you mean"),
    ("organisations.yaml", "short: 住建, kind: department}", "short: 住建, kind: department, installation: shi-pingtai}", "people.yaml:7  organisation", "sign in there"),
    ("people.yaml", "林家巷院落1幢", "林家巷院落9幢", "people.yaml:13  building", "no building"),
    ("district.yaml", "demo: true", "demo: false", "people.yaml:1", "demo district"),
    # Files as such
    ("patrol.yaml", "- code: fire", "code: fire", "patrol.yaml:2", "not readable YAML"),
    ("patrol.yaml", "  every: daily", "  every: &often daily\n  every: weekly", "patrol.yaml:4  1.every", "written twice"),
    ("answers.yaml", "text: 您好！管道已疏通。", "text: [您好]", "answers.yaml:7  2.text", "not a list"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def refusal(folder: Folder) -> list[str]:
    """The mistakes that a pack is refused for; none of it is there."""
    with pytest.raises(PackRefused) as refused:
        load(folder.path)
    assert not District.objects.exists() and not Area.objects.exists()
    return [str(mistake) for mistake in refused.value.mistakes]


@pytest.mark.parametrize(("file", "old", "new", "place", "words"), FAULTS)
def test_a_mistake_is_named_where_it_is(folder: Folder, file: str, old: str, new: str, place: str, words: str) -> None:
    folder.swap(file, old, new)
    told = refusal(folder)
    assert [line for line in told if line.startswith(place) and words in line], "\n".join(told)


# File, all it holds, and what is then said of it.
WHOLE = [
    ("patrol.yaml", "code: fire\nname: 消防\n", "patrol.yaml:1  This file must be a list"),
    ("notices.yaml", "- 已收到\n", "notices.yaml:1  There must be named values here"),
    ("district.yaml", "", "district.yaml:1  There must be named values here"),
    ("clocks.yaml", "- code: &a x\n  name: *a\n", "clocks.yaml:1  1.name  Please write this out"),
    ("duties.yaml", "[" * 5000, "duties.yaml  This is not readable YAML"),
    ("cells.geojson", "[" * 100_000, "cells.geojson  This is not readable JSON"),
    ("cells.geojson", "[]", "cells.geojson:1  This must be a GeoJSON FeatureCollection"),
    ("cells.geojson", '{"features": [7]}', "cells.geojson:1  features.1.code"),
    ("areas.csv", "", "areas.csv:1  These columns are missing: code, name, level"),
    ("roads.csv", "area,name,name,size\n", "roads.csv:1  These columns are not known: size"),
    ("roads.csv", "area,name,name\n", "roads.csv:1  These columns are there twice: name"),
    (
        "venue.yaml",
        "[]",
        "venue.yaml  A pack has no file of this name; nothing would read it. Did you mean “venues.yaml”?",
    ),
]


@pytest.mark.parametrize(("file", "text", "told"), WHOLE)
def test_a_file_that_is_something_else_is_told(folder: Folder, file: str, text: str, told: str) -> None:
    folder.write(file, text)
    assert [line for line in refusal(folder) if line.startswith(told)]


def test_text_in_another_encoding_is_told_by_line(folder: Folder) -> None:
    (folder.path / "answers.yaml").write_bytes("- code: done\n  title: 已处理\n".encode("gbk"))
    assert refusal(folder) == ["answers.yaml:2  This is not UTF-8 text. Please save the file as UTF-8."]


@pytest.mark.parametrize("file", REQUIRED)
def test_a_file_that_is_missing_is_told(folder: Folder, file: str) -> None:
    folder.remove(file)
    assert f"{file}  This file is missing in mini." in refusal(folder)


def test_all_mistakes_are_told_at_once_and_only_those(folder: Folder) -> None:
    """A clock that cannot be read is one mistake, not one more in every category that names it."""
    folder.swap("clocks.yaml", "close: 10个工作日", "close: 10个工作周")
    folder.swap("areas.csv", "990202001201,", "99020200120,")
    folder.swap("people.yaml", "role: dispatcher", "role: emperor")
    folder.swap("categories.csv", "990202-water;", "990202-walter;")
    assert [line.split("  ")[0] for line in refusal(folder)] == ["areas.csv:7", "clocks.yaml:3", "people.yaml:12"]
    folder.swap("areas.csv", "99020200120,", "990202001201,")
    assert [line.split("  ")[0] for line in refusal(folder)] == ["categories.csv:2", "clocks.yaml:3", "people.yaml:12"]


def test_the_refusal_counts_and_lists(folder: Folder) -> None:
    folder.swap("categories.csv", "5310,990202-works", "5130,990202-works")
    with pytest.raises(PackRefused) as refused:
        load(folder.path)
    assert str(refused.value) == (
        "The pack has 1 mistake; nothing was loaded.\n"
        "categories.csv:2  clock  There is no clock “5130”. Did you mean “5310”?"
    )
    (mistake,) = refused.value.mistakes
    assert (mistake.file, mistake.line, mistake.path) == ("categories.csv", 2, "clock")


def test_a_folder_that_is_not_there_is_told(folder: Folder) -> None:
    with pytest.raises(PackRefused) as refused:
        load(folder.path / "nowhere")
    assert {mistake.file for mistake in refused.value.mistakes} == set(REQUIRED)


def test_what_another_has_already_is_told(folder: Folder) -> None:
    load(mini_pack())
    folder.become("990203", "mini", people="mini.")
    with pytest.raises(PackRefused) as refused:
        load(folder.path)
    assert [str(mistake) for mistake in refused.value.mistakes] == [
        "district.yaml:1  slug  District 样本区 (990202) is called “mini” already.",
        *(
            f"people.yaml:{line}  username  Someone who is no demo person of this district signs in as “{name}” already."
            for line, name in [(3, "mini.worker"), (7, "mini.works"), (10, "mini.centre")]
        ),
    ]
    assert not District.objects.filter(code="990203").exists()


def test_the_pack_that_comes_with_linli_has_no_mistakes() -> None:
    mistakes = Mistakes()
    contents = read(Path(__file__).resolve().parents[2] / "packs/cuiping", mistakes)
    assert contents is not None
    check(contents, mistakes)
    assert [str(mistake) for mistake in mistakes.found] == []

"""units.yaml of a pack: what it makes, every mistake with its line; and 翠屏区's, as many as were reported."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.utils import translation

from linli.directory.models import Unit
from linli.packs import PackRefused, load
from linli.packs.contents import read
from linli.packs.mistakes import Mistakes
from tests.packs.folders import MINI_COMMUNITY, Folder

ESTATE, HOUSE = "通讯录小院", "通讯录小院1幢"
GOOD = f"""
estates:
  - building: {ESTATE}
    name: 小院党支部
    contact: 小区联系岗
    phone: "19900000301"
    task: 小区里的事
    unit: 党小组
    buildings: [{HOUSE}]
functional:
  - {{code: kuaidi, name: 骑手驿站, area: "{MINI_COMMUNITY}", contact: 值班岗, phone: "19900000401", task: 歇脚}}
"""


def pack(tmp_path: Path, text: str = GOOD) -> Path:
    folder = Folder(tmp_path)
    folder.write("units.yaml", text)
    folder.add(
        "buildings.yaml",
        f'\n- {{name: {ESTATE}, kind: estate, area: "{MINI_COMMUNITY}"}}\n'
        f'- {{name: {HOUSE}, kind: building, area: "{MINI_COMMUNITY}", parent: {ESTATE}}}\n'
        f'- {{name: 独立楼, kind: building, area: "{MINI_COMMUNITY}"}}\n',
    )
    return folder.path


@pytest.mark.django_db
def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path)
    assert load(folder).changed
    assert not load(folder).changed
    rows = {one.code: (one.name, one.kind, one.phone) for one in Unit.objects.all()}
    assert rows == {
        "estate-01": ("小院党支部", "estate", "19900000301"), "estate-01-01": (f"{HOUSE}党小组", "building", "19900000301"),
        "task-kuaidi": ("骑手驿站", "functional", "19900000401"),
    }  # fmt: skip
    (folder / "units.yaml").write_text("functional: []\n", encoding="utf-8")
    load(folder)
    assert not Unit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        (f"building: {ESTATE}", "building: 没有的院", "There is no estate"),
        (f"[{HOUSE}]", "[通讯录小院9幢]", f"Did you mean “{HOUSE}”?"),
        (f"[{HOUSE}]", "[独立楼]", "does not stand in"),
        (f"[{HOUSE}]", f"[{HOUSE}, {HOUSE}]", "has two units"),
        (f'area: "{MINI_COMMUNITY}"', 'area: "990202001999"', "990202001999"),
        ("task: 歇脚", "members: 三十人", "members"),
        ('"19900000401"', '"4401"', "4401"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(pack(tmp_path, GOOD.replace(good, wrong)))
    assert said in str(refused.value) and "units.yaml:" in str(refused.value)
    assert not Unit.objects.exists()


def test_cuiping_has_as_many_as_were_reported() -> None:
    mistakes = Mistakes()
    contents = read(Path("packs/cuiping"), mistakes)
    assert contents is not None and mistakes.found == []
    entry = contents.rooms["directory"].entry
    named = Counter(name for one in entry.estates for name in (one.building, *one.buildings))
    assert (len(entry.estates), sum(len(one.buildings) for one in entry.estates), len(entry.functional)) == (18, 82, 15)
    assert set(named.values()) == {1} and named.keys() <= {one.name for one, _line in contents.buildings}

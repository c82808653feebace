"""volunteers.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.utils import translation

from linli.packs import PackRefused, load
from linli.volunteers.models import Activity, HoursEntry, Member, SignUp, Skill, Team
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

CUIPING = Path(__file__).resolve().parents[2] / "packs/cuiping"
GOOD = """
skills: [{code: light, name: 电工, category: "CATEGORY"}]
teams:
  - {code: team-001, name: 电工队, kind: self_governing, area: "AREA", organisation: "AREA", about: 换灯泡, skills: [light]}
demo:
  surnames: [段, 卞]
  given: [某, 甲, 乙, 丙, 丁]
  ideas: [{skill: light, title: 修灯, place: 院坝, at: "09:00", minutes: 90, seats: 8}]
"""


def pack(tmp_path: Path, text: str) -> Path:
    """The mini pack with this volunteers.yaml."""
    folder = Folder(tmp_path)
    category = folder.path.joinpath("categories.csv").read_text().splitlines()[1].split(",")[0]
    folder.write("volunteers.yaml", text.replace("AREA", MINI_COMMUNITY).replace("CATEGORY", category))
    return folder.path


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    assert load(folder).changed
    assert not load(folder).changed
    assert (Skill.objects.count(), Team.objects.get().skills.count()) == (1, 1)
    assert Member.objects.count() >= 8 and Activity.objects.count() >= 4
    for activity in Activity.objects.all():
        assert activity.taken == activity.sign_ups.count() <= activity.seats
        assert all(0 < row.minutes <= activity.minutes for row in HoursEntry.objects.filter(sign_up__activity=activity))
    assert SignUp.objects.filter(state="done").count() == HoursEntry.objects.count() > 0


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ("skills: [light]}", "skills: [lihgt]}", "light"),
        ('category: "CATEGORY"', 'category: "999999"', "999999"),
        ('organisation: "AREA"', 'organisation: "990202-none"', "990202-none"),
        ("kind: self_governing", "kind: army", "army"),
        ("about: 换灯泡", "leaders: [nobody], about: 换灯泡", "nobody"),
        ("skill: light", "skill: dark", "dark"),
        ("surnames: [段, 卞]", "surnames: [段, 卞]\n  members: [9, 3]", "smaller"),
    ],
)
def test_every_mistake_is_named_with_its_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(pack(tmp_path, GOOD.replace(good, wrong)))
    assert "volunteers.yaml:" in str(refused.value) and said in str(refused.value)
    assert not Team.objects.exists()


def test_cuiping_has_a_hundred_and_fifty_teams() -> None:
    teams = yaml.safe_load((CUIPING / "volunteers.yaml").read_text())["teams"]
    assert len(teams) == 150 == len({one["code"] for one in teams}) == len({one["name"] for one in teams})
    sparks = next(one for one in teams if one["code"] == "team-dianxing")
    assert (sparks["name"], sparks["area"], "diangong" in sparks["skills"]) == ("电工志愿队", "511502012001", True)

"""mediation.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.mediation.actions.book import broken_entries
from linli.mediation.models import Matter, MatterKind, Team
from linli.mediation.queries.file import File
from linli.packs import PackRefused, load
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

GOOD = """
kinds: [{code: zaoyin, name: 噪音}, {code: shenshui, name: 渗水}]
teams:
  - {code: dongjie, name: 东街说事队, organisation: "ORG", area: "ORG", place: 二楼, called: [游姨], members: [mini.you]}
demo:
  matters:
    - {kind: zaoyin, team: dongjie, days_ago: 1, stage: brought, story: 夜里太吵, parties: [付春梅, 向小兵]}
    - kind: shenshui
      team: dongjie
      days_ago: 40
      stage: agreed
      story: 楼上漏水
      parties: [聂文清, 庞晓燕]
      sessions: [{days_ago: 36, notes: 庞晓燕答应修}]
      points: [{text: 庞晓燕重做地漏, due_in: 5}]
      signed_days_ago: 35
  past: [{kind: zaoyin, outcome: kept, number: 9, days: 6}]
"""
PERSON = '\n  - {username: mini.you, name: 游某, positions: [{role: mediator, organisation: "ORG", area: "ORG"}]}\n'


def pack(tmp_path: Path, text: str) -> Path:
    """The mini pack with this mediation.yaml, and a mediator."""
    folder = Folder(tmp_path)
    folder.add("people.yaml", PERSON.replace("ORG", MINI_COMMUNITY))
    folder.write("mediation.yaml", text.replace("ORG", MINI_COMMUNITY))
    return folder.path


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    assert load(folder).changed
    assert not load(folder).changed
    assert (MatterKind.objects.count(), Team.objects.get().members.count(), Matter.objects.count()) == (2, 1, 11)
    matter = Matter.objects.get(state="agreed")
    version = File(matter).in_force
    assert version is not None and version.is_whole and version.is_signed_by_all
    assert list(broken_entries()) == []


def test_what_is_listed_no_more_is_closed(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    load(folder)
    (folder / "mediation.yaml").write_text("kinds: [{code: zaoyin, name: 噪声}]\n", encoding="utf-8")
    load(folder)
    assert dict(MatterKind.objects.values_list("name", "active")) == {"噪声": True, "渗水": False}
    assert not Team.objects.get().active and Matter.objects.count() == 11, "files stay with their team"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("team: dongjie, days_ago: 1", "team: dongji, days_ago: 1", "There is no team “dongji”. Did you mean “dongjie”?"),
        ("{kind: zaoyin, outcome", "{kind: zaoyi, outcome", "There is no kind “zaoyi”"),
        ("members: [mini.you]", "members: [mini.yu]", "is no mediator in people.yaml"),
        ("{code: shenshui, name: 渗水}", "{code: zaoyin, name: 渗水}", "is there twice"),
        ("stage: agreed", "stage: settled", "is not possible here"),
        ("      sessions: [{days_ago: 36, notes: 庞晓燕答应修}]\n", "", "needs a session and points"),
        ("stage: brought, story", "stage: brought, religion: x, story", "religion"),
        ("parties: [付春梅, 向小兵]", "parties: [付春梅]", "At least 2"),
        ('organisation: "ORG"', "organisation: 990202-nobody", "There is no organisation"),
    ],
)  # fmt: skip
def test_every_mistake_is_named(old: str, new: str, why: str, tmp_path: Path) -> None:
    assert old in GOOD
    said = told(pack(tmp_path, GOOD.replace(old, new, 1)))
    assert why in said and "mediation.yaml:" in said
    assert not Matter.objects.exists(), "nothing half written"


def test_invented_matters_are_for_demos(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("mediation.yaml", GOOD.replace("ORG", MINI_COMMUNITY).replace("members: [mini.you]", "members: []"))
    folder.swap("district.yaml", "demo: true", "demo: false")
    folder.remove("people.yaml")
    assert "only be given in the pack of a demo district" in told(folder.path)

"""renovation.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.packs import PackRefused, load
from linli.problem import Problem
from linli.renovation.models import (
    Ballot,
    Estate,
    EstateRating,
    Fault,
    House,
    Household,
    HouseWork,
    Rule,
    VoteResult,
    WeekNote,
    Work,
)
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

BUILDINGS = """
- {name: 后街, kind: estate, area: "AREA"}
- {name: 后街1幢, kind: building, area: "AREA", parent: 后街}
- {name: 别院, kind: estate, area: "AREA"}
"""
GOOD = """
programme: {name: 六改, about: 先问再改, department: "ORG", fund: pooled, account: "expense:renovation"}
works:
  - {code: shui, name: 改水, about: 换水管}
  - {code: tong, name: 同步, about: 业主小组, alongside: true}
rules:
  - {code: ordinary, version: 1, name: 一般, meant_for: 若干, turnout: {units: 2/3, area: 2/3}, agree: {units: ">1/2", area: ">1/2"}, basis: 民法典}
estates:
  - code: houjie
    estate: 后街
    built: 1990
    organisation: "ORG"
    houses: [{place: 后街1幢, households: 6, floor_area: 400}]
    duties: [{part: lead, organisation: "ORG", phone: "19900000001"}]
demo:
  estates:
    - estate: houjie
      roll: [{place: 后街1幢, floors: 3, areas: [60, 60], phones: {"101": "13900000001"}}]
      works: [{work: shui, state: done, contractor: "ORG", amount: 1000, begun: -9, done: -2}]
      notes: [{weeks_ago: 1, text: 换了水管}]
      ratings: [1, 1]
      faults: [{house: 后街1幢, work: shui, text: 水管漏水, found: 3}]
  votes:
    - {estate: houjie, rule: ordinary, title: 改水, text: 换水管, opened: -20, closes: -10, keepers: [mini.one, mini.two], ballots: {后街1幢: yyyn-a}}
"""


def pack(tmp_path: Path, text: str) -> Path:
    """The mini pack with two estates and this renovation.yaml."""
    folder = Folder(tmp_path)
    written = (folder.path / "buildings.yaml").read_text() if (folder.path / "buildings.yaml").exists() else ""
    usernames = [one.split("username:")[1].split(",")[0].split("}")[0].strip() for one in folder.text("people.yaml").splitlines() if "username:" in one]  # fmt: skip
    folder.write("buildings.yaml", written + BUILDINGS.replace("AREA", MINI_COMMUNITY))
    for place, name in (("mini.one", usernames[0]), ("mini.two", usernames[1])):
        text = text.replace(place, name)
    folder.write("renovation.yaml", text.replace("ORG", MINI_COMMUNITY))
    return folder.path


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    assert load(folder).changed
    assert not load(folder).changed
    counts = [model.objects.count() for model in (Work, Rule, Estate, House, Household, HouseWork, WeekNote, EstateRating, Fault)]  # fmt: skip
    assert counts == [2, 1, 1, 1, 6, 1, 1, 2, 1]
    assert (Ballot.objects.count(), VoteResult.objects.get().outcome) == (5, "reached")


def test_a_version_of_a_rule_worded_anew_is_refused(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    load(folder)
    text = (folder / "renovation.yaml").read_text()
    (folder / "renovation.yaml").write_text(text.replace("name: 一般", "name: 普通"))
    with pytest.raises(Problem):
        load(folder)
    (folder / "renovation.yaml").write_text(text.replace("version: 1, name: 一般", "version: 2, name: 普通"))
    assert load(folder).changed and Rule.objects.count() == 2


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ('department: "ORG"', 'department: "990202-none"', "990202-none"),
        ("estate: 后街\n", "estate: 前街\n", "前街"),
        ("place: 后街1幢, households", "place: 别院, households", "is no building of"),
        ("turnout: {units: 2/3", "turnout: {units: 4/3", "is no share"),
        ('agree: {units: ">1/2"', 'agree: {units: ">2/2"', "is no share"),
        ("code: houjie", "code: votes", "cannot be an estate's code"),
        ("code: tong", "code: shui", "is there twice"),
        ("households: 6", "households: 0", "households"),
        ("floor_area: 400", "floor_area: -4", "floor_area"),
        ("part: lead", "part: leader", "Possible"),
        ("rule: ordinary", "rule: extra", "There is no rule “extra”"),
        ("ballots: {后街1幢: yyyn-a}", "ballots: {后街1幢: yyyn-}", "6 units on the roll, but 5 letters"),
        ("ballots: {后街1幢: yyyn-a}", "ballots: {后街: yyyn-a}", "just these buildings"),
        ("keepers: [mini.one,", "keepers: [nobody,", "There is no account “nobody”"),
        ("works: [{work: shui", "works: [{work: xie", "There is no work “xie”"),
        ("name: 改水, about", "category: '999999', name: 改水, about", "999999"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    heard = told(pack(tmp_path, GOOD.replace(good, wrong, 1)))
    assert said in heard and "renovation.yaml:" in heard, heard

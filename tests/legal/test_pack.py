"""legal.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.legal.models import Consultation, Hours, Lawyer, LegalVisits, Note, Question
from linli.packs import PackRefused, load
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

GOOD = """
kinds: [{code: zufang, name: 租房}, {code: laodong, name: 劳动}]
places: [{code: dongjie, name: 东街法律超市, organisation: "ORG", area: "ORG", address: 一楼}]
lawyers:
  - code: su
    name: 苏律师
    organisation: "ORG"
    username: mini.su
    hours: [{place: dongjie, days: mon-fri, begins: "09:00", ends: "11:00", minutes: "30"}]
questions: [{code: yajin, kind: zufang, question: 押金不退怎么办, answer: 先看合同, law: [《民法典》第七百三十三条]}]
visits:
  source: 演示
  months:
    - {month: 2025-01, place: dongjie, counts: {zufang: 12, laodong: 7}}
    - {month: 2025-02, place: dongjie, counts: {zufang: 3}}
demo:
  - {day: -1, slot: 0, kind: zufang, name: 邱某, asked: 押金, explained: 可以要, law: 《民法典》第七百一十条}
  - {day: 1, slot: 1, kind: laodong, name: 席某}
"""
PERSON = '\n  - {username: mini.su, name: 苏某, positions: [{role: lawyer, organisation: "ORG"}]}\n'


def pack(tmp_path: Path, text: str) -> Path:
    """The mini pack with this legal.yaml, and a lawyer."""
    folder = Folder(tmp_path)
    folder.add("people.yaml", PERSON.replace("ORG", MINI_COMMUNITY))
    folder.write("legal.yaml", text.replace("ORG", MINI_COMMUNITY))
    return folder.path


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    assert load(folder).changed
    assert not load(folder).changed
    assert (Hours.objects.count(), Question.objects.count(), Consultation.objects.count()) == (5, 1, 2)
    assert sum(LegalVisits.objects.values_list("visits", flat=True)) == 22
    assert Lawyer.objects.get().account is not None and Note.objects.count() == 1


def test_hours_that_the_bureau_set_stay(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    load(folder)
    Hours.objects.filter(weekday=4).delete()
    load(folder)
    assert Hours.objects.count() == 4


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("place: dongjie, days", "place: dongji, days", "There is no place “dongji”. Did you mean “dongjie”?"),
        ("{zufang: 3}", "{zufan: 3}", "There is no kind “zufan”"),
        ("{zufang: 3}", "{zufang: 0}", "not a possible number"),
        ("month: 2025-02", "month: 2025-01", "is there twice"),
        ("month: 2025-02", "month: 2025-13", "not written as it should be"),
        ('ends: "11:00"', 'ends: "08:00"', "must run forwards"),
        ('ends: "11:00"', 'ends: "10:55"', "full ten minutes"),
        ('minutes: "30"', 'minutes: "25"', "is not possible here"),
        ("username: mini.su", "username: mini.s", "is no lawyer in people.yaml"),
        ("law: [《民法典》第七百三十三条]", "law: []", "At least 1"),
        ("law: [《民法典》第七百三十三条]", "law: [民法典]", "not written as it should be"),
        ("kind: laodong, name: 席某", "kind: laodon, name: 席某", "There is no kind “laodon”"),
        ("{code: laodong, name: 劳动}", "{code: zufang, name: 劳动}", "is there twice"),
    ],
)  # fmt: skip
def test_every_mistake_is_named(old: str, new: str, why: str, tmp_path: Path) -> None:
    assert old in GOOD
    said = told(pack(tmp_path, GOOD.replace(old, new, 1)))
    assert why in said and "legal.yaml:" in said
    assert not Lawyer.objects.exists(), "nothing half written"


def test_a_lawyer_is_in_one_place_at_a_time(tmp_path: Path) -> None:
    more = '[{place: dongjie, days: mon, begins: "10:30", ends: "12:00", minutes: "30"}, {place: dongjie'
    assert "busy from 09:00 to 11:00" in told(pack(tmp_path, GOOD.replace("[{place: dongjie", more, 1)))


def test_invented_people_are_for_demos(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("legal.yaml", GOOD.replace("ORG", MINI_COMMUNITY))
    folder.swap("district.yaml", "demo: true", "demo: false")
    folder.remove("people.yaml")
    assert "only be given in the pack of a demo district" in told(folder.path)

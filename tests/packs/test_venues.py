"""venues.yaml, safety.yaml and events.yaml: read, kept, loaded twice without a change; each mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from linli.community.models import Event, SafetyItem, SafetyPlan, SafetyPost
from linli.community.queries.venues import venues
from linli.packs import load
from linli.packs.mistakes import PackRefused
from linli.places.models import Venue
from tests.packs.folders import Folder

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parents[2] / "packs/yicheng"
CODE = "370404"
ORGANISATION = "990202001001"
VENUE = f'- {{code: zhan, name: 文化站, kind: 文化, area: "990202001001", organisation: "{ORGANISATION}"'


@pytest.mark.once
def test_the_venues_of_yicheng(clock: object) -> None:
    load(PACK)
    shown = venues(CODE)
    assert {"石榴籽工程实践站", "同心·城市文化会客厅", "台港澳侨联谊之家", "同心先锋·党建在线"} == {
        one.name for one in shown.values()
    }
    for card in shown.values():
        assert card.intro and any(card.week) and "演示" in card.note and card.organisation_name and card.pictures
        assert all(default_storage.exists(one.address.removeprefix("/files/")) for one in card.pictures)
    assert SafetyItem.objects.filter(district=CODE).count() == 14
    assert all(row.basis for row in SafetyItem.objects.filter(district=CODE))
    assert (
        SafetyPlan.objects.filter(district=CODE).count() == 4 and SafetyPost.objects.filter(district=CODE).count() == 12
    )
    assert Event.objects.filter(district=CODE, state="published").count() == 5
    assert all("演示" in title for title in Event.objects.filter(district=CODE).values_list("title", flat=True))


def test_loaded_again_nothing_changes_and_what_staff_did_stays(clock: object) -> None:
    load(PACK)
    row = Event.objects.get(code="liuyuan-penjing")
    Event.objects.filter(pk=row.pk).update(title="改过的标题")
    SafetyPlan.objects.filter(venue__code="shiliuzi").update(due_on="2026-12-24")
    assert not load(PACK).changed
    row.refresh_from_db()
    assert row.title == "改过的标题" and str(SafetyPlan.objects.get(venue__code="shiliuzi").due_on) == "2026-12-24"


def refused(folder: Folder, **files: str) -> str:
    for name, text in files.items():
        folder.write(f"{name}.yaml", text)
    with pytest.raises(PackRefused) as told:
        load(folder.path)
    assert not Venue.objects.exists()
    return str(told.value)


@pytest.mark.parametrize(
    ("venue", "says"),
    [
        ('- {name: 站, kind: 文化, area: "990202001001", intro: 有介绍}\n', "code"),
        ('- {code: zhan, name: 站, kind: 文化, area: "990202001001"}\n', "organisation"),
        (VENUE + ', hours: {fri-mon: [["09:00", "12:00"]]}}\n', "fri-mon"),
        (VENUE + ', hours: {mon: [["12:00", "09:00"]]}}\n', "mon"),
        (VENUE + ', hours: {mon: [["09:00", "12:00"], ["11:00", "02:00"]]}}\n', "mon"),
        (VENUE + ', hours: {mon: [["18:00", "02:00"], ["03:00", "04:00"]]}}\n', "mon"),
        (VENUE + ", pictures: [{file: none.webp, alt: 图}]}\n", "pictures/none.webp"),
        (VENUE + ", pictures: [{file: ../secret.webp, alt: 图}]}\n", "jiangtang.webp"),
        (VENUE + ", capacity: 0}\n", "0"),
        (VENUE + ", religion: x}\n", "religion"),
        (VENUE + "}\n" + VENUE.replace("文化站", "第二站") + "}\n", "zhan"),
    ],
)
def test_mistakes_of_venues(folder: Folder, venue: str, says: str) -> None:
    assert says in refused(folder, venues=venue)


def test_a_long_evening_ends_after_midnight(folder: Folder) -> None:
    folder.write("venues.yaml", VENUE + ', hours: {sat: [["09:00", "12:00"], ["18:00", "02:00"]]}}\n')
    load(folder.path)
    assert Venue.objects.get().hours == {"sat": [["09:00", "12:00"], ["18:00", "02:00"]]}


SAFETY = """
items:
  - {code: chukou, group: 出口, name: 安全出口, look: 能推开, basis: [《中华人民共和国消防法》]}
venues:
  - {venue: zhan, every_days: 30, posts: {venue: {organisation: "990202001001"}, street: {organisation: "990202001"}, district: {organisation: 990202-center}}}
"""


@pytest.mark.parametrize(
    ("old", "fresh", "says"),
    [
        ("venue: zhan", "venue: zhann", "zhann"),
        ("[《中华人民共和国消防法》]", "[]", "1"),
        ("《中华人民共和国消防法》", "消防法", "消防法"),
        (', street: {organisation: "990202001"}', "", "street"),
        ("every_days: 30", "every_days: 0", "0"),
        ('"990202001"}', '"990202009"}', "990202009"),
        ("990202-center}", "990202-center, person: nobody}", "nobody"),
        ("look: 能推开", 'look: 能推开, category: "999999"', "999999"),
    ],
)
def test_mistakes_of_safety(folder: Folder, old: str, fresh: str, says: str) -> None:
    assert old in SAFETY
    assert says in refused(folder, venues=VENUE + "}\n", safety=SAFETY.replace(old, fresh))

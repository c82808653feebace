"""spaces.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.packs import PackRefused, load
from linli.spaces.models import Booking, Room, Slot
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

VENUES = f'- {{name: 活动中心, kind: 便民服务, area: "{MINI_COMMUNITY}", address: 东街58号}}\n'
GOOD = """
rooms:
  - {code: hall, name: 大厅, area: "AREA", venue: 活动中心, organisation: "AREA", seats: 40, hours: {mon-sun: [["09:00", "21:00"]]}}
demo: {busy: 1, names: [段某], uses: [{purpose: 排练, minutes: 60, people: 8}]}
"""


def pack(tmp_path: Path, text: str) -> Path:
    """The mini pack with this spaces.yaml."""
    folder = Folder(tmp_path)
    folder.write("venues.yaml", VENUES)
    folder.write("spaces.yaml", text.replace("AREA", MINI_COMMUNITY))
    return folder.path


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    assert load(folder).changed
    assert not load(folder).changed
    assert Room.objects.get().seats == 40 and Booking.objects.count() > 20
    assert Slot.objects.count() == 2 * Booking.objects.count()


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ("venue: 活动中心", "venue: 活动中", "活动中"),
        ('organisation: "AREA"', 'organisation: "990202-none"', "990202-none"),
        ('["09:00", "21:00"]', '["09:10", "21:00"]', "half past"),
        ("seats: 40", "seats: 0", "number"),
        ("mon-sun", "sun-mon", "hours"),
        ("code: hall", "code: 大厅", "written as it should"),
        ("purpose: 排练, minutes: 60", "purpose: 排练, minutes: 50", "does not fit"),
    ],
)
def test_every_mistake_is_named_with_its_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(pack(tmp_path, GOOD.replace(good, wrong)))
    assert "spaces.yaml:" in str(refused.value) and said in str(refused.value)
    assert not Room.objects.exists()

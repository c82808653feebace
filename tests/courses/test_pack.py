"""courses.yaml of a pack: what it makes, that a second load changes nothing, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from linli.courses.models import Booking, Course, CourseClass, Enrolment, Lecture, School, Shift
from linli.packs import PackRefused, load
from tests.packs.folders import MINI_COMMUNITY, Folder

pytestmark = pytest.mark.django_db

GOOD = """
people: {number: 4000, counted_on: 2025-12-31, source: 年报}
boards: [{code: lan-1, kind: board, name: 东街宣传栏, area: "AREA", organisation: "ORG"}]
schools: [{code: xiaoxue, name: 东街小学, stage: primary, area: "AREA", pupils: 300}]
courses: [{code: xueya, name: 高血压, subject: hypertension, about: 两堂课。, organisation: "ORG", outline: [一, 二]}]
therapists: [{code: li, name: 李理疗师}]
rooms:
  - code: one
    name: 一室
    address: 一楼
    organisation: "ORG"
    shifts: [{therapist: li, days: mon-fri, begins: "09:00", ends: "10:00", minutes: 30}]
demo:
  lectures:
    - {code: jt-1, topic: 减盐, organisation: "ORG", area: "AREA", day: -9, at: "09:00", minutes: 60, lecturer: 某人, place: 屋里, attended: {male: {75+: 3}}}
    - {code: jt-2, topic: 减油, organisation: "ORG", area: "AREA", day: 9, at: "09:00", minutes: 60, lecturer: 某人, place: 屋里}
  changes: [{board: lan-1, days_ago: 3, theme: 冬季健康}]
  lessons: [{school: xiaoxue, grade: 一年级, topic: 护眼, days_ago: 5, lessons: 1, pupils: 40, organisation: "ORG"}]
  terms: [{code: qiu, name: 秋季, first: -40, last: 30, enrol_from: -50, enrol_until: 10}]
  classes: [{code: k-1, course: xueya, term: qiu, name: 上午, teacher: 某人, place: 屋里, weekday: tue, at: "09:00", minutes: 60, seats: 2, learners: [甲, 乙, 丙]}]
  bookings: [{day: 1, slot: 0, name: 甲}, {day: -1, slot: 1, name: 乙}]
"""


def pack(tmp_path: Path, text: str) -> Path:
    """The mini pack with this courses.yaml."""
    folder = Folder(tmp_path)
    folder.write("courses.yaml", text.replace("AREA", MINI_COMMUNITY).replace("ORG", MINI_COMMUNITY))
    return folder.path


def told(folder: Path) -> str:
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(folder)
    return str(refused.value)


def test_what_is_written_is_there_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    folder = pack(tmp_path, GOOD)
    assert load(folder).changed
    assert not load(folder).changed
    assert (Course.objects.count(), School.objects.count(), Shift.objects.count()) == (1, 1, 5)
    assert dict(Lecture.objects.values_list("code", "state")) == {"jt-1": "held", "jt-2": "planned"}
    held = CourseClass.objects.get()
    assert (held.taken, held.last_turn) == (2, 3)
    assert list(Enrolment.objects.order_by("turn").values_list("state", flat=True)) == ["seated", "seated", "waiting"]
    assert held.sessions.count() == 2 and all(one.noted_at for one in held.sessions.all())
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("good", "wrong", "said"),
    [
        ('organisation: "ORG"}]\nschools', 'organisation: "990202-none"}]\nschools', "990202-none"),
        ("therapist: li,", "therapist: lu,", "There is no therapist “lu”"),
        ("board: lan-1, days", "board: lan-2, days", "There is no board “lan-2”"),
        ("course: xueya, term", "course: xuetang, term", "There is no course “xuetang”"),
        ('ends: "10:00"', 'ends: "08:00"', "must run forwards"),
        ("last: 30", "last: -60", "first day of a term"),
        ("code: jt-2", "code: jt-1", "is there twice"),
        ("number: 4000", "number: 0", "number"),
        ("place: 屋里, attended", "attended", "needs a “venue”"),
        ("stage: primary", "stage: university", "Possible"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line(tmp_path: Path, good: str, wrong: str, said: str) -> None:
    assert good in GOOD
    heard = told(pack(tmp_path, GOOD.replace(good, wrong, 1)))
    assert said in heard and "courses.yaml:" in heard, heard


def test_no_room_and_no_therapist_is_in_two_places(tmp_path: Path) -> None:
    more = '    shifts:\n      - {therapist: li, days: mon, begins: "09:00", ends: "10:00", minutes: 30}\n      - {therapist: li, days: mon, begins: "09:30", ends: "11:00", minutes: 30}\n'
    start = GOOD.index("    shifts:")
    text = GOOD[:start] + more + GOOD[GOOD.index("demo:") :]
    heard = told(pack(tmp_path, text))
    assert heard.count("is busy from 09:00 to 10:00 already") == 2, heard

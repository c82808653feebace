"""Lectures, boards and lessons in schools: written by whose they are, counted, and turned into rates with both numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cases.errors import InvalidInput, NotTaken
from linli.courses import actions
from linli.courses.access import may_teach, oversees
from linli.courses.errors import (
    CountsDoNotAdd,
    MorePupilsThanTheSchoolHas,
    NotedAlready,
    NotHeldYet,
    NotNow,
    NotThere,
    NotYours,
)
from linli.courses.models import Board, Lecture, SchoolLesson
from linli.courses.queries import figures
from linli.places.models import District
from tests.conftest import MovableClock
from tests.courses import town
from tests.courses.town import BOARD, CLINIC, CODE, ELSEWHERE, HERE, SCHOOL, SMALL_SCHOOL, THERE, actor, lecture, sheet


def lesson(**changed: Any) -> dict[str, Any]:
    return {
        "school": SCHOOL, "grade": "三年级", "topic": "爱护牙齿", "day": "2026-10-20", "lessons": 2, "pupils": 90,
        "organisation": CLINIC, **changed,
    }  # fmt: skip


def rate(name: str) -> tuple[int, int]:
    found = next(one for one in figures.of_year(CODE, 2026).rates if name in one.name)
    return found.above, found.below


def test_who_teaches(district: District) -> None:
    assert [name for name in ("here", "doctor", "health", "teacher") if not may_teach(actor(name))] == []
    assert [name for name in ("works", "street", "grid", "auditor", "admin", "centre") if may_teach(actor(name))] == []
    assert oversees(actor("health")) and not oversees(actor("teacher")) and not oversees(actor("doctor"))


def test_a_lecture_is_announced_held_and_counted(district: District, clock: MovableClock) -> None:
    row = lecture()
    with pytest.raises(NotHeldYet):
        actions.count_lecture(actor("here"), row.pk, {"people": 30})
    clock.set(town.at("2026-11-05 16:30"))
    assert row.waits_for_count
    with pytest.raises(CountsDoNotAdd) as wrong:
        actions.count_lecture(actor("here"), row.pk, {"people": 5, "groups": {"female": {"60-74": 4}}})
    assert "5" in wrong.value.message and "4" in wrong.value.message
    counted = {"female": {"60-74": "12", "75+": "3"}, "male": {"60-74": "6"}}
    actions.count_lecture(actor("here"), row.pk, {"people": "", "groups": counted, "handed_out": "40"})
    row.refresh_from_db()
    assert (row.state, row.people, row.handed_out) == ("held", 21, 40)
    assert row.attended == {"female": {"60-74": 12, "75+": 3}, "male": {"60-74": 6}}
    actions.count_lecture(actor("here"), row.pk, {"people": 25})
    row.refresh_from_db()
    assert (row.people, row.attended) == (25, {}), "a count is corrected, here to the number alone"
    with pytest.raises(NotNow):
        actions.edit_lecture(actor("here"), row.pk, sheet())


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": ""}, {"minutes": 0}, {"minutes": "viele"}, {"begins_at": "2030-01-01T09:00"}, {"begins_at": "morgen"},
        {"place": ""}, {"venue": "none"}, {"area": "990101009"}, {"area": f"{HERE}001"}, {"nobody": "knows"},
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_fit_is_refused(district: District, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        actions.announce_lecture(actor("here"), sheet(**wrong))
    assert not Lecture.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"people": -1}, {"people": 99999}, {"people": "many"}, {"groups": {"other": {"75+": 1}}},
        {"groups": {"male": {"80": 1}}}, {"groups": {"male": {"75+": -3}}}, {"people": 3, "names": ["某人"]},
    ],
)  # fmt: skip
def test_a_count_that_is_none_is_refused(district: District, clock: MovableClock, wrong: dict[str, Any]) -> None:
    row = lecture()
    clock.set(town.at("2026-11-05 16:30"))
    with pytest.raises(InvalidInput):
        actions.count_lecture(actor("here"), row.pk, wrong)


def test_a_community_writes_its_own_and_the_department_all(district: District) -> None:
    row = lecture()
    with pytest.raises(NotYours):
        actions.cancel_lecture(actor("there"), row.pk, {"reason": "不讲了"})
    with pytest.raises(NotYours):
        actions.announce_lecture(actor("there"), sheet())
    with pytest.raises(NotYours):
        actions.announce_lecture(actor("works"), sheet(organisation=town.factories.WORKS))
    actions.cancel_lecture(actor("health"), row.pk, {"reason": "医生生病"})
    with pytest.raises(NotNow):
        actions.count_lecture(actor("here"), row.pk, {"people": 3})


def test_a_board_is_due_after_a_month(district: District, clock: MovableClock) -> None:
    board = Board.objects.get(code=BOARD)
    assert board.is_due, "it shows nothing yet"
    picture = SimpleUploadedFile("lan.png", _png(), "image/png")
    change = actions.change_board(actor("here"), board.pk, {"day": "2026-11-01", "theme": "冬季健康"}, picture)
    assert change.picture.startswith("images/boards/") and change.picture_small
    actions.change_board(actor("here"), board.pk, {"day": "2026-10-01", "theme": "补记上个月的"})
    board.refresh_from_db()
    assert (board.theme, board.changed_on, board.is_due) == ("冬季健康", date(2026, 11, 1), False)
    clock.set(town.at("2026-12-02 09:00"))
    assert not Board.objects.get(code=BOARD).is_due
    clock.set(town.at("2026-12-03 09:00"))
    assert Board.objects.get(code=BOARD).is_due
    for wrong in (
        {"day": "2027-01-01", "theme": "以后的"},
        {"day": "2026-11-01", "theme": ""},
        {"day": "x", "theme": "x好"},
    ):
        with pytest.raises(InvalidInput):
            actions.change_board(actor("here"), board.pk, wrong)
    with pytest.raises(NotYours):
        actions.change_board(actor("there"), board.pk, {"day": "2026-12-01", "theme": "别人的"})
    with pytest.raises(NotTaken):
        actions.change_board(
            actor("here"), board.pk, {"day": "2026-12-01", "theme": "坏图"}, SimpleUploadedFile("x.png", b"none")
        )


def _png() -> bytes:
    import io

    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (320, 180), "teal").save(made, "PNG")
    return made.getvalue()


def test_a_new_board_and_one_that_is_gone(district: District) -> None:
    given = {"kind": "room", "name": "新教育室", "area": HERE, "organisation": HERE}
    row = actions.put_up_board(actor("here"), given)
    assert not actions.replace_boards(
        district,
        [
            actions.BoardRow(BOARD, "board", "东街宣传栏", HERE, HERE, "大门旁", *town.spot()),
            actions.BoardRow(town.ROOM, "room", "西街教育室", THERE, THERE),
        ],
    ), "the pack leaves alone what others put up"
    actions.take_down_board(actor("here"), row.pk)
    with pytest.raises(NotThere):
        actions.take_down_board(actor("here"), row.pk)


def test_lessons_in_schools(district: District) -> None:
    row = actions.note_lesson(actor("doctor"), lesson())
    with pytest.raises(NotedAlready):
        actions.note_lesson(actor("doctor"), lesson())
    with pytest.raises(MorePupilsThanTheSchoolHas) as many:
        actions.note_lesson(actor("doctor"), lesson(pupils=401))
    assert "400" in many.value.message
    actions.note_lesson(actor("health"), lesson(school=SMALL_SCHOOL, pupils=401)), "how many it has is not known"
    for wrong in ({"day": "2027-01-01"}, {"lessons": 0}, {"pupils": 0}, {"grade": ""}):
        with pytest.raises(InvalidInput):
            actions.note_lesson(actor("doctor"), lesson(**wrong))
    with pytest.raises(NotThere):
        actions.note_lesson(actor("doctor"), lesson(school="none"))
    with pytest.raises(NotYours):
        actions.strike_lesson(actor("here"), row.pk)
    actions.strike_lesson(actor("doctor"), row.pk)
    assert SchoolLesson.objects.count() == 1


def test_rates_print_what_is_above_and_below(district: District, clock: MovableClock) -> None:
    assert rate("宣传栏或教育室") == (2, 3) and rate("办过讲座") == (0, 3)
    row = lecture()
    other = lecture("doctor", organisation=CLINIC, area=ELSEWHERE, begins_at="2026-10-01T09:00")
    lecture("doctor", organisation=CLINIC, area=THERE, begins_at="2025-12-31T23:30")
    clock.set(town.at("2026-11-06 09:00"))
    actions.count_lecture(actor("here"), row.pk, {"groups": {"female": {"75+": 20}, "male": {"60-74": 10}}})
    actions.count_lecture(actor("doctor"), other.pk, {"people": 15})
    in_the_street = lecture(area=town.factories.STREET, begins_at="2026-10-01T15:00")
    actions.count_lecture(actor("here"), in_the_street.pk, {"people": 0})
    last_year = Lecture.objects.get(area=THERE)
    actions.count_lecture(actor("doctor"), last_year.pk, {"people": 99})
    board = Board.objects.get(code=BOARD)
    actions.change_board(actor("here"), board.pk, {"day": "2026-11-05", "theme": "冬季健康"})
    actions.note_lesson(actor("doctor"), lesson())
    assert rate("办过讲座") == (2, 3), (
        "the year is that of the wall here: one held at half past eleven at night is last year's"
    )
    assert (rate("一个月内"), rate("健康课"), rate("覆盖的居民")) == ((1, 2), (1, 2), (45, 1000))
    year = figures.of_year(CODE, 2026)
    assert [(label, sum_) for label, _numbers, sum_ in year.groups] == [("女", 20), ("男", 10)]
    assert year.uncounted == 15
    assert [(one.month.month, one.lectures, one.people, one.lessons, one.pupils) for one in year.months] == [
        (10, 2, 15, 2, 90), (11, 1, 30, 0, 0),
    ]  # fmt: skip
    assert sum(one.people for one in year.months) == sum(s for _l, _n, s in year.groups) + year.uncounted
    actions.take_down_board(actor("here"), board.pk)
    assert rate("宣传栏或教育室") == (1, 3) and rate("一个月内") == (0, 1)


def test_where_nobody_was_counted_nothing_is_divided(district: District) -> None:
    actions.replace_people_counted(district, None)
    found = next(one for one in figures.of_year(CODE, 2026).rates if "覆盖的居民" in one.name)
    assert found.below == 0 and found.share is None

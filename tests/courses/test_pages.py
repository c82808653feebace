"""The pages: what everyone sees, one's own place, the desk; what they cost; and that bad input never breaks one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.courses import actions
from linli.courses.models import Board, Booking, CourseClass, Enrolment, Lecture, School, SchoolLesson, Session
from linli.places.models import District
from linli.typesetting import SANS, SERIF, known_fonts
from tests.conftest import MovableClock
from tests.courses import town
from tests.courses.town import DESK, HERE, LEARN, SLUG, a_class, actor, enrol, lecture, resident, roll, signed_in, slot

FRONT, ONE, PLACES, THERAPY, OPEN, OVERVIEW, LIST, CLASS = 8, 6, 4, 6, 16, 16, 14, 22
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
OPEN_ADDRESS = f"/{SLUG}/open/learn"


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    statements = [one["sql"] for one in seen.captured_queries if not one["sql"].upper().startswith(CONTROL)]
    assert len(statements) <= limit, "\n".join([f"{len(statements)} > {limit}", *(sql[:160] for sql in statements)])


def counted(request: Callable[[], object], limit: int) -> None:
    """Once to warm what a process keeps, then counted."""
    request()
    with at_most(limit):
        request()


def test_every_page_takes_few_statements_however_much_there_is(district: District) -> None:
    held = a_class(seats=6)
    for number in range(1, 12):
        enrol(held, number)
        lecture(topic=f"第{number}讲")
    for address, limit in (
        (LEARN, FRONT), (f"{LEARN}/classes/{held.code}", ONE), (f"{LEARN}/places", PLACES), (f"{LEARN}/places.geojson", PLACES),
        (f"{LEARN}/therapy", THERAPY), (OPEN_ADDRESS, OPEN), (f"{OPEN_ADDRESS}.csv", OPEN),
    ):  # fmt: skip
        counted(lambda address=address: Client().get(address), limit)
    desk = signed_in("teacher")
    counted(lambda: desk.get(DESK), OVERVIEW)
    for page in ("lectures", "boards", "schools", "classes"):
        counted(lambda page=page: desk.get(f"{DESK}/{page}"), LIST)
    counted(lambda: desk.get(f"{DESK}/classes/{held.pk}"), CLASS)
    counted(lambda: desk.get(f"{DESK}/therapy?day=2026-11-09"), LIST)


def test_a_resident_enrols_waits_and_gives_the_place_back(district: District) -> None:
    held = a_class(seats=1)
    enrol(held, 7)
    address = f"{LEARN}/classes/{held.code}"
    guest = Client().get(address).content.decode()
    assert "已满" in guest and f"/sign-in?next={LEARN}/classes/" in guest
    assert Client().post(f"{address}/enrol", {"name": "某人"}).headers["Location"].startswith("/sign-in?next=")
    browser = signed_in(resident(1))
    assert browser.post(f"{address}/enrol", {"name": ""}).status_code == 422
    mine = browser.post(f"{address}/enrol", {"name": "付德山"}, follow=True)
    row = Enrolment.objects.get(turn=2)
    page = mine.content.decode()
    assert mine.redirect_chain[0][0] == f"/my/courses/{row.code}" and "候补" in page and "付德山" in page
    assert row.code in browser.get("/my").content.decode() and row.code in browser.get("/my/courses").content.decode()
    assert Client().get(f"/my/courses/{row.code}").status_code == 404, "a number alone opens nothing"
    assert signed_in(resident(2)).post(f"/my/courses/{row.code}/give-back").status_code == 404
    again = browser.post(f"{address}/enrol", {"name": "付德山"})
    assert again.headers["Location"] == f"/my/courses/{row.code}", "twice leads to the one there is"
    browser.post(f"/my/courses/{row.code}/give-back")
    assert Enrolment.objects.get(pk=row.pk).state == "withdrawn"
    assert browser.post(f"/my/courses/{row.code}/give-back").status_code == 409


@pytest.mark.skipif(known_fonts().isdisjoint((*SANS, *SERIF)), reason="no Chinese font on this machine")
def test_the_certificate_is_a_pdf_and_anyone_can_check_it(district: District, clock: MovableClock) -> None:
    held = a_class()
    row = enrol(held)
    browser = signed_in(resident(1))
    early = browser.get(f"/my/courses/{row.code}/certificate.pdf")
    assert early.status_code == 409 and "三分之二" in early.content.decode()
    clock.set(town.at("2026-11-24 10:00"))
    for number in (1, 2, 3):
        roll(held, number, row)
    paper = browser.get(f"/my/courses/{row.code}/certificate.pdf")
    assert paper.headers["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    number = Enrolment.objects.get(pk=row.pk).certificate
    assert number is not None
    genuine = Client().get(f"{LEARN}/certificates/{number}").content.decode()
    assert "高血压自我管理" in genuine and "学员1" not in genuine, "the name is masked"
    assert Client().get(f"{LEARN}/certificates/JY-0000-0000").status_code == 404
    assert Client().get(f"{LEARN}/certificates/nonsense").status_code == 404
    assert signed_in(resident(2)).get(f"/my/courses/{row.code}/certificate.pdf").status_code == 404


def test_a_time_of_therapy_is_chosen_and_cancelled(district: District) -> None:
    browser = signed_in(resident(1))
    page = browser.get(f"{LEARN}/therapy?day=2026-11-09").content.decode()
    value = "li@2026-11-09T09:00"
    assert f'value="{value}"' in page and "推拿" in page
    for wrong in ("", "li", "li@bald", "nobody@2026-11-09T09:00", "li@2026-11-09T03:00", "li@9999-99-99T99:99"):
        assert browser.post(f"{LEARN}/therapy", {"slot": wrong, "name": "某人"}).status_code == 422, wrong
    booked = browser.post(f"{LEARN}/therapy", {"slot": value, "name": "某人"}, follow=True)
    row = Booking.objects.get()
    assert row.code in booked.content.decode()
    other = signed_in(resident(2))
    taken = other.post(f"{LEARN}/therapy", {"slot": value, "name": "别人", "day": "2026-11-09"})
    assert taken.status_code == 409 and "刚被约走" in taken.content.decode()
    assert other.get(f"/my/courses/{row.code}").status_code == 404
    browser.post(f"/my/courses/{row.code}/give-back")
    assert Booking.objects.get(pk=row.pk).state == "cancelled"


def test_places_on_the_map_and_in_words(district: District) -> None:
    told = json.loads(Client().get(f"{LEARN}/places.geojson").content)
    assert {one["properties"]["title"] for one in told["features"]} == {"东街健康步道", "东街宣传栏"}
    page = Client().get(f"{LEARN}/places").content.decode()
    assert "东街健康步道" in page and "西街教育室" in page and "老槐树" not in page
    assert "东街健康步道" not in Client().get(f"{LEARN}/places?kind=room").content.decode()
    assert Client().get(f"{LEARN}/places?kind=none").status_code == 200


def test_a_community_announces_counts_and_changes_its_board(district: District, clock: MovableClock) -> None:
    desk = signed_in("here")
    wrong = desk.post(f"{DESK}/lectures/new", {**town.sheet(topic=""), "venue": ""})
    assert wrong.status_code == 422 and "活动室" in wrong.content.decode(), "what was typed stays"
    made = desk.post(f"{DESK}/lectures/new", town.sheet())
    row = Lecture.objects.get()
    assert made.headers["Location"] == f"{DESK}/lectures/{row.pk}"
    assert row.topic in Client().get(LEARN).content.decode()
    clock.set(town.at("2026-11-05 16:30"))
    assert "还没记人数" in desk.get(DESK).content.decode()
    address = f"{DESK}/lectures/{row.pk}/count"
    for bad in (
        {"female:75+": "-1"},
        {"female:75+": "xx"},
        {"people": "9" * 30},
        {},
        {"people": "3", "male:0-17": "1"},
    ):
        assert desk.post(address, bad).status_code == 422, bad
    assert (
        desk.post(address, {"female:60-74": "8", "male:75+": "2", "people": "", "handed_out": "5"}).status_code == 302
    )
    assert Lecture.objects.get().people == 10
    assert "10" in Client().get(OPEN_ADDRESS).content.decode()
    board = Board.objects.get(code=town.BOARD)
    assert desk.post(f"{DESK}/boards/{board.pk}", {"day": "2026-11-05", "theme": "冬季健康"}).status_code == 302
    assert desk.post(f"{DESK}/boards/{board.pk}", {"day": "", "theme": ""}).status_code == 422
    assert "冬季健康" in Client().get(f"{LEARN}/places").content.decode()
    assert signed_in("there").get(f"{DESK}/boards/{board.pk}").status_code == 404
    assert signed_in("there").get(f"{DESK}/lectures/{row.pk}").status_code == 404


def test_the_university_opens_a_class_and_calls_its_roll(district: District, clock: MovableClock) -> None:
    desk = signed_in("teacher")
    assert desk.post(f"{DESK}/terms/new", {"name": "冬"}).status_code == 422
    term = {
        "name": "冬季班",
        "first": "2026-11-09",
        "last": "2026-11-30",
        "enrol_from": "2026-11-01",
        "enrol_until": "2026-11-08",
    }
    assert desk.post(f"{DESK}/terms/new", term).status_code == 302
    code = re.findall(r'<option value="(t-[^"]+)"', desk.get(f"{DESK}/classes/new").content.decode())[0]
    sheet = {
        "course": town.PRESSURE, "term": code, "name": "上午班", "teacher": "苏医生", "place": "二楼", "weekday": "1",
        "at": "09:00", "minutes": "90", "seats": "2",
    }  # fmt: skip
    assert desk.post(f"{DESK}/classes/new", {**sheet, "seats": "0", "at": "morgens"}).status_code == 422
    assert desk.post(f"{DESK}/classes/new", sheet).status_code == 302
    held = CourseClass.objects.get()
    page = f"{DESK}/classes/{held.pk}"
    assert desk.post(f"{page}/enrol", {"name": "王大爷", "phone": "123"}).status_code == 422
    assert desk.post(f"{page}/enrol", {"name": "王大爷", "phone": "13900000001"}).status_code == 302
    row = Enrolment.objects.get()
    session = Session.objects.get(number=1)
    assert desk.post(f"{DESK}/sessions/{session.pk}/roll", {"present": [row.code]}).status_code == 409
    clock.set(town.at("2026-11-10 09:30"))
    assert "王大爷" in desk.get(page).content.decode()
    noted = desk.post(f"{DESK}/sessions/{session.pk}/roll", {"present": [row.code]})
    assert noted.headers["Location"] == f"{page}?session=1"
    file = desk.get(f"{page}/list.csv").content.decode("utf-8-sig")
    assert row.code in file and "13900000001" not in file, "the telephone stays masked"
    assert desk.post(f"{page}/seats", {"seats": "none"}).status_code == 409
    assert desk.post(f"{page}/seats", {"seats": "5"}).status_code == 302
    assert desk.post(f"{page}/cancel", {"reason": ""}).status_code == 422
    for stranger in ("here", "doctor"):
        assert signed_in(stranger).get(page).status_code == 404
        assert signed_in(stranger).get(f"{page}/list.csv").status_code == 404
    assert signed_in("works").get(page).status_code == 403


def test_therapy_at_the_desk(district: District, clock: MovableClock) -> None:
    row = actions.book(resident(1), town.CODE, slot())
    desk = signed_in("teacher")
    page = desk.get(f"{DESK}/therapy?day=2026-11-09").content.decode()
    assert "某人" in page
    assert "某人" not in signed_in("doctor").get(f"{DESK}/therapy?day=2026-11-09").content.decode()
    wrong = desk.post(f"{DESK}/therapy/book", {"slot": "song@2026-11-09T09:00", "name": "", "phone": ""})
    assert wrong.status_code == 422
    made = desk.post(f"{DESK}/therapy/book", {"slot": "song@2026-11-09T09:00", "name": "李大妈", "phone": ""})
    assert made.headers["Location"] == f"{DESK}/therapy?day=2026-11-09"
    clock.set(town.at("2026-11-09 09:10"))
    assert desk.post(f"{DESK}/therapy/{row.code}/came").status_code == 302
    assert Booking.objects.get(pk=row.pk).state == "came"
    assert desk.post(f"{DESK}/therapy/{row.code}/sing").status_code == 404
    assert desk.post(f"{DESK}/therapy/LL-NONE/came").status_code == 404
    assert desk.get(f"{DESK}/therapy?day=none").status_code == 200


def test_lessons_at_the_desk(district: District) -> None:
    desk = signed_in("doctor")
    given = {
        "school": town.SCHOOL, "grade": "三年级", "topic": "爱护牙齿", "day": "2026-10-20", "lessons": "2", "pupils": "90",
        "organisation": town.CLINIC,
    }  # fmt: skip
    assert desk.post(f"{DESK}/schools", {**given, "pupils": "401"}).status_code == 422
    assert desk.post(f"{DESK}/schools", {**given, "school": "none"}).status_code == 404
    assert desk.post(f"{DESK}/schools", given).status_code == 302
    assert desk.post(f"{DESK}/schools", given).status_code == 409
    row = SchoolLesson.objects.get()
    assert signed_in("here").post(f"{DESK}/schools/{row.pk}/strike").status_code == 403
    assert desk.post(f"{DESK}/schools/{row.pk}/strike").status_code == 302
    assert School.objects.count() == 2 and not SchoolLesson.objects.exists()


def test_the_file_says_each_rate_with_both_numbers(district: District) -> None:
    told = Client().get(f"{OPEN_ADDRESS}.csv").content.decode("utf-8-sig")
    assert "有宣传栏或教育室的社区（村）,2,3,0.6667," in told
    assert Client().get(f"{OPEN_ADDRESS}?year=99999999999").status_code == 200


def test_departments_that_have_nothing_to_do_with_health_stay_out(district: District) -> None:
    for name in ("works", "street", "admin", "auditor"):
        assert signed_in(name).get(DESK).status_code == 403
    assert signed_in("here").get(DESK).status_code == 200
    assert '"/desk/courses"' in signed_in("doctor").get("/desk/").content.decode()
    assert '"/desk/courses"' not in signed_in("works").get("/desk/").content.decode()
    assert f'href="/{SLUG}/learn"' in Client().get(f"/{SLUG}/").content.decode()
    assert HERE and actor("here").is_staff

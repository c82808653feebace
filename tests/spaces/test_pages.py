"""The pages: what everyone sees, one's own booking, the desk; what they cost; and that bad input never breaks one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.places.models import District
from linli.spaces import actions
from linli.spaces.models import Booking, OpeningChange
from linli.spaces.queries.desk import desk_door
from linli.spaces.queries.figures import of_year
from tests.conftest import MovableClock
from tests.spaces import town
from tests.spaces.town import (
    CODE,
    DESK,
    HALL,
    KITCHEN,
    SLUG,
    SPACES,
    TOMORROW,
    actor,
    at,
    book,
    resident,
    sheet,
    signed_in,
)

LIST, ROOM, DAY, OPEN = 7, 9, 14, 7
FIGURES = f"/{SLUG}/open/spaces"
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    asked = [one["sql"] for one in seen.captured_queries if not one["sql"].upper().startswith(CONTROL)]
    assert len(asked) <= limit, f"{len(asked)} > {limit}:\n" + "\n".join(sql[:150] for sql in asked)


def counted(request: Callable[[], object], limit: int) -> None:
    """Once to warm what a process keeps, then counted."""
    request()
    with at_most(limit):
        request()


def test_every_page_takes_few_statements_however_much_is_booked(district: District) -> None:
    for number, hour in enumerate(range(14, 20)):
        book(f"{hour}:00", number + 1)
        book("09:00", 20 + number, day=f"2026-11-{9 + number:02d}") if number < 5 else None
    guest, desk = Client(), signed_in("here")
    counted(lambda: guest.get(SPACES), LIST)
    counted(lambda: guest.get(f"{SPACES}/{HALL}?day={TOMORROW}"), ROOM)
    counted(lambda: guest.get(FIGURES), OPEN)
    counted(lambda: desk.get(f"{DESK}?day={TOMORROW}"), DAY)
    counted(lambda: desk.get(f"{DESK}/rooms"), DAY)


def test_a_resident_finds_a_room_books_it_and_gives_it_back(district: District) -> None:
    listed = Client().get(SPACES).content.decode()
    assert "大厅" in listed and "40 座" in listed and "今天" in listed
    assert "大厅" not in Client().get(f"{SPACES}?people=60").content.decode()
    address = f"{SPACES}/{HALL}"
    guest = Client().get(address).content.decode()
    assert f"/sign-in?next={address}" in guest.replace("%2F", "/")
    assert Client().post(f"{address}/book", sheet()).headers["Location"] == f"/sign-in?next={address}"
    browser = signed_in(resident())
    done = browser.post(f"{address}/book", sheet(), follow=True)
    row = Booking.objects.get()
    page = done.content.decode()
    assert done.redirect_chain[0][0] == f"/my/spaces/{row.code}" and "段*" in page and "14:00" in page
    assert (
        row.code in browser.get("/my/spaces").content.decode() or "大厅" in browser.get("/my/spaces").content.decode()
    )
    shown = Client().get(f"{address}?day={TOMORROW}").content.decode()
    assert 'value="14:00"' not in shown and 'value="15:00"' in shown and "段某" not in shown and "合唱" not in shown
    assert Client().get(f"/my/spaces/{row.code}").status_code == 404, "a number alone opens nothing"
    assert signed_in(resident(2)).post(f"/my/spaces/{row.code}/cancel").status_code == 404
    browser.post(f"/my/spaces/{row.code}/cancel")
    assert Booking.objects.get().state == "cancelled"
    assert browser.post(f"/my/spaces/{row.code}/cancel").status_code == 409


def test_what_was_typed_stays_when_it_is_refused(district: District) -> None:
    book("14:00", 2)
    browser = signed_in(resident())
    taken = browser.post(f"{SPACES}/{HALL}/book", sheet("14:00", purpose="猜灯谜"))
    page = taken.content.decode()
    assert taken.status_code == 409 and "已经有人订了" in page and "猜灯谜" in page
    for wrong in (
        {"minutes": "x"},
        {"people": "-1"},
        {"day": "2026-99-99"},
        {"begins": "99:99"},
        {"name": ""},
        {"whom": "king"},
    ):
        answer = browser.post(f"{SPACES}/{HALL}/book", sheet(**wrong))
        assert answer.status_code == 422 and "猜灯谜" not in answer.content.decode(), wrong
    assert browser.post(f"{SPACES}/{HALL}/book", sheet("23:30")).status_code == 422
    assert Booking.objects.count() == 1


def test_the_weeks_that_cannot_be_had_are_listed_before_anything_is_sent(district: District) -> None:
    book("14:00", 2, day="2026-11-10")
    browser = signed_in(resident())
    told = browser.post(f"{SPACES}/{HALL}/book", sheet(until="2026-11-17"))
    assert told.status_code == 409 and "这几周订不上" in told.content.decode() and Booking.objects.count() == 1
    browser.post(f"{SPACES}/{HALL}/book", sheet(until="2026-11-17", how="free"))
    assert Booking.objects.filter(account=resident().account).count() == 2
    first = Booking.objects.filter(account=resident().account).earliest("begins_at")
    assert "以后各周" in browser.get(f"/my/spaces/{first.code}").content.decode()
    browser.post(f"/my/spaces/{first.code}/cancel", {"all": "1"})
    assert not Booking.objects.filter(account=resident().account, state="booked").exists()


def test_the_code_at_the_door_leads_to_ones_own_booking(district: District, clock: MovableClock) -> None:
    row, door = book(), town.hall().door
    sheet_page = signed_in("here").get(f"{DESK}/rooms/{HALL}/door").content.decode()
    assert door in sheet_page and "<svg" in sheet_page
    assert Client().get(f"{SPACES}/{HALL}/here?door={door}").headers["Location"].startswith("/sign-in?next=")
    assert signed_in(resident(2)).get(f"{SPACES}/{HALL}/here").headers["Location"] == f"{SPACES}/{HALL}"
    clock.set(at(f"{TOMORROW} 13:50"))
    browser = signed_in(resident())
    there = browser.get(f"{SPACES}/{HALL}/here?door={door}").headers["Location"]
    assert there == f"/my/spaces/{row.code}?door={door}" and f'value="{door}"' in browser.get(there).content.decode()
    assert browser.post(f"/my/spaces/{row.code}/here", {"door": "0"}).status_code == 422
    browser.post(f"/my/spaces/{row.code}/here", {"door": door})
    assert Booking.objects.get().state == "came"


def test_the_desk_agrees_books_and_closes(district: District) -> None:
    asked = book("09:00", room=KITCHEN, people="4")
    assert desk_door(actor("there")) == ("/desk/spaces", "社区阵地", 1) and desk_door(actor("grid")) is None
    there, here = signed_in("there"), signed_in("here")
    assert "合唱排练" in there.get(DESK).content.decode() and "合唱排练" not in here.get(DESK).content.decode()
    assert here.post(f"{DESK}/bookings/{asked.code}/agree").status_code == 403
    assert there.post(f"{DESK}/bookings/{asked.code}/refuse", {"reason": ""}).status_code == 422
    there.post(f"{DESK}/bookings/{asked.code}/agree")
    assert Booking.objects.get().state == "booked"
    given = {**sheet("16:00"), "room": HALL, "whom": "team", "whom_name": "合唱队"}
    assert here.post(f"{DESK}/rooms/{HALL}/book", given).status_code == 302
    assert Booking.objects.get(room__code=HALL).by_staff
    assert here.post(f"{DESK}/rooms/{HALL}/book", given).status_code == 409
    closing = {"begins_at": f"{TOMORROW}T15:00", "ends_at": f"{TOMORROW}T18:00", "reason": "检修"}
    assert here.post(f"{DESK}/rooms/{HALL}/opening", closing).status_code == 409 and not OpeningChange.objects.exists()
    here.post(f"{DESK}/rooms/{HALL}/opening", {**closing, "cancel": "1"})
    assert "检修" in here.get(f"{DESK}/rooms/{HALL}").content.decode()
    here.post(f"{DESK}/rooms/{HALL}/opening/{OpeningChange.objects.get().pk}")
    assert not OpeningChange.objects.exists()
    assert here.get(f"{DESK}/rooms/{KITCHEN}").status_code == 404
    for wrong in ({}, {"seats": "x"}, {"seats": "10", "mon": "noon"}):
        assert here.post(f"{DESK}/rooms/{HALL}", wrong).status_code == 422, wrong
    assert here.post(f"{DESK}/rooms/{HALL}/picture").status_code == 422


def test_the_calendar_says_when_and_nothing_of_who(district: District) -> None:
    row = book(purpose="秘密的事，很长" * 8)
    text = Client().get(f"{SPACES}/{HALL}/calendar.ics").content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert "DTSTART:20261103T060000Z" in text and f"UID:{row.pk}" in text
    assert "秘密" not in text and "段" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_use_is_hours_booked_by_hours_open(district: District, clock: MovableClock) -> None:
    row = book("14:00", minutes="120")
    book("09:00", 2)
    clock.set(at(f"{TOMORROW} 13:50"))
    actions.check_in(resident(), row.code, town.hall().door)
    clock.set(at(f"{TOMORROW} 23:00"))
    actions.close_past()
    clock.set(at("2026-11-04 06:00"))
    actions.close_past()
    figures = of_year(CODE, 2026)
    hall = next(use for use in figures.rooms if "大厅" in use.name)
    # The first booking was on Tuesday: from then on, ten hours.
    assert (hall.open_hours, hall.booked_hours, hall.used_hours, hall.bookings, hall.used) == (10, 3, 2, 2, 1)
    assert hall.rate == pytest.approx(0.3) and hall.kept == 0.5
    page = Client().get(FIGURES).content.decode()
    assert "30.0%" in page and "23.1%" in page, "the hall, and both rooms together"
    rows = list(csv.reader(io.StringIO(Client().get(f"{FIGURES}.csv").content.decode("utf-8-sig"))))
    assert rows[1][0] == "2026-11" and any("大厅" in (line or [""])[0] for line in rows)
    assert Client().get(f"{FIGURES}?year=abc").status_code == 200


def test_faults_call_a_field_as_the_form_does(district: District) -> None:
    page = signed_in(resident()).post(f"{SPACES}/{HALL}/book", {"day": TOMORROW}).content.decode()
    for said in ("请您填写“几点开始”", "请您填写“做什么用”", "请您填写“人数”"):
        assert page.count(said) == 2, "at the head, and beside the field"
    rules = {"seats": "10", "longest_minutes": "45", "days_ahead": "7", "most_open": "2", "mon": "noon"}
    desk = signed_in("here").post(f"{DESK}/rooms/{HALL}", rules).content.decode()
    assert "“最长几分钟”是 45，请填 30 的倍数" in desk


def test_what_is_free_is_said_in_hours(district: District) -> None:
    book("14:00", minutes="90")
    page = Client().get(f"{SPACES}/{HALL}?day={TOMORROW}").content.decode()
    assert "空着 8.5 小时" in page, "ten hours, an hour and a half of them booked"

"""The pages: what everyone sees, one's own registration, the desk, the phone in a building; and what they cost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.community import actions
from linli.community.models import Event, Inspection, Registration
from linli.places.models import District
from tests.community import town
from tests.community.test_safety import photo
from tests.community.town import PAGES, SLUG, VENUE, at, draft, event, register, resident, sheet, signed_in
from tests.conftest import MovableClock
from tests.factories import CODE, actor

LIST, MONTH, ONE, VENUES, VENUE_PAGE, DESK, DESK_EVENT, SAFETY = 2, 2, 2, 1, 2, 8, 10, 12
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


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


def test_every_list_takes_few_statements_however_long_it_is(district: District) -> None:
    for number in range(12):
        row = event(title=f"第{number}场")
        register(row, number)
    for address, limit in (
        (PAGES, LIST), (f"{PAGES}?month=2026-11", MONTH), (f"{PAGES}/{row.code}", ONE), (f"/{SLUG}/venues", VENUES),
        (f"/{SLUG}/venues/{VENUE}", VENUE_PAGE), (f"/{SLUG}/events.ics", LIST), (f"/{SLUG}/open/events", LIST),
        (f"/api/v1/calendar?district={CODE}", LIST), (f"/api/v1/venues?district={CODE}", VENUES),
    ):  # fmt: skip
        counted(lambda address=address: Client().get(address), limit)
    desk = signed_in("here")
    counted(lambda: desk.get("/desk/events"), DESK)
    counted(lambda: desk.get(f"/desk/events/{row.pk}"), DESK_EVENT)
    counted(lambda: desk.get("/desk/safety"), SAFETY)


def test_a_resident_finds_an_event_takes_a_seat_shows_the_code_and_cancels(district: District) -> None:
    talk = event(companions=1)
    guest = Client()
    assert "邻里讲座" in guest.get(PAGES).content.decode()
    assert "登录后报名" in guest.get(f"{PAGES}/{talk.code}").content.decode()
    assert guest.post(f"{PAGES}/{talk.code}/register").headers["Location"].startswith("/sign-in?next=")
    mine = signed_in(resident(1))
    answer = mine.post(f"{PAGES}/{talk.code}/register", {"companions": "1"}, follow=True)
    page = answer.content.decode()
    row = Registration.objects.get()
    assert row.size == 2 and row.code in page and 'role="img"' in page and "报名成功" in page
    assert row.code in mine.get("/my").content.decode()
    again = mine.post(f"{PAGES}/{talk.code}/register", follow=True).content.decode()
    assert row.code in again and Registration.objects.count() == 1
    for stranger in (guest, signed_in(resident(2)), signed_in("here")):
        assert stranger.get(f"/e/{row.code}").status_code == 404
        assert stranger.post(f"/e/{row.code}/cancel").status_code == 404
    mine.post(f"/e/{row.code}/cancel")
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_the_waiting_list_says_how_many_are_before(district: District) -> None:
    talk = event(seats=1)
    for number in (1, 2, 3):
        register(talk, number)
    page = signed_in(resident(3)).get(f"/e/{Registration.objects.get(turn=3).code}").content.decode()
    assert re.search(r'class="line">1<', page) and 'role="img"' not in page, "no code for the door without a seat"


def test_bad_input_of_the_register_form_is_said_on_the_page(district: District) -> None:
    talk = event(companions=1)
    mine = signed_in(resident(1))
    for given in ("9", "-1", "x", "1" * 400):
        answer = mine.post(f"{PAGES}/{talk.code}/register", {"companions": given})
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not Registration.objects.exists()


def test_what_is_not_there_is_not_found(district: District) -> None:
    unseen = draft()
    for address in (
        f"{PAGES}/{unseen.code}", f"{PAGES}/{unseen.code}/event.ics", f"{PAGES}/nothing", f"/{SLUG}/venues/nothing",
        "/elsewhere/events", "/e/HD-0000-0000", f"{PAGES}/" + "x" * 300,
    ):  # fmt: skip
        assert Client().get(address).status_code == 404, address


def test_text_of_an_event_is_text(district: District) -> None:
    talk = event(title="<b>讲座</b>", text="<script>alert(1)</script>")
    for address in (f"{PAGES}/{talk.code}", PAGES, f"{PAGES}?month=2026-11"):
        page = Client().get(address).content.decode()
        assert "<script>alert" not in page and "<b>讲座" not in page


def test_an_event_is_written_announced_and_called_off_at_the_desk(district: District) -> None:
    desk = signed_in("here")
    given = {name: "" if value is None else value for name, value in sheet().items()}
    wrong = desk.post("/desk/events/new", {**given, "title": "", "seats": "x"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and page.count('class="fault"') >= 2 and "讲讲怎么用好这块地" in page
    made = desk.post("/desk/events/new", {**given, "picture": photo(), "picture_alt": "讲堂"}, follow=True)
    talk = Event.objects.get()
    assert "草稿已存好" in made.content.decode() and talk.picture.startswith("images/events/")
    assert Client().get(f"/files/{talk.picture}").status_code == 200
    desk.post(f"/desk/events/{talk.pk}/publish")
    register(talk, 1)
    assert signed_in("there").get(f"/desk/events/{talk.pk}").status_code == 404
    assert "2026-11-07T14:00" in desk.get(f"/desk/events/{talk.pk}/edit").content.decode()
    desk.post(f"/desk/events/{talk.pk}/edit", {**given, "title": "邻里讲座二"})
    assert desk.post(f"/desk/events/{talk.pk}/cancel", {"reason": ""}).status_code == 422
    desk.post(f"/desk/events/{talk.pk}/cancel", {"reason": "停电"})
    talk.refresh_from_db()
    assert (talk.title, talk.state, talk.reason) == ("邻里讲座二", "cancelled", "停电")
    assert desk.post(f"/desk/events/{talk.pk}/publish").status_code == 409
    assert "停电" in Client().get(f"{PAGES}/{talk.code}").content.decode()


def test_people_are_checked_in_by_code_by_its_end_and_by_the_square_code(
    district: District, clock: MovableClock
) -> None:
    talk = event(seats=3)
    rows = [register(talk, number) for number in (1, 2, 3)]
    desk = signed_in("here")
    address = f"/desk/events/{talk.pk}/check-in"
    early = desk.post(address, {"code": rows[0].code})
    assert early.status_code == 409 and "起可以签到" in early.content.decode()
    clock.set(at("2026-11-07 13:00"))
    desk.post(address, {"code": rows[0].code.lower()})
    desk.post(address, {"code": rows[1].code[-4:]})
    assert rows[2].code in desk.get(f"/desk/door/{rows[2].code}").content.decode()
    desk.post(f"/desk/door/{rows[2].code}")
    assert set(Registration.objects.values_list("state", flat=True)) == {"came"}
    for bad in ("", "HD-0000-0000", "x" * 300):
        assert desk.post(address, {"code": bad}).status_code == 404
    assert signed_in("there").post(f"/desk/door/{rows[2].code}").status_code == 404


def test_the_list_is_masked_on_the_page_and_in_the_file(district: District) -> None:
    talk = event()
    register(talk, 1)
    desk = signed_in("here")
    for answer in (desk.get(f"/desk/events/{talk.pk}"), desk.get(f"/desk/events/{talk.pk}/list.csv")):
        text = answer.content.decode()
        assert "13800000001" not in text and "138****0001" in text
    assert "没有找到这个号码" in desk.get(f"/desk/events/{talk.pk}?q=9999").content.decode()
    assert Registration.objects.get().code in desk.get(f"/desk/events/{talk.pk}?q=0001").content.decode()


def test_a_building_is_walked_through_on_the_phone(district: District) -> None:
    desk = signed_in("here")
    here = f"/desk/safety/{VENUE}/inspect"
    assert desk.get(here).headers["Location"] == f"/desk/safety/{VENUE}"
    page = desk.post(here, {"do": "begin"}, follow=True).content.decode()
    assert "安全出口" in page and "门能否推开" in page and "《中华人民共和国消防法》" in page
    bare = desk.post(here, {"item": "chukou", "finding": "fault", "remark": ""})
    assert bare.status_code == 422 and '<p class="fault">' in bare.content.decode()
    page = desk.post(
        here, {"item": "chukou", "finding": "fault", "remark": "推不开", "photos": photo()}, follow=True
    ).content.decode()
    assert "电线插座" in page
    assert desk.post(here, {"do": "finish"}).status_code == 409
    page = desk.post(here, {"item": "dianxian", "finding": "fine"}, follow=True).content.decode()
    assert "都看完了" in page
    page = desk.post(here, {"do": "finish"}, follow=True).content.decode()
    assert "隐患" in page and Inspection.objects.get().faults == 1
    assert "完好" not in page.split("</h1>")[1].split("<h2>")[0], "with an open fault it is not in order"
    entry = Inspection.objects.get().entries.get(item__code="chukou")
    assert desk.get(f"/desk/safety/photos/{entry.pk}?small").status_code == 200
    for stranger in (signed_in("there"), signed_in("works")):
        assert stranger.get(f"/desk/safety/{VENUE}").status_code in (403, 404)
        assert stranger.get(f"/desk/safety/photos/{entry.pk}").status_code in (403, 404)


def test_open_figures_are_numbers_only(district: District, clock: MovableClock) -> None:
    talk = event()
    register(talk, 1)
    clock.set(at("2026-11-07 13:30"))
    actions.check_in(actor("here"), Registration.objects.get().code)
    clock.set(at("2026-11-07 16:00"))
    actions.close_over()
    page = Client().get(f"/{SLUG}/open/events").content.decode()
    assert "2026-11" in page
    rows = Client().get(f"/{SLUG}/open/events.csv?year=2026").content.decode().splitlines()
    assert rows[1] == "2026-11,1,0,1,1,2,1"
    for bad in ("x", "0", "99999", "1900"):
        assert Client().get(f"/{SLUG}/open/events?year={bad}").status_code == 200


def test_over_json_as_on_the_pages(district: District) -> None:
    talk = event()
    got = json.loads(Client().get(f"/api/v1/calendar?district={CODE}").content)
    assert [(one["code"], one["free"], one["venue"]) for one in got["items"]] == [(talk.code, 2, VENUE)]
    one = json.loads(Client().get(f"/api/v1/calendar/{talk.code}?district={CODE}").content)
    assert one["text"].startswith("讲讲") and one["begins_at"] == "2026-11-07T06:00:00+00:00"
    card = json.loads(Client().get(f"/api/v1/venues/{VENUE}?district={CODE}").content)
    assert card["open_now"] is True and card["hours"][0] == [["09:00", "12:00"], ["14:00", "17:30"]]
    for bad in (
        f"/api/v1/calendar/nothing?district={CODE}",
        f"/api/v1/venues/nothing?district={CODE}",
        "/api/v1/calendar?district=nowhere",
    ):
        answer = Client().get(bad)
        assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("address", ["/desk/events", "/desk/safety"])
def test_the_desk_has_doors_to_what_is_ones_own(district: District, address: str) -> None:
    assert f'href="{address}"' in signed_in("here").get("/desk/").content.decode()
    assert ('href="/desk/safety"' in signed_in("there").get("/desk/").content.decode()) is False
    assert town.PAGES in Client().get(f"/{SLUG}/").content.decode()


def test_at_the_door_nobody_is_checked_in_days_before(district: District, clock: MovableClock) -> None:
    talk = event()
    register(talk, 1)
    door = f"/desk/door/{Registration.objects.get().code}"
    page = signed_in("here").get(door).content.decode()
    assert "button big wide" not in page and "现在不能签到" in page
    clock.set(at("2026-11-07 13:30"))
    assert "button big wide" in signed_in("here").get(door).content.decode()

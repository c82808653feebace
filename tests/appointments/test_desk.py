"""The desk of a hall: whose it is, who is called next, walk-ins, the board; what is not possible is said."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from linli.appointments import actions
from linli.appointments.actions import chores
from linli.appointments.errors import NobodyWaits, NoSuchAppointment, NoSuchHall, NotNow
from linli.appointments.models import Appointment
from linli.cases.errors import InvalidInput
from linli.notices.models import Notice
from linli.places.actions import bump_revision
from linli.places.models import District
from tests.appointments.town import CARD, ELDERLY, HALL, at, at_desk, book, rows, with_halls
from tests.cases.resident_town import html
from tests.conftest import MovableClock
from tests.factories import actor

DESK = "/desk/appointments"


def called(window: int = 1) -> str:
    return actions.call_next(actor("works"), HALL, {"window": window}).queue_label


def test_only_who_runs_the_hall_and_dispatchers_get_in(district: District) -> None:
    row = book()
    for name, status in (
        ("works", 200),
        ("centre", 200),
        ("here", 200),
        ("water", 403),
        ("supervisor", 403),
        ("grid", 200),
    ):
        assert at_desk(name).get(DESK).status_code == status, name
    assert at_desk("here").get(DESK, {"hall": HALL}).status_code == 404, "the community runs another hall"
    assert at_desk("here").post(f"{DESK}/{row.pk}/missed").status_code == 404
    assert Client().get(DESK).status_code == 302
    for who in ("here", "water", "supervisor"):
        with pytest.raises(NoSuchAppointment):
            actions.perform(actor(who), row.pk, "cancel", {})
    with pytest.raises(NoSuchHall):
        actions.walk_in(actor("here"), {"hall": HALL})


def test_the_door_stands_only_where_somebody_runs_a_hall(district: District) -> None:
    assert f'href="{DESK}"' in html(at_desk("works").get("/desk/"))
    assert f'href="{DESK}"' not in html(at_desk("water").get("/desk/"))


def test_who_is_called_next(district: District, clock: MovableClock) -> None:
    """Those whose time has come, then who came without, and who came too late for theirs; early ones last."""
    clock.set(at("2026-11-02 09:31"))
    soon, early = book(phone="13900000001", at="2026-11-02T10:00"), book(phone="13900000002", at="2026-11-02T11:00")
    late = book(phone="13900000003", at="2026-11-02T10:00")
    desk = actor("works")
    actions.perform(desk, early.pk, "check-in", {})  # 001
    actions.walk_in(desk, {"hall": HALL})  # 002
    actions.perform(desk, soon.pk, "check-in", {})  # 003
    clock.set(at("2026-11-02 10:20"))
    actions.perform(desk, late.pk, "check-in", {})  # 004: twenty minutes after their time
    assert [called() for _time in range(4)] == ["003", "002", "004", "001"]
    with pytest.raises(NobodyWaits):
        called()


def test_the_day_at_the_desk(district: District, clock: MovableClock) -> None:
    row = book(at="2026-11-02T10:00")
    desk = at_desk("works")
    added = desk.post(f"{DESK}/walk-in", {"hall": HALL, "service": CARD, "name": "王大爷"}, follow=True)
    assert "001" in html(added) and "王**" in html(added) and "王大爷" not in html(added)
    assert html(desk.get(DESK, {"q": "2071"})).count("data-row") == 1
    assert html(desk.get(DESK, {"q": row.code.lower()})).count("data-row") == 1
    assert "没有这个号码" in html(desk.get(DESK, {"q": "9999"}))
    called_to = desk.post(f"{DESK}/next", {"hall": HALL, "window": "3"})
    assert "window=3" in called_to.headers["Location"]
    board = html(desk.get(f"{DESK}/board", {"hall": HALL}))
    assert "001" in board and re.search(r"3\s*号窗口", board) and "王" not in board and 'http-equiv="refresh"' in board
    empty = desk.post(f"{DESK}/next", {"hall": HALL})
    assert empty.status_code == 409 and "没有人在等" in html(empty)


def test_who_does_not_come_is_missed_and_may_still_come(district: District, clock: MovableClock) -> None:
    row, desk = book(at="2026-11-02T10:00"), actor("works")
    with pytest.raises(NotNow):
        actions.perform(desk, row.pk, "missed", {})
    clock.set(at("2026-11-02 10:05"))
    actions.perform(desk, row.pk, "missed", {})
    assert actions.perform(desk, row.pk, "check-in", {}).state == "arrived"
    actions.perform(desk, row.pk, "call", {"window": 1})
    actions.perform(desk, row.pk, "recall", {})
    actions.perform(desk, row.pk, "missed", {})
    assert actions.perform(desk, row.pk, "check-in", {}).queue_number == 2


def test_what_is_not_possible_is_said(district: District) -> None:
    today, later, desk = book(at="2026-11-02T10:00"), book(phone="13900000002"), at_desk("works")
    assert desk.post(f"{DESK}/{today.pk}/done").status_code == 409
    assert desk.post(f"{DESK}/{later.pk}/check-in").status_code == 409, "not before its day"
    assert desk.post(f"{DESK}/{later.pk}/cancel").status_code == 302
    assert Appointment.objects.get(pk=later.pk).state == "cancelled"
    for path, status in (
        (f"{uuid4()}/check-in", 404), (f"{today.pk}/fly", 404), ("walk-in", 302), ("next", 302),
    ):  # fmt: skip
        assert desk.post(f"{DESK}/{path}", {"hall": HALL}).status_code == status, path
    for window in ("0", "4", "99999999999999", "x", "-1", "²"):
        assert desk.post(f"{DESK}/{today.pk}/check-in", {"window": window}).status_code in (302, 409, 422), window
    actions.walk_in(actor("works"), {"hall": HALL})
    with pytest.raises(InvalidInput):
        called(window=4)
    for given in ({"service": "x"}, {"service": ELDERLY * 9}, {"name": "王" * 41}):
        assert desk.post(f"{DESK}/walk-in", {"hall": HALL, **given}).status_code == 422
    for query in (
        {"day": "x"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"q": "'\0%"},
        {"window": "²"},
        {"day": "2026-02-30"},
    ):
        assert desk.get(DESK, query).status_code == 200, query
    assert (
        desk.get(DESK, {"hall": "nowhere"}).status_code == desk.get(f"{DESK}/board", {"hall": "x"}).status_code == 404
    )
    assert desk.post(f"{DESK}/next", {"hall": "nowhere"}).status_code == 404


def test_who_comes_after_all_waits_without_a_window(district: District, clock: MovableClock) -> None:
    row, desk = book(at="2026-11-02T10:00"), actor("works")
    actions.perform(desk, row.pk, "check-in", {})
    actions.perform(desk, row.pk, "call", {"window": 2})
    actions.perform(desk, row.pk, "missed", {})
    again = actions.perform(desk, row.pk, "check-in", {})
    assert (again.state, again.window, again.called_at) == ("arrived", None, None)
    assert "号窗口" not in html(at_desk("works").get(DESK)).partition("data-row")[2].partition("</tr>")[0]


def test_the_board_leaves_what_is_said_to_the_desk(district: District) -> None:
    desk = at_desk("works")
    desk.post(f"{DESK}/walk-in", {"hall": HALL})
    assert "已加入排队" not in html(desk.get(f"{DESK}/board", {"hall": HALL}))
    assert "已加入排队" in html(desk.get(DESK))


def test_a_hall_that_the_pack_drops_tells_whoever_was_to_come(district: District, clock: MovableClock) -> None:
    here, later, corner = (
        book(phone="13900000001", at="2026-11-02T10:00"),
        book(),
        book(phone="13900000002", service=ELDERLY, hall="corner", at="2026-11-03T09:20"),
    )
    actions.perform(actor("works"), here.pk, "check-in", {})
    changes = actions.replace_halls(district, rows()[1:])
    bump_revision(district)
    assert changes.removed == ["演示区政务服务大厅"]
    for row, state in ((here, "arrived"), (later, "cancelled"), (corner, "booked")):
        row.refresh_from_db()
        assert row.state == state
    assert Notice.objects.get(template="appointment_cancelled").contact == later.contact
    assert later.place is None and later.code not in html(at_desk("centre").get(DESK))
    assert not actions.replace_halls(district, rows()[1:]), "and only once"
    clock.set(at("2026-11-03 00:10"))
    assert chores.close_past() == 1, "who was there has left"
    with_halls(district)
    assert Appointment.objects.get(pk=later.pk).state == "cancelled"

"""Who may book what: one of a service, three in all; cancelling and moving give the place back; others' are not there."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.appointments import actions
from linli.appointments.actions import chores
from linli.appointments.errors import (
    AlreadyBooked,
    HallClosed,
    MovedOften,
    NoSuchAppointment,
    NotNow,
    NotServedHere,
    TimeTaken,
    TooLate,
    TooMany,
    TooManyToday,
)  # fmt: skip
from linli.appointments.models import Appointment, Hall
from linli.appointments.queries import upcoming
from linli.cases.errors import InvalidInput
from linli.notices.models import Notice
from linli.people.actions import sign_in_with_code
from linli.people.actors import Actor
from linli.people.models import Contact
from linli.people.queries import person_of
from linli.places.actions import bump_revision
from linli.places.models import District
from tests.appointments.town import (
    ADOPTION,
    CARD,
    CONFIRM,
    ELDERLY,
    HALL,
    MARRIAGE,
    PHONE,
    at,
    book,
    holding,
    resident,
    with_halls,
)  # fmt: skip
from tests.cases.resident_town import html
from tests.conftest import MovableClock
from tests.factories import actor


def test_who_is_signed_in_says_nothing_and_is_told_in_their_account(district: District) -> None:
    me = resident()
    row = book(me, name="", phone="")
    assert (row.account, row.contact) == (me.account, None) and not Contact.objects.exists()
    assert Notice.objects.get().account == me.account and Notice.objects.get().link == f"/t/{row.code}"
    assert [one.code for one in upcoming(me)] == [row.code]


def test_of_a_guest_name_and_mobile_are_needed_and_all_faults_are_named_at_once(district: District) -> None:
    page = Client().post(CONFIRM, {"at": "2026-11-03T09:30", "name": "", "phone": ""})
    assert page.status_code == 422 and "怎么称呼您" in html(page) and "请写上手机号码" in html(page)
    with pytest.raises(InvalidInput) as both:
        book(name="刘" * 41, phone="0831-8888888")
    assert {fault.field for fault in both.value.faults} == {"name", "phone"}


@pytest.mark.parametrize(
    "phone", ["12345", "１３８１２３４２０７１９", "1381234\0", "<script>", "0831-8888888", "1" * 31]
)
def test_a_number_that_is_none_is_said_and_stays(district: District, phone: str) -> None:
    page = Client().post(CONFIRM, {"at": "2026-11-03T09:30", "name": "刘桂芳", "phone": phone})
    assert page.status_code == 422 and 'value="刘桂芳"' in html(page) and not Appointment.objects.exists()


def test_one_person_has_one_of_a_service_and_three_in_all(district: District) -> None:
    me = resident()
    first = book(me)
    with pytest.raises(AlreadyBooked):
        book(me, at="2026-11-04T09:30")
    with pytest.raises(AlreadyBooked):
        book(at="2026-11-04T09:30", phone="+86 138-1234-2071")
    book(service=CARD)
    book(me, service=ELDERLY)
    with pytest.raises(TooMany):
        book(me, service=ADOPTION)
    actions.cancel(me, first.code)
    book(me, service=ADOPTION)
    assert Appointment.objects.exclude(person="").count() == 3
    assert book(phone="13900000002", at="2026-11-03T10:00").place == 1, "of others it takes nothing"


def test_a_cancelled_place_is_free_again(district: District) -> None:
    with_halls(district, places=1)
    row = book()
    with pytest.raises(TimeTaken) as taken:
        book(phone="13900000002")
    assert at("2026-11-03 09:00") in taken.value.free
    actions.cancel(holding(row), row.code)
    again = book(phone="13900000002")
    row.refresh_from_db()
    assert (row.state, row.place, row.person, row.remind_at) == ("cancelled", None, "", None) and again.place == 1
    assert Notice.objects.filter(template="appointment_cancelled").count() == 1
    with pytest.raises(NotNow):
        actions.cancel(holding(row), row.code)


def test_moving_keeps_the_number_and_frees_the_old_time(district: District, clock: MovableClock) -> None:
    with_halls(district, places=1)
    row, other = book(), book(phone="13900000002", at="2026-11-04T09:30")
    with pytest.raises(TimeTaken):
        actions.move(holding(row), row.code, {"at": "2026-11-04T09:30"})
    moved = actions.move(holding(row), row.code, {"at": "2026-11-03T10:00"})
    assert (moved.code, moved.starts_at) == (row.code, at("2026-11-03 10:00"))
    actions.move(holding(other), other.code, {"at": "2026-11-03T09:30"})
    assert Notice.objects.filter(template="appointment_made").count() == 4
    clock.set(at("2026-11-03 10:00"))
    with pytest.raises(TooLate):
        actions.move(holding(row), row.code, {"at": "2026-11-05T10:00"})
    with pytest.raises(TooLate):
        actions.cancel(holding(row), row.code)


def test_moving_on_the_pages(district: District) -> None:
    browser = Client()
    browser.post(CONFIRM, {"at": "2026-11-03T09:30", "name": "刘桂芳", "phone": PHONE})
    row = Appointment.objects.get()
    path = f"/t/{row.code}/move"
    assert f"{path}?at=2026-11-04T09:00" in html(browser.get(path, {"day": "2026-11-04"}))
    assert "11月4日" in html(browser.get(path, {"at": "2026-11-04T09:00"}))
    for wrong in ("2026-11-08T09:00", "2026-11-02T08:00", "x"):
        assert browser.post(path, {"at": wrong}).status_code == 422
    assert browser.post(path, {"at": "2026-11-04T09:00"}).headers["Location"] == f"/t/{row.code}"
    row.refresh_from_db()
    assert row.starts_at == at("2026-11-04 09:00")
    assert browser.post(f"/t/{row.code}/cancel").status_code == 302
    assert browser.post(f"/t/{row.code}/cancel").status_code == 409
    assert "已取消" in html(browser.get(f"/t/{row.code}"))


def test_the_appointments_of_others_are_not_there(district: District) -> None:
    row, stranger = book(), resident("13900000009")
    assert upcoming(stranger) == [] == upcoming(Actor.guest())
    for do in (
        lambda: actions.cancel(stranger, row.code),
        lambda: actions.move(Actor.guest(), row.code, {"at": "2026-11-04T09:30"}),
    ):
        with pytest.raises(NoSuchAppointment):
            do()
    browser = Client()
    for path in (f"/t/{row.code}", f"/t/{row.code}/move", "/t/YY-0000-0000", "/t/x", "/t/%00", f"/t/{row.code}?k="):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/t/{row.code}/cancel").status_code == 404
    browser.cookies["tickets"] = f"{row.code}:made:up"
    assert browser.get(f"/t/{row.code}").status_code == 404
    row.refresh_from_db()
    assert row.state == "booked"


def test_what_was_booked_as_a_guest_is_there_after_signing_in(district: District) -> None:
    from linli.people.actions import request_code
    from linli.people.vault import unseal

    row = book()
    request_code(PHONE, "")
    from linli.notices.models import Delivery

    sent = unseal(Delivery.objects.exclude(text_cipher=b"").get().text_cipher)
    code = "".join(char for char in sent if char.isdigit())[:6]
    me = Actor.of(sign_in_with_code(PHONE, code))
    assert [one.code for one in upcoming(me)] == [row.code]
    actions.cancel(me, row.code)


def test_only_what_the_hall_serves_can_be_booked_there(district: District) -> None:
    with pytest.raises(NotServedHere):
        book(hall="corner")
    assert book(hall="corner", service=ELDERLY, at="2026-11-03T09:20").place == 1


def test_who_did_not_come_yesterday_can_book_today(district: District, clock: MovableClock) -> None:
    row = book()
    clock.set(at("2026-11-04 09:00"))
    again = book(at="2026-11-05T09:30")
    row.refresh_from_db()
    assert (row.state, again.state) == ("missed", "booked")
    clock.set(at("2026-11-06 00:10"))
    assert (chores.close_past(), chores.close_past()) == (1, 0)


def test_who_missed_this_morning_can_book_again_today(district: District, clock: MovableClock) -> None:
    missed = book(at="2026-11-02T10:00")
    waits = book(phone="13900000002", at="2026-11-02T10:00")
    clock.set(at("2026-11-02 10:10"))
    actions.perform(actor("works"), waits.pk, "check-in", {})
    with pytest.raises(AlreadyBooked):
        book(at="2026-11-02T14:00")
    clock.set(at("2026-11-02 10:16"))
    assert book(at="2026-11-02T14:00").state == "booked"
    missed.refresh_from_db()
    assert missed.state == "missed"
    assert actions.perform(actor("works"), missed.pk, "check-in", {}).state == "arrived", "and may still come"
    with pytest.raises(AlreadyBooked):
        book(phone="13900000002", at="2026-11-02T14:00")
    waits.refresh_from_db()
    assert waits.state == "arrived", "who is in the queue has not missed it"


def test_nobodys_phone_is_flooded_by_booking_and_cancelling(district: District, clock: MovableClock) -> None:
    """Each booking sends a message to a number that nobody has proved to be theirs."""
    me, days = resident(), [f"2026-11-0{day}T10:00" for day in (3, 4, 5, 6)]
    with_halls(district, phone="0831-1234567")
    for day in days:
        row = book(at=day)
        actions.cancel(holding(row), row.code)
    row = book(me)
    actions.cancel(me, row.code)
    for somebody in (Actor.guest(), me):
        with pytest.raises(TooManyToday) as refused:
            book(somebody)
        assert refused.value.status == 429 and "0831-1234567" in refused.value.message
    page = Client().post(CONFIRM, {"at": "2026-11-03T09:30", "name": "刘桂芳", "phone": PHONE})
    assert page.status_code == 429 and "0831-1234567" in html(page) and 'value="刘桂芳"' in html(page)
    assert Notice.objects.count() == 10 and book(phone="13900000002").state == "booked"
    assert book(actor("works"), service=CARD).state == "booked", "the staff of the hall still can"
    clock.set(at("2026-11-03 09:31"))
    assert book(at="2026-11-04T10:00").state == "booked"


def test_an_account_without_a_number_floods_no_others(district: District) -> None:
    account = resident().account
    assert account is not None
    account.phone_index = ""
    account.save(update_fields=["phone_index"])
    me = Actor.of(account)
    for number in range(5):
        row = book(me, phone=f"1390000000{number}")
        actions.cancel(me, row.code)
    with pytest.raises(TooManyToday):
        book(me, phone="13900000009")


def test_an_appointment_is_moved_five_times_and_then_the_hall_is_called(district: District) -> None:
    row, times = book(), ("10:00", "10:30", "11:00", "11:30", "09:00")
    for time in times:
        actions.move(holding(row), row.code, {"at": f"2026-11-04T{time}"})
    with pytest.raises(MovedOften) as refused:
        actions.move(holding(row), row.code, {"at": "2026-11-05T10:00"})
    assert refused.value.status == 429 and "演示区政务服务大厅" in refused.value.message
    row.refresh_from_db()
    assert row.starts_at == at("2026-11-04 09:00") and Notice.objects.count() == 6
    assert actions.cancel(holding(row), row.code).state == "cancelled"


def test_nothing_is_moved_within_a_hall_that_is_closed_for_good(district: District, clock: MovableClock) -> None:
    browser = Client()
    browser.post(CONFIRM, {"at": "2026-11-03T09:30", "name": "刘桂芳", "phone": PHONE})
    row = Appointment.objects.get()
    Hall.objects.filter(code=HALL).update(active=False)
    bump_revision(district)
    with pytest.raises(HallClosed):
        actions.move(holding(row), row.code, {"at": "2026-11-04T10:00"})
    page = browser.get(f"/t/{row.code}")
    assert page.status_code == 200 and f"/t/{row.code}/move" not in html(page) and "取消预约" in html(page)
    for answer in (browser.get(f"/t/{row.code}/move"), browser.post(f"/t/{row.code}/move", {"at": "2026-11-04T10:00"})):
        assert answer.status_code == 409 and "不再接受预约" in html(answer)
    clock.set(at("2026-11-02 16:00"))
    chores.remind()
    assert not Notice.objects.filter(template="appointment_reminder").exists()
    assert browser.post(f"/t/{row.code}/cancel").status_code == 302


def test_of_an_erased_person_nothing_stays_booked(district: District) -> None:
    from linli.people.actions import erase_person

    row, mine = book(), book(resident(), service=CARD)
    assert actions.forget_person(person_of(PHONE)) == 2
    erase_person(PHONE)
    for one in (row, mine):
        one.refresh_from_db()
        assert (one.state, one.person, one.place) == ("cancelled", "", None)
    assert not Appointment.objects.exclude(person="").exists()


def test_a_service_without_a_hall_says_so_kindly(district: District) -> None:
    with_halls(district, all_of=[], services=[CARD])
    page = Client().get(f"/demo/services/{MARRIAGE}/appointment")
    assert page.status_code == 200 and "还没有大厅" in html(page)
    assert Client().get(f"/demo/services/{MARRIAGE}/appointment/{HALL}").status_code == 404

"""What organisers do for somebody: register who called, cancel, look up a number, close the registration, take the list."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.administering import erase_person
from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.community import actions
from linli.community.errors import (
    AlreadyRegistered,
    CalledOff,
    NoNumberLeft,
    NoRegistration,
    NoSuchEvent,
    NoSuchRegistration,
    NotNow,
    OtherEvent,
    RegistrationOver,
    TooLate,
)
from linli.community.models import Event, Registration
from linli.notices.models import Notice
from linli.people.models import Account
from linli.places.models import District
from tests.community.town import PAGES, at, draft, event, line, register, resident, signed_in, told
from tests.conftest import MovableClock
from tests.factories import actor

PHONE = "13800000007"


def for_somebody(row: Event, phone: str = PHONE, by: str = "here", companions: str = "0") -> Registration:
    return actions.register_for(actor(by), row.pk, {"phone": phone, "companions": companions})


def looks(kind: str) -> list[dict[str, object]]:
    return list(AuditEntry.objects.filter(kind=kind).values_list("data", flat=True))


def test_who_called_stands_in_the_same_line_and_finds_it_after_signing_in(district: District) -> None:
    talk = event(seats=1, companions=0)
    row = for_somebody(talk)
    register(talk, 1)
    assert line(talk) == [(1, "seated", 1), (2, "waiting", 1)]
    notice = Notice.objects.get(template="event_seated")
    assert notice.account_id == row.account_id and row.code in notice.text
    assert row.code in signed_in(resident(7)).get(f"/e/{row.code}").content.decode()
    with pytest.raises(AlreadyRegistered, match=row.code):
        for_somebody(talk)
    (kept,) = looks("event_registered_for")
    assert kept["code"] == row.code and PHONE not in str(kept)


def test_somebody_without_a_telephone_keeps_the_number_on_paper(district: District, clock: MovableClock) -> None:
    talk = event(seats=3)
    first, second = for_somebody(talk, ""), for_somebody(talk, "")
    assert first.account is None and first.code != second.code and told("event_seated") == 0
    with pytest.raises(NoNumberLeft):
        actions.look_at_phone(actor("here"), first.code, {"reason": "问一下"})
    clock.set(at("2026-11-06 14:00"))
    actions.remind()
    clock.set(at("2026-11-07 13:30"))
    assert actions.check_in(actor("here"), first.code)[1]
    assert Account.objects.filter(kind="resident").count() == 0


def test_a_wrong_number_is_named_and_nobody_is_made_of_it(district: District) -> None:
    talk = event()
    for bad in ("12", "0831-1234567", "x"):
        with pytest.raises(InvalidInput) as wrong:
            for_somebody(talk, bad)
        assert [fault.field for fault in wrong.value.faults] == ["phone"]
    page = signed_in("here").post(f"/desk/events/{talk.pk}/add", {"phone": "0831-1234567", "companions": "0"})
    assert page.status_code == 422 and "0831-1234567" in page.content.decode()
    assert not Account.objects.filter(kind="resident").exists() and not Registration.objects.exists()


def test_staff_register_before_it_opens_and_at_the_door_and_not_what_is_over(
    district: District, clock: MovableClock
) -> None:
    talk = event(seats=2, opens_at="2026-11-04T08:00", closes_at="2026-11-05T08:00")
    for_somebody(talk)
    clock.set(at("2026-11-07 14:30"))
    assert for_somebody(talk, "").state == "seated"
    clock.set(at("2026-11-07 16:00"))
    with pytest.raises(RegistrationOver):
        for_somebody(talk, "")
    clock.set(at("2026-11-02 10:00"))
    off = event(title="取消的")
    actions.cancel_event(actor("here"), off.pk, {"reason": "停电"})
    with pytest.raises(CalledOff):
        for_somebody(off)
    with pytest.raises(NoRegistration):
        for_somebody(event(seats=None))
    with pytest.raises(RegistrationOver):
        for_somebody(draft())


def test_of_others_events_nobody_is_registered_cancelled_or_looked_up(district: District) -> None:
    talk = event()
    row = register(talk, 1)
    with pytest.raises(NoSuchEvent):
        for_somebody(talk, by="there")
    for act in (
        lambda: actions.cancel_for(actor("there"), row.code),
        lambda: actions.look_at_phone(actor("there"), row.code, {"reason": "问一下"}),
    ):
        with pytest.raises(NoSuchRegistration):
            act()
    with pytest.raises(NoSuchEvent):
        actions.take_list(actor("there"), talk.pk, "print")


def test_cancelled_for_somebody_they_are_told_and_the_next_moves_up(district: District, clock: MovableClock) -> None:
    talk = event(seats=1)
    first = register(talk, 1)
    register(talk, 2)
    actions.cancel_for(actor("here"), first.code)
    assert line(talk) == [(1, "cancelled", 1), (2, "seated", 1)]
    assert (told("event_given_back"), told("event_moved_up")) == (1, 1)
    with pytest.raises(NotNow):
        actions.cancel_for(actor("here"), first.code)
    clock.set(at("2026-11-07 14:00"))
    with pytest.raises(TooLate):
        actions.cancel_for(actor("here"), Registration.objects.get(event=talk, turn=2).code)


def test_a_number_is_seen_with_a_reason_that_stays_on_record(district: District) -> None:
    row = register(event(), 1)
    desk = signed_in("here")
    page = desk.get(f"/desk/door/{row.code}").content.decode()
    assert "138****0001" in page and "13800000001" not in page
    refused = desk.post(f"/desk/door/{row.code}/phone", {"reason": ""})
    assert (
        refused.status_code == 422 and "13800000001" not in refused.content.decode() and not looks("event_phone_seen")
    )
    seen = desk.post(f"/desk/door/{row.code}/phone", {"reason": "告诉换了门"})
    assert "13800000001" in seen.content.decode() and "no-store" in seen.headers["Cache-Control"]
    assert [(one["code"], one["reason"]) for one in looks("event_phone_seen")] == [(row.code, "告诉换了门")]


def test_the_list_is_whole_in_order_masked_and_taking_it_is_on_record(district: District) -> None:
    talk = event(seats=2)
    for number in (1, 2, 3):
        register(talk, number)
    actions.cancel_registration(resident(1), Registration.objects.get(turn=1).code)
    desk = signed_in("here")
    rows = desk.get(f"/desk/events/{talk.pk}/list.csv").content.decode("utf-8-sig").splitlines()
    assert [one.split(",")[0] for one in rows[1:]] == ["2", "3"] and "13800000002" not in "".join(rows)
    page = desk.get(f"/desk/events/{talk.pk}/list").content.decode()
    assert "138****0002" in page and "13800000002" not in page
    assert [one["how"] for one in looks("event_list_taken")] == ["file", "print"]
    assert desk.get(f"/desk/events/{event(seats=None).pk}/list").status_code == 404


def test_registration_is_closed_and_opened_with_one_press(district: District) -> None:
    talk = event(seats=1)
    first = register(talk, 1)
    register(talk, 2)
    desk = signed_in("here")
    assert "停止报名" in desk.get(f"/desk/events/{talk.pk}").content.decode()
    desk.post(f"/desk/events/{talk.pk}/close")
    with pytest.raises(RegistrationOver):
        register(talk, 3)
    assert desk.post(f"/desk/events/{talk.pk}/close").status_code == 409
    assert "报名已截止" in Client().get(f"{PAGES}/{talk.code}").content.decode()
    actions.cancel_registration(resident(1), first.code)
    assert line(talk)[1] == (2, "seated", 1), "who waits still moves up"
    desk.post(f"/desk/events/{talk.pk}/open")
    assert register(talk, 3).state == "waiting"
    assert desk.post(f"/desk/events/{talk.pk}/open").status_code == 409


def test_the_number_of_another_event_opens_no_door(district: District, clock: MovableClock) -> None:
    talk, other = event(), event(title="隔壁书画课")
    row = register(other, 1)
    clock.set(at("2026-11-07 13:30"))
    with pytest.raises(OtherEvent):
        actions.check_in(actor("here"), row.code, talk.pk)
    page = signed_in("here").post(f"/desk/events/{talk.pk}/check-in", {"code": row.code})
    assert page.status_code == 409 and "隔壁书画课" in page.content.decode()
    row.refresh_from_db()
    assert row.state == "seated"


def test_who_waits_comes_in_only_once_it_has_begun_and_seats_are_left(district: District, clock: MovableClock) -> None:
    """Two seats are free and three wait for them: one who came alone goes in when it begins, not before."""
    talk = event(seats=3, companions=2)
    register(talk, 1)
    register(talk, 2, companions=2)
    alone = register(talk, 3)
    clock.set(at("2026-11-07 13:59"))
    with pytest.raises(NotNow):
        actions.check_in(actor("here"), alone.code)
    clock.set(at("2026-11-07 14:00"))
    assert actions.check_in(actor("here"), alone.code)[1]


def test_who_was_registered_at_the_desk_is_erased_like_anybody(district: District) -> None:
    row = for_somebody(event())
    erase_person(PHONE)
    row.refresh_from_db()
    assert (row.state, row.account_id) == ("cancelled", None)

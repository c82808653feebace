"""Online meetings: seats, the address for who has registered only, the calendar's file, minutes afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from linli.dialogue import actions
from linli.dialogue.actions import chores
from linli.dialogue.errors import InvalidInput, MeetingFull, NotNow, NotYours
from linli.dialogue.models import Meeting, Registration
from linli.notices.models import Notice
from linli.places.models import District
from tests.appointments.test_at_once import at_once
from tests.conftest import MovableClock
from tests.dialogue.town import HOME, at, at_desk, crowd, person, signed_in
from tests.factories import actor

LINK = "https://meeting.example.cn/8813"


def meeting(by: str = "water", **given: Any) -> Meeting:
    need: dict[str, Any] = {
        "title": "水价调整云见面", "agenda": "一、介绍方案；二、居民提问, 答复", "link": LINK, "seats": 3,
        "starts_at": "2026-11-05T19:00", "ends_at": "2026-11-05T20:30",
    }  # fmt: skip
    return actions.plan_meeting(actor(by), need | given)


def page_of(client: Client, row: Meeting) -> str:
    return client.get(f"{HOME}/meetings/{row.code}").content.decode()


def test_the_address_is_for_who_has_registered(district: District) -> None:
    row, who = meeting(), signed_in(person())
    assert LINK not in page_of(who, row) and LINK not in page_of(Client(), row)
    assert LINK not in who.get(f"{HOME}/meetings/{row.code}.ics").content.decode()
    assert LINK not in Client().get("/api/v1/meetings?district=990101").content.decode()
    assert who.post(f"{HOME}/meetings/{row.code}/seat", {"name": "王小兰"}).status_code == 302
    assert LINK in page_of(who, row) and LINK not in page_of(Client(), row)
    file = who.get(f"{HOME}/meetings/{row.code}.ics")
    text = file.content.decode()
    assert file["Content-Type"].startswith("text/calendar") and text.endswith("END:VCALENDAR\r\n")
    assert "DTSTART:20261105T110000Z\r\n" in text and LINK in text.replace("\r\n ", "")
    assert "DESCRIPTION:一、介绍方案；二、居民提问\\, 答复" in text.replace("\r\n ", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert Notice.objects.filter(template="meeting_registered").count() == 1


def test_forty_for_three_seats(busy: District) -> None:
    row, people = meeting(), crowd(40)
    heard = Counter(
        type(one) if isinstance(one, Registration) else one
        for one in at_once(*((lambda one=one: actions.register(one, row.code, {})) for one in people))
    )
    assert heard == {Registration: 3, MeetingFull: 37}
    assert sorted(Registration.objects.values_list("seat", flat=True)) == [1, 2, 3]


def test_registering_twice_is_one_seat_and_one_given_back_is_somebody_elses(district: District) -> None:
    row = meeting(seats=1)
    first = actions.register(person(), row.code, {})
    assert actions.register(person(), row.code, {}).pk == first.pk
    with pytest.raises(MeetingFull, match="1 个席位"):
        actions.register(person(2), row.code, {})
    assert "席位已满" in page_of(signed_in(person(2)), row)
    actions.give_back(person(), row.code)
    assert actions.register(person(2), row.code, {}).seat == 1


def test_reminded_an_hour_before_and_minutes_afterwards(district: District, clock: MovableClock) -> None:
    row = meeting(seats="")
    actions.register(person(), row.code, {})
    with pytest.raises(NotNow):
        actions.write_minutes(actor("water"), row.code, {"minutes": "还没有开的会没有纪要。"})
    clock.set(at("2026-11-05 18:00"))
    assert chores.remind() == 1 and chores.remind() == 0
    clock.set(at("2026-11-05 21:00"))
    with pytest.raises(NotNow):
        actions.register(person(2), row.code, {})
    with pytest.raises(NotYours):
        actions.write_minutes(actor("police"), row.code, {"minutes": "别的单位不能写这份纪要。"})
    for minutes in ("水价方案年底前公布。", "水价方案年底前公布，逐条答复。"):
        at_desk("water").post(f"/desk/dialogue/meetings/{row.code}", {"minutes": minutes})
    assert "年底前公布，逐条答复" in page_of(Client(), row)
    assert sorted(Notice.objects.filter(about=row.pk).values_list("template", flat=True)) == [
        "meeting_minutes", "meeting_registered", "meeting_reminder",
    ]  # fmt: skip


def test_called_off_is_told_and_shows_no_address(district: District, clock: MovableClock) -> None:
    row = meeting()
    actions.register(person(), row.code, {})
    assert (
        at_desk("water").post(f"/desk/dialogue/meetings/{row.code}", {"what": "off", "reason": ""}).status_code == 422
    )
    at_desk("water").post(f"/desk/dialogue/meetings/{row.code}", {"what": "off", "reason": "主讲人有急事，改期再约"})
    page = page_of(signed_in(person()), row)
    assert "主讲人有急事" in page and LINK not in page
    assert "STATUS:CANCELLED" in signed_in(person()).get(f"{HOME}/meetings/{row.code}.ics").content.decode()
    clock.set(at("2026-11-05 18:30"))
    assert chores.remind() == 0
    assert Notice.objects.filter(template="meeting_called_off").count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"link": "javascript:alert(1)"}, "link"), ({"link": "meeting"}, "link"), ({"starts_at": "2026-11-01T09:00"}, "starts_at"),
        ({"ends_at": "2026-11-05T18:00"}, "ends_at"), ({"ends_at": "2026-12-05T18:00"}, "ends_at"), ({"seats": 0}, "seats"),
        ({"seats": "许多"}, "seats"), ({"agenda": ""}, "agenda"), ({"starts_at": "明天"}, "starts_at"),
    ],
)  # fmt: skip
def test_a_meeting_that_cannot_be(given: dict[str, Any], field: str, district: District) -> None:
    with pytest.raises(InvalidInput) as wrong:
        meeting(**given)
    assert [fault.field for fault in wrong.value.faults] == [field]
    assert field not in wrong.value.message, "people read the field's own name"

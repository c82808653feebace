"""Writing an event, announcing it, changing it, calling it off: who is registered is told, each thing once."""

from __future__ import annotations

from typing import Any

import pytest

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.community import actions
from linli.community.errors import NoSuchEvent, NotNow, NotYours, SeatsGivenAway
from linli.community.models import Event, Registration
from linli.notices.models import Notice
from linli.places.models import District
from tests.community.town import OTHER, at, draft, event, line, register, sheet, told
from tests.conftest import MovableClock
from tests.factories import HERE, THERE, actor, resident


def test_a_draft_is_announced_held_and_counted(district: District, clock: MovableClock) -> None:
    talk = draft()
    assert (talk.state, talk.version) == ("draft", 0)
    talk = actions.publish(actor("here"), talk.pk)
    register(talk, 1)
    register(talk, 2)
    clock.set(at("2026-11-07 13:30"))
    mine = Registration.objects.get(event=talk, turn=1)
    assert actions.check_in(actor("here"), mine.code)[1] and not actions.check_in(actor("here"), mine.code)[1]
    clock.set(at("2026-11-07 16:00"))
    assert (actions.close_over(), actions.close_over()) == (1, 0)
    talk.refresh_from_db()
    assert (talk.state, talk.attended) == ("held", 1)
    assert [state for _turn, state, _party in line(talk)] == ["came", "missed"]
    assert [one.kind for one in AuditEntry.objects.order_by("id") if one.kind.startswith("event")] == [
        "event_written", "event_announced",
    ]  # fmt: skip


def test_where_nobody_was_checked_in_nobody_is_said_to_have_stayed_away(
    district: District, clock: MovableClock
) -> None:
    talk = event(seats=1)
    register(talk, 1)
    register(talk, 2)
    clock.set(at("2026-11-07 16:00"))
    actions.close_over()
    talk.refresh_from_db()
    assert talk.attended is None and [state for _turn, state, _party in line(talk)] == ["seated", "passed"]
    actions.note_attendance(actor("here"), talk.pk, {"attended": "17"})
    assert Event.objects.get(pk=talk.pk).attended == 17


def test_another_time_or_place_is_told_to_whoever_is_registered_and_nothing_else_is(district: District) -> None:
    talk = event()
    for number in (1, 2, 3):
        register(talk, number)
    actions.edit_event(actor("here"), talk.pk, sheet(text="另外加一场问答。"))
    assert told("event_changed") == 0
    actions.edit_event(actor("here"), talk.pk, sheet(begins_at="2026-11-08T14:00", ends_at="2026-11-08T16:00"))
    assert told("event_changed") == 3
    actions.edit_event(
        actor("here"), talk.pk, sheet(begins_at="2026-11-08T14:00", ends_at="2026-11-08T16:00", venue=OTHER)
    )
    texts = list(Notice.objects.filter(template="event_changed").values_list("text", flat=True))
    assert len(texts) == 6 and sum("西街书房" in text for text in texts) == 3
    assert Registration.objects.get(event=talk, turn=1).remind_at == at("2026-11-07 14:00")


def test_one_that_is_called_off_tells_everybody_why_and_gives_all_seats_back(district: District) -> None:
    talk = event()
    for number in (1, 2, 3):
        register(talk, number)
    talk = actions.cancel_event(actor("here"), talk.pk, {"reason": "讲师生病"})
    assert (talk.state, talk.taken, talk.reason) == ("cancelled", 0, "讲师生病")
    assert told("event_cancelled") == 3 and "讲师生病" in Notice.objects.filter(template="event_cancelled")[0].text
    assert {state for _turn, state, _party in line(talk)} == {"cancelled"}
    with pytest.raises(NotNow):
        actions.publish(actor("here"), talk.pk)


def test_a_draft_that_is_dropped_is_gone(district: District) -> None:
    talk = draft()
    actions.cancel_event(actor("here"), talk.pk, {"reason": "不办了"})
    assert not Event.objects.exists()


def test_seats_that_are_given_away_are_not_taken_back(district: District) -> None:
    talk = event()
    register(talk, 1)
    register(talk, 2)
    for fewer in (1, None):
        with pytest.raises(SeatsGivenAway):
            actions.edit_event(actor("here"), talk.pk, sheet(seats=fewer))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"seats": 0}, "seats"),
        ({"seats": "x"}, "seats"),
        ({"seats": 501}, "seats"),
        ({"companions": 10}, "companions"),
        ({"venue": "nowhere"}, "venue"),
        ({"organisation": "990101-nobody"}, "organisation"),
        ({"begins_at": "soon"}, "begins_at"),
        ({"phone": "12"}, "phone"),
        ({"ends_at": "2026-11-07T13:00"}, ""),
        ({"venue": "", "place": ""}, ""),
        ({"opens_at": "2026-11-08T10:00"}, ""),
        ({"begins_at": "2062-11-07T14:00", "ends_at": "2062-11-07T16:00"}, ""),
        ({"ends_at": "2199-11-07T16:00"}, ""),
        ({"unknown": "x"}, "unknown"),
    ],
)
def test_what_cannot_be_is_named_with_its_field(district: District, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as told_:
        actions.draft_event(actor("centre"), sheet(**wrong))
    assert [fault.field for fault in told_.value.faults] == [field]
    assert not Event.objects.exists()


def test_it_is_announced_only_for_a_time_to_come(district: District, clock: MovableClock) -> None:
    talk = draft()
    clock.set(at("2026-11-07 14:00"))
    with pytest.raises(InvalidInput):
        actions.publish(actor("here"), talk.pk)


def test_what_is_announced_is_not_moved_into_the_past_and_what_is_over_stays(
    district: District, clock: MovableClock
) -> None:
    talk = event()
    with pytest.raises(InvalidInput) as wrong:
        actions.edit_event(actor("here"), talk.pk, sheet(begins_at="2026-11-01T14:00"))
    assert [fault.field for fault in wrong.value.faults] == ["begins_at"]
    clock.set(at("2026-11-07 15:00"))
    actions.edit_event(actor("here"), talk.pk, sheet(text="改在二楼。"))
    clock.set(at("2026-11-07 16:00"))
    with pytest.raises(NotNow):
        actions.edit_event(actor("here"), talk.pk, sheet(text="太晚了"))


def test_each_writes_for_their_own_organisation_and_the_centre_for_all(district: District) -> None:
    with pytest.raises(NotYours):
        draft("here", organisation=THERE)
    for username in ("grid", "auditor"):
        with pytest.raises(NotYours):
            draft(username)
    talk = draft("centre", organisation=HERE)
    with pytest.raises(NoSuchEvent):
        actions.publish(actor("there"), talk.pk)
    assert actions.publish(actor("here"), talk.pk).state == "published"


def test_who_came_is_let_go_after_sixty_days_and_the_numbers_stay(district: District, clock: MovableClock) -> None:
    talk = event()
    register(talk, 1)
    clock.set(at("2026-11-07 16:00"))
    actions.close_over()
    clock.advance(days=59)
    assert actions.let_go() == 0
    clock.advance(days=2)
    assert (actions.let_go(), actions.let_go()) == (1, 0)
    assert line(talk) == [(1, "seated", 1)] and not Registration.objects.exclude(account=None).exists()
    assert resident("13900000009").event_registrations.count() == 0

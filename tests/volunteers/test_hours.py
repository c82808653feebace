"""Activities and hours: seats in order, check-in at the place, minutes inside the activity, a book that is never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.errors import InvalidInput
from linli.places.models import District
from linli.volunteers import actions, errors
from linli.volunteers.actions.hours import minutes_between
from linli.volunteers.models import Activity, Certificate, HoursEntry, SignUp
from tests.conftest import MovableClock
from tests.volunteers import town
from tests.volunteers.town import CODE, actor, at, resident, sign_up

NINE, ELEVEN = "2026-11-03 09:00", "2026-11-03 11:00"


def states(activity: Activity) -> list[str]:
    return list(SignUp.objects.filter(activity=activity).order_by("turn").values_list("state", flat=True))


def test_seats_are_given_in_the_order_of_coming(district: District) -> None:
    held = town.activity(seats=2)
    rows = [sign_up(held, number) for number in range(1, 5)]
    assert states(held) == ["seated", "seated", "waiting", "waiting"]
    with pytest.raises(errors.AlreadySignedUp):
        sign_up(held, 1)
    actions.withdraw(resident(1), rows[0].code)
    assert states(held) == ["cancelled", "seated", "seated", "waiting"]
    actions.change_seats(actor("here"), held.pk, 3)
    assert states(held) == ["cancelled", "seated", "seated", "seated"]
    with pytest.raises(errors.FewerThanTaken):
        actions.change_seats(actor("here"), held.pk, 2)
    with pytest.raises(errors.NotYours):
        actions.change_seats(actor("there"), held.pk, 9)
    with pytest.raises(errors.NotThere):
        actions.withdraw(resident(2), rows[2].code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=held.pk).update(taken=4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": "2026-11-03T08:00"}, {"begins_at": "2026-11-01T09:00"}, {"seats": "0"}, {"place": ""}, {"title": "x"},
        {"ends_at": "2026-11-05T09:00"}, {"begins_at": "2028-01-01T09:00", "ends_at": "2028-01-01T10:00"},
    ],
)  # fmt: skip
def test_an_activity_that_cannot_be_is_refused(district: District, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        town.activity(**wrong)
    assert not Activity.objects.exists()


def test_one_checks_in_at_the_place_once_and_not_before_the_door_opens(district: District, clock: MovableClock) -> None:
    held = town.activity()
    row = sign_up(held)
    clock.set(at("2026-11-03 08:29"))
    with pytest.raises(errors.TooEarly):
        actions.check_in(resident(), row.code, held.door)
    clock.set(at("2026-11-03 08:30"))
    with pytest.raises(errors.WrongDoor):
        actions.check_in(resident(), row.code, "nope")
    assert actions.check_in(resident(), row.code, held.door).state == "came"
    with pytest.raises(errors.AlreadyHere):
        actions.check_in(resident(), row.code, held.door)
    with pytest.raises(errors.NotNow):
        actions.withdraw(resident(), row.code)
    with pytest.raises(errors.NotThere):
        actions.check_in(resident(2), row.code, held.door)


def test_hours_are_those_inside_the_activity(district: District, clock: MovableClock) -> None:
    held = town.activity(seats=3)
    early, late, waits = sign_up(held, 1), sign_up(held, 2), sign_up(held, 3)
    clock.set(at("2026-11-03 08:40"))
    actions.check_in(resident(1), early.code, held.door)
    clock.set(at("2026-11-03 10:15"))
    actions.check_in_by_leader(actor("grid"), late.code)
    clock.set(at("2026-11-03 10:45"))
    actions.check_out(resident(2), late.code)
    clock.set(at("2026-11-03 12:30"))
    actions.check_out(resident(1), early.code)
    assert dict(HoursEntry.objects.values_list("sign_up__code", "minutes")) == {early.code: 120, late.code: 30}
    with pytest.raises(errors.TooLate):
        actions.check_in(resident(3), waits.code, held.door)
    with pytest.raises(errors.NotNow):
        actions.check_out(resident(1), early.code)


def test_the_leader_confirms_what_nobody_checked_and_no_stranger_does(district: District, clock: MovableClock) -> None:
    town.member(7, leads=True)
    held = town.activity()
    row = sign_up(held)
    with pytest.raises(errors.NotOverYet):
        actions.confirm_hours(resident(7), row.code, {"minutes": "60"})
    clock.set(at("2026-11-03 18:00"))
    for stranger in (resident(1), resident(2), actor("there"), actor("works")):
        with pytest.raises(errors.NotYours):
            actions.confirm_hours(stranger, row.code, {"minutes": "60"})
    with pytest.raises(errors.MoreThanItLasted):
        actions.confirm_hours(resident(7), row.code, {"minutes": "121"})
    with pytest.raises(InvalidInput):
        actions.confirm_hours(resident(7), row.code, {"minutes": "0"})
    assert not HoursEntry.objects.exists()
    assert actions.confirm_hours(resident(7), row.code, {"minutes": "120"}).minutes == 120
    with pytest.raises(errors.NotNow):
        actions.confirm_hours(resident(7), row.code, {"minutes": "120"})


def test_a_correction_takes_back_by_an_opposite_row(district: District, clock: MovableClock) -> None:
    row = sign_up(town.activity())
    clock.set(at("2026-11-03 18:00"))
    actions.confirm_hours(actor("here"), row.code, {"minutes": "120"})
    with pytest.raises(errors.SameHours):
        actions.correct_hours(actor("here"), row.code, {"minutes": "120", "reason": "没变"})
    with pytest.raises(errors.MoreThanItLasted):
        actions.correct_hours(actor("here"), row.code, {"minutes": "130", "reason": "多记"})
    actions.correct_hours(actor("here"), row.code, {"minutes": "90", "reason": "早走了"})
    actions.correct_hours(actor("here"), row.code, {"minutes": "0", "reason": "没来"})
    assert list(row.hours.order_by("number").values_list("minutes", flat=True)) == [120, -120, 90, -90]
    with pytest.raises(errors.NoHours):
        actions.certify(resident(), CODE, {"name": "段某"})


def test_the_database_refuses_to_change_the_book(district: District, clock: MovableClock) -> None:
    row = sign_up(town.activity())
    clock.set(at("2026-11-03 18:00"))
    actions.confirm_hours(actor("here"), row.code, {"minutes": "120"})
    with pytest.raises(DatabaseError), transaction.atomic():
        HoursEntry.objects.update(minutes=600)
    with pytest.raises(DatabaseError), transaction.atomic():
        HoursEntry.objects.all().delete()
    assert HoursEntry.objects.get().minutes == 120


def test_a_certificate_is_of_hours_that_stand(district: District, clock: MovableClock) -> None:
    with pytest.raises(errors.NoHours):
        actions.certify(resident(), CODE, {"name": "段某"})
    row = sign_up(town.activity())
    clock.set(at("2026-11-03 18:00"))
    actions.confirm_hours(actor("here"), row.code, {"minutes": "90"})
    paper = actions.certify(resident(), CODE, {"name": "段某"})
    assert (paper.minutes, paper.activities, paper.first, paper.name) == (90, 1, at(NINE).date(), "段某")
    assert actions.certify(resident(), CODE, {"name": "段某"}).pk == paper.pk, "the same day, the same paper"
    with pytest.raises(errors.NoHours):
        actions.certify(resident(2), CODE, {"name": "段某"})
    with pytest.raises(errors.SignInFirst):
        actions.certify(actor("here"), CODE, {"name": "段某"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=paper.pk).update(minutes=0)


def test_called_off_is_told_and_gives_no_hours(district: District, clock: MovableClock) -> None:
    held = town.activity()
    row = sign_up(held)
    with pytest.raises(InvalidInput):
        actions.call_off(actor("here"), held.pk, {"reason": ""})
    actions.call_off(actor("here"), held.pk, {"reason": "下大雨"})
    with pytest.raises(errors.NotNow):
        sign_up(held, 2)
    clock.set(at("2026-11-03 09:00"))
    with pytest.raises(errors.NotNow):
        actions.check_in(resident(), row.code, held.door)
    clock.set(at("2026-11-03 18:00"))
    with pytest.raises(errors.NotNow):
        actions.confirm_hours(actor("here"), row.code, {"minutes": "60"})


def test_the_clock_ends_what_nobody_said(district: District, clock: MovableClock) -> None:
    held = town.activity(seats=1)
    seated, waits = sign_up(held, 1), sign_up(held, 2)
    clock.set(at("2026-11-03 08:00"))
    assert actions.remind() == 1
    clock.set(at("2026-11-20 12:00"))
    assert actions.close_past() == 2
    assert states(held) == ["missed", "passed"]
    assert actions.confirm_hours(actor("here"), seated.code, {"minutes": "30"}).minutes == 30, "it can still be said"
    assert waits.code


_MOMENT = st.integers(-120, 300)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_MOMENT, _MOMENT)
def test_minutes_are_never_negative_nor_longer_than_the_activity(came: int, stayed: int) -> None:
    begins = at(NINE)
    held = Activity(begins_at=begins, ends_at=at(ELEVEN))
    arrives = begins + timedelta(minutes=came)
    minutes = minutes_between(held, arrives, arrives + timedelta(minutes=abs(stayed)))
    assert 0 <= minutes <= min(held.minutes, abs(stayed))

"""A value comes in: impossible, suspect, urgent, seen before, with a wrong clock. One test a rule."""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from linli.clock import now
from linli.health import actions
from linli.health.errors import Impossible, IndexAlone, NoSuchPatient, SameIdOtherBody, WasDeleted
from linli.health.models import Alert, Observation
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import actor
from tests.health import town

IMPOSSIBLE: list[tuple[str, dict[str, Any], str, str]] = [
    ("blood_pressure", {"systolic": 1380, "diastolic": 86}, "systolic", "out_of_range"),
    ("blood_pressure", {"systolic": 18.4, "diastolic": 11.5}, "systolic", "out_of_range"),
    ("blood_pressure", {"systolic": -5, "diastolic": 86}, "systolic", "out_of_range"),
    ("blood_pressure", {"systolic": 86, "diastolic": 138}, "diastolic", "order"),
    ("blood_pressure", {"systolic": 90, "diastolic": 90}, "diastolic", "order"),
    ("blood_pressure", {"systolic": 138}, "diastolic", "missing"),
    ("blood_pressure", {"systolic": "138", "diastolic": 86}, "systolic", "not_a_number"),
    ("blood_pressure", {"systolic": True, "diastolic": 86}, "systolic", "not_a_number"),
    ("blood_pressure", {"systolic": math.nan, "diastolic": 86}, "systolic", "not_a_number"),
    ("blood_pressure", {"systolic": Decimal("NaN"), "diastolic": 86}, "systolic", "not_a_number"),
    ("blood_pressure", {"systolic": 138, "diastolic": 86, "mood": 3}, "mood", "unknown_field"),
    ("blood_pressure", {"systolic": 138, "diastolic": 86, "readings": "x"}, "readings", "not_a_number"),
    ("blood_pressure", {"systolic": 138, "diastolic": 86, "readings": [[86, 138]]}, "readings.0.diastolic", "order"),
    ("weight", {"value": math.inf}, "value", "not_a_number"),
    ("weight", {"value": 0}, "value", "out_of_range"),
    ("height", {"value": 1.72}, "value", "out_of_range"),
    ("glucose_fasting", {"value": 110}, "value", "out_of_range"),
    ("oxygen", {"value": 101}, "value", "out_of_range"),
]


@pytest.mark.parametrize(("quantity", "value", "path", "code"), IMPOSSIBLE)
def test_what_nobody_can_have_is_refused_with_field_limits_and_advice(
    district: District, quantity: str, value: dict[str, Any], path: str, code: str
) -> None:
    with pytest.raises(Impossible) as refused:
        town.take(town.patient(), quantity, value=value)
    fault: Any = refused.value.faults[0]
    assert (fault.field, fault.code, refused.value.status) == (path, code, 422)
    assert fault.message and (code != "out_of_range" or (fault.least is not None and fault.advice))
    assert not Observation.objects.exists()


def test_every_fault_is_said_at_once_and_by_the_senders_own_words(district: District) -> None:
    paths = {"systolic": "component[0].valueQuantity", "diastolic": "component[1].valueQuantity"}
    with pytest.raises(Impossible) as refused:
        town.take(town.patient(), value={"systolic": 1380, "diastolic": 5}, paths=paths)
    assert [one.field for one in refused.value.faults] == list(paths.values())
    assert "138" in refused.value.faults[0].message


def test_kilopascals_and_metres_are_recognised(district: District) -> None:
    who = town.patient()
    with pytest.raises(Impossible, match="138"):
        town.pressure(who, 18.4, 11.5)
    with pytest.raises(Impossible, match="172"):
        town.take(who, "height", value=1.72)


def test_weight_is_never_capped(district: District) -> None:
    who = town.patient()
    assert town.take(who, "weight", value=231.5).answer == "accepted"
    other = town.patient(name="王", phone="")
    taken = town.take(other, "weight", value=480)
    assert (taken.answer, taken.observation.value) == ("suspect", {"value": 480})


def test_a_narrow_pulse_pressure_is_kept_aside_and_asked_again(district: District) -> None:
    taken = town.pressure(town.patient(), 121, 113)
    assert taken.answer == "urgent"
    aside = town.pressure(town.patient(name="李四", phone=""), 104, 97)
    assert (aside.answer, aside.observation.doubt) == ("suspect", "pulse_pressure") and aside.advice
    assert town.pressure(town.patient(name="赵六", phone=""), 104, 94).answer == "accepted"


def test_far_from_the_last_time_is_kept_aside_until_measured_again(district: District, clock: MovableClock) -> None:
    who = town.patient()
    assert town.pressure(who, 138, 86).answer == "accepted"
    clock.advance(days=7)
    assert town.pressure(who, 158, 88).answer == "accepted"
    clock.advance(days=7)
    assert town.pressure(who, 137, 85).answer == "suspect"
    clock.advance(minutes=6)
    assert town.pressure(who, 141, 84).answer == "accepted"
    assert town.states(who) == [("final", ""), ("final", ""), ("replaced", "far_from_last"), ("final", "")]


def test_a_second_reading_like_the_first_stands(district: District, clock: MovableClock) -> None:
    who = town.patient()
    town.pressure(who, 138, 86)
    clock.advance(days=7)
    assert town.pressure(who, 165, 92).answer == "suspect"
    clock.advance(minutes=6)
    assert town.pressure(who, 162, 91).answer == "accepted"
    assert town.states(who) == [("final", ""), ("replaced", "far_from_last"), ("final", "")]


def test_readings_a_minute_apart_speak_for_each_other(district: District, clock: MovableClock) -> None:
    who = town.patient()
    town.pressure(who, 138, 86)
    clock.advance(days=7)
    agree = {"systolic": 163, "diastolic": 91, "readings": [[171, 95], [164, 92], [162, 90]]}
    assert town.take(who, value=agree).answer == "accepted"
    clock.advance(days=1)
    differ = {"systolic": 151, "diastolic": 89, "readings": [[171, 95], [164, 92], [138, 86]]}
    assert town.take(who, value=differ).observation.doubt == "far_from_last"


def test_a_run_of_the_same_last_digit_is_kept_aside(district: District, clock: MovableClock) -> None:
    who = town.patient()
    for systolic, diastolic in ((130, 80), (140, 90)):
        assert town.pressure(who, systolic, diastolic).answer == "accepted"
        clock.advance(days=1)
    assert town.pressure(who, 140, 80).observation.doubt == "digit_run"
    clock.advance(minutes=5)
    assert town.pressure(who, 141, 83).answer == "accepted"
    same = {"systolic": 135, "diastolic": 85, "readings": [[145, 95], [135, 85], [135, 85]]}
    assert town.take(town.patient(name="李四", phone=""), value=same).observation.doubt == "digit_run"


def test_a_height_unlike_the_last_visit_is_kept_aside(district: District, clock: MovableClock) -> None:
    who = town.patient()
    town.take(who, "height", value=168)
    clock.advance(days=30)
    assert town.take(who, "height", value=173).answer == "accepted"
    clock.advance(days=30)
    assert town.take(who, "height", value=158).answer == "suspect"
    child = town.patient(name="小宝", phone="", born="2016-05-01", sex="female")
    town.take(child, "height", value=131)
    clock.advance(days=300)
    assert town.take(child, "height", value=140).answer == "accepted"


def test_urgent_is_taken_and_told_at_once_to_physician_and_institution(district: District) -> None:
    who = town.patient()
    taken = town.pressure(who, 182, 112)
    assert taken.answer == "urgent" and taken.observation.state == "final"
    alert = Alert.objects.get()
    assert (alert.state, alert.patient, alert.organisation_id) == ("open", who, town.CLINIC)
    told = Notice.objects.filter(template="health_urgent", about=alert.pk)
    assert {one.account.username if one.account else one.organisation_id for one in told} == {"doctor", town.CLINIC}
    assert all("张" not in one.text and "182" not in one.text for one in told)


@pytest.mark.parametrize(
    ("quantity", "value", "answer"),
    [
        ("blood_pressure", {"systolic": 179, "diastolic": 109}, "accepted"),
        ("blood_pressure", {"systolic": 180, "diastolic": 90}, "urgent"),
        ("blood_pressure", {"systolic": 150, "diastolic": 110}, "urgent"),
        ("glucose_fasting", {"value": 16.7}, "urgent"),
        ("glucose_random", {"value": 3.9}, "urgent"),
        ("glucose_random", {"value": 16.6}, "accepted"),
        ("glucose_fasting", {"value": 4.0}, "accepted"),
    ],
)
def test_the_borders_of_urgency(district: District, quantity: str, value: dict[str, Any], answer: str) -> None:
    assert town.take(town.patient(), quantity, value=value).answer == answer


def test_urgent_wins_over_far_from_the_last_time(district: District, clock: MovableClock) -> None:
    who = town.patient()
    town.pressure(who, 138, 86)
    clock.advance(days=1)
    taken = town.pressure(who, 192, 101)
    assert (taken.answer, taken.observation.state, taken.observation.doubt) == ("urgent", "final", "far_from_last")


def test_what_was_urgent_last_year_is_no_alarm_today(district: District) -> None:
    town.pressure(town.patient(), 192, 101, at=now() - timedelta(days=200), source="csv")
    assert Observation.objects.get().urgent and not Alert.objects.exists()


def test_a_value_from_the_year_2099_is_kept_aside_and_its_time_not_trusted(district: District) -> None:
    taken = town.pressure(town.patient(), 138, 86, at=town.at("2099-01-01 08:00"))
    row = taken.observation
    assert (taken.answer, row.doubt, row.clock_trusted, row.at) == ("suspect", "clock", False, now())
    assert row.value["systolic"] == 138 and row.value["said_at"].startswith("2099")


def test_a_clock_reset_to_1970_is_the_same(district: District) -> None:
    assert town.pressure(town.patient(), 138, 86, at=town.at("1970-01-01 08:00")).observation.doubt == "clock"


@pytest.mark.parametrize(("minutes", "answer"), [(5, "accepted"), (6, "suspect")])
def test_five_minutes_into_the_future_are_a_clock_not_quite_right(
    district: District, minutes: int, answer: str
) -> None:
    assert town.pressure(town.patient(), 138, 86, at=now() + timedelta(minutes=minutes)).answer == answer


def test_a_tablet_a_year_off_is_put_right_by_what_it_said_of_its_clock(district: District) -> None:
    year = timedelta(days=365)
    row = town.pressure(town.patient(), 138, 86, at=now() - year, clock_ahead=-year.total_seconds()).observation
    assert (row.at, row.clock_trusted, row.state) == (now(), False, "final")
    ahead = town.pressure(
        town.patient(name="李四", phone=""), 136, 84, at=now() + year - timedelta(hours=2), clock_ahead=year.total_seconds()
    ).observation  # fmt: skip
    assert (ahead.at, ahead.clock_trusted, ahead.state) == (now() - timedelta(hours=2), False, "final")


def test_an_urgent_value_with_a_wrong_clock_still_rings(district: District) -> None:
    taken = town.pressure(town.patient(), 190, 101, at=town.at("2099-01-01 08:00"))
    assert (taken.answer, taken.observation.state, Alert.objects.count()) == ("urgent", "suspect", 1)


def test_a_time_without_zone_or_before_birth_is_refused(district: District) -> None:
    who = town.patient(born="2010-01-01")
    for at, code in ((now().replace(tzinfo=None), "no_zone"), (town.at("2005-01-01 08:00"), "before_birth")):
        with pytest.raises(Impossible) as refused:
            town.pressure(who, 118, 76, at=at)
        fault: Any = refused.value.faults[0]
        assert (fault.field, fault.code) == ("at", code)


def test_the_same_again_is_answered_as_before_and_nothing_is_stored(district: District) -> None:
    who = town.patient()
    first = town.pressure(who, 182, 112)
    again = town.pressure(who, 182.0, 112, at=first.observation.at)
    assert (again.answer, again.is_news, again.observation.pk) == ("urgent", False, first.observation.pk)
    assert (Observation.objects.count(), Alert.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("systolic", {"value": {"systolic": 139, "diastolic": 86}}),
        ("diastolic", {"value": {"systolic": 138, "diastolic": 87}}),
        ("at", {"at": town.at("2026-11-02 08:00")}),
        ("quantity", {"quantity": "weight", "value": 72}),
    ],
)
def test_the_same_identifier_with_another_body_names_the_field(
    district: District, field: str, other: dict[str, Any]
) -> None:
    who = town.patient()
    town.take(who, identifier="bp-1:77")
    with pytest.raises(SameIdOtherBody) as refused:
        town.take(who, identifier="bp-1:77", **other)
    assert (refused.value.field, refused.value.status) == (field, 409)
    with pytest.raises(SameIdOtherBody, match="patient") as another:
        town.take(town.patient(name="李四", phone=""), identifier="bp-1:77")
    assert another.value.field == "patient"
    assert Observation.objects.count() == 1


def test_what_was_deleted_is_not_taken_again(district: District) -> None:
    who = town.patient()
    town.take(who, identifier="bp-1:77")
    Observation.objects.update(state="deleted", value_cipher=b"")
    with pytest.raises(WasDeleted):
        town.take(who, identifier="bp-1:77")


def test_the_index_is_worked_out_here_unrounded(district: District) -> None:
    who = town.patient()
    town.take(who, "height", value=160)
    taken = town.take(who, "weight", value=61.34)
    index = taken.index
    assert index is not None and index.value["value"] == 61.34 / 2.56
    weight, height = (Observation.objects.get(quantity=one).pk for one in ("weight", "height"))
    assert index.derived_from == [str(weight), str(height)]


def test_a_height_corrected_makes_the_index_anew(district: District, clock: MovableClock) -> None:
    who = town.patient()
    town.take(who, "height", value=160)
    town.take(who, "weight", value=64)
    clock.advance(minutes=1)
    town.take(who, "height", value=164)
    rows = Observation.objects.filter(patient=who, quantity="bmi").order_by("id")
    assert [row.state for row in rows] == ["replaced", "final"]


def test_a_devices_own_index_is_never_believed(district: District) -> None:
    who = town.patient()
    with pytest.raises(IndexAlone):
        town.take(who, "bmi", value=31.0)
    town.take(who, "height", value=160)
    town.take(who, "weight", value=64)
    taken = town.take(who, "bmi", value=31.0)
    assert (taken.observation.value, taken.is_news) == ({"value": 25.0}, False)
    assert Observation.objects.filter(quantity="bmi").count() == 1


def test_who_may_put_a_value(district: District) -> None:
    from linli.health.access import device_actor

    who = town.patient()
    one = town.measured(who)
    for stranger in (actor("here"), actor("epi"), Actor.guest()):
        with pytest.raises(NoSuchPatient):
            actions.take(stranger, one)
    assert actions.take(device_actor(town.device()), one).is_news
    assert actions.take(actor("doctor"), town.measured(who, "pulse", value=71)).is_news
    who.erased_at = now()
    with pytest.raises(NoSuchPatient):
        actions.take(Actor.system(), town.measured(who, "pulse", value=72))


def test_many_at_once_are_weighed_as_one_after_the_other(district: District) -> None:
    who, other = town.patient(), town.patient(name="李四", phone="")
    given = [
        town.measured(who, value={"systolic": 165, "diastolic": 92}, at=now() - timedelta(days=1)),
        town.measured(who, value={"systolic": 138, "diastolic": 86}, at=now() - timedelta(days=8)),
        town.measured(other, value={"systolic": 1380, "diastolic": 86}),
        town.measured(other, "weight", value=64),
        town.measured(other, "height", value=160),
        town.measured(other, value={"systolic": 182, "diastolic": 112}),
        town.measured(other, value={"systolic": 182, "diastolic": 112}),
    ]
    answers = actions.take_many(Actor.system(), given)
    assert [one.answer if isinstance(one, actions.Taken) else one.code for one in answers] == [
        "suspect", "accepted", "impossible_value", "accepted", "accepted", "urgent", "urgent",
    ]  # fmt: skip
    assert Observation.objects.get(patient=other, quantity="bmi").value == {"value": 25.0}
    assert Observation.objects.count() == 6 and Alert.objects.count() == 1


def test_all_or_nothing(district: District) -> None:
    who = town.patient()
    given = [town.measured(who), town.measured(who, value={"systolic": 1380, "diastolic": 86})]
    answers = actions.take_many(Actor.system(), given, all_or_nothing=True)
    assert isinstance(answers[1], Impossible) and not Observation.objects.exists()


def test_one_value_needs_few_statements(district: District, django_assert_max_num_queries: Any) -> None:
    who = town.patient()
    town.pressure(who, 138, 86)
    one = town.measured(who, value={"systolic": 136, "diastolic": 84}, at=now() + timedelta(seconds=1))
    with django_assert_max_num_queries(5):  # with those of the transaction
        actions.take(Actor.system(), one)
    hundred = [town.measured(who, "pulse", value=60 + n, at=now() - timedelta(minutes=n)) for n in range(30)]
    hundred += [town.measured(who, at=now() - timedelta(minutes=n)) for n in range(1, 30)]
    with django_assert_max_num_queries(6):
        actions.take_many(Actor.system(), hundred)

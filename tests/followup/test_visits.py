"""Enrolling, visiting, correcting, sending on and ending: what becomes of each, and what is refused with every fault at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from linli.audit.models import AuditEntry
from linli.followup import actions
from linli.followup.errors import (
    AlreadyManaged,
    CorrectedAlready,
    Ended,
    NoSuchEnrolment,
    NoSuchPerson,
    NotTaken,
    ReferralClosed,
    SameDay,
    TooYoung,
)
from linli.followup.models import Enrolment, Examination, NormSetting, Referral, Visit
from linli.health.models import Alert, Observation
from tests.conftest import MovableClock
from tests.factories import actor
from tests.followup.town import STATION, enrol, patient, pressure, sheet, visit

pytestmark = pytest.mark.usefixtures("district")
TODAY = date(2026, 11, 2)


def faults(given: dict[str, Any], row: Enrolment) -> dict[str, str]:
    with pytest.raises(NotTaken) as wrong:
        actions.record_visit(actor("doctor"), row.pk, given)
    return {fault.field: fault.message for fault in wrong.value.faults}


def test_the_first_visit_is_due_two_weeks_after_the_enrolment() -> None:
    row = enrol(since="2026-11-02")
    assert (row.next_due, row.next_reason, row.physician) == (date(2026, 11, 16), "first", actor("doctor").account)


def test_a_visit_makes_the_next_one_due() -> None:
    row = enrol()
    visit(row)
    row.refresh_from_db()
    assert (row.last_on, row.last_control, row.next_due) == (TODAY, "yes", date(2027, 2, 2))
    seen = visit(row := enrol(row.patient, "t2dm"), None, None, fasting="7.0")
    row.refresh_from_db()
    assert (seen.control, seen.computed, row.next_due) == ("no", "unsatisfied", TODAY + timedelta(days=14))


def test_what_was_said_is_sealed_and_what_was_measured_is_in_the_curve() -> None:
    row = enrol()
    seen = visit(row, 142, 90, systolic2="136", diastolic2="84", weight="68.5", medicines="氨氯地平 每日1次")
    raw = bytes(Visit.objects.values_list("answers_cipher", flat=True).get())
    assert "氨氯地平".encode() not in raw and seen.answers["medicines"] == "氨氯地平 每日1次"
    rows = {one.quantity: one for one in Observation.objects.filter(patient=row.patient)}
    assert rows["blood_pressure"].value | {"source": rows["blood_pressure"].source} == {
        "systolic": 139, "diastolic": 87, "readings": [[142, 90], [136, 84]], "source": "visit"
    }  # fmt: skip
    assert rows["weight"].value == {"value": 68.5} and seen.control == "yes"


def test_the_mean_of_the_last_two_readings_counts_unrounded() -> None:
    row = enrol(patient(born="1970-03-05"))
    seen = visit(row, 150, 95, systolic2="140", diastolic2="86", systolic3="139", diastolic3="86")
    assert seen.control == "yes"


def test_every_fault_is_named_at_once() -> None:
    given = sheet(
        80, 120, on="2026-12-24", kind="", adherence="", weight="680", pulse="7o", adverse="yes", symptoms=["x"]
    )
    found = faults(given, enrol())
    assert set(found) == {"on", "kind", "systolic1", "weight", "pulse", "adherence", "adverse_what", "symptoms"}
    assert "680" in found["weight"] and "400" in found["weight"]
    assert "120" in found["systolic1"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"systolic1": "", "diastolic1": ""}, "systolic1"),
        ({"diastolic1": ""}, "diastolic1"),
        ({"on": "2025-12-31"}, "on"),
        ({"on": "yesterday"}, "on"),
        ({"on": ""}, "on"),
        ({"systolic1": "1380"}, "systolic1"),
        ({"systolic1": "nan"}, "systolic1"),
        ({"weight": "inf"}, "weight"),
        ({"medicines": "x" * 1001}, "medicines"),
        ({"salt": "tons"}, "salt"),
        ({"next_due": "2027-02-03"}, "next_due"),
        ({"next_due": "2026-11-02"}, "next_due"),
        ({"classed": "complication"}, "class_word"),
        ({"kind": "lost", "word": ""}, "word"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], field: str) -> None:
    assert field in faults({**sheet(), **changed}, enrol())
    assert not Visit.objects.exists() and not Observation.objects.exists()


def test_a_class_against_the_rule_needs_a_word_and_an_earlier_day_does_not() -> None:
    row = enrol()
    seen = visit(row, classed="unsatisfied", class_word="在家测得更高", next_due="2026-12-01")
    row.refresh_from_db()
    assert (seen.computed, seen.classed, seen.answers["class_word"]) == ("satisfied", "unsatisfied", "在家测得更高")
    assert (row.next_due, row.next_reason) == (date(2026, 12, 1), "chosen")


def test_not_at_the_aim_twice_in_a_row_is_sent_on() -> None:
    row = enrol()
    visit(row, 158, 88, on="2026-10-01")
    assert not Referral.objects.exists()
    visit(row, 156, 88, on="2026-10-15")
    found = Referral.objects.get()
    assert (found.reason, found.urgent, found.state, found.due_on) == ("twice", False, "needed", date(2026, 10, 29))


def test_a_visit_noted_later_is_judged_by_what_came_before_it() -> None:
    row = enrol()
    visit(row, on="2026-10-20")
    visit(row, 158, 88, on="2026-10-01")
    row.refresh_from_db()
    assert not Referral.objects.exists() and row.last_on == date(2026, 10, 20)


def test_an_urgent_value_at_a_visit_is_sent_on_and_told_once() -> None:
    row = enrol()
    visit(row, 182, 112, refer_to="区人民医院 心内科")
    found = Referral.objects.get()
    assert (found.reason, found.urgent, found.state, found.to) == ("urgent_pressure", True, "sent", "区人民医院 心内科")
    assert found.alert == Alert.objects.get() and found.due_on == TODAY + timedelta(days=14)
    assert actions.follow_alerts() == 0
    row.refresh_from_db()
    assert (row.next_due, row.next_reason) == (TODAY + timedelta(days=14), "urgent")


def test_not_sending_on_against_the_rule_needs_a_word() -> None:
    row = enrol()
    assert set(faults(sheet(182, 112, refer="no"), row)) == {"refer_word"}
    visit(row, 182, 112, refer="no", refer_word="刚跑上楼，休息后复测132/80")
    assert not Referral.objects.exists() and actions.follow_alerts() == 0


def test_an_urgent_value_at_the_kiosk_becomes_a_referral_and_the_visit_is_due_in_two_weeks() -> None:
    row = enrol()
    visit(row, on="2026-10-01")
    pressure(row.patient, 182, 112)
    assert actions.follow_alerts() == 1 and actions.follow_alerts() == 0
    found = Referral.objects.get()
    assert (found.enrolment, found.state, found.reason) == (row, "needed", "urgent_pressure")
    row.refresh_from_db()
    assert (row.next_due, row.next_reason) == (TODAY + timedelta(days=14), "urgent")
    actions.arrange_referral(actor("doctor"), found.pk, {"to": "区人民医院"})
    actions.close_referral(actor("doctor"), found.pk, {"state": "done", "outcome": "已调整用药"})
    row.refresh_from_db()
    assert (row.next_due, row.next_reason) == (date(2027, 1, 1), "regular")
    with pytest.raises(ReferralClosed):
        actions.close_referral(actor("doctor"), found.pk, {"state": "done", "outcome": "又一次"})


def test_an_urgent_value_of_somebody_not_enrolled_waits_in_the_list_and_follows_them_in() -> None:
    who = patient()
    pressure(who, 182, 112)
    actions.follow_alerts()
    assert Referral.objects.get().enrolment is None
    row = enrol(who, since="2026-11-02")
    assert Referral.objects.get().enrolment == row


def test_a_correction_keeps_the_earlier_version_and_takes_its_values_out_of_the_curve() -> None:
    row = enrol()
    first = visit(row, 182, 112)
    second = actions.correct_visit(actor("colleague"), first.pk, sheet(128, 78)).visit
    first.refresh_from_db()
    row.refresh_from_db()
    assert second.replaces == first and first.replaced_at and first.answers["readings"] == [[182, 112]]
    assert (row.last_control, row.next_due) == ("yes", date(2027, 2, 2))
    states = Observation.objects.filter(quantity="blood_pressure").order_by("received_at", "id")
    assert list(states.values_list("state", flat=True)) == ["replaced", "final"]
    assert Referral.objects.get().state == "not_needed" and Referral.objects.get().visit == second
    with pytest.raises(CorrectedAlready):
        actions.correct_visit(actor("doctor"), first.pk, sheet())


def test_two_visits_of_a_day_are_one_that_is_corrected() -> None:
    row = enrol()
    visit(row)
    with pytest.raises(SameDay):
        visit(row)
    assert Visit.objects.count() == 1


def test_who_was_not_met_is_visited_again_soon_and_is_not_controlled() -> None:
    row = enrol()
    visit(row, kind="lost", word="两次上门无人")
    row.refresh_from_db()
    assert (row.last_control, row.last_kind, row.next_due) == ("no", "lost", TODAY + timedelta(days=14))
    assert Visit.objects.get().answers["word"] == "两次上门无人" and not Observation.objects.exists()


def test_managed_once_at_a_time_and_again_after_it_ended() -> None:
    row = enrol()
    with pytest.raises(AlreadyManaged) as wrong:
        enrol(row.patient)
    assert "东街村卫生室" in wrong.value.message
    actions.end_enrolment(actor("doctor"), row.pk, {"reason": "moved", "on": "2026-11-01"})
    with pytest.raises(Ended):
        visit(row)
    row.refresh_from_db()
    assert row.next_due is None and enrol(row.patient, since="2026-11-02").pk != row.pk


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "", "on": "2026-11-01"}, "reason"),
        ({"reason": "bored", "on": "2026-11-01"}, "reason"),
        ({"reason": "moved", "on": "2026-11-03"}, "on"),
        ({"reason": "moved", "on": "2025-12-31"}, "on"),
        ({"reason": "moved", "on": "never"}, "on"),
    ],
)
def test_how_management_cannot_end(given: dict[str, str], field: str) -> None:
    row = enrol()
    with pytest.raises(NotTaken) as wrong:
        actions.end_enrolment(actor("doctor"), row.pk, given)
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_who_cannot_be_enrolled() -> None:
    with pytest.raises(TooYoung):
        enrol(patient(born="1995-05-05", phone=""))
    for given in ({"condition": "gout"}, {"since": "2026-11-03"}, {"physician": "faraway"}, {"since": "1949-01-01"}):
        with pytest.raises(NotTaken):
            enrol(patient(phone="", name=f"王{given}"[:8]), **given)
    assert not Enrolment.objects.exists()


def test_others_find_nobody_here() -> None:
    row = enrol()
    for who in ("faraway", "epi", "centre", "here"):
        with pytest.raises(NoSuchPerson):
            enrol(row.patient, "t2dm", by=who)
        with pytest.raises(NoSuchEnrolment):
            visit(row, by=who)


def test_a_visit_belongs_to_the_clinic_that_looks_after_them() -> None:
    theirs = enrol(patient(by="faraway", organisation=STATION, physician="faraway"), by="faraway")
    assert theirs.organisation_id == STATION and visit(theirs, by="faraway").organisation_id == STATION


def test_the_examination_is_noted_once_a_day() -> None:
    row = enrol()
    actions.note_examination(actor("doctor"), row.pk, {"on": "2026-10-01", "findings": "心电图正常"})
    assert Examination.objects.get().findings == "心电图正常"
    for given in (
        {"on": "2026-10-01"},
        {"on": "2026-11-03"},
        {"on": "2020-01-01"},
        {"on": "x"},
        {"findings": "x" * 1001},
    ):
        with pytest.raises(NotTaken):
            actions.note_examination(actor("doctor"), row.pk, given)


def test_a_district_can_change_what_is_from_memory(clock: MovableClock) -> None:
    row = enrol(patient(born="1970-03-05"))
    NormSetting.objects.create(
        district_id=row.district_id,
        version="2017-here",
        source="本区",
        changes={"systolic_below": 130, "diastolic_below": 80},
    )
    from linli.places.revision import forget

    forget()
    seen = visit(row, 135, 78)
    assert (seen.control, seen.norm_version) == ("no", "2017-here")


def test_forgetting_empties_what_was_said_and_keeps_the_numbers() -> None:
    row = enrol()
    visit(row, 182, 112, refer_to="区人民医院")
    assert actions.forget_patient(row.patient) == 1
    row.refresh_from_db()
    seen, sent = Visit.objects.get(), Referral.objects.get()
    assert seen.answers == {} and sent.to == "" and sent.closed_at and row.ended_on and seen.control == "no"


def test_what_is_written_is_on_the_record_without_a_name() -> None:
    row = enrol()
    visit(row)
    entries = AuditEntry.objects.filter(subject=f"patient:{row.patient.code}", kind__startswith="followup")
    assert list(entries.order_by("at", "id").values_list("kind", flat=True)) == [
        "followup_enrolled",
        "followup_visited",
    ]
    assert all("张国强" not in str(entry.data) for entry in entries)

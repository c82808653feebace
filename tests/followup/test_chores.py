"""What the clock does: each due day is told once, with nobody's name and no condition; overdue visits as a number."""

from __future__ import annotations

import pytest

from linli.followup import actions
from linli.notices.models import Notice
from tests.conftest import MovableClock
from tests.followup.town import CLINIC, enrol, patient, resident_of, visit

pytestmark = pytest.mark.usefixtures("district")


def test_a_resident_is_reminded_once_for_a_due_day(clock: MovableClock) -> None:
    row = enrol()
    resident_of(row.patient)
    visit(row)
    assert actions.remind() == 0
    clock.advance(days=89)
    assert actions.remind() == 1 and actions.remind() == 0
    notice = Notice.objects.get(template="followup_due")
    assert notice.account_id == row.patient.account_id and notice.link == "/my/followup"
    for word in ("张国强", "高血压", "血压", "糖尿病", "128"):
        assert word not in notice.text
    visit(row, on="2027-01-30")
    clock.advance(days=89)
    assert actions.remind() == 1 and Notice.objects.filter(template="followup_due").count() == 2


def test_two_conditions_due_on_one_day_are_one_notice(clock: MovableClock) -> None:
    row = enrol()
    resident_of(row.patient)
    visit(row)
    visit(enrol(row.patient, "t2dm"), None, None, fasting="6.1")
    clock.advance(days=90)
    assert actions.remind() == 2 and Notice.objects.filter(template="followup_due").count() == 1


def test_nobody_is_told_at_night_nor_when_it_is_long_over(clock: MovableClock) -> None:
    row = enrol(since="2026-11-02")
    resident_of(row.patient)
    clock.advance(days=14, hours=12)
    assert actions.remind() == 0 and actions.tell_overdue() == 0
    clock.advance(days=20, hours=-12)
    assert actions.remind() == 0


def test_an_institution_is_told_how_many_became_overdue_once(clock: MovableClock) -> None:
    for number in range(3):
        enrol(patient(name=f"王{number}", phone=f"1381235{number:04d}"), since="2026-11-02")
    clock.advance(days=14)
    assert actions.tell_overdue() == 0
    clock.advance(days=1)
    assert actions.tell_overdue() == 3 and actions.tell_overdue() == 0
    notice = Notice.objects.get(template="followup_overdue")
    assert notice.organisation_id == CLINIC and "3" in notice.text and "王" not in notice.text
    clock.advance(days=1)
    assert actions.tell_overdue() == 0


def test_an_ended_management_reminds_of_nothing(clock: MovableClock) -> None:
    from tests.factories import actor

    row = enrol(since="2026-11-02")
    resident_of(row.patient)
    actions.end_enrolment(actor("doctor"), row.pk, {"reason": "moved", "on": "2026-11-02"})
    clock.advance(days=15)
    assert actions.remind() == 0 and actions.tell_overdue() == 0

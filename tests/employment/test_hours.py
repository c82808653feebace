"""Hours: entered by one, confirmed by another, on days on which somebody can have worked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from linli.cases.errors import InvalidInput
from linli.employment import actions
from linli.employment.errors import (
    ConfirmedAlready,
    DayNotPossible,
    NotNow,
    NotThere,
    NotYours,
    OwnHours,
    TooManyHours,
)
from linli.employment.models import WorkDay
from linli.ids import uuid7
from linli.notices.models import Notice
from linli.places.models import District
from tests.employment.town import actor, confirm, enter, placed, post, resident, sheet, worked, worker


def noted() -> list[tuple[str, str, str]]:
    rows = WorkDay.objects.order_by("day")
    return [(one.day.isoformat(), str(one.hours), one.state) for one in rows]


def test_worker_enters_company_confirms(district: District) -> None:
    row = placed()
    days = enter(row, d5="7.5", d6="8")
    assert confirm(*days, by="fuwu") == 2
    assert noted() == [("2026-10-05", "7.50", "confirmed"), ("2026-10-06", "8.00", "confirmed")]


@pytest.mark.parametrize("hours", ["25", "24.01", "-1", "7.505", "many", "NaN", ""])
def test_a_day_has_twenty_four_hours(district: District, hours: str) -> None:
    row = placed()
    with pytest.raises(InvalidInput, match="24" if hours else "请您填写“工时”"):
        enter(row, d5="8", d6=hours)
    assert noted() == [], "nothing half written"


def test_twenty_four_hours_over_two_posts(district: District) -> None:
    row, other = placed(), placed(post(sheet(title="停车引导")), 1)
    enter(row, d5="13")
    with pytest.raises(TooManyHours):
        enter(other, d5="11.5")
    assert len(enter(other, d5="11")) == 1


@pytest.mark.parametrize(
    ("day", "why"), [("2026-09-30", "才上岗"), ("2027-10-01", "已经结束"), ("2026-11-03", "还没有到")]
)
def test_hours_outside_of_the_placement(district: District, day: str, why: str) -> None:
    row = placed()
    with pytest.raises(DayNotPossible, match=why):
        actions.enter_hours(worker(row), row.code, {"hours": {day: "8"}})
    assert noted() == []


def test_one_does_not_confirm_ones_own_hours(district: District) -> None:
    row = placed()
    days = enter(row, actor("fuwu"), d5="7.5")
    with pytest.raises(OwnHours):
        confirm(*days, by="fuwu")
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkDay.objects.update(state="confirmed", confirmed_by=F("entered_by"), confirmed_at=F("entered_at"))
    confirm(*days, by="fuwu2")


def test_own_hours_among_others_confirm_none(district: District) -> None:
    row = placed()
    days = [*enter(row, d5="7.5"), *enter(row, actor("fuwu"), d6="8")]
    with pytest.raises(OwnHours):
        confirm(*days, by="fuwu")
    assert {state for _day, _hours, state in noted()} == {"entered"}


def test_a_day_is_entered_again_until_it_is_confirmed(district: District) -> None:
    row = placed()
    enter(row, d5="7.5", d6="8")
    days = enter(row, d5="6", d6="0")
    assert noted() == [("2026-10-05", "6.00", "entered")]
    confirm(*days)
    with pytest.raises(ConfirmedAlready):
        enter(row, d5="8")
    with pytest.raises(NotNow):
        confirm(*days)


def test_a_day_is_given_back_with_the_reason(district: District) -> None:
    row = placed()
    (day,) = enter(row, d5="9")
    actions.return_hours(actor("fuwu"), day.pk, {"reason": "那天半天停电"})
    day.refresh_from_db()
    assert (day.state, day.reason) == ("returned", "那天半天停电")
    assert Notice.objects.get(template="job_hours_returned").link == f"/my/jobs/{row.code}"
    enter(row, d5="4.5")
    assert noted() == [("2026-10-05", "4.50", "entered")]


def test_anothers_hours(district: District) -> None:
    row = placed()
    days = enter(row, d5="8")
    with pytest.raises(NotThere):
        enter(row, resident(2), d6="8")
    with pytest.raises(NotThere):
        enter(row, actor("other"), d6="8")
    with pytest.raises(NotThere):
        confirm(*days, by="other")
    with pytest.raises(NotYours):
        confirm(*days, by="works")


def test_the_database_itself_keeps_the_bounds(district: District) -> None:
    row = placed()
    given = {"district": district, "placement": row, "entered_at": row.created_at}
    for day, hours in ((date(2026, 10, 5), Decimal("24.5")), (date(2026, 10, 5), Decimal("0"))):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkDay.objects.create(id=uuid7(), day=day, hours=hours, **given)
    worked(row, d5="8")
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkDay.objects.create(id=uuid7(), day=date(2026, 10, 5), hours=Decimal("1"), **given)

"""The wages of a month: what hours and days make, drawn up by one, released by another, in the book to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.employment import actions
from linli.employment.errors import (
    BelowMinimum,
    MonthClosedInBook,
    MonthIsDrawn,
    MonthNotOver,
    NothingChanged,
    NothingToPay,
    NotNow,
    NotThere,
    NotYours,
    OutOfDate,
    RunAlready,
    SamePerson,
)
from linli.employment.models import Payslip, Rule, WageRun, WorkDay, month_ends
from linli.employment.queries import whole
from linli.employment.wages import an_hour, days_within, of_hours, of_month
from linli.ledger import actions as ledger
from linli.ledger.errors import MonthClosed, NotEnough
from linli.ledger.models import Entry
from linli.ledger.queries.balances import trial_balance
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.employment import town
from tests.employment.town import (
    BANK,
    CODE,
    COMPANY,
    OCTOBER,
    OWED,
    WAGES,
    actor,
    confirm,
    drawn,
    enter,
    monthly,
    placed,
    post,
    released,
    sheet,
    slip_of,
    worked,
)


def stands() -> dict[str, Decimal]:
    return {one.account.code: one.stands for one in trial_balance(CODE)}


def test_hours_confirmed_become_a_wage_in_the_book(district: District) -> None:
    row = placed()
    worked(row, d5="7.5", d6="8")
    run = released()
    slip = slip_of(row)
    assert (slip.hours, slip.rate, slip.amount) == (Decimal("15.50"), Decimal("22.50"), Decimal("348.75"))
    assert stands() == {BANK: Decimal("99651.25"), town.INCOME: Decimal("100000"), WAGES: Decimal("348.75"), OWED: 0}
    assert slip.owed is not None and slip.paid is not None
    assert (slip.owed.on.isoformat(), slip.paid.on.isoformat()) == ("2026-10-31", "2026-11-02")
    texts = list(Entry.objects.filter(pk__in=[slip.owed_id, slip.paid_id]).values_list("text", flat=True))
    assert all("求职者" not in text and "楼道保洁" in text for text in texts)
    assert run.state == "released" and Payslip.objects.count() == 1
    assert Notice.objects.filter(template="job_payslip", account=row.account).count() == 1
    assert list(whole.faults()) == []


def test_a_monthly_wage_is_paid_by_the_days_of_the_placement(district: District) -> None:
    row = placed(post(monthly()), begins="2026-10-12")
    released()
    slip = slip_of(row)
    assert (slip.days, slip.amount) == (20, Decimal("2709.68")), "4200 × 20 ÷ 31"


def test_what_nobody_confirmed_is_not_paid(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    enter(row, d6="8")
    released()
    assert slip_of(row).hours == Decimal("7.50")


def test_a_month_of_unconfirmed_hours_has_no_wages(district: District) -> None:
    enter(placed(), d5="7.5")
    with pytest.raises(NothingToPay):
        drawn()
    assert not WageRun.objects.exists() and not Payslip.objects.exists()


def test_a_month_is_drawn_up_once(district: District) -> None:
    worked(placed(), d5="7.5")
    drawn()
    with pytest.raises(RunAlready):
        drawn("fuwu2")
    actions.release_run(actor("fuwu2"), WageRun.objects.get().pk)
    with pytest.raises(RunAlready):
        drawn()
    assert WageRun.objects.count() == 1 and Entry.objects.count() == 3


def test_who_drew_it_up_does_not_release_it(district: District) -> None:
    worked(placed(), d5="7.5")
    run = drawn()
    with pytest.raises(SamePerson):
        actions.release_run(actor("fuwu"), run.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        WageRun.objects.filter(pk=run.pk).update(released_by=run.drawn_by)
    with pytest.raises(NotYours):
        actions.release_run(actor("works"), run.pk)
    with pytest.raises(NotThere):
        actions.release_run(actor("other"), run.pk)
    assert Entry.objects.count() == 1, "nothing was paid"


def test_a_month_closed_in_the_book_is_neither_drawn_up_nor_paid(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    run = drawn()
    ledger.close_month(Actor.system(), CODE, OCTOBER)
    with pytest.raises(MonthClosed):
        actions.release_run(actor("fuwu2"), run.pk)
    run.refresh_from_db()
    assert run.state == "draft" and Payslip.objects.get().state == "draft", "nothing half written"
    actions.discard_run(actor("fuwu"), run.pk)
    with pytest.raises(MonthClosedInBook):
        drawn()
    with pytest.raises(MonthClosedInBook):
        enter(row, d7="4")


def test_a_month_that_is_not_over(district: District) -> None:
    placed()
    with pytest.raises(MonthNotOver):
        drawn(month=date(2026, 11, 1))


def test_the_bank_must_hold_as_much(db: None, clock: MovableClock) -> None:
    town.district("300")
    worked(placed(), d5="7.5", d6="8")
    run = drawn()
    with pytest.raises(NotEnough):
        actions.release_run(actor("fuwu2"), run.pk)
    assert Payslip.objects.get().state == "draft" and Entry.objects.count() == 1


def test_a_draft_that_is_out_of_date_is_not_paid(district: District) -> None:
    row = placed(post(monthly()))
    run = drawn()
    type(row).objects.filter(pk=row.pk).update(ends=date(2026, 10, 20))
    with pytest.raises(OutOfDate):
        actions.release_run(actor("fuwu2"), run.pk)


def test_while_a_draft_lies_there_hours_stand_still(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    late = enter(row, d6="8")
    run = drawn()
    with pytest.raises(MonthIsDrawn):
        enter(row, d7="8")
    with pytest.raises(MonthIsDrawn):
        confirm(*late)
    actions.discard_run(actor("fuwu2"), run.pk)
    confirm(*late)
    assert actions.release_run(actor("fuwu2"), drawn().pk).slips.get(state="released").hours == Decimal("15.50")
    with pytest.raises(NotNow):
        actions.discard_run(actor("fuwu"), run.pk)


def test_a_contract_below_the_minimum_is_not_paid(district: District) -> None:
    worked(placed(), d5="7.5")
    actions.replace_rule(district, town.rule_row(version="2026-2", least_an_hour=Decimal("23.00")))
    with pytest.raises(BelowMinimum, match="23"):
        drawn()
    with pytest.raises(BelowMinimum):
        post(sheet(wage="22.99"))
    assert Rule.objects.filter(current=True).get().version == "2026-2"


def corrected(row: town.Placement, reason: str = "少记了一天") -> Payslip:
    slip = actions.draw_correction(actor("fuwu"), row.code, OCTOBER, {"reason": reason})
    return actions.release_correction(actor("fuwu2"), slip.pk)


def test_a_slip_that_was_wrong_is_reversed_and_replaced(district: District) -> None:
    row = placed()
    worked(row, d5="7.5", d6="8")
    released()
    before = slip_of(row)
    changed = actions.change_hours(actor("fuwu"), row.code, {"day": "2026-10-06", "hours": "6", "reason": "多记两小时"})
    assert changed is not None
    confirm(changed)
    slip = corrected(row)
    before.refresh_from_db()
    assert (before.state, slip.amount, slip.corrects_id) == ("reversed", Decimal("303.75"), before.pk)
    reversed_ones = set(Entry.objects.exclude(reverses=None).values_list("reverses", flat=True))
    assert reversed_ones == {before.owed_id, before.paid_id}
    assert stands()[WAGES] == Decimal("303.75") and stands()[BANK] == Decimal("99696.25") and stands()[OWED] == 0
    assert list(whole.faults()) == []


def test_hours_confirmed_late_come_with_a_new_slip(district: District) -> None:
    row, other = placed(), placed(post(sheet(title="停车引导")), 2)
    worked(row, d5="7.5")
    late, later = enter(row, d6="8"), enter(other, d6="4")
    released()
    confirm(*late, *later)
    assert corrected(row).amount == Decimal("348.75")
    first = corrected(other)
    assert (first.amount, first.corrects_id) == (Decimal("90.00"), None), "who had no slip for the month"
    assert stands()[WAGES] == Decimal("438.75")


def test_nothing_was_worked_after_all(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    released()
    actions.change_hours(actor("fuwu"), row.code, {"day": "2026-10-05", "hours": "0", "reason": "当天没有来"})
    slip = corrected(row)
    assert (str(slip.amount), slip.owed_id, slip.state) == ("0.00", None, "released")
    assert stands()[WAGES] == 0 and not WorkDay.objects.exists()
    assert list(whole.faults()) == []


def test_a_correction_wants_two_people_and_a_difference(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    released()
    with pytest.raises(NothingChanged):
        actions.draw_correction(actor("fuwu"), row.code, OCTOBER, {"reason": "看看"})
    with pytest.raises(NothingChanged):
        actions.change_hours(actor("fuwu"), row.code, {"day": "2026-10-05", "hours": "7.5", "reason": "一样"})
    changed = actions.change_hours(actor("fuwu"), row.code, {"day": "2026-10-05", "hours": "6", "reason": "多记了"})
    assert changed is not None
    confirm(changed)
    slip = actions.draw_correction(actor("fuwu"), row.code, OCTOBER, {"reason": "多记了"})
    with pytest.raises(SamePerson):
        actions.release_correction(actor("fuwu"), slip.pk)
    with pytest.raises(NotNow):
        actions.draw_correction(actor("fuwu2"), row.code, OCTOBER, {"reason": "再做一张"})
    actions.discard_correction(actor("fuwu"), slip.pk)
    assert slip_of(row).amount == Decimal("168.75"), "the slip before counts"
    with pytest.raises(NotThere):
        actions.draw_correction(actor("fuwu"), row.code, date(2026, 9, 1), {"reason": "没有发过"})


def test_the_book_is_checked_against_the_slips(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    released()
    Payslip.objects.update(amount=Decimal("999.00"))
    type(row.post).objects.update(taken=0)
    said = list(whole.faults())
    assert len(said) == 3 and any("999" in one for one in said)


MONEY = st.decimals("0.01", "99999.99", places=2)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(wage=MONEY, day=DAYS)
def test_a_whole_month_is_the_whole_wage_and_its_parts_are_no_more(wage: Decimal, day: date) -> None:
    month, last = day.replace(day=1), month_ends(day)
    assert of_month(month, days_within(month, month, last), wage) == wage
    before = of_month(month, days_within(month, month, day), wage)
    after = of_month(month, days_within(month, day + timedelta(days=1), last), wage)
    assert abs(before + after - wage) <= Decimal("0.01")


@given(hours=st.lists(st.decimals("0.25", "24", places=2), max_size=31), rate=MONEY)
def test_a_wage_by_the_hour_is_rounded_once(hours: list[Decimal], rate: Decimal) -> None:
    exact = sum(hours, Decimal(0)) * rate
    assert of_hours(hours, rate) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert of_hours([Decimal("0.5")], Decimal("0.01")) == Decimal("0.01"), "half a cent is rounded up"


def test_a_monthly_wage_held_against_an_hour() -> None:
    assert an_hour("monthly", Decimal("4200"), 40) == Decimal("24.23"), "4200 × 12 ÷ (52 × 40)"
    assert an_hour("hourly", Decimal("22.50"), 20) == Decimal("22.50")


def test_a_run_of_another_company(district: District) -> None:
    worked(placed(), d5="7.5")
    with pytest.raises(NotThere):
        actions.run_month(actor("other"), CODE, COMPANY, OCTOBER)
    with pytest.raises(NotYours):
        actions.run_month(actor("here"), CODE, COMPANY, OCTOBER)

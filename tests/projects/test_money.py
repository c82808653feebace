"""The money of a project: by source, never over its budget, paid by two through the ledger."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from linli.cases.errors import InvalidInput
from linli.ledger import actions as ledger
from linli.ledger.commands import Booking, Line
from linli.ledger.errors import NotYourFund, SamePerson
from linli.ledger.models import Payment
from linli.places.models import District
from linli.projects import actions
from linli.projects.errors import (
    FundHasNotSoMuch,
    MoneyIsOnTheWay,
    NotAgreedYet,
    NotNow,
    NotReceivedYet,
    NotYours,
    OverTheBudget,
)
from linli.projects.models import BudgetLine, ProjectPayment
from linli.projects.queries.one_project import ProjectPage
from tests.projects import town
from tests.projects.town import CODE, actor

FUND = {"fund": "friendly", "account": "expense:halls"}


def fill(amount: str = "300000") -> None:
    """The fund's account holds so much."""
    lines = (Line("asset:bank:friendly", debit=Decimal(amount)), Line("equity:opening", credit=Decimal(amount)))
    ledger.post(actor("finance"), CODE, Booking("opening", town.date(2026, 11, 1), "期初", lines))


def test_no_payment_over_the_budget_of_the_project(district: District) -> None:
    made = town.at_work()
    line = town.funded(made, "10000")
    actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("9000"))
    with pytest.raises(OverTheBudget, match="1,000"):
        actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("1000.01"))
    assert ProjectPayment.objects.count() == Payment.objects.count() == 1, "nothing half written"
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(promised=Decimal("10000.01"))


def test_a_refused_payment_is_free_again(district: District) -> None:
    made = town.at_work()
    line = town.funded(made, "10000")
    asked = actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("9000"))
    ledger.refuse(actor("finance2"), asked.payment.code, "没有发票")
    actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("10000"))
    line.refresh_from_db()
    assert line.promised == 10_000


def test_two_people_pay_and_the_page_shows_the_entry(district: District) -> None:
    made = town.at_work()
    fill()
    line = town.funded(made)
    asked = actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("9000"))
    with pytest.raises(SamePerson):
        ledger.release(actor("finance"), asked.payment.code)
    ledger.release(actor("finance2"), asked.payment.code)
    page = ProjectPage(actor("here"), made)
    (source,) = page.sources
    assert (source.spent, source.left, page.spent) == (9_000, 91_000, 9_000)
    assert source.payments[0].number and source.payments[0].row.payment.shown_as == "施工单位"
    with pytest.raises(MoneyIsOnTheWay):
        actions.abandon(actor("here"), made.code, {"reason": "不做了"})


def test_money_of_a_fund_counts_when_its_keeper_agrees(district: District) -> None:
    made = town.at_work()
    line = actions.plan_money(actor("service"), made.code, {**FUND, "amount": "10000"})
    assert line.agreed_at is None
    with pytest.raises(NotAgreedYet):
        actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("100"))
    with pytest.raises(NotYourFund):
        actions.agree_to_line(actor("service"), made.code, line.pk)
    actions.agree_to_line(actor("finance"), made.code, line.pk)
    with pytest.raises(NotYourFund):
        actions.ask_payment(actor("service"), made.code, line.pk, town.paid("100"))
    with pytest.raises(NotYours):
        actions.drop_line(actor("service"), made.code, line.pk)
    actions.drop_line(actor("finance"), made.code, line.pk)
    assert not made.lines.exists()


def test_no_yuan_is_planned_for_two_projects(district: District) -> None:
    first, second = town.at_work(), town.at_work()
    town.funded(first, "250000")
    with pytest.raises(FundHasNotSoMuch, match="50,000"):
        town.funded(second, "60000")
    with pytest.raises(InvalidInput):
        town.funded(first, "100")
    with pytest.raises(InvalidInput):
        actions.plan_money(actor("finance"), second.code, {**FUND, "fund": "nothing", "amount": "1"})


def test_a_gift_is_paid_out_when_it_is_there(district: District) -> None:
    made = town.at_work()
    row = town.claim("firm", made, "5000")
    actions.confirm_claim(actor("service"), row.code)
    line = made.lines.get(kind="gift")
    given = town.paid("5000", paid_from="asset:bank:neighbours")
    with pytest.raises(NotReceivedYet):
        actions.ask_payment(actor("finance"), made.code, line.pk, given)
    actions.deliver_claim(actor("service"), row.code)
    with pytest.raises(OverTheBudget):
        actions.ask_payment(actor("finance"), made.code, line.pk, {**given, "amount": "5000.01"})
    asked = actions.ask_payment(actor("finance"), made.code, line.pk, given)
    ledger.release(actor("finance2"), asked.payment.code)
    assert ProjectPage(actor("here"), made).spent == 5_000


def test_things_in_kind_are_not_paid(district: District) -> None:
    made = town.at_work()
    row = town.claim("firm", made, "4", "skill")
    actions.confirm_claim(actor("service"), row.code)
    line = made.lines.get(kind="in_kind")
    with pytest.raises(NotNow):
        actions.ask_payment(actor("finance"), made.code, line.pk, town.paid("1"))
    actions.deliver_claim(actor("service"), row.code, {"value": "800"})
    line.refresh_from_db()
    assert line.amount == 800

"""The money of a project: so much of a fund's budget, gifts, what is in kind; and payments through the ledger.

Every payment is one of the ledger's, asked for by one person of the fund's organisation and released by another. This
room adds that it is within the project's own budget.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from linli.cases.errors import InvalidInput
from linli.clock import now, today
from linli.ids import uuid7
from linli.ledger.access import check_keeps, keeps
from linli.ledger.actions import post, request
from linli.ledger.commands import Asked, transfer
from linli.ledger.models import Budget, Entry, Payment, PaymentState
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..access import check_may_run
from ..errors import FundHasNotSoMuch, NotAgreedYet, NotNow, NotReceivedYet, NotThere, NotYours, OverTheBudget
from ..models import (
    AT_WORK,
    GIFTS_FUND,
    LIVE,
    NOTHING,
    BudgetLine,
    Claim,
    ClaimState,
    LineKind,
    Project,
    ProjectPayment,
    ProjectState,
)
from .recording import locked_project, record

# Where gifts of neighbours and firms go, and under what they are earned and spent.
BANK, INCOME = "asset:bank:neighbours", "income:gifts"
GIFTS_SPENT = "expense:projects"
PROMISED = (PaymentState.REQUESTED, PaymentState.RELEASED)


def counted_on(line: BudgetLine) -> Decimal:
    """What payments were asked for from a line that are not refused or withdrawn since."""
    sums = Payment.objects.filter(state__in=PROMISED, pk__in=line.payments.values("payment")).aggregate(
        sum=Sum("amount")
    )
    return sums["sum"] or NOTHING


@transaction.atomic
def plan_money(actor: Actor, code: str, given: dict[str, Any]) -> BudgetLine:
    """So much of a fund for this project; it counts once who keeps the fund has agreed.

    Raises InvalidInput, NotThere, NotYours, NotNow, FundHasNotSoMuch.
    """
    command = c.parse(c.LineSheet, given)
    row = locked_project(code, actor.reach.district)
    budgets = Budget.objects.select_for_update(of=("self",)).select_related("fund", "account")
    budget = budgets.filter(district=row.district_id, fund__code=command.fund, account__code=command.account, fund__closed_on=None).first()  # fmt: skip
    if budget is None:
        raise InvalidInput([Fault("fund", _("Please choose one of the budgets shown."), command.fund)])
    if not keeps(actor, budget.fund):
        check_may_run(actor, row)
    if row.state not in LIVE:
        raise NotNow(_("Plan money"), row.state_label)
    if row.lines.filter(budget=budget).exists():
        raise InvalidInput([Fault("fund", _("This budget is among its sources already."), command.fund)])
    _check_not_planned_twice(budget, command.amount)
    line = BudgetLine.objects.create(
        id=uuid7(), district_id=row.district_id, project=row, kind=LineKind.FUND, budget=budget,
        name=f"{budget.fund.name} · {budget.account.name}"[:80], amount=command.amount,
        agreed_at=now() if keeps(actor, budget.fund) else None,
    )  # fmt: skip
    record(actor, "money_planned", row, name=line.name, amount=str(line.amount), agreed=line.agreed_at is not None)
    return line


def _check_not_planned_twice(budget: Budget, amount: Decimal) -> None:
    """Raises FundHasNotSoMuch: no yuan is planned for two projects."""
    others = BudgetLine.objects.filter(budget=budget).exclude(project__state=ProjectState.ABANDONED)
    planned = others.aggregate(sum=Sum("amount"))["sum"] or NOTHING
    if planned + amount > budget.amount:
        raise FundHasNotSoMuch(budget.fund.name, budget.amount - planned, amount)


def _line(actor: Actor, code: str, key: UUID) -> tuple[Project, BudgetLine]:
    row = locked_project(code, actor.reach.district)
    lines = BudgetLine.objects.select_for_update(of=("self",)).select_related(
        "budget__fund", "budget__account", "claim"
    )
    line = lines.filter(pk=key, project=row).first()
    if line is None:
        raise NotThere(_("this line of the budget"))
    return row, line


@transaction.atomic
def agree_to_line(actor: Actor, code: str, key: UUID) -> BudgetLine:
    """Who keeps the fund says yes. Raises NotThere, NotNow, the ledger's NotYourFund."""
    row, line = _line(actor, code, key)
    if line.budget is None or line.agreed_at is not None:
        raise NotNow(_("Agree to it"), _("agreed"))
    check_keeps(actor, line.budget.fund)
    line.agreed_at = now()
    line.save(update_fields=["agreed_at"])
    record(actor, "money_agreed", row, name=line.name, amount=str(line.amount))
    return line


@transaction.atomic
def drop_line(actor: Actor, code: str, key: UUID) -> None:
    """A fund's line that nothing was asked for from. Raises NotThere, NotYours, NotNow."""
    row, line = _line(actor, code, key)
    if line.budget is None or not (keeps(actor, line.budget.fund) or line.agreed_at is None):
        raise NotYours(_("Money that was agreed to is taken out by who keeps the fund."))
    if line.agreed_at is None and not keeps(actor, line.budget.fund):
        check_may_run(actor, row)
    if line.payments.exists():
        raise NotNow(_("Take the line out"), _("payments were asked for from it"))
    line.delete()
    record(actor, "money_dropped", row, name=line.name, amount=str(line.amount))


@transaction.atomic
def ask_payment(actor: Actor, code: str, key: UUID, given: dict[str, Any]) -> ProjectPayment:
    """A payment out of a line of the project's budget, asked for in the ledger in the same moment.

    Raises InvalidInput, NotThere, NotNow, NotAgreedYet, NotReceivedYet, OverTheBudget, or what the ledger refuses.
    """
    command = c.parse(c.PaymentSheet, given)
    row, line = _line(actor, code, key)
    if row.state not in (*AT_WORK, ProjectState.ACCEPTED) or line.kind == LineKind.IN_KIND:
        raise NotNow(_("Ask for a payment"), row.state_label if line.kind != LineKind.IN_KIND else line.kind_label)
    if line.agreed_at is None:
        raise NotAgreedYet(line.name)
    if line.claim is not None and line.claim.state != ClaimState.DELIVERED:
        raise NotReceivedYet(line.name)
    line.promised = counted_on(line)
    if command.amount > line.left:
        raise OverTheBudget(line.name, line.left, command.amount)
    fund, account = (line.budget.fund.code, line.budget.account.code) if line.budget else (GIFTS_FUND, GIFTS_SPENT)
    asked = Asked(fund, account, command.paid_from, command.amount, f"{row.title}：{command.purpose}", command.payee, command.shown_as)  # fmt: skip
    payment = request(actor, row.district_id, asked)
    line.promised += command.amount
    line.save(update_fields=["promised"])
    made = ProjectPayment.objects.create(id=uuid7(), district_id=row.district_id, project=row, line=line, payment=payment)  # fmt: skip
    record(actor, "payment_asked", row, amount=str(command.amount), payment=payment.code, purpose=command.purpose)
    return made


def received(actor: Actor, claim: Claim) -> Entry:
    """Money of a claim has arrived: the entry of the book that says so. Raises what the ledger refuses."""
    text = _("Gift for “%(title)s”, from %(who)s") % {"title": claim.project.title, "who": claim.claimer_name or _("a resident")}  # fmt: skip
    booking = transfer(f"project:{claim.code}", today(), text, debit=BANK, credit=INCOME, amount=claim.amount)
    return post(actor, claim.district_id, booking)

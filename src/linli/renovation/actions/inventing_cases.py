"""A demo's invented faults, which are cases like any other, and payments, which are the ledger's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from linli.cases.actions import perform
from linli.clock import LOCAL, now, standing_at, today
from linli.ledger import actions as ledger
from linli.ledger.models import Budget
from linli.ledger.queries.balances import balance_of
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.roles import Role

from ..commands import FaultReport, Pay
from ..models import Estate, Fault, House, Programme, RenovationPayment
from .faults import follow_those, report_fault
from .money import asked_for


@dataclass(frozen=True)
class DemoFault:
    """Found so many days ago, mended so many days ago or not yet."""

    house: str
    work: str
    text: str
    found: int
    mended: int | None = None
    answer: str = ""


@dataclass(frozen=True)
class DemoPayment:
    """Asked for, and `paid` or still to be released."""

    work: str
    contractor: str
    amount: Decimal
    purpose: str
    paid: bool = True


def _back(days_ago: int, hour: int) -> datetime:
    """So many days ago at an hour, and never later than now."""
    return min(datetime.combine(today() - timedelta(days=days_ago), time(hour), LOCAL), now())


def add_faults(estate: Estate, rows: Sequence[DemoFault]) -> bool:
    if not rows or Fault.objects.filter(estate=estate).exists():
        return False
    houses = dict(House.objects.filter(estate=estate).values_list("name", "pk"))
    for row in rows:
        given = FaultReport(house=houses[row.house], work=row.work, text=row.text)
        with standing_at(_back(row.found, 9)):
            opened = report_fault(Actor.guest(), estate.district, estate.code, given.model_dump())
        if row.mended is not None:
            _mend(opened.case.code, row)
    follow_those(Fault.objects.filter(estate=estate))
    return True


def _mend(code: str, row: DemoFault) -> None:
    """Taken up, answered and closed as solved by the office that has the case."""
    fault = Fault.objects.select_related("case__office", "work", "estate").get(case__code=code)
    office: Organisation = fault.case.office
    worker = Actor.for_organisation(office.code, office.short or office.name, fault.district_id, Role.COMMUNITY_WORKER)
    with standing_at(_back(row.found, 11)):
        perform(worker, code, "register", {"category": fault.work.category})
    with standing_at(_back(row.mended or 0, 15)):
        perform(worker, code, "answer", {"text": row.answer or "已整改，请您查看。"})
        perform(worker, code, "close", {"result": "solved"})


def add_payments(estate: Estate, rows: Sequence[DemoPayment]) -> bool:
    """Asked for and released by two people of the fund's organisation, where the ledger's part of the pack has the fund."""
    programme = Programme.objects.filter(district=estate.district_id).first()
    if not rows or programme is None or RenovationPayment.objects.filter(estate=estate).exists():
        return False
    lines = Budget.objects.select_related("fund").filter(district=estate.district_id, fund__code=programme.fund)
    budget = lines.filter(account__code=programme.account).first()
    people = _people_of(budget.fund.organisation_id) if budget else []
    if len(people) < 2:
        return False
    for row in rows:
        given = Pay(work=row.work, contractor=row.contractor, amount=row.amount, purpose=row.purpose)
        payment = asked_for(Actor.of(people[0]), estate, given)
        if row.paid and balance_of(payment.paid_from) >= payment.amount:
            ledger.release(Actor.of(people[1]), payment.code)
    return True


def _people_of(organisation: str) -> list[Account]:
    rows = Position.objects.today().filter(organisation=organisation, account__username__isnull=False)
    return list(Account.objects.filter(pk__in=rows.values("account_id"), is_active=True).order_by("username")[:2])

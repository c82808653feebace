"""The wages of a month: computed from confirmed hours and the days of placements, drawn up by one person, released by another.

Released, each slip is in the book twice: what is owed (expense to liability), on the last day of the month, and what is
paid (liability to bank), on the day of release. The public text names the post, and nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now, today
from linli.ids import case_code, uuid7
from linli.ledger import actions as ledger
from linli.ledger.commands import Booking, transfer
from linli.ledger.errors import NotEnough, UnknownLedgerAccount
from linli.ledger.models import Entry, LedgerAccount
from linli.ledger.queries.balances import balance_of
from linli.people.actors import Actor

from ..access import own_company
from ..errors import BelowMinimum, MonthNotOver, NothingToPay, NotNow, NotThere, OutOfDate, RunAlready, SamePerson
from ..models import (
    NOTHING,
    Company,
    Pay,
    Payslip,
    Placement,
    RunState,
    SlipState,
    WageRun,
    WorkDay,
    WorkDayState,
    month_ends,
)
from ..wages import an_hour, days_within, of_hours, of_month
from .hours import check_book_open
from .posts import current_rule
from .telling import tell_of_slip

# Codes of the ledger's accounts.
WAGES, OWED = "expense:wages", "liability:wages"
# The letters of a payslip's number: 工资.
PREFIX = "GZ"


@dataclass(frozen=True)
class Due:
    """What somebody is to be paid for a month, and how it comes about."""

    placement: Placement
    lines: tuple[tuple[date, Decimal], ...]
    days: int
    amount: Decimal

    @property
    def hours(self) -> Decimal:
        return sum((hours for _day, hours in self.lines), NOTHING)


def due_of(company: Company, month: date, only: Placement | None = None) -> list[Due]:
    """What confirmed hours and placements make of a month; two statements. Nothing where nothing is due."""
    placements = Placement.objects.select_related("post").filter(
        company=company, begins__lte=month_ends(month), ends__gte=month
    )
    if only is not None:
        placements = placements.filter(pk=only.pk)
    rows = list(placements.order_by("pk"))
    confirmed = WorkDay.objects.filter(
        placement__in=[row.pk for row in rows], state=WorkDayState.CONFIRMED, day__range=(month, month_ends(month))
    )
    worked: dict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)
    for key, day, hours in confirmed.order_by("day").values_list("placement", "day", "hours"):
        worked[key].append((day, hours))
    return [due for row in rows if (due := _due(row, month, tuple(worked[row.pk]))).amount]


def _due(row: Placement, month: date, lines: tuple[tuple[date, Decimal], ...]) -> Due:
    days = days_within(month, row.begins, row.ends)
    if row.pay == Pay.MONTHLY:
        return Due(row, lines, days, of_month(month, days, row.wage))
    return Due(row, lines, days, of_hours((hours for _day, hours in lines), row.wage))


@transaction.atomic
def run_month(actor: Actor, district: str, organisation: str, month: date) -> WageRun:
    """Draw up a month's wages. Hours that are not confirmed are in none of them.

    Raises NotYours, NotThere, MonthNotOver, RunAlready, MonthClosedInBook, NothingToPay, BelowMinimum.
    """
    company = own_company(actor)
    if (company.district_id, company.organisation_id) != (district, organisation):
        raise NotThere(organisation)
    month = month.replace(day=1)
    Company.objects.select_for_update().get(pk=company.pk)
    if month_ends(month) >= today():
        raise MonthNotOver(month_ends(month))
    known = company.runs.filter(month=month, state__in=(RunState.DRAFT, RunState.RELEASED)).first()
    if known is not None:
        raise RunAlready(month, known.state_label)
    check_book_open(district, month_ends(month))
    dues = due_of(company, month)
    if not dues:
        raise NothingToPay(month)
    _check_least(district, dues)
    assert actor.account is not None
    run = WageRun.objects.create(
        district_id=district, company=company, month=month, drawn_by=actor.account, drawn_at=now()
    )
    Payslip.objects.bulk_create([slip_of(actor, run, due) for due in dues])
    record(actor, "job_wages_drawn", run, slips=len(dues))
    return run


def _check_least(district: str, dues: Sequence[Due]) -> None:
    """Raises BelowMinimum, of the first contract that fixes too little."""
    rule = current_rule(district)
    for due in dues:
        hourly = an_hour(due.placement.pay, due.placement.wage, due.placement.hours_a_week)
        if hourly < rule.least_an_hour:
            raise BelowMinimum(hourly, rule.least_an_hour, rule.version)


def slip_of(actor: Actor, run: WageRun, due: Due) -> Payslip:
    assert actor.account is not None
    row = due.placement
    lines = [[day.isoformat(), str(hours)] for day, hours in due.lines]
    return Payslip(
        id=uuid7(), district_id=run.district_id, run=run, placement=row, code=case_code(PREFIX), pay=row.pay, rate=row.wage,
        hours=due.hours, days=due.days, lines=lines, amount=due.amount, drawn_by=actor.account, drawn_at=now(),
    )  # fmt: skip


def run_locked(actor: Actor, key: UUID) -> WageRun:
    """A draft of the company's, held until the transaction ends. Raises NotYours, NotThere, NotNow."""
    company = own_company(actor)
    rows = WageRun.objects.select_for_update(of=("self",)).select_related("company__organisation")
    run = rows.filter(pk=key, company=company).first()
    if run is None:
        raise NotThere(_("these wages"))
    return run


@transaction.atomic
def discard_run(actor: Actor, key: UUID) -> WageRun:
    """It is not paid; the month can be drawn up again. Raises NotYours, NotThere, NotNow."""
    run = run_locked(actor, key)
    if run.state != RunState.DRAFT:
        raise NotNow(_("Discard the wages"), run.state_label)
    run.slips.filter(state=SlipState.DRAFT).delete()
    run.state = RunState.DISCARDED
    run.save(update_fields=["state"])
    record(actor, "job_wages_discarded", run)
    return run


@transaction.atomic
def release_run(actor: Actor, key: UUID) -> WageRun:
    """Pay it, as somebody else than who drew it up: every slip is posted, or none.

    Raises NotYours, NotThere, NotNow, SamePerson, OutOfDate, NotEnough, MonthClosed, UnknownLedgerAccount.
    """
    return release_on(actor, key, today())


@transaction.atomic
def release_on(actor: Actor, key: UUID, on: date) -> WageRun:
    """The same with the day on which it is paid."""
    run = run_locked(actor, key)
    if run.state != RunState.DRAFT:
        raise NotNow(_("Release the wages"), run.state_label)
    if actor.account is None or actor.account.pk == run.drawn_by_id:
        raise SamePerson
    slips = list(run.slips.filter(state=SlipState.DRAFT).select_related("placement__post").order_by("pk"))
    _check_current(run, slips)
    check_money(run.company, sum((slip.amount for slip in slips), NOTHING))
    book_slips(actor, run, slips, owed_on=month_ends(run.month), paid_on=on)
    run.state, run.released_by, run.released_at = RunState.RELEASED, actor.account, now()
    run.save(update_fields=["state", "released_by", "released_at"])
    record(actor, "job_wages_released", run, slips=len(slips))
    return run


def _check_current(run: WageRun, slips: Sequence[Payslip]) -> None:
    """Raises OutOfDate."""
    now_due = {due.placement.pk: (due.amount, due.hours, due.days) for due in due_of(run.company, run.month)}
    if now_due != {slip.placement_id: (slip.amount, slip.hours, slip.days) for slip in slips}:
        raise OutOfDate


def check_money(company: Company, needed: Decimal) -> None:
    """Raises NotEnough, UnknownLedgerAccount."""
    bank = LedgerAccount.objects.filter(district=company.district_id, code=company.bank, closed_on=None).first()
    if bank is None:
        raise UnknownLedgerAccount(company.bank)
    there = balance_of(bank)
    if there < needed:
        raise NotEnough(bank.name, there, needed)


def book_slips(actor: Actor, run: WageRun, slips: Sequence[Payslip], *, owed_on: date, paid_on: date) -> None:
    """Post slips of which none is nothing, and mark them as paid by this person; they are told."""
    bookings = [one for slip in slips for one in _bookings(run, slip, owed_on, paid_on)]
    entries = ledger.post_many(actor, run.district_id, bookings)
    pairs = zip(entries[::2], entries[1::2], strict=True)
    for slip, (owed, paid) in zip(slips, pairs, strict=True):
        mark_released(actor, slip, owed, paid)


def mark_released(actor: Actor, slip: Payslip, owed: Entry | None, paid: Entry | None) -> None:
    slip.state, slip.owed, slip.paid = SlipState.RELEASED, owed, paid
    slip.released_by, slip.released_at = actor.account, now()
    slip.save(update_fields=["state", "owed", "paid", "released_by", "released_at"])
    tell_of_slip(slip)


def _bookings(run: WageRun, slip: Payslip, owed_on: date, paid_on: date) -> tuple[Booking, Booking]:
    told = {"month": f"{run.month:%Y-%m}", "post": slip.placement.post.title, "code": slip.code}
    owed = _("Wage %(month)s, %(post)s, slip %(code)s") % told
    paid = _("Wage %(month)s paid, %(post)s, slip %(code)s") % told
    return (
        transfer(f"wage:{slip.pk}:owed", owed_on, owed, debit=WAGES, credit=OWED, amount=slip.amount),
        transfer(f"wage:{slip.pk}:paid", paid_on, paid, debit=OWED, credit=run.company.bank, amount=slip.amount),
    )


def record(actor: Actor, kind: str, run: WageRun, **more: int) -> None:
    subject = f"wages:{run.company.organisation_id}:{run.month:%Y-%m}"
    audit.record(actor, kind, district=run.district_id, subject=subject, data=more)

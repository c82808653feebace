"""A slip that was wrong: what was posted is reversed, and a new slip replaces it. Again one draws it up, another releases it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import today
from linli.ledger import actions as ledger
from linli.people.actors import Actor

from .. import commands as c
from ..access import own_company
from ..errors import NothingChanged, NotNow, NotThere, OutOfDate, SamePerson
from ..models import NOTHING, Payslip, Placement, RunState, SlipState, WageRun
from ..wages import days_within
from .deciding import own_placement
from .running import Due, book_slips, check_money, due_of, mark_released, slip_of


@transaction.atomic
def draw_correction(actor: Actor, code: str, month: date, given: dict[str, Any]) -> Payslip:
    """The slip of a placement for a month that was paid, as hours and placement say now.

    Raises InvalidInput, NotYours, NotThere, NotNow, NothingChanged.
    """
    command = parse(c.Because, given)
    row = own_placement(actor, code)
    run = _paid_run(row, month.replace(day=1))
    slips = {slip.state: slip for slip in run.slips.filter(placement=row)}
    if SlipState.DRAFT in slips:
        raise NotNow(_("Draw up a correction"), slips[SlipState.DRAFT].state_label)
    before = slips.get(SlipState.RELEASED)
    due = _due_now(row, run)
    if _same(due, before):
        raise NothingChanged
    slip = slip_of(actor, run, due)
    slip.corrects, slip.reason = before, command.reason
    slip.save(force_insert=True)
    _record(actor, "job_slip_drawn", slip)
    return slip


def _paid_run(row: Placement, month: date) -> WageRun:
    rows = WageRun.objects.select_for_update(of=("self",)).select_related("company")
    run = rows.filter(company=row.company_id, month=month, state=RunState.RELEASED).first()
    if run is None:
        raise NotThere(_("paid wages of %(month)s") % {"month": f"{month:%Y-%m}"})
    return run


def _due_now(row: Placement, run: WageRun) -> Due:
    """What is due now, be it nothing."""
    found = due_of(run.company, run.month, row)
    return found[0] if found else Due(row, (), days_within(run.month, row.begins, row.ends), NOTHING)


def _same(due: Due, before: Payslip | None) -> bool:
    if before is None:
        return not due.amount
    return (due.amount, due.hours, due.days) == (before.amount, before.hours, before.days)


def _draft(actor: Actor, key: UUID) -> Payslip:
    """A correction of the company's that waits, its run held. Raises NotYours, NotThere, NotNow."""
    company = own_company(actor)
    known = Payslip.objects.filter(pk=key, run__company=company).first()
    if known is None:
        raise NotThere(_("this slip"))
    run = WageRun.objects.select_for_update(of=("self",)).select_related("company").get(pk=known.run_id)
    slip = Payslip.objects.select_related("placement__post", "corrects__owed", "corrects__paid").get(pk=key)
    if slip.state != SlipState.DRAFT or run.state != RunState.RELEASED:
        raise NotNow(_("Release the correction"), slip.state_label)
    slip.run = run
    return slip


@transaction.atomic
def release_correction(actor: Actor, key: UUID) -> Payslip:
    """Reverse what was posted for the slip before, and post this one, today.

    Raises NotYours, NotThere, NotNow, SamePerson, OutOfDate, NotEnough, AlreadyReversed, MonthClosed.
    """
    slip = _draft(actor, key)
    if actor.account is None or actor.account.pk == slip.drawn_by_id:
        raise SamePerson
    due = _due_now(slip.placement, slip.run)
    if not _same(due, slip):
        raise OutOfDate
    before = slip.corrects
    if before is not None:
        _reverse(actor, before)
    if slip.amount:
        check_money(slip.run.company, slip.amount)
        book_slips(actor, slip.run, [slip], owed_on=today(), paid_on=today())
    else:
        mark_released(actor, slip, None, None)
    _record(actor, "job_slip_corrected", slip)
    return slip


def _reverse(actor: Actor, before: Payslip) -> None:
    """The payment first, then what was owed: each stays in the book, with its contrary beside it."""
    told = _("Slip %(code)s was wrong and is replaced") % {"code": before.code}
    for entry in (before.paid, before.owed):
        if entry is not None:
            ledger.reverse(actor, before.district_id, entry.number, told)
    before.state = SlipState.REVERSED
    before.save(update_fields=["state"])


@transaction.atomic
def discard_correction(actor: Actor, key: UUID) -> None:
    """Raises NotYours, NotThere, NotNow."""
    slip = _draft(actor, key)
    _record(actor, "job_slip_discarded", slip)
    slip.delete()


def _record(actor: Actor, kind: str, slip: Payslip) -> None:
    audit.record(actor, kind, district=slip.district_id, subject=f"payslip:{slip.code}")

"""Hours by day: entered by who worked or by the company, confirmed by somebody else. Nothing else is ever paid by the hour.

Each verb holds the placements it is about, so that two who enter or confirm at the same moment follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import day_text, now, today
from linli.ids import read_case_code, uuid7
from linli.ledger.models import Book
from linli.people.actors import Actor

from .. import commands as c
from ..access import company_of, own_company
from ..errors import (
    ConfirmedAlready,
    DayNotPossible,
    MonthClosedInBook,
    MonthIsDrawn,
    NothingChanged,
    NotNow,
    NotThere,
    OwnHours,
    SignInFirst,
    TooManyHours,
)
from ..models import Company, Placement, RunState, WageRun, WorkDay, WorkDayState
from .telling import tell_of_returned

NO_HOURS = Decimal("0.00")


@transaction.atomic
def enter_hours(actor: Actor, code: str, given: dict[str, Any]) -> list[WorkDay]:
    """All of these days, or none. What is confirmed already stays as it is.

    Raises InvalidInput, SignInFirst, NotThere, DayNotPossible, TooManyHours, ConfirmedAlready, MonthIsDrawn, MonthClosedInBook.
    """
    command = parse(c.EnterHours, given)
    row = _of_actor(actor, code)
    return write_hours(actor, row, command.hours)


def write_hours(actor: Actor, row: Placement, hours: Mapping[date, Decimal]) -> list[WorkDay]:
    """The same for a placement that the caller has locked."""
    _check_days(row, hours)
    _check_open(row.company, hours)
    _check_whole_day(row, hours)
    there = {one.day: one for one in row.work_days.filter(day__in=hours)}
    for day, one in there.items():
        if one.state == WorkDayState.CONFIRMED:
            raise ConfirmedAlready(day)
    WorkDay.objects.filter(pk__in=[one.pk for one in there.values()]).delete()
    rows = [_work_day(actor, row, day, number) for day, number in sorted(hours.items()) if number]
    return WorkDay.objects.bulk_create(rows)


def _work_day(actor: Actor, row: Placement, day: date, hours: Decimal) -> WorkDay:
    return WorkDay(
        id=uuid7(), district_id=row.district_id, placement=row, day=day, hours=hours, entered_by=actor.account, entered_at=now()
    )  # fmt: skip


def _of_actor(actor: Actor, code: str) -> Placement:
    """One's own, or one of the company's, locked. Raises SignInFirst, NotThere."""
    if actor.account is None:
        raise SignInFirst
    company = company_of(actor)
    known = Placement.objects.filter(code=read_case_code(code) or "").first()
    is_own = known is not None and actor.kind == "resident" and known.account_id == actor.account.pk
    is_companys = known is not None and company is not None and known.company_id == company.pk
    if known is None or not (is_own or is_companys):
        raise NotThere(code[:20])
    # Whoever enters for two of their posts at the same moment stands in line behind themselves.
    theirs = Q(account=known.account_id) if known.account_id else Q(pk=known.pk)
    _hold(Placement.objects.filter(theirs))
    return Placement.objects.select_related("company", "post").get(pk=known.pk)


def _hold(rows: QuerySet[Placement]) -> None:
    """Until the transaction ends, and always in one order, so that two never wait for each other."""
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _check_days(row: Placement, days: Iterable[date]) -> None:
    """Raises DayNotPossible."""
    for day in sorted(days):
        if day < row.begins:
            raise DayNotPossible(day, _("the placement began only on %(day)s.") % {"day": day_text(row.begins)})
        if day > row.ends:
            raise DayNotPossible(day, _("the placement ended on %(day)s.") % {"day": day_text(row.ends)})
        if day > today():
            raise DayNotPossible(day, _("that day is still to come."))


def _check_open(company: Company, days: Iterable[date]) -> None:
    """The month is neither closed in the book nor drawn up. Raises MonthClosedInBook, MonthIsDrawn."""
    months = sorted({day.replace(day=1) for day in days})
    check_book_open(company.district_id, min(days))
    runs = WageRun.objects.filter(company=company, month__in=months, state__in=(RunState.DRAFT, RunState.RELEASED))
    run = runs.first()
    if run is not None:
        raise MonthIsDrawn(run.month, run.state_label)


def check_book_open(district: str, day: date) -> None:
    """Raises MonthClosedInBook."""
    until = Book.objects.filter(district=district).values_list("closed_until", flat=True).first()
    if until is not None and day <= until:
        raise MonthClosedInBook(day, until)


def _check_whole_day(row: Placement, hours: Mapping[date, Decimal]) -> None:
    """Nobody works more than a day has, in however many posts. Raises TooManyHours."""
    if row.account_id is None:
        return
    others = WorkDay.objects.filter(placement__account=row.account_id, day__in=hours).exclude(placement=row)
    for day, there in others.values_list("day").annotate(sum=Sum("hours")).order_by("day"):
        if hours[day] + there > c.HOURS_IN_A_DAY:
            raise TooManyHours(day, hours[day] + there)


@transaction.atomic
def confirm_hours(actor: Actor, keys: Sequence[UUID]) -> int:
    """These days were worked so: said by somebody else than who entered them. All, or none; returns how many.

    Raises NotYours, NotThere, NotNow, OwnHours, MonthIsDrawn, MonthClosedInBook.
    """
    company = own_company(actor)
    rows = _days_of(company, keys)
    for row in rows:
        if row.state != WorkDayState.ENTERED:
            raise NotNow(_("Confirm the hours"), row.state_label)
        if actor.account is not None and row.entered_by_id == actor.account.pk:
            raise OwnHours(row.day)
    _check_no_draft(company, [row.day for row in rows])
    at = now()
    WorkDay.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=WorkDayState.CONFIRMED, confirmed_by=actor.account, confirmed_at=at, reason=""
    )
    if rows:
        audit.record(actor, "job_hours_confirmed", district=company.district_id, subject=f"company:{company}", data={"days": len(rows)})  # fmt: skip
    return len(rows)


def _days_of(company: Company, keys: Sequence[UUID]) -> list[WorkDay]:
    """With their placements held. Raises NotThere, where one of them is another's."""
    _hold(Placement.objects.filter(pk__in=WorkDay.objects.filter(pk__in=keys).values("placement")))
    rows = WorkDay.objects.select_for_update(of=("self",)).select_related("placement").filter(pk__in=keys)
    found = list(rows.filter(placement__company=company).order_by("pk"))
    if len(found) != len(set(keys)):
        raise NotThere(_("these hours"))
    return found


def _check_no_draft(company: Company, days: Sequence[date]) -> None:
    """Hours change while wages lie drawn up for nobody. Raises MonthIsDrawn, MonthClosedInBook."""
    if not days:
        return
    drafts = WageRun.objects.filter(
        company=company, month__in={day.replace(day=1) for day in days}, state=RunState.DRAFT
    )
    draft = drafts.first()
    if draft is not None:
        raise MonthIsDrawn(draft.month, draft.state_label)
    paid = WageRun.objects.filter(company=company, month=min(days).replace(day=1), state=RunState.RELEASED)
    if not paid.exists():
        check_book_open(company.district_id, min(days))


@transaction.atomic
def return_hours(actor: Actor, key: UUID, given: dict[str, Any]) -> WorkDay:
    """Give a day back to who entered it, with the reason. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = parse(c.Because, given)
    company = own_company(actor)
    row = _days_of(company, [key])[0]
    if row.state != WorkDayState.ENTERED:
        raise NotNow(_("Give the hours back"), row.state_label)
    row.state, row.reason = WorkDayState.RETURNED, command.reason
    row.save(update_fields=["state", "reason"])
    row.placement = Placement.objects.select_related("post").get(pk=row.placement_id)
    tell_of_returned(row.placement, f"{row.pk}:{row.entered_at.isoformat()}", command.reason)
    return row


@transaction.atomic
def change_hours(actor: Actor, code: str, given: dict[str, Any]) -> WorkDay | None:
    """A day of a month that was paid already, by the company; a colleague confirms it, then a new slip is drawn up.

    Raises InvalidInput, NotYours, NotThere, NotNow, DayNotPossible, TooManyHours, MonthIsDrawn, NothingChanged.
    """
    command = parse(c.ChangeHours, given)
    company = own_company(actor)
    row = _of_actor(actor, code)
    run = WageRun.objects.filter(
        company=company, month=command.day.replace(day=1), state__in=(RunState.DRAFT, RunState.RELEASED)
    ).first()
    if run is None:
        raise NotNow(_("Correct hours that were paid"), _("not paid yet"))
    if run.state == RunState.DRAFT:
        raise MonthIsDrawn(run.month, run.state_label)
    _check_days(row, [command.day])
    _check_whole_day(row, {command.day: command.hours})
    there = row.work_days.filter(day=command.day).first()
    before = there.hours if there else NO_HOURS
    if before == command.hours:
        raise NothingChanged
    if there:
        there.delete()
    changed = _work_day(actor, row, command.day, command.hours) if command.hours else None
    if changed:
        changed.reason = command.reason
        changed.save(force_insert=True)
    data = {"day": command.day.isoformat(), "before": str(before), "after": str(command.hours), "why": command.reason}
    audit.record(actor, "job_hours_changed", district=row.district_id, subject=f"placement:{row.code}", data=data)
    return changed

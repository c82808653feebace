"""A seat in a class, waiting for one, withdrawing. Everybody is served in the order in which they came.

Each begins by locking the class: whoever comes at the same moment stands in line behind. Seats and enrolments change in
the same transaction, and the database itself refuses more seats than there are.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.ids import case_code, read_case_code, uuid7
from linli.inserting import insert
from linli.people.actions import resident_with
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal

from .. import commands as c
from ..access import check_may_run
from ..errors import AlreadyEnrolled, EnrolmentNotOpen, NotNow, NotThere, SignInFirst
from ..models import OPEN_ENROLMENTS, ClassState, CourseClass, Enrolment, EnrolmentState
from ..queries.mine import own_enrolment
from .telling import tell_enrolled

# The letters of an enrolment's number: 学习.
PREFIX = "XX"
_BATCH = 50


def locked(key: UUID) -> CourseClass:
    """The class, nobody else changing it until the transaction ends. Raises NotThere."""
    rows = CourseClass.objects.select_for_update(of=("self",)).select_related("course", "term")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotThere(_("the class"))
    return row


@transaction.atomic
def enrol(actor: Actor, district: str, code: str, given: dict[str, Any]) -> Enrolment:
    """A seat for oneself, or the end of the waiting list.

    Raises SignInFirst, InvalidInput, NotThere, NotNow, EnrolmentNotOpen, AlreadyEnrolled.
    """
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Enrol, given)
    key = CourseClass.objects.filter(district=district, code=code).values_list("pk", flat=True).first()
    if key is None:
        raise NotThere(_("the class"))
    held = locked(key)
    _check_open(held)
    return _placed(held, actor.account, command.name)


@transaction.atomic
def enrol_for(actor: Actor, key: UUID, given: dict[str, Any]) -> Enrolment:
    """As if they had asked themselves; staff may also do so outside the days of enrolling, as long as the term lasts.

    Raises InvalidInput, NotThere, NotYours, NotNow, AlreadyEnrolled.
    """
    command = parse(c.EnrolFor, given)
    held = run_by(actor, key)
    _check_open(held, by_staff=True)
    account = resident_with(command.phone) if command.phone else None
    row = _placed(held, account, command.name, by_staff=True)
    record(actor, "enrolled_for", held, code=row.code)
    return row


def run_by(actor: Actor, key: UUID) -> CourseClass:
    """One that this member of staff may write, locked. Raises NotThere, NotYours."""
    held = locked(key)
    if held.district_id != actor.reach.district:
        raise NotThere(_("the class"))
    check_may_run(actor, held.course.organisation_id)
    return held


def record(actor: Actor, kind: str, held: CourseClass, **data: Any) -> None:
    audit.record(actor, kind, district=held.district_id, subject=f"class:{held.code}", data=data)


def _check_open(held: CourseClass, *, by_staff: bool = False) -> None:
    if held.state == ClassState.CANCELLED or held.is_over:
        raise NotNow(_("Join the class"), held.state_label)
    if not by_staff and not held.term.takes_enrolments:
        raise EnrolmentNotOpen(held.term.enrol_from, held.term.enrol_until)


def _placed(held: CourseClass, account: Account | None, name: str, *, by_staff: bool = False) -> Enrolment:
    """An enrolment in a class that the caller has locked, told to its owner. Raises AlreadyEnrolled."""
    there = account and held.enrolments.filter(account=account, state__in=OPEN_ENROLMENTS).first()
    if there:
        raise AlreadyEnrolled(there.code)
    row = _added(held, account, name, by_staff)
    seated = row.state == EnrolmentState.SEATED
    tell_enrolled(held, [row], "course_seated" if seated else "course_waiting", "made")
    return row


def _added(held: CourseClass, account: Account | None, name: str, by_staff: bool) -> Enrolment:
    at = now()
    # Whoever waits moves up as soon as there is a seat, so nobody waits where one is free.
    seated = held.taken < held.seats
    held.last_turn += 1
    row = Enrolment(
        id=uuid7(), district_id=held.district_id, course_class=held, account=account, name_cipher=seal(name),
        code=case_code(PREFIX), turn=held.last_turn, by_staff=by_staff, created_at=at, seated_at=at if seated else None,
        state=EnrolmentState.SEATED if seated else EnrolmentState.WAITING,
    )  # fmt: skip
    held.taken += 1 if seated else 0
    held.save(update_fields=["taken", "last_turn"])
    while Enrolment.objects.filter(code=row.code).exists():
        # One number in many thousand millions is drawn twice.
        row.code = case_code(PREFIX)
    insert([row])
    return row


@transaction.atomic
def withdraw(actor: Actor, code: str) -> Enrolment:
    """Give the seat, or the place in the line, back. Raises NotThere, NotNow."""
    known = own_enrolment(actor, code)
    return withdrawn(locked(known.course_class_id), known.pk)


@transaction.atomic
def withdraw_for(actor: Actor, code: str) -> Enrolment:
    """Of somebody who said so, or came no more; they are told. Raises NotThere, NotYours, NotNow."""
    spelled = read_case_code(code)
    known = Enrolment.objects.filter(code=spelled, district=actor.reach.district).first() if spelled else None
    if known is None:
        raise NotThere(_("the enrolment"))
    held = run_by(actor, known.course_class_id)
    row = withdrawn(held, known.pk)
    tell_enrolled(held, [row], "course_given_back", "given_back")
    record(actor, "withdrawn_for", held, code=row.code)
    return row


def withdrawn(held: CourseClass, key: UUID) -> Enrolment:
    """The same in a class that the caller has locked; whoever waits moves up and is told. Raises NotNow."""
    row = Enrolment.objects.get(pk=key)
    if not row.is_open or row.certificate:
        raise NotNow(_("Leave the class"), row.state_label)
    if row.state == EnrolmentState.SEATED:
        held.taken -= 1
    row.state, row.ended_at = EnrolmentState.WITHDRAWN, now()
    row.save(update_fields=["state", "ended_at"])
    move_up(held)
    held.save(update_fields=["taken"])
    return row


def move_up(held: CourseClass) -> int:
    """Seat those who wait, in their order, while there is room; the caller saves the class."""
    if held.state == ClassState.CANCELLED or held.is_over:
        return 0
    at, moved = now(), 0
    while held.taken < held.seats:
        waiting = held.enrolments.filter(state=EnrolmentState.WAITING).order_by("turn")
        batch = list(waiting[: min(_BATCH, held.seats - held.taken)])
        if not batch:
            break
        Enrolment.objects.filter(pk__in=[row.pk for row in batch]).update(state=EnrolmentState.SEATED, seated_at=at)
        held.taken += len(batch)
        moved += len(batch)
        tell_enrolled(held, batch, "course_moved_up", "seated")
    return moved

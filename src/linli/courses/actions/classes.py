"""Terms and classes: opening one, its sessions, who was there, who has earned the certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.catalogue.working_time import calendar_of
from linli.clock import now, today
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.places.models import District

from .. import commands as c
from ..access import check_may_run
from ..errors import DayNotPossible, NotHeldYet, NotNow, NotThere, SeatsGivenAway
from ..models import (
    Attendance,
    ClassState,
    Course,
    CourseClass,
    Enrolment,
    EnrolmentState,
    Session,
    Term,
)
from .enrolling import locked, move_up, record, run_by
from .telling import tell_enrolled

# Of the sessions held, so many parts of so many must have been attended.
PARTS, OF = 2, 3


@transaction.atomic
def plan_term(actor: Actor, given: dict[str, Any]) -> Term:
    """Raises InvalidInput, NotYours."""
    command = parse(c.TermSheet, given)
    _check_any_course(actor)
    row = Term(id=uuid7(), district_id=actor.reach.district, code=case_code("T").lower(), **command.model_dump())
    row.save(force_insert=True)
    audit.record(actor, "term_planned", district=row.district_id, subject=f"term:{row.code}")
    return row


def _check_any_course(actor: Actor) -> None:
    """Who holds a course plans terms."""
    holders = Course.objects.filter(district=actor.reach.district, active=True).values_list("organisation", flat=True)
    first = next((code for code in holders if code in actor.reach.organisations), next(iter(holders), ""))
    check_may_run(actor, first)


@transaction.atomic
def open_class(actor: Actor, given: dict[str, Any]) -> CourseClass:
    """With its sessions, every week of the term on its weekday, days off left out.

    Raises InvalidInput, NotThere, NotYours, DayNotPossible.
    """
    command = parse(c.ClassSheet, given)
    here = {"district": actor.reach.district}
    course = Course.objects.filter(**here, code=command.course, active=True).first()
    term = Term.objects.filter(**here, code=command.term).first()
    if course is None or term is None:
        raise NotThere(_("the course or term"))
    check_may_run(actor, course.organisation_id)
    fields = command.model_dump(exclude={"course", "term"})
    row = CourseClass(
        id=uuid7(), district_id=course.district_id, course=course, term=term, code=case_code("K").lower(), **fields
    )
    row.save(force_insert=True)
    if not add_sessions(row):
        raise DayNotPossible(term.first, _("the term has no such weekday that is no day off."))
    record(actor, "class_opened", row)
    return row


def add_sessions(row: CourseClass) -> int:
    """One for each part of the course's outline, as far as the term goes."""
    days = session_days(row.district, row.term, row.weekday, len(row.course.outline) or c.MOST_SESSIONS)
    topics = [*row.course.outline, *[""] * len(days)]
    sessions = [
        Session(id=uuid7(), course_class=row, number=number, day=day, topic=topics[number - 1])
        for number, day in enumerate(days, 1)
    ]
    Session.objects.bulk_create(sessions)
    return len(sessions)


def session_days(district: District, term: Term, weekday: int, most: int) -> list[date]:
    """The days of a weekday within a term that are no days off; weekends are taught on unless they are holidays."""
    calendar = calendar_of(district.code)
    first = term.first + timedelta(days=(weekday - term.first.weekday()) % 7)
    every = [
        first + timedelta(weeks=week)
        for week in range(((term.last - first).days // 7) + 1 if term.last >= first else 0)
    ]
    return [day for day in every if weekday > 4 or calendar.is_working_day(day)][:most]


@transaction.atomic
def cancel_class(actor: Actor, key: UUID, given: dict[str, Any]) -> CourseClass:
    """Everybody in it is told, with the reason. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.Because, given)
    row = run_by(actor, key)
    if row.state == ClassState.CANCELLED or row.is_over:
        raise NotNow(_("Call the class off"), row.state_label)
    row.state, row.reason = ClassState.CANCELLED, command.reason
    row.save(update_fields=["state", "reason"])
    there = row.enrolments.filter(state__in=(EnrolmentState.SEATED, EnrolmentState.WAITING))
    tell_enrolled(row, list(there), "course_cancelled", "cancelled", reason=command.reason)
    record(actor, "class_cancelled", row)
    return row


@transaction.atomic
def change_seats(actor: Actor, key: UUID, seats: int) -> CourseClass:
    """More seats: who waits moves up. Raises NotThere, NotYours, NotNow, SeatsGivenAway."""
    row = run_by(actor, key)
    if row.state == ClassState.CANCELLED or row.is_over:
        raise NotNow(_("Change the seats"), row.state_label)
    if not 1 <= seats <= c.MOST_SEATS or seats < row.taken:
        raise SeatsGivenAway(row.taken, seats)
    row.seats = seats
    row.save(update_fields=["seats"])
    move_up(row)
    row.save(update_fields=["taken"])
    record(actor, "class_seats_changed", row, seats=seats)
    return row


def _session(actor: Actor, key: UUID) -> Session:
    """One of a class that this member of staff may write, the class locked. Raises NotThere, NotYours."""
    found = Session.objects.filter(pk=key).values_list("course_class", flat=True).first()
    if found is None:
        raise NotThere(_("the session"))
    held = run_by(actor, found)
    row = Session.objects.get(pk=key)
    row.course_class = held
    return row


@transaction.atomic
def drop_session(actor: Actor, key: UUID, given: dict[str, Any]) -> Session:
    """It does not take place; who has a seat is told. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.Because, given)
    row = _session(actor, key)
    if row.noted_at or row.dropped:
        raise NotNow(_("Drop the session"), _("held already") if row.noted_at else _("dropped already"))
    row.dropped = command.reason
    row.save(update_fields=["dropped"])
    _tell_of_session(row, "course_session_dropped", "dropped", command.reason)
    settle_certificates(row.course_class)
    record(actor, "session_dropped", row.course_class, number=row.number)
    return row


@transaction.atomic
def move_session(actor: Actor, key: UUID, given: dict[str, Any]) -> Session:
    """To another day; who has a seat is told. Raises InvalidInput, NotThere, NotYours, NotNow, DayNotPossible."""
    command = parse(c.MoveSession, given)
    row = _session(actor, key)
    if row.noted_at:
        raise NotNow(_("Move the session"), _("held already"))
    same = row.course_class.sessions.filter(day=command.day, dropped="").exclude(pk=row.pk)
    if same.exists():
        raise DayNotPossible(command.day, _("this class meets on that day already."))
    row.day, row.dropped = command.day, ""
    row.save(update_fields=["day", "dropped"])
    _tell_of_session(row, "course_session_moved", f"moved:{command.day}")
    record(actor, "session_moved", row.course_class, number=row.number)
    return row


def _tell_of_session(row: Session, template: str, key: str, reason: str = "") -> None:
    held = row.course_class
    seated = list(held.enrolments.filter(state=EnrolmentState.SEATED))
    tell_enrolled(held, seated, template, f"{row.number}:{key}", row.begins_at.isoformat(), reason)


@transaction.atomic
def note_roll(actor: Actor, key: UUID, given: dict[str, Any]) -> Session:
    """Who was there and, of the others with a seat, who was not; it can be corrected.

    Raises InvalidInput, NotThere, NotYours, NotNow, NotHeldYet.
    """
    command = parse(c.Roll, given)
    row = _session(actor, key)
    held = row.course_class
    if row.dropped or held.state == ClassState.CANCELLED:
        raise NotNow(_("Call the roll"), row.dropped or held.state_label)
    if not row.has_begun:
        raise NotHeldYet(row.begins_at)
    seated = {one.code: one for one in held.enrolments.filter(state=EnrolmentState.SEATED)}
    unknown = [code for code in command.present if code not in seated]
    if unknown:
        raise NotThere(unknown[0])
    row.attendance.filter(enrolment__in=seated.values()).delete()
    present = set(command.present)
    Attendance.objects.bulk_create(
        [Attendance(id=uuid7(), session=row, enrolment=one, present=code in present) for code, one in seated.items()]
    )
    row.noted_at, row.noted_by = now(), actor.account
    row.save(update_fields=["noted_at", "noted_by"])
    settle_certificates(held)
    record(actor, "roll_noted", held, number=row.number, present=len(present))
    return row


def settle_certificates(held: CourseClass) -> int:
    """Once every session was held or dropped: a certificate for each who was at two thirds of them; returns how many are new.

    A roll that is corrected afterwards gives or takes it, too. The caller has locked the class.
    """
    sessions = list(held.sessions.filter(dropped=""))
    if not sessions or any(one.noted_at is None for one in sessions):
        return 0
    seated = list(held.enrolments.filter(state=EnrolmentState.SEATED))
    there = _presences(sessions, seated)
    fresh = []
    for row in seated:
        earned = there[row.pk] * OF >= len(sessions) * PARTS
        if earned and row.certificate is None:
            row.certificate, row.certified_on = case_code("JY"), today()
            fresh.append(row)
        elif not earned and row.certificate is not None:
            row.certificate, row.certified_on = None, None
        else:
            continue
        row.save(update_fields=["certificate", "certified_on"])
    tell_enrolled(held, fresh, "course_certificate", "certificate")
    return len(fresh)


def _presences(sessions: Sequence[Session], seated: Sequence[Enrolment]) -> Counter[UUID]:
    rows = Attendance.objects.filter(session__in=sessions, enrolment__in=seated, present=True)
    return Counter(rows.values_list("enrolment", flat=True))


@transaction.atomic
def close_class(key: UUID) -> bool:
    """After its term: who still waits waits no longer. Called by the worker."""
    held = locked(key)
    if not held.is_over:
        return False
    waiting = held.enrolments.filter(state=EnrolmentState.WAITING)
    return bool(waiting.update(state=EnrolmentState.PASSED, ended_at=now()))

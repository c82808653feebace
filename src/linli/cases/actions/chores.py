"""What the clock does to cases: warn before a deadline, escalate after it, remind of a rating. Run by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from linli.catalogue.working_time import Term, calendar_of
from linli.clock import now
from linli.people import queries as people
from linli.people.actors import Actor

from ..file import CaseFile
from ..models import NEVER, OPEN_STATES, Case, Deadline, DeadlineState, State

logger = logging.getLogger(__name__)

BATCH = 100
REMIND_AFTER = timedelta(days=3)
REMIND_UNTIL = timedelta(days=30)


def warn(limit: int = BATCH) -> int:
    """Tell who must keep a deadline that it is near; once each. Returns how many cases were warned about."""
    near = Deadline.objects.filter(state=DeadlineState.RUNNING, warned=False, warn_at__lte=now())
    near = near.order_by("warn_at")
    return sum(_each(near, limit, _warn))


def escalate(limit: int = BATCH) -> int:
    """A deadline has passed: the supervisor is told, and if it stays so, one level up."""
    passed = Deadline.objects.filter(state=DeadlineState.RUNNING, escalate_at__lte=now())
    passed = passed.order_by("escalate_at")
    return sum(_each(passed, limit, _escalate))


def remind(limit: int = BATCH) -> int:
    """One reminder to rate, three days after a closing."""
    at = now()
    waiting = (
        # An application is only closed where its decision was revoked.
        Case.objects.requests()
        .filter(
            state=State.CLOSED,
            score=None,
            reminded=0,
            closed_at__lte=at - REMIND_AFTER,
            closed_at__gt=at - REMIND_UNTIL,
        )
        .exclude(account=None, reporter=None)
        .order_by("closed_at")
    )
    return sum(_on_case(pk, _remind) for pk in waiting.values_list("pk", flat=True)[:limit])


Act = Callable[[CaseFile, datetime], bool]


def _each(deadlines: QuerySet[Deadline], limit: int, act: Act) -> list[bool]:
    cases = dict.fromkeys(deadlines.values_list("case_id", flat=True)[:limit])
    return [_on_case(pk, act) for pk in cases]


def _on_case(pk: UUID, act: Act) -> bool:
    """One case, one transaction, its row locked: safe beside people at work and a second worker."""
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
            file = CaseFile.load(case)
            changed = act(file, now())
            file.save()
    except OperationalError:
        raise
    except Exception:  # a case that something is wrong with stops no other's clock
        logger.exception("%s of case %s failed", act.__name__.strip("_"), pk)
        return False
    return changed


def _warn(file: CaseFile, at: datetime) -> bool:
    near = [d for d in file.deadlines if d.state == DeadlineState.RUNNING and not d.warned and d.warn_at <= at]
    for deadline in near:
        deadline.warned = True
    open_still = [d for d in near if file.case.state in OPEN_STATES and d.due_at > at]
    if not open_still:
        return False
    file.record("warned", Actor.system(), deadlines=[_named(d) for d in open_still])
    for deadline in open_still:
        file.tell(deadline.organisation_id, "deadline_near", due=deadline.due_at.isoformat(), kind=_kind(deadline))
    return True


def _escalate(file: CaseFile, at: datetime) -> bool:
    passed = [d for d in file.deadlines if d.state == DeadlineState.RUNNING and d.escalate_at <= at]
    if file.case.state not in OPEN_STATES:
        for deadline in passed:
            deadline.escalate_at = NEVER
        return False
    if not passed:
        return False
    for deadline in passed:
        deadline.escalated += 1
        deadline.warned = True
        deadline.escalate_at = _next_escalation(file, deadline, at)
    file.record("escalated", Actor.system(), deadlines=[{**_named(d), "level": d.escalated} for d in passed])
    supervisors = people.supervisors(file.case.district_id)
    for deadline in passed:
        _tell_above(file, deadline, supervisors)
    return True


def _tell_above(file: CaseFile, deadline: Deadline, supervisors: list[UUID]) -> None:
    """Who is late, and the level above: first the district's supervisors in person, then one level up, the street of
    the place, or the district centre where the street itself is late; so at once where nobody supervises. Above the
    centre there are the supervisors only."""
    known = {
        "due": deadline.due_at.isoformat(), "kind": _kind(deadline), "organisation": _organisation_name(deadline),
    }  # fmt: skip
    file.tell(deadline.organisation_id, "deadline_passed", **known)
    centre = people.centre(file.case.district_id)
    if supervisors and (deadline.escalated == 1 or deadline.organisation_id == centre):
        for account in supervisors:
            file.tell_account(account, "escalated", **known)
        return
    above = people.office_of(file.case.street) or centre
    file.tell(centre if above == deadline.organisation_id else above, "escalated", **known)


def _next_escalation(file: CaseFile, deadline: Deadline, at: datetime) -> datetime:
    """After the first level one more, a term of the clock later; then no more."""
    if deadline.escalated >= 2 or not file.case.clock:
        return NEVER
    return calendar_of(file.case.district_id).add(at, Term.parse(file.case.clock.escalate_again_term()))


def _remind(file: CaseFile, at: datetime) -> bool:
    case = file.case
    if case.state != State.CLOSED or case.score is not None or case.reminded:
        return False
    case.reminded = 1
    file.record("reminded", Actor.system())
    file.tell_reporter("rating_reminder")
    return True


def _named(deadline: Deadline) -> dict[str, str]:
    return {"deadline": str(deadline.pk), "kind": deadline.kind, "organisation": deadline.organisation_id}


def _kind(deadline: Deadline) -> str:
    return deadline.kind_label


def _organisation_name(deadline: Deadline) -> str:
    card = people.organisations(deadline.district_id).get(deadline.organisation_id)
    return card.name if card else deadline.organisation_id

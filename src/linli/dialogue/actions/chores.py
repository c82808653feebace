"""What the clock does to the dialogue, run by the worker: warn, escalate, begin and end topics, remind of meetings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from linli.catalogue.working_time import Term, calendar_of
from linli.clock import now
from linli.people import queries as people
from linli.people.actors import Actor

from ..models import Meeting, Proposal, Topic
from .recording import record
from .telling import tell_organisation, tell_registered, tell_supervisors
from .topics import note_end, note_opening

logger = logging.getLogger(__name__)

BATCH = 100
# How long after the first escalation the centre is told as well.
AGAIN = Term.working_days(3)


def warn(limit: int = BATCH) -> int:
    """Tell the organisation asked that an answer is due soon; once."""
    return _each(Proposal.objects.filter(warn_at__lte=now()).order_by("warn_at"), _warn, limit)


def escalate(limit: int = BATCH) -> int:
    """An answer is overdue: its organisation and the supervisors are told; three working days later the centre."""
    return _each(Proposal.objects.filter(escalate_at__lte=now()).order_by("escalate_at"), _escalate, limit)


def turn_topics(limit: int = BATCH) -> int:
    """Take note of topics that began or ended."""
    begun = Topic.objects.filter(opened_at=None, opens_at__lte=now(), active=True).order_by("opens_at")
    ended = Topic.objects.filter(ended_at=None, closes_at__lte=now(), active=True).order_by("closes_at")
    return _each(begun, _open, limit) + _each(ended, _end, limit)


def remind(limit: int = BATCH) -> int:
    """An hour before, who has registered is reminded; once."""
    return _each(Meeting.objects.filter(remind_at__lte=now()).order_by("remind_at"), _remind, limit)


def _each(rows: QuerySet[Any], act: Callable[[Any], None], limit: int) -> int:
    """One row, one transaction, locked and asked again: safe beside people at work and a second worker."""
    return sum(_one(rows, pk, act) for pk in rows.values_list("pk", flat=True)[:limit])


def _one(rows: QuerySet[Any], pk: UUID, act: Callable[[Any], None]) -> bool:
    try:
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:
                return False
            act(row)
    except OperationalError:
        raise
    except Exception:  # one that something is wrong with stops no other's clock
        logger.exception("%s of %s failed", act.__name__.strip("_"), pk)
        return False
    return True


def _warn(row: Proposal) -> None:
    row.warn_at = None
    row.save(update_fields=["warn_at"])
    tell_organisation(row, "proposal_due", "due")


def _escalate(row: Proposal) -> None:
    row.escalated += 1
    row.warn_at = None
    row.escalate_at = calendar_of(row.district_id).add(now(), AGAIN) if row.escalated == 1 else None
    row.save(update_fields=["escalated", "escalate_at", "warn_at"])
    record(Actor.system(), "escalated", row, level=row.escalated)
    tell_organisation(row, "proposal_late", f"late:{row.escalated}")
    told = row.escalated == 1 and tell_supervisors(row, "proposal_escalated", "escalated")
    if not told and row.organisation_id is not None:
        tell_organisation(row, "proposal_escalated", f"escalated:{row.escalated}", people.centre(row.district_id))


def _open(row: Topic) -> None:
    note_opening(row)


def _end(row: Topic) -> None:
    note_end(Actor.system(), row)


def _remind(row: Meeting) -> None:
    row.remind_at = None
    row.save(update_fields=["remind_at"])
    if row.takes_registrations:
        tell_registered(row, "meeting_reminder", "reminder")

"""A case by its code, and what belongs to it, oldest first: the departments called, the deadlines, what was attached."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.prepared import prepared

from ..errors import NoSuchCase
from ..lifecycle import Part, parts_of
from ..models import Attachment, Callout, Case, Deadline, Timed
from .timeline import Audience


def case_read_by(actor: Actor, code: str) -> tuple[Case, Audience]:
    """The case, with its reporter and the case it was merged into, and how much of it the actor reads; one statement
    for staff who see it. Raises NoSuchCase."""
    spelled = read_case_code(code)
    if spelled and actor.kind == "staff":
        for case in _seen(actor.reach.alone, code=spelled):
            return case, Audience.STAFF
    for case in _by_code(code=spelled) if spelled else ():
        return case, Audience.REPORTER if Part.REPORTER in parts_of(actor, case) else Audience.PUBLIC
    raise NoSuchCase(code)


@prepared
def _seen(reach: Reach, *, code: str) -> QuerySet[Case]:
    return _with_all(Case.objects.visible_to(reach).filter(code=code))


@prepared
def _by_code(*, code: str) -> QuerySet[Case]:
    return _with_all(Case.objects.filter(code=code))


def _with_all(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("reporter").annotate(merged_code=F("merged_into__code"))


@prepared
def callouts_of(*, case: UUID) -> QuerySet[Callout]:
    return Callout.objects.filter(case_id=case).select_related("whistle").order_by("called_at", "id")


class _Columns(NamedTuple):
    kind: str
    state: str
    organisation_id: str
    callout_id: UUID | None
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    paused_at: datetime | None
    met_at: datetime | None


class Due(_Columns, Timed):
    """What is told of a deadline."""

    __slots__ = ()


def deadlines_of(*, case: UUID) -> list[Due]:
    return [Due._make(row) for row in _deadlines(case=case)]


@prepared
def _deadlines(*, case: UUID) -> QuerySet[Deadline, tuple[Any, ...]]:
    return Deadline.objects.filter(case_id=case).order_by("due_at", "id").values_list(*Due._fields)


@prepared
def attachments_of(*, case: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case_id=case).order_by("created_at", "id")

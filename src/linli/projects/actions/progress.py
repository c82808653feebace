"""How a project goes: milestones planned and done, pictures before, at work and after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.errors import InvalidInput
from linli.cases.pictures import keep_picture
from linli.clock import today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..access import check_answers, check_may_run
from ..errors import AfterTheEnd, BeforeTheStart, NotNow, NotThere
from ..models import LIVE, Milestone, Phase, Photo, Project, ProjectState
from .recording import locked_project, record

MOST_PHOTOS = 60
_WITH_PICTURES = (*LIVE, ProjectState.ACCEPTED)


@transaction.atomic
def add_milestone(actor: Actor, code: str, given: dict[str, Any]) -> Milestone:
    """A step and its day. Raises InvalidInput, NotThere, NotYours, NotNow, BeforeTheStart, AfterTheEnd."""
    command = c.parse(c.MilestoneSheet, given)
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    if row.state not in (ProjectState.DRAFT, ProjectState.OPEN, ProjectState.UNDER_WAY):
        raise NotNow(_("Add a milestone"), row.state_label)
    if command.due < row.first:
        raise BeforeTheStart(command.due, row.first, "due")
    if command.due > row.last:
        raise AfterTheEnd(command.due, row.last, "due")
    made = Milestone.objects.create(
        id=uuid7(), district_id=row.district_id, project=row, title=command.title, begins=row.first, due=command.due
    )
    record(actor, "milestone_planned", row, title=made.title, due=made.due.isoformat())
    return made


def _milestone(actor: Actor, code: str, key: UUID) -> tuple[Project, Milestone]:
    row = locked_project(code, actor.reach.district)
    made = Milestone.objects.select_for_update().filter(pk=key, project=row).first()
    if made is None:
        raise NotThere(_("this milestone"))
    return row, made


@transaction.atomic
def drop_milestone(actor: Actor, code: str, key: UUID) -> None:
    """One that is not done. Raises NotThere, NotYours, NotNow."""
    row, made = _milestone(actor, code, key)
    check_may_run(actor, row)
    if made.done_on is not None or row.state not in LIVE:
        raise NotNow(_("Take the milestone out"), _("is done") if made.done_on else row.state_label)
    made.delete()
    record(actor, "milestone_dropped", row, title=made.title)


@transaction.atomic
def finish_milestone(
    actor: Actor, code: str, key: UUID, given: dict[str, Any], picture: UploadedFile | None = None
) -> Milestone:
    """Done, on which day, in words and with a picture.

    Raises InvalidInput, NotThere, NotYours, NotNow, BeforeTheStart, NotTaken.
    """
    command = c.parse(c.MilestoneDone, given)
    row, made = _milestone(actor, code, key)
    check_answers(actor, row)
    if made.done_on is not None or row.state not in (ProjectState.OPEN, ProjectState.UNDER_WAY):
        raise NotNow(_("Note the milestone"), _("is done") if made.done_on else row.state_label)
    if command.day < row.first:
        raise BeforeTheStart(command.day, row.first, "day")
    made.done_on, made.words = command.day, command.words
    made.save(update_fields=["done_on", "words"])
    if picture is not None:
        _keep(row, picture, Phase.DURING, made.title, made)
    record(actor, "milestone_done", row, title=made.title, words=made.words, late=made.days_late)
    return made


@transaction.atomic
def add_photo(actor: Actor, code: str, given: dict[str, Any], picture: UploadedFile | None) -> Photo:
    """How it looked before, at work, after. Raises InvalidInput, NotThere, NotYours, NotNow, NotTaken."""
    command = c.parse(c.PhotoSheet, given)
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    if picture is None:
        raise InvalidInput([Fault("picture", _("Please choose a picture."))])
    if row.state not in _WITH_PICTURES or row.photos.count() >= MOST_PHOTOS:
        raise NotNow(_("Add a picture"), row.state_label)
    made = _keep(row, picture, command.phase, command.caption, None)
    made.day = command.day
    made.save(update_fields=["day"])
    record(actor, "photo_added", row, phase=made.phase)
    return made


@transaction.atomic
def drop_photo(actor: Actor, code: str, key: UUID) -> None:
    """One that should not stand there. Raises NotThere, NotYours."""
    row = locked_project(code, actor.reach.district)
    check_may_run(actor, row)
    gone, _each = Photo.objects.filter(pk=key, project=row).delete()
    if not gone:
        raise NotThere(_("this picture"))
    record(actor, "photo_dropped", row)


def _keep(row: Project, file: UploadedFile, phase: str, caption: str, milestone: Milestone | None) -> Photo:
    whole, small = keep_picture(file, "projects")
    made, _fresh = Photo.objects.get_or_create(
        project=row, phase=phase, picture=whole,
        defaults={
            "id": uuid7(), "district_id": row.district_id, "picture_small": small, "caption": caption, "milestone": milestone,
            "day": today(),
        },
    )  # fmt: skip
    return made

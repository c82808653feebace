"""Lectures, boards and rooms, lessons in schools: what was announced, held, changed, counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.cases.pictures import keep_picture
from linli.clock import LOCAL, now
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.places.models import Area, Venue
from linli.problem import Fault

from .. import commands as c
from ..access import check_may_run
from ..errors import CountsDoNotAdd, MorePupilsThanTheSchoolHas, NotedAlready, NotHeldYet, NotNow, NotThere
from ..models import AGE_GROUPS, Board, BoardChange, Lecture, LectureState, School, SchoolLesson


@transaction.atomic
def announce_lecture(actor: Actor, given: dict[str, Any]) -> Lecture:
    """A new lecture; one that was held already can be entered too. Raises InvalidInput, NotYours."""
    command = parse(c.LectureSheet, given)
    check_may_run(actor, command.organisation)
    row = Lecture(id=uuid7(), code=case_code("JT").lower(), created_by=actor.account, created_at=now())
    row.district_id = actor.reach.district
    _fill(row, command)
    row.save(force_insert=True)
    _record(actor, "lecture_announced", row.district_id, f"lecture:{row.code}")
    return row


@transaction.atomic
def edit_lecture(actor: Actor, key: UUID, given: dict[str, Any]) -> Lecture:
    """Say it otherwise, before it is counted. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.LectureSheet, given)
    row = _lecture(actor, key)
    check_may_run(actor, command.organisation)
    if row.state != LectureState.PLANNED:
        raise NotNow(_("Change the lecture"), row.state_label)
    _fill(row, command)
    row.save()
    _record(actor, "lecture_changed", row.district_id, f"lecture:{row.code}")
    return row


@transaction.atomic
def cancel_lecture(actor: Actor, key: UUID, given: dict[str, Any]) -> Lecture:
    """Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.Because, given)
    row = _lecture(actor, key)
    if row.state != LectureState.PLANNED:
        raise NotNow(_("Call the lecture off"), row.state_label)
    row.state, row.reason = LectureState.CANCELLED, command.reason
    row.save(update_fields=["state", "reason"])
    _record(actor, "lecture_cancelled", row.district_id, f"lecture:{row.code}")
    return row


@transaction.atomic
def count_lecture(actor: Actor, key: UUID, given: dict[str, Any]) -> Lecture:
    """How many came; it was held, then. A count can be corrected.

    Raises InvalidInput, NotThere, NotYours, NotNow, NotHeldYet, CountsDoNotAdd.
    """
    command = parse(c.LectureCount, given)
    row = _lecture(actor, key)
    if row.state == LectureState.CANCELLED:
        raise NotNow(_("Note how many came"), row.state_label)
    if now() < row.begins_at:
        raise NotHeldYet(row.begins_at)
    counted = command.counted
    if command.groups and command.people is not None and command.people != counted:
        raise CountsDoNotAdd(command.people, counted)
    row.attended = {
        sex: {group: numbers[group] for group in AGE_GROUPS if numbers.get(group)}  # type: ignore[index, call-overload]
        for sex, numbers in command.groups.items()
    }
    row.people = counted if command.groups else command.people
    row.handed_out, row.state = command.handed_out, LectureState.HELD
    row.save(update_fields=["attended", "people", "handed_out", "state"])
    _record(actor, "lecture_counted", row.district_id, f"lecture:{row.code}", people=row.people)
    return row


def _lecture(actor: Actor, key: UUID) -> Lecture:
    rows = Lecture.objects.select_for_update(of=("self",)).select_related("venue")
    row = rows.filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the lecture"))
    check_may_run(actor, row.organisation_id)
    return row


def _fill(row: Lecture, command: c.LectureSheet) -> None:
    venue = None
    if command.venue:
        venue = Venue.objects.filter(district=row.district_id, code=command.venue, active=True).first()
        if venue is None:
            message = _("There is no venue “%(code)s” in this district.") % {"code": command.venue}
            raise InvalidInput([Fault("venue", message, command.venue)])
    row.venue, row.area = venue, area_of(row.district_id, command.area)
    for name in ("topic", "about", "place", "begins_at", "minutes", "lecturer", "audience", "materials"):
        setattr(row, name, getattr(command, name))
    row.organisation_id = command.organisation


def area_of(district: str, code: str) -> Area:
    """A community, street or the district itself. Raises InvalidInput."""
    row = Area.objects.filter(district=district, code=code).exclude(level="grid").first()
    if row is None:
        message = _("There is no community with the code %(code)s in this district.") % {"code": code}
        raise InvalidInput([Fault("area", message, code)])
    return row


@transaction.atomic
def put_up_board(actor: Actor, given: dict[str, Any]) -> Board:
    """A board or room that was not on the list. Raises InvalidInput, NotYours."""
    command = parse(c.BoardSheet, given)
    check_may_run(actor, command.organisation)
    area = area_of(actor.reach.district, command.area)
    row = Board(
        id=uuid7(), district_id=area.district_id, code=case_code("B").lower(), kind=command.kind, name=command.name, area=area,
        place=command.place, organisation_id=command.organisation,
    )  # fmt: skip
    row.save(force_insert=True)
    _record(actor, "board_put_up", row.district_id, f"board:{row.code}")
    return row


@transaction.atomic
def take_down_board(actor: Actor, key: UUID) -> Board:
    """It is there no more; what it showed stays known. Raises NotThere, NotYours."""
    row = _board(actor, key)
    row.active = False
    row.save(update_fields=["active"])
    _record(actor, "board_taken_down", row.district_id, f"board:{row.code}")
    return row


@transaction.atomic
def change_board(actor: Actor, key: UUID, given: dict[str, Any], picture: UploadedFile | None = None) -> BoardChange:
    """What it shows since which day. Raises InvalidInput, NotThere, NotYours, NotTaken."""
    command = parse(c.BoardChanged, given)
    row = _board(actor, key)
    whole, small = keep_picture(picture, "boards") if picture else ("", "")
    change = BoardChange(
        id=uuid7(), board=row, day=command.day, theme=command.theme, note=command.note, picture=whole, picture_small=small,
        by=actor.account, created_at=now(),
    )  # fmt: skip
    change.save(force_insert=True)
    if row.changed_on is None or command.day >= row.changed_on:
        row.theme, row.changed_on = command.theme, command.day
        row.save(update_fields=["theme", "changed_on"])
    _record(actor, "board_changed", row.district_id, f"board:{row.code}")
    return change


def _board(actor: Actor, key: UUID) -> Board:
    rows = Board.objects.select_for_update().filter(pk=key, district=actor.reach.district, active=True)
    row = rows.first()
    if row is None:
        raise NotThere(_("this board"))
    check_may_run(actor, row.organisation_id)
    return row


@transaction.atomic
def note_lesson(actor: Actor, given: dict[str, Any]) -> SchoolLesson:
    """Raises InvalidInput, NotYours, NotThere, MorePupilsThanTheSchoolHas, NotedAlready."""
    command = parse(c.LessonSheet, given)
    check_may_run(actor, command.organisation)
    school = School.objects.filter(district=actor.reach.district, code=command.school, active=True).first()
    if school is None:
        raise NotThere(_("the school"))
    if school.pupils is not None and command.pupils > school.pupils:
        raise MorePupilsThanTheSchoolHas(command.pupils, school.name, school.pupils)
    row = SchoolLesson(
        id=uuid7(), district_id=school.district_id, school=school, grade=command.grade, topic=command.topic, day=command.day,
        lessons=command.lessons, pupils=command.pupils, lecturer=command.lecturer, organisation_id=command.organisation,
        by=actor.account, created_at=now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotedAlready(f"{school.name} {command.grade} {command.topic} {command.day}") from None
    _record(actor, "lesson_noted", row.district_id, f"school:{school.code}", pupils=row.pupils)
    return row


@transaction.atomic
def strike_lesson(actor: Actor, key: UUID) -> None:
    """One that was a slip. Raises NotThere, NotYours."""
    row = SchoolLesson.objects.select_related("school").filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the lesson"))
    check_may_run(actor, row.organisation_id)
    _record(actor, "lesson_struck", row.district_id, f"school:{row.school.code}", pupils=row.pupils)
    row.delete()


def _record(actor: Actor, kind: str, district: str, subject: str, **data: Any) -> None:
    at = now().astimezone(LOCAL)
    audit.record(actor, kind, district=district, subject=subject, data={**data, "day": f"{at:%Y-%m-%d}"})

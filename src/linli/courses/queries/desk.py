"""What the desk of health education shows: what waits, lectures, boards, schools, classes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.clock import now, today
from linli.people.actors import Actor
from linli.places.queries import label

from ..access import may_run, may_teach, oversees
from ..errors import NotThere
from ..models import (
    AGE_GROUPS,
    Attendance,
    Board,
    Booking,
    BookingState,
    Course,
    CourseClass,
    Enrolment,
    EnrolmentState,
    Lecture,
    LectureState,
    School,
    SchoolLesson,
    Session,
    Stage,
    Term,
)
from ..models.education import CHANGED_EVERY
from .figures import SEXES
from .learn import has_courses

PAGE = 50
MOST_BOARDS, MOST_LESSONS = 300, 200


def at_courses(actor: Actor) -> bool:
    """Whether the desk of health education is theirs, in a district that has any."""
    return may_teach(actor) and has_courses(actor.reach.district)


def _own(actor: Actor, rows: QuerySet[Any], name: str = "organisation") -> QuerySet[Any]:
    """Of a district's rows those that this person may write: their organisations', or all."""
    return rows if oversees(actor) else rows.filter(**{f"{name}__in": actor.reach.organisations})


@dataclass(frozen=True)
class Waiting:
    """What waits for this person."""

    lectures: list[Lecture]
    boards: int
    boards_of: int
    sessions: list[Session]
    today: int

    @property
    def count(self) -> int:
        return len(self.lectures) + len(self.sessions)


def waiting(actor: Actor) -> Waiting:
    """Five statements."""
    here = actor.reach.district
    lectures = _own(actor, Lecture.objects.filter(district=here, state=LectureState.PLANNED, begins_at__lte=now()))
    boards = _own(actor, Board.objects.filter(district=here, active=True))
    due = boards.filter(Q(changed_on=None) | Q(changed_on__lt=today() - CHANGED_EVERY))
    sessions = _own(
        actor,
        Session.objects.filter(
            course_class__district=here, course_class__state="open", dropped="", noted_at=None, day__lte=today()
        ),
        "course_class__course__organisation",
    )
    begin, end = now() - timedelta(hours=12), now() + timedelta(hours=12)
    booked = Booking.objects.filter(district=here, state=BookingState.BOOKED, begins_at__gte=begin, begins_at__lte=end)
    shown = sessions.select_related("course_class__course", "course_class__term").order_by("day")[:PAGE]
    return Waiting(
        list(lectures.select_related("venue").order_by("begins_at")[:PAGE]), due.count(), boards.count(),
        [one for one in shown if one.has_begun], _own(actor, booked, "room__organisation").count(),
    )  # fmt: skip


# Lectures


def lectures(actor: Actor, view: str, before: UUID | None = None) -> list[Lecture]:
    """Those to come, or what has been, the latest first; of one's own organisations, or of the district; one more than a page."""
    rows = _own(actor, Lecture.objects.filter(district=actor.reach.district)).select_related("venue", "organisation")
    if view == "past":
        rows = rows.filter(Q(state__in=(LectureState.HELD, LectureState.CANCELLED)) | Q(begins_at__lte=now()))
        order: tuple[str, str] = ("-begins_at", "-id")
    else:
        rows = rows.filter(state=LectureState.PLANNED, begins_at__gt=now())
        order = ("begins_at", "id")
    last = Lecture.objects.filter(pk=before).values_list("begins_at", flat=True).first() if before else None
    if last is not None:
        earlier = Q(begins_at__lt=last) | Q(begins_at=last, id__lt=before)
        later = Q(begins_at__gt=last) | Q(begins_at=last, id__gt=before)
        rows = rows.filter(earlier if view == "past" else later)
    return list(rows.order_by(*order)[: PAGE + 1])


def lecture(actor: Actor, key: UUID) -> Lecture:
    """One that this person may write. Raises NotThere."""
    rows = Lecture.objects.select_related("venue", "organisation", "area")
    row = rows.filter(pk=key, district=actor.reach.district).first()
    if row is None or not may_run(actor, row.organisation_id):
        raise NotThere(_("the lecture"))
    return row


def groups_of(row: Lecture | None, typed: dict[str, str]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The fields of a count: by sex, each age group with the field's name and what stands in it."""
    found = []
    for sex, name in SEXES:
        held = row.attended.get(sex, {}) if row else {}
        cells = []
        for group in AGE_GROUPS:
            field = f"{sex}:{group}"
            known = "" if row is None or not row.attended else str(held.get(group, 0))
            cells.append((group, field, typed.get(field, known)))
        found.append((str(name), cells))
    return found


# Boards


@dataclass(frozen=True)
class BoardLine:
    row: Board
    where: str
    changes: int


def boards(actor: Actor, view: str = "") -> list[BoardLine]:
    """Those of one's organisations, or of the district; those that are due first; one statement."""
    rows = _own(actor, Board.objects.filter(district=actor.reach.district, active=True)).select_related("organisation")
    if view == "due":
        rows = rows.filter(Q(changed_on=None) | Q(changed_on__lt=today() - CHANGED_EVERY))
    elif view in ("board", "room"):
        rows = rows.filter(kind=view)
    shown = rows.annotate(n=Count("changes")).order_by("changed_on", "area", "name")[:MOST_BOARDS]
    lines = [BoardLine(row, label(row.district_id, row.area_id), row.n) for row in shown]
    return sorted(lines, key=lambda line: not line.row.is_due)


def board(actor: Actor, key: UUID) -> Board:
    """Raises NotThere."""
    rows = Board.objects.select_related("organisation", "area").filter(
        pk=key, district=actor.reach.district, active=True
    )
    row = rows.first()
    if row is None or not may_run(actor, row.organisation_id):
        raise NotThere(_("this board"))
    return row


# Schools


@dataclass(frozen=True)
class SchoolLine:
    row: School
    where: str
    lessons: int
    pupils: int


def schools(actor: Actor, year: int) -> list[SchoolLine]:
    """Every school of the district with what was taught there in a year; one statement."""
    rows = School.objects.filter(district=actor.reach.district, active=True).annotate(
        n=Sum("lessons__lessons", filter=Q(lessons__day__year=year)),
        p=Sum("lessons__pupils", filter=Q(lessons__day__year=year)),
    )
    ordered = sorted(rows.order_by("name"), key=lambda row: Stage.values.index(row.stage))
    return [SchoolLine(row, label(row.district_id, row.area_id), row.n or 0, row.p or 0) for row in ordered]


def lessons(actor: Actor, year: int) -> list[SchoolLesson]:
    """The latest first; one statement."""
    rows = SchoolLesson.objects.filter(district=actor.reach.district, day__year=year).select_related(
        "school", "organisation"
    )
    return list(rows.order_by("-day", "-id")[:MOST_LESSONS])


# Classes


def courses(actor: Actor) -> list[Course]:
    """Those that this person may hold."""
    rows = Course.objects.filter(district=actor.reach.district, active=True).order_by("position")
    return [row for row in rows if may_run(actor, row.organisation_id)]


def all_terms(actor: Actor) -> list[Term]:
    return list(Term.objects.filter(district=actor.reach.district).order_by("-first"))


@dataclass(frozen=True)
class ClassLine:
    row: CourseClass
    waiting: int
    noted: int
    sessions: int


def classes(actor: Actor) -> list[tuple[Term, list[ClassLine]]]:
    """Every term with its classes, the latest first; three statements."""
    rows = _own(actor, CourseClass.objects.filter(district=actor.reach.district), "course__organisation")
    rows = rows.select_related("course", "term").annotate(
        w=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING), distinct=True),
        n=Count("sessions", filter=Q(sessions__noted_at__isnull=False), distinct=True),
        s=Count("sessions", filter=Q(sessions__dropped=""), distinct=True),
    )
    by_term: dict[Any, list[ClassLine]] = {}
    for row in rows.order_by("course__position", "code"):
        by_term.setdefault(row.term_id, []).append(ClassLine(row, row.w, row.n, row.s))
    return [(term, by_term.get(term.pk, [])) for term in all_terms(actor)]


@dataclass(frozen=True)
class Learner:
    """Somebody in a class as its roll shows them."""

    row: Enrolment
    present: int
    is_here: bool | None

    @property
    def phone(self) -> str:
        return self.row.account.masked_phone if self.row.account else ""


def learners(rows: list[Enrolment], session: Session | None = None) -> list[Learner]:
    """How often each was there, and whether at a session; one statement."""
    marks = list(Attendance.objects.filter(enrolment__in=rows).values_list("enrolment", "session", "present"))
    there = Counter(who for who, _session, present in marks if present)
    here = {who: present for who, one, present in marks if session and one == session.pk}
    return [Learner(row, there[row.pk], here.get(row.pk)) for row in rows]


def session(held: CourseClass, number: str) -> Session | None:
    """The session of that number; without one, the first that waits for its roll, else the last."""
    rows = list(held.sessions.order_by("day", "number"))
    for one in rows:
        one.course_class = held
    if number.isascii() and number.isdigit() and len(number) < 4:
        return next((one for one in rows if one.number == int(number)), None)
    open_ones = [one for one in rows if not one.dropped and one.noted_at is None and one.has_begun]
    return open_ones[0] if open_ones else None

"""A person's own enrolments and bookings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..errors import NotThere
from ..models import OPEN_ENROLMENTS, Attendance, Booking, BookingState, CourseClass, Enrolment, EnrolmentState, Session

MOST_LISTED = 30


@dataclass(frozen=True)
class Place:
    """An enrolment as its owner sees it."""

    row: Enrolment

    @property
    def held(self) -> CourseClass:
        return self.row.course_class

    @property
    def path(self) -> str:
        return f"/my/courses/{self.row.code}"

    @property
    def may_withdraw(self) -> bool:
        return self.row.is_open and not self.held.is_over and self.row.certificate is None

    @property
    def is_waiting(self) -> bool:
        return self.row.state == EnrolmentState.WAITING

    @cached_property
    def before(self) -> int:
        """How many wait before this one."""
        line = Enrolment.objects.filter(course_class=self.row.course_class_id, state=EnrolmentState.WAITING)
        return line.filter(turn__lt=self.row.turn).count()

    @cached_property
    def sessions(self) -> list[tuple[Session, bool | None]]:
        """Each with whether they were there; None: not said (yet)."""
        there = dict(Attendance.objects.filter(enrolment=self.row).values_list("session", "present"))
        rows = self.held.sessions.order_by("day", "number")
        found = []
        for one in rows:
            one.course_class = self.held
            found.append((one, there.get(one.pk)))
        return found

    @cached_property
    def present(self) -> int:
        return sum(1 for _session, there in self.sessions if there)

    @cached_property
    def counted(self) -> int:
        """How many sessions were held and noted."""
        return sum(1 for one, _there in self.sessions if one.noted_at and not one.dropped)

    @cached_property
    def to_be_held(self) -> int:
        return sum(1 for one, _there in self.sessions if not one.dropped)

    @property
    def share(self) -> float | None:
        return self.present / self.counted if self.counted else None


def own_enrolment(actor: Actor, code: str) -> Enrolment:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NotThere(code[:20])
    rows = Enrolment.objects.select_related("course_class__course", "course_class__term")
    row = rows.filter(code=spelled, account=actor.account).first()
    if row is None:
        raise NotThere(code[:20])
    return row


def own_booking(actor: Actor, code: str) -> Booking:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NotThere(code[:20])
    row = Booking.objects.select_related("room", "therapist").filter(code=spelled, account=actor.account).first()
    if row is None:
        raise NotThere(code[:20])
    return row


def place_in(actor: Actor, held: CourseClass) -> Place | None:
    """The reader's open enrolment in a class."""
    if actor.account is None or actor.kind != "resident":
        return None
    row = Enrolment.objects.filter(course_class=held, account=actor.account, state__in=OPEN_ENROLMENTS).first()
    if row is None:
        return None
    row.course_class = held
    return Place(row)


def places_of(actor: Actor, *, only_current: bool = False) -> list[Place]:
    """All enrolments of someone signed in, the newest first; one statement."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Enrolment.objects.filter(account=actor.account).select_related("course_class__course", "course_class__term")
    if only_current:
        rows = rows.filter(state__in=OPEN_ENROLMENTS, course_class__term__last__gte=now().date())
    return [Place(row) for row in rows.order_by("-created_at")[:MOST_LISTED]]


def bookings_of(actor: Actor, *, only_coming: bool = False) -> list[Booking]:
    """Times booked with a therapist, the latest first; one statement."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Booking.objects.filter(account=actor.account).select_related("room", "therapist")
    if only_coming:
        rows = rows.filter(state=BookingState.BOOKED, ends_at__gt=now())
    return list(rows.order_by("-begins_at")[:MOST_LISTED])

"""The university for the elderly: courses, terms, classes, who has a seat, who was there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.clock import LOCAL, now, today
from linli.ids import uuid7
from linli.people.vault import mask_name, unseal


class Subject(models.TextChoices):
    HYPERTENSION = "hypertension", _("High blood pressure")
    DIABETES = "diabetes", _("Diabetes")
    MOVEMENT = "movement", _("Movement")
    FOOD = "food", _("Eating")
    OTHER = "other", _("Other matters of health")


class Course(models.Model):
    """What is taught, term after term, as the pack gives it; `outline` is what each session is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    subject = models.CharField(max_length=12, choices=Subject.choices)
    about = models.TextField()
    outline = models.JSONField(default=list)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="health_courses")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="course_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_label(self) -> str:
        return str(Subject(self.subject).label)


class Term(models.Model):
    """A stretch of weeks; one enrols from `enrol_from` to `enrol_until`, both days included."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    enrol_from = models.DateField()
    enrol_until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="term_once"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")) & Q(enrol_until__gte=F("enrol_from")), name="term_days_follow"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_enrolments(self) -> bool:
        return self.enrol_from <= today() <= self.enrol_until


class ClassState(models.TextChoices):
    OPEN = "open", _("Takes place")
    CANCELLED = "cancelled", _("Called off")


class CourseClass(models.Model):
    """A course in a term: weekly at a time, in a place, with a teacher and so many seats.

    `taken` is how many seats are given away: it is raised together with each enrolment, and the database refuses more than
    there are. `last_turn` is the number of who came last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="classes")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="classes")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    teacher = models.CharField(max_length=40)
    place = models.CharField(max_length=120)
    weekday = models.PositiveSmallIntegerField()
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ClassState.choices, default=ClassState.OPEN)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="courseclass_once"),
            # Nobody is given a seat that is not there.
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="courseclass_seats_suffice"),
        ]
        # queries.learn: the classes of a term
        indexes = [models.Index(fields=["term", "code"], name="courseclass_term")]

    def __str__(self) -> str:
        return f"{self.course} {self.name}"

    @property
    def title(self) -> str:
        return f"{self.course.name} · {self.name}"

    @property
    def left(self) -> int:
        return self.seats - self.taken

    @property
    def is_full(self) -> bool:
        return self.left <= 0

    @property
    def takes_enrolments(self) -> bool:
        return self.state == ClassState.OPEN and self.term.takes_enrolments

    @property
    def ends(self) -> time:
        return (datetime.combine(date.min, self.at) + timedelta(minutes=self.minutes)).time()

    @property
    def is_over(self) -> bool:
        return today() > self.term.last

    @property
    def state_label(self) -> str:
        """In a word, as readers see it."""
        if self.state == ClassState.CANCELLED:
            return str(ClassState.CANCELLED.label)
        if self.is_over:
            return str(_("Over"))
        if self.takes_enrolments:
            return str(_("Full, waiting list") if self.is_full else _("Enrol now"))
        return str(_("Enrolment opens later") if today() < self.term.enrol_from else _("Enrolment closed"))

    @property
    def tone(self) -> str:
        if self.state == ClassState.CANCELLED:
            return "late"
        if self.takes_enrolments:
            return "wait" if self.is_full else "good"
        return ""


class Session(models.Model):
    """One meeting of a class. `dropped` says why it does not take place; `noted_at` when it was said who was there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    course_class = models.ForeignKey(CourseClass, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    topic = models.CharField(max_length=60, blank=True, default="")
    dropped = models.CharField(max_length=100, blank=True, default="")
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course_class", "number"], name="session_number_once")]
        # queries.desk: what is on today
        indexes = [models.Index(fields=["day"], name="session_day")]

    def __str__(self) -> str:
        return f"{self.course_class_id} {self.number}"

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.day, self.course_class.at, LOCAL)

    @property
    def has_begun(self) -> bool:
        return now() >= self.begins_at


class EnrolmentState(models.TextChoices):
    SEATED = "seated", _("Has a seat")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Has left the class")
    PASSED = "passed", _("No seat became free")


OPEN_ENROLMENTS = (EnrolmentState.SEATED, EnrolmentState.WAITING)
_TONES = {EnrolmentState.SEATED: "good", EnrolmentState.WAITING: "wait"}


class Enrolment(models.Model):
    """Somebody's seat in a class or place on its waiting list, in the `turn` in which they came. The name is sealed.

    `certificate` is the number of the certificate once it was earned; what is printed on it never changes afterwards.
    Of somebody forgotten the row stays and counts, without account and name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    course_class = models.ForeignKey(CourseClass, on_delete=models.PROTECT, related_name="enrolments")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="enrolments")
    name_cipher = models.BinaryField(default=bytes)
    code = models.CharField(max_length=16, unique=True)
    turn = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EnrolmentState.choices)
    by_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    certificate = models.CharField(max_length=24, null=True, unique=True)
    certified_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course_class", "turn"], name="enrolment_turn_once"),
            # One person has one place in a class.
            models.UniqueConstraint(
                fields=["course_class", "account"], name="enrolment_person_once",
                condition=Q(state__in=["seated", "waiting"]),
            ),
        ]  # fmt: skip
        indexes = [
            # actions.enrolling: who is next on the waiting list
            models.Index(fields=["course_class", "state", "turn"], name="enrolment_line"),
            # queries.mine
            models.Index(fields=["account", "-created_at"], name="enrolment_account"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return unseal(self.name_cipher) if self.name_cipher else ""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def state_label(self) -> str:
        return str(EnrolmentState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES.get(EnrolmentState(self.state), "")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ENROLMENTS


class Attendance(models.Model):
    """Whether somebody was there; no row: nobody has said yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    present = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.present}"

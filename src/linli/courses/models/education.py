"""Health education where people live and learn: boards and rooms, lectures, lessons in schools. Of who came there are only numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.clock import now, today
from linli.ids import uuid7

# People that came are counted in these, by sex; nothing finer is asked.
AGE_GROUPS = ("0-17", "18-44", "45-59", "60-74", "75+")
# A board is changed once a month; a day or two of grace are no fault.
CHANGED_EVERY = timedelta(days=31)


class BoardKind(models.TextChoices):
    BOARD = "board", _("Health board")
    ROOM = "room", _("Health education room")


class Board(models.Model):
    """A board to read (橱窗) or a room to learn in, of a community. `theme` and `changed_on` are those of the last change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=6, choices=BoardKind.choices)
    name = models.CharField(max_length=60)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="health_boards")
    theme = models.CharField(max_length=60, blank=True, default="")
    changed_on = models.DateField(null=True)
    # Whether the pack lists it; the others were put up by whoever looks after them.
    from_pack = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="healthboard_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return str(BoardKind(self.kind).label)

    @property
    def is_due(self) -> bool:
        """Whether it has shown the same for longer than a month, or nothing yet."""
        return self.changed_on is None or today() - self.changed_on > CHANGED_EVERY


class BoardChange(models.Model):
    """What a board was changed to, when; with a picture of it where one was taken."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="changes")
    day = models.DateField()
    theme = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True, default="")
    # Names in the store that anyone may look at.
    picture = models.CharField(max_length=120, blank=True, default="")
    picture_small = models.CharField(max_length=120, blank=True, default="")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        # queries.boards: what one showed, the newest first
        indexes = [models.Index(fields=["board", "-day"], name="boardchange_newest")]

    def __str__(self) -> str:
        return f"{self.day} {self.theme}"


class LectureState(models.TextChoices):
    PLANNED = "planned", _("Announced")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Called off")


class Lecture(models.Model):
    """A talk for everyone in a community. One just comes.

    `attended` is how many came, by sex and age group: {"male": {"60-74": 12}, …}; `people` its sum, or the number alone
    where nobody counted more. `handed_out` is how many leaflets and the like were given away.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    topic = models.CharField(max_length=60)
    about = models.TextField(blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="health_lectures")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    venue = models.ForeignKey("places.Venue", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True, default="")
    begins_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    lecturer = models.CharField(max_length=40)
    audience = models.CharField(max_length=60, blank=True, default="")
    materials = models.CharField(max_length=200, blank=True, default="")
    handed_out = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=LectureState.choices, default=LectureState.PLANNED)
    reason = models.CharField(max_length=200, blank=True, default="")
    attended = models.JSONField(default=dict)
    people = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="lecture_code_once"),
            # Only what was held was attended, and then somebody counted.
            models.CheckConstraint(
                condition=Q(state="held", people__isnull=False) | (~Q(state="held") & Q(people=None)),
                name="lecture_held_is_counted",
            ),
        ]
        indexes = [
            # queries.education: what is on, what was held
            models.Index(fields=["district", "begins_at", "id"], name="lecture_calendar"),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def ends_at(self) -> datetime:
        begins: datetime = self.begins_at
        return begins + timedelta(minutes=self.minutes)

    @property
    def where(self) -> str:
        return self.venue.name if self.venue else self.place

    @property
    def is_over(self) -> bool:
        return now() >= self.ends_at

    @property
    def waits_for_count(self) -> bool:
        return self.state == LectureState.PLANNED and now() >= self.begins_at

    @property
    def state_label(self) -> str:
        if self.waits_for_count:
            return str(_("Over, not counted yet") if self.is_over else _("On now"))
        return str(LectureState(self.state).label)

    @property
    def tone(self) -> str:
        if self.state == LectureState.CANCELLED:
            return "late"
        if self.waits_for_count:
            return "wait"
        return "" if self.state == LectureState.HELD else "good"


class PeopleCounted(models.Model):
    """How many people live in the district, who counted them and when: what those reached are held against."""

    district = models.OneToOneField("places.District", primary_key=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=120)

    def __str__(self) -> str:
        return str(self.number)


class Stage(models.TextChoices):
    NURSERY = "nursery", _("Kindergarten")
    PRIMARY = "primary", _("Primary school")
    MIDDLE = "middle", _("Middle school")
    HIGH = "high", _("High school")
    OTHER = "other", _("Another school")


class School(models.Model):
    """A school of the district. `pupils` is how many it has, where that is known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    pupils = models.PositiveIntegerField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="school_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def stage_label(self) -> str:
        return str(Stage(self.stage).label)


class SchoolLesson(models.Model):
    """A health class in a school: which grade, about what, how many lessons, how many pupils were there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="lessons")
    grade = models.CharField(max_length=20)
    topic = models.CharField(max_length=60)
    day = models.DateField()
    lessons = models.PositiveSmallIntegerField()
    pupils = models.PositiveIntegerField()
    lecturer = models.CharField(max_length=40, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # The same entered twice is a slip.
            models.UniqueConstraint(fields=["school", "grade", "topic", "day"], name="schoollesson_once"),
        ]
        # queries.figures: a year's lessons
        indexes = [models.Index(fields=["district", "day"], name="schoollesson_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.topic}"

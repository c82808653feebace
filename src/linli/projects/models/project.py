"""A project: what is done for one demand or several, by whom, until when; pictures, and everything that happened."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.audit.models import ChainedEvent
from linli.clock import today
from linli.ids import uuid7
from linli.places.queries import label


class ProjectState(models.TextChoices):
    DRAFT = "draft", _("Being planned")
    OPEN = "open", _("Open for claims")
    UNDER_WAY = "under_way", _("Work under way")
    ASKED = "asked", _("Neighbours are asked")
    ACCEPTED = "accepted", _("Accepted by neighbours")
    EVALUATED = "evaluated", _("Evaluated")
    ABANDONED = "abandoned", _("Ended early")


S = ProjectState
# What everybody sees, what is worked on, what takes claims, money and pictures.
PUBLIC = (S.OPEN, S.UNDER_WAY, S.ASKED, S.ACCEPTED, S.EVALUATED, S.ABANDONED)
LIVE = (S.DRAFT, S.OPEN, S.UNDER_WAY, S.ASKED)
CLAIMABLE = (S.OPEN, S.UNDER_WAY)
AT_WORK = (S.OPEN, S.UNDER_WAY, S.ASKED)
DONE = (S.ACCEPTED, S.EVALUATED)
_TONES = {
    "draft": "", "open": "wait", "under_way": "calm", "asked": "wait", "accepted": "good", "evaluated": "good",
    "abandoned": "",
}  # fmt: skip


class Project(models.Model):
    """`organisation` answers for it. The neighbours' votes are counted beside their rows; `door_code` is told at their doors.

    A vote passes with `votes_needed` and, of them, `share_needed` in its favour.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=60)
    text = models.TextField()
    kind = models.ForeignKey("projects.DemandKind", on_delete=models.PROTECT, related_name="projects")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True, default="")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="projects")
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=10, choices=ProjectState.choices, default=ProjectState.DRAFT)
    reason = models.CharField(max_length=300, blank=True, default="")
    door_code = models.CharField(max_length=8)
    votes_needed = models.PositiveSmallIntegerField()
    share_needed = models.DecimalField(max_digits=3, decimal_places=2)
    # How many times neighbours were asked: each has a vote in each.
    round = models.PositiveSmallIntegerField(default=0)
    votes_for = models.PositiveIntegerField(default=0)
    votes_against = models.PositiveIntegerField(default=0)
    ratings = models.PositiveIntegerField(default=0)
    stars = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=600, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="project_days_follow"),
            models.CheckConstraint(condition=~Q(state="abandoned") | ~Q(reason=""), name="project_abandoned_says_why"),
            models.CheckConstraint(
                condition=Q(share_needed__gt=0) & Q(share_needed__lte=1) & Q(votes_needed__gte=1),
                name="project_threshold",
            ),
        ]
        indexes = [
            # queries.lists: a district's, the newest first
            models.Index(fields=["district", "-id"], name="project_newest"),
            models.Index(fields=["district", "state", "-id"], name="project_by_state"),
            # queries.desk: those an organisation answers for, those of an area
            models.Index(fields=["organisation", "state"], name="project_of_organisation"),
            models.Index(fields=["area", "state"], name="project_of_area"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(ProjectState(self.state).label)

    @property
    def tone(self) -> str:
        return _TONES[self.state]

    @property
    def where(self) -> str:
        return label(self.district_id, self.area_id)

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def takes_claims(self) -> bool:
        return self.state in CLAIMABLE

    @property
    def votes(self) -> int:
        return self.votes_for + self.votes_against

    @property
    def share_for(self) -> float | None:
        return self.votes_for / self.votes if self.votes else None

    @property
    def vote_passes(self) -> bool:
        return self.votes >= self.votes_needed and self.votes_for >= self.share_needed * self.votes

    @property
    def average(self) -> float | None:
        return self.stars / self.ratings if self.ratings else None


class Milestone(models.Model):
    """A step with the day it is due. Done, it has a day, words and mostly a picture."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=60)
    # Not before the project's first day, which is kept beside it so that the database can see to that.
    begins = models.DateField()
    due = models.DateField()
    done_on = models.DateField(null=True)
    words = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=F("begins")), name="milestone_after_the_start"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("begins")), name="milestone_done_after_the_start"
            ),
        ]
        # queries.desk: what is late
        indexes = [models.Index(fields=["district", "due"], name="milestone_open", condition=Q(done_on=None))]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return (self.done_on or today()) > self.due

    @property
    def days_late(self) -> int:
        end: date = self.done_on or today()
        return max(0, (end - self.due).days)


class Phase(models.TextChoices):
    BEFORE = "before", _("Before")
    DURING = "during", _("While it is built")
    AFTER = "after", _("After")


class Photo(models.Model):
    """A picture that everybody sees: before, at work (with a milestone), after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="photos")
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.PROTECT, related_name="photos")
    phase = models.CharField(max_length=6, choices=Phase.choices)
    picture = models.CharField(max_length=120)
    picture_small = models.CharField(max_length=120)
    caption = models.CharField(max_length=80, blank=True, default="")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "phase", "picture"], name="projectphoto_once")]

    def __str__(self) -> str:
        return f"{self.phase} {self.day}"

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label)


class ProjectEvent(ChainedEvent):
    """What happened to a demand, a resource or a project (`about`): its `stream` is that row's key. No personal data."""

    about = models.CharField(max_length=10)

    CHAINED = (*ChainedEvent.CHAINED, "about")

    class Meta(ChainedEvent.Meta):
        indexes = [
            # ChainedQuerySet.after: sealing
            models.Index(fields=["xact", "id"], name="projectevent_follow"),
        ]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="projectevent_stream_seq")]

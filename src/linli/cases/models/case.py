"""The case and its events: a row is the fold of its events, and nothing else writes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from linli.audit.models import ChainedEvent
from linli.ids import uuid7
from linli.places.queries import names

from ..privacy import without_door

if TYPE_CHECKING:
    from linli.people.reach import Reach

# A due time for what has none, so that "by due time" is one index and one keyset without nulls.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class State(models.TextChoices):
    """Stages of GB/T 30428 (collect, register, dispatch, handle, answer, verify) and the side ways."""

    SUBMITTED = "submitted", _("Submitted")
    REGISTERED = "registered", _("Registered")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    RETURNED = "returned", _("Waiting for the resident")
    REOPENED = "reopened", _("Reopened")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    ACCEPTED = "accepted", _("Accepted for review")
    UNDER_REVIEW = "under_review", _("Under review")
    CONSULTING = "consulting", _("With the experts")
    VERIFYING = "verifying", _("Granted on a promise, to be looked into")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    DELIVERED = "delivered", _("Delivered")


OPEN_STATES = (
    State.SUBMITTED,
    State.REGISTERED,
    State.ASSIGNED,
    State.IN_PROGRESS,
    State.RETURNED,
    State.REOPENED,
    State.ANSWERED,
    State.ACCEPTED,
    State.UNDER_REVIEW,
    State.CONSULTING,
    State.VERIFYING,
)

# A request comes into none of these.
APPLICATION_STATES = (
    State.ACCEPTED,
    State.UNDER_REVIEW,
    State.CONSULTING,
    State.VERIFYING,
    State.GRANTED,
    State.REFUSED,
    State.DELIVERED,
)

DONE_STATES = tuple(state for state in State if state not in OPEN_STATES)


class Result(models.TextChoices):
    """What the community found on site when it closed the case, or what was decided on an application."""

    NONE = "", _("Not closed yet")
    SOLVED = "solved", _("Solved")
    NOT_SOLVED = "not_solved", _("Closed, not solved")
    EXPLAINED = "explained", _("Explained")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    REVOKED = "revoked", _("Revoked")


class Channel(models.TextChoices):
    WEB = "web", _("Web page")
    API = "api", _("Other application")
    DESK = "desk", _("Told to a worker")
    PATROL = "patrol", _("Seen on patrol")
    IMPORT = "import", _("Taken over from another register")
    WECHAT = "wechat", _("WeChat")


def in_one_of(table: str, states: Iterable[State]) -> RawSQL:
    """Whether a row's state is one of these, spelled as in the partial indexes, which SQLite takes only for the same words."""
    listed = ", ".join(f"'{state.value}'" for state in states)
    return RawSQL(f'"{table}"."state" IN ({listed})', (), output_field=models.BooleanField())


class CaseQuerySet(models.QuerySet["Case"]):
    """The only ways from a request to rows."""

    def visible_to(self, reach: Reach) -> CaseQuerySet:
        """Cases that the holder of these positions may see in full."""
        if reach.whole_district:
            return self.filter(district_id=reach.district)
        scope = models.Q(pk__in=())
        if reach.organisations:
            from .deadline import DeskItem

            # Looked up for each case asked about; IN would first read everything the organisations ever had a part in.
            mine = DeskItem.objects.filter(case_id=models.OuterRef("pk"), organisation_id__in=reach.organisations)
            scope |= models.Q(models.Exists(mine))
        if reach.streets:
            scope |= models.Q(street__in=reach.streets)
        if reach.communities:
            scope |= models.Q(community__in=reach.communities)
        if reach.cells:
            scope |= models.Q(area_id__in=reach.cells)
        return self.filter(scope, district_id=reach.district)

    def requests(self) -> CaseQuerySet:
        """Needs that residents reported, not applications; spelled as in the indexes that hold these alone."""
        return self.filter(service=None)

    def applications(self) -> CaseQuerySet:
        """The others."""
        return self.filter(service__isnull=False)

    def public(self) -> CaseQuerySet:
        """Cases that anyone may find in lists and on the map."""
        return self.filter(published=True)

    def from_source(self, district: str, source: str, keys: list[str]) -> CaseQuerySet:
        """Cases by their keys in another register; said in the words of the constraint's index, or SQLite reads them all."""
        return self.filter(~models.Q(source=""), district_id=district, source=source, source_id__in=keys)

    def open(self) -> CaseQuerySet:
        """Names the table itself: so not for within a subquery."""
        return self._in_one_of(OPEN_STATES)

    def done(self) -> CaseQuerySet:
        """The others, likewise."""
        return self._in_one_of(DONE_STATES)

    def _in_one_of(self, states: Iterable[State]) -> CaseQuerySet:
        return self.filter(in_one_of("cases_case", states))


def area_label(district: str, code: str | None) -> str:
    """合江门街道 · 东街社区 · 第3网格, or that the place is not known yet."""
    if not code:
        return str(_("Place not known yet"))
    known = names(district)
    return " · ".join(known[c].name for c in dict.fromkeys((code[:9], code[:12], code)) if c in known)


class Worded:
    """What people call the columns of a case, of the row itself and of what a list reads of it."""

    code: Any
    state: Any
    result: Any
    channel: Any
    service_id: Any

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_application(self) -> bool:
        return self.service_id is not None

    @property
    def desk_address(self) -> str:
        return f"/desk/applications/{self.code}" if self.is_application else f"/desk/cases/{self.code}"

    @property
    def follow_address(self) -> str:
        """Where its reporter or applicant follows it."""
        return f"/a/{self.code}" if self.is_application else f"/c/{self.code}"

    @property
    def state_label(self) -> str:
        if self.is_application and self.state == State.RETURNED:
            return str(_("To be corrected"))
        return str(State(self.state).label)

    @property
    def channel_label(self) -> str:
        return str(Channel(self.channel).label)

    @property
    def result_label(self) -> str:
        return str(Result(self.result).label)


class Case(Worded, models.Model):
    """One request or application from its first word to its rating."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=14, unique=True)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    result = models.CharField(max_length=12, choices=Result.choices, default=Result.NONE, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)

    title = models.CharField(max_length=80)
    text = models.TextField()
    text_digest = models.CharField(max_length=64)
    category = models.ForeignKey("catalogue.Category", null=True, on_delete=models.PROTECT)
    clock = models.ForeignKey("catalogue.Clock", null=True, on_delete=models.PROTECT)
    # What is applied for, in the version that it was begun under, and the level that looks at it; a request has neither.
    service = models.ForeignKey("catalogue.Service", null=True, db_index=False, on_delete=models.PROTECT)
    level = models.CharField(max_length=10, blank=True, default="")

    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT)
    community = models.CharField(max_length=12, blank=True, default="")
    street = models.CharField(max_length=9, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    address = models.CharField(max_length=120, blank=True, default="")
    building = models.ForeignKey("places.Building", null=True, on_delete=models.PROTECT)

    office = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="cases_in_office")
    organisation = models.ForeignKey(
        "people.Organisation", null=True, on_delete=models.PROTECT, related_name="cases_assigned"
    )
    reporter = models.ForeignKey("people.Contact", null=True, on_delete=models.SET_NULL)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL)
    receipt_digest = models.CharField(max_length=64, blank=True, default="")
    published = models.BooleanField(default=False)
    followers = models.PositiveIntegerField(default=0)

    due_at = models.DateTimeField(default=NEVER)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    came_from = models.CharField(max_length=12, blank=True, default="", choices=State.choices)
    closings = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    reminded = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True)
    solved = models.BooleanField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_here")
    next_door = models.CharField(max_length=80, blank=True, default="")

    source = models.CharField(max_length=40, blank=True, default="")
    source_id = models.CharField(max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")

    objects = CaseQuerySet.as_manager()

    # What replaying the events must give again; the rest is derived, or personal and pointed to.
    FOLDED = (
        "code", "district_id", "state", "result", "channel", "text_digest", "category_id", "clock_id",
        "area_id", "lat", "lon", "accuracy", "building_id", "office_id", "organisation_id", "reporter_id",
        "account_id", "published", "followers", "registered_at", "answered_at", "closed_at", "came_from",
        "closings", "reopened", "reminded", "score", "solved", "merged_into_id", "source", "source_id",
        "service_id", "level",
    )  # fmt: skip

    class Meta:
        indexes = [
            # queries.worklist: the district's, a street's, a community's open cases by what is due
            models.Index(
                fields=["district", "due_at", "id"], name="case_district_due",
                condition=models.Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["street", "due_at", "id"], name="case_street_due",
                condition=models.Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["community", "due_at", "id"], name="case_community_due",
                condition=models.Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            # queries.worklist sorted by newest; queries.listing; queries.public lists; keyset by id (time-ordered)
            models.Index(fields=["district", "-id"], name="case_district_new"),
            # queries.listing: the district's cases of one state, the newest first
            models.Index(fields=["district", "state", "-id"], name="case_district_state"),
            models.Index(fields=["street", "-id"], name="case_street_new"),
            models.Index(fields=["community", "-id"], name="case_community_new"),
            # queries.worklist: the district's done cases, behind all that are open and newer
            models.Index(
                fields=["district", "-id"], name="case_district_done",
                condition=models.Q(state__in=[s.value for s in DONE_STATES]),
            ),
            # applications.queries.prefill: somebody's own applications, the newest first
            models.Index(
                fields=["account", "-id"], name="case_of_applicant",
                condition=models.Q(account__isnull=False, service__isnull=False),
            ),
            # figures: what was received in a period
            models.Index(
                fields=["district", "created_at"], name="case_received", condition=models.Q(service=None)
            ),
            # figures by service: what was received in a period
            models.Index(
                fields=["district", "service", "created_at"], name="case_applied", condition=models.Q(service__isnull=False)
            ),
            # figures by service: what was decided in a period
            models.Index(
                fields=["district", "answered_at", "service"], name="case_decided", condition=models.Q(service__isnull=False)
            ),
            # queries.worklist: the district's applications, open ones by what is due, all of them and the decided ones
            # the newest first
            models.Index(
                fields=["district", "due_at", "id"], name="case_applications_due",
                condition=models.Q(service__isnull=False, state__in=[s.value for s in OPEN_STATES]),
            ),
            models.Index(
                fields=["district", "-id"], name="case_applications_new", condition=models.Q(service__isnull=False)
            ),
            models.Index(
                fields=["district", "-id"], name="case_applications_done",
                condition=models.Q(service__isnull=False, state__in=[s.value for s in DONE_STATES]),
            ),
            # queries.nearby: open published cases of a cell
            models.Index(fields=["area", "state"], name="case_area_state"),
            # queries.unlocated: the dispatcher's queue
            models.Index(
                fields=["district", "id"], name="case_unlocated",
                condition=models.Q(service=None, area=None, state__in=[s.value for s in OPEN_STATES]),
            ),
            # closing chores: rating reminders
            models.Index(
                fields=["closed_at"], name="case_unrated", condition=models.Q(state="closed", score=None, reminded=0)
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["district", "source", "source_id"],
                condition=~models.Q(source=""),
                name="case_source_once",
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None) | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="case_position_possible",
            ),
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__range=(1, 5)), name="case_score_range"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def public_title(self) -> str:
        """What everyone reads: no number that leads to a person, no house number that leads to a door."""
        return without_door(self.title) or self.code

    @property
    def area_label(self) -> str:
        return area_label(self.district_id, self.area_id)


class CaseEvent(ChainedEvent):
    """One change of a case: who, when, what. `stream` is the case's id; `data["set"]` what it changed."""

    class Meta(ChainedEvent.Meta):
        indexes = [
            # queries.events_after: what a client or the search index has missed
            models.Index(fields=["xact", "id"], name="caseevent_follow"),
        ]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="caseevent_stream_seq")]

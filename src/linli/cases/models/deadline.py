"""Deadlines as rows, and the desk items they sort: what each organisation has to do, and by when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7

from .case import NEVER, OPEN_STATES, State, in_one_of


class DeadlineKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    REPORT_IN = "report_in", _("Report in")
    ARRIVE = "arrive", _("Arrive")
    FINISH = "finish", _("Finish")
    RULING = "ruling", _("Rule on the refusal")
    ANSWER = "answer", _("Answer")
    CLOSE = "close", _("Close the case")
    ACCEPT = "accept", _("Acceptance")
    DECIDE = "decide", _("Decide")
    BY_LAW = "by_law", _("Decide by law")
    VERIFY = "verify", _("Look into the promise")

    @classmethod
    def of_requests(cls) -> tuple[DeadlineKind, ...]:
        """Those that the three rates and the late ones of a request are counted from."""
        return (cls.ACKNOWLEDGE, cls.REPORT_IN, cls.ARRIVE, cls.FINISH, cls.RULING, cls.ANSWER, cls.CLOSE)


class DeadlineState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def to_rule_on(self) -> Self:
        """Running rulings, spelled as in their partial index, which is taken only for the same words."""
        spelled = """"cases_deadline"."state" = 'running' AND "cases_deadline"."kind" = 'ruling'"""
        return self.filter(RawSQL(spelled, (), output_field=models.BooleanField()))

    def ended_by_silence(self) -> Self:
        """Running ones after which the law speaks if nobody did, spelled as in their partial index."""
        spelled = """"cases_deadline"."state" = 'running' AND "cases_deadline"."kind" IN ('accept', 'by_law')"""
        return self.filter(RawSQL(spelled, (), output_field=models.BooleanField()))


class Timed:
    """What people call the columns of a deadline, of the row itself and of what a page reads of it."""

    kind: Any
    state: Any
    organisation_id: Any
    callout_id: Any
    started_at: Any
    due_at: Any
    warn_at: Any
    paused_at: Any
    met_at: Any

    @property
    def kind_label(self) -> str:
        return str(DeadlineKind(self.kind).label)

    def is_late(self, at: datetime) -> bool:
        """Whether it was, or is by now, passed."""
        late: bool = (self.met_at or self.paused_at or at) > self.due_at
        return late


class Deadline(Timed, models.Model):
    """One promise with a time: who must do what, by when. `term` is the pack's words, e.g. "10 working days".

    `met_at` is when its clock stopped for good, met or cancelled: one cancelled after it fell due was missed all the same,
    one cancelled before is no longer needed and counts nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="deadlines")
    callout = models.ForeignKey("cases.Callout", null=True, on_delete=models.CASCADE, related_name="deadlines")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=DeadlineKind.choices)
    state = models.CharField(max_length=10, choices=DeadlineState.choices, default=DeadlineState.RUNNING)
    term = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    warned = models.BooleanField(default=False)
    escalated = models.PositiveSmallIntegerField(default=0)
    escalate_at = models.DateTimeField(default=NEVER)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        indexes = [
            # chores.warn: running deadlines whose warning time has come
            models.Index(
                fields=["warn_at"], name="deadline_warn",
                condition=models.Q(state="running", warned=False),
            ),
            # chores.escalate
            models.Index(
                fields=["escalate_at"], name="deadline_escalate", condition=models.Q(state="running")
            ),
            # queries.worklist: refusals that the centre has to rule on
            models.Index(
                fields=["organisation", "case"], name="deadline_ruling",
                condition=models.Q(state="running", kind="ruling"),
            ),
            # applications.chores.silence
            models.Index(
                fields=["due_at"], name="deadline_silence",
                condition=models.Q(state="running", kind__in=["accept", "by_law"]),
            ),
            # figures.response: deadlines of a kind that fell due in a period
            models.Index(fields=["district", "kind", "due_at", "organisation"], name="deadline_figures"),
            # figures by service: deadlines of a kind not ended that have passed
            models.Index(
                fields=["district", "kind", "due_at", "case"], name="deadline_passed", condition=models.Q(met_at=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"

    def end(self, state: DeadlineState, at: datetime) -> None:
        """Met or cancelled. While it stood still no time went by."""
        self.state, self.met_at, self.paused_at = state, self.paused_at or at, None


class DeskItemQuerySet(models.QuerySet["DeskItem"]):
    def of_open_cases(self) -> Self:
        """Names the table itself: so not for within a subquery."""
        return self.filter(in_one_of("cases_deskitem", OPEN_STATES))


class DeskItem(models.Model):
    """One line of an organisation's worklist: a case it has a part in, what is due of it, and how the case stands.

    The state and `case_due_at` are the case's own, kept here as well so that an organisation's cases of one state lie
    together, and its open ones in the order in which they are due of anyone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="desk_items")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT)
    open = models.BooleanField(default=True)
    due_at = models.DateTimeField(default=NEVER)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    case_due_at = models.DateTimeField(default=NEVER)
    # Of an application, not of a request: what it is of never changes.
    application = models.BooleanField(default=False)

    objects = DeskItemQuerySet.as_manager()

    class Meta:
        # Also serves queries.listing: an organisation's cases, the newest first
        constraints = [models.UniqueConstraint(fields=["organisation", "case"], name="deskitem_once")]
        indexes = [
            # queries.worklist of an organisation, by what is due
            models.Index(fields=["organisation", "open", "due_at", "case"], name="deskitem_due"),
            # queries.listing: an organisation's cases of one state, the newest first
            models.Index(fields=["organisation", "state", "case"], name="deskitem_state"),
            # queries.listing: an organisation's open cases, the soonest due of anyone first
            models.Index(
                fields=["organisation", "case_due_at", "case"],
                name="deskitem_case_due",
                condition=models.Q(state__in=[s.value for s in OPEN_STATES]),
            ),
            # queries.worklist: an organisation's applications, among many more requests, by what is due
            models.Index(
                fields=["organisation", "open", "due_at", "case"],
                name="deskitem_applications",
                condition=models.Q(application=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.case_id}"

"""A quarrel that is talked over: how it stands, its parties, who steps aside, when they sit down together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.ids import uuid7
from linli.people.vault import mask_name

from ..sealing import open_

SIDES = "甲乙丙丁戊己"


class State(models.TextChoices):
    BROUGHT = "brought", _("Brought, waiting for the parties")
    WILLING = "willing", _("The parties agree to talk")
    TALKING = "talking", _("In session")
    AGREED = "agreed", _("Agreed, to be followed up")
    NOT_AGREED = "not_agreed", _("No agreement reached")
    FOLLOWED_UP = "followed_up", _("Followed up")
    CLOSED = "closed", _("Closed")
    REFERRED = "referred", _("Handed to the court")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (State.BROUGHT, State.WILLING, State.TALKING, State.AGREED, State.NOT_AGREED, State.FOLLOWED_UP)
BEFORE_THE_END = (State.BROUGHT, State.WILLING, State.TALKING)
_TONES = {
    State.BROUGHT: "wait", State.WILLING: "calm", State.TALKING: "calm", State.AGREED: "good", State.NOT_AGREED: "late",
    State.FOLLOWED_UP: "good",
}  # fmt: skip


class Source(models.TextChoices):
    RESIDENT = "resident", _("By a resident")
    DESK = "desk", _("At the community's desk")
    CASE = "case", _("From a case")


class Kept(models.TextChoices):
    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Kept in part")
    BROKEN = "broken", _("Broken")


class Matter(models.Model):
    """One quarrel. All words about it are sealed with the matter's own key; nothing of it is found by search."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    team = models.ForeignKey("mediation.Team", on_delete=models.PROTECT, related_name="matters")
    kind = models.ForeignKey("mediation.MatterKind", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.BROUGHT)
    source = models.CharField(max_length=10, choices=Source.choices)
    # At whose desk it was brought: they see how it stands, and no more.
    desk = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField()
    story_cipher = models.BinaryField(default=bytes)
    reason_cipher = models.BinaryField(default=bytes)
    brought_at = models.DateTimeField()
    willing_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The version of the agreement that everybody signed.
    settled = models.PositiveSmallIntegerField(null=True)
    follow_up_on = models.DateField(null=True)
    follow_up_told_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=8, choices=Kept.choices, blank=True, default="")
    follow_up_cipher = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled=None, agreed_at=None) | Q(settled__isnull=False, agreed_at__isnull=False),
                name="matter_agreed_by_all",
            )
        ]
        indexes = [
            # queries.desk: a team's files, newest first
            models.Index(fields=["team", "-brought_at", "-id"], name="matter_team"),
            # queries.desk.states: what a community's desk brought
            models.Index(fields=["desk", "-brought_at", "-id"], name="matter_desk"),
            # queries.figures: a district's, by when they were brought
            models.Index(fields=["district", "brought_at"], name="matter_brought"),
            # actions.chores: agreements to be followed up
            models.Index(fields=["follow_up_on"], name="matter_follow_up", condition=Q(state="agreed")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def kept_label(self) -> str:
        return str(Kept(self.kept).label) if self.kept else ""

    @property
    def source_label(self) -> str:
        return str(Source(self.source).label)

    @property
    def tone(self) -> str:
        return _TONES.get(State(self.state), "")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def subject(self) -> str:
        """As the audit names it."""
        return f"mediation:{self.code}"


class Answer(models.TextChoices):
    WAITING = "waiting", _("Not answered yet")
    AGREED = "agreed", _("Takes part")
    DECLINED = "declined", _("Does not take part")


class Party(models.Model):
    """Somebody in a quarrel. Their name and signature are sealed with a key of their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="parties")
    number = models.PositiveSmallIntegerField()
    key = models.BinaryField()
    name_cipher = models.BinaryField(default=bytes)
    account = models.ForeignKey(
        "people.Account", null=True, on_delete=models.SET_NULL, related_name="mediation_parties"
    )
    brought = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    # Told and asked by the team; before that they see nothing.
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # They said so to a mediator, who noted it.
    answered_at_desk = models.BooleanField(default=False)
    to_court = models.BooleanField(null=True)
    to_court_at = models.DateTimeField(null=True)
    left = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="party_number_once"),
            models.UniqueConstraint(fields=["matter", "account"], name="party_account_once", condition=Q(left=False)),
        ]
        # queries.mine: the matters somebody is in comes by the index of the account alone

    def __str__(self) -> str:
        return f"{self.matter_id} {self.side}"

    @property
    def side(self) -> str:
        """甲方, 乙方: what stands for the name where it must not be read, or is forgotten."""
        return f"{SIDES[self.number - 1]}方"

    @property
    def name(self) -> str:
        return open_(self.key, self.name_cipher)

    @property
    def shown(self) -> str:
        return self.name or self.side

    @property
    def masked(self) -> str:
        return mask_name(self.name) or self.side

    @property
    def answer_label(self) -> str:
        return str(Answer(self.answer).label)

    @property
    def tone(self) -> str:
        return {Answer.AGREED: "good", Answer.DECLINED: "late"}.get(Answer(self.answer), "wait")


class Recusal(models.Model):
    """A mediator who has to do with a party steps aside (回避): the file is closed to them from then on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="recusals")
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    # None: by themselves.
    asked_by = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    reason_cipher = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "account"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.account_id}"


class Session(models.Model):
    """The parties and the team sit down together: planned, held with who was there, or called off."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("Session planned")
        HELD = "held", _("Session held")
        CANCELLED = "cancelled", _("Called off")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="sessions")
    begins_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PLANNED)
    # Numbers of parties, names of mediators.
    parties_there = models.JSONField(default=list)
    mediators_there = models.JSONField(default=list)
    notes_cipher = models.BinaryField(default=bytes)
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], name="session_one_planned", condition=Q(state="planned"))
        ]
        indexes = [
            # queries.desk: a file's sessions in their order
            models.Index(fields=["matter", "begins_at"], name="mediationsession_matter"),
            # actions.chores: whom to remind
            models.Index(fields=["begins_at"], name="mediationsession_planned", condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.begins_at}"

    @property
    def state_label(self) -> str:
        return str(self.Kind(self.state).label)

    @property
    def tone(self) -> str:
        return {"planned": "wait", "held": "good"}.get(self.state, "")

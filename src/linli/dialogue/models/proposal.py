"""What people propose, who stands behind it, what is said to it, and what was officially answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.audit.models import ChainedEvent
from linli.clock import now
from linli.ids import uuid7
from linli.people.queries import organisations
from linli.people.roles import EDITORS, Role
from linli.people.vault import mask_name, unseal
from linli.places.queries import district_by

if TYPE_CHECKING:
    from linli.people.actors import Actor


# Who looks through what people write.
MODERATORS = (*EDITORS, Role.DISPATCHER)


class DialogueEvent(ChainedEvent):
    """What happened to a topic, a proposal or a meeting (`about`): its `stream` is that row's key. No personal data."""

    about = models.CharField(max_length=10)

    CHAINED = (*ChainedEvent.CHAINED, "about")

    class Meta(ChainedEvent.Meta):
        indexes = [
            # ChainedQuerySet.after: sealing, and the search room that follows
            models.Index(fields=["xact", "id"], name="dialogueevent_follow"),
        ]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="dialogueevent_stream_seq")]


class Signed(models.Model):
    """Something that a person has said: their name is sealed, and shown as 王** unless they wish otherwise."""

    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    name_cipher = models.BinaryField(default=bytes)
    show_name = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def by(self) -> str:
        """Who has said it, as everyone reads it."""
        name = unseal(self.name_cipher)
        if not name:
            return gettext("A resident")
        return name if self.show_name else mask_name(name)


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Being looked at")
    OPEN = "open", _("Made public")
    HELD = "held", _("Not published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outcome(models.TextChoices):
    """What became of a proposal."""

    ADOPTED = "adopted", _("Adopted")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Carried out")
    DECLINED = "declined", _("Not adopted")


TONES = {Outcome.ADOPTED: "good", Outcome.PLANNED: "calm", Outcome.DONE: "good", Outcome.DECLINED: ""}


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def public(self) -> Self:
        return self.filter(state=ProposalState.OPEN)

    def unanswered(self) -> Self:
        return self.public().filter(answered_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """The published ones; a person's own; all of the district for who looks through them."""
        seen = Q(state=ProposalState.OPEN)
        if actor.account is not None and actor.kind == "resident":
            seen |= Q(account=actor.account.pk)
        if actor.is_staff and actor.has(*MODERATORS):
            seen |= Q(district=actor.reach.district)
        return self.filter(seen)


class Proposal(Signed):
    """A proposal to a topic or a free one, and where it stands.

    `organisation` is who is asked to answer; of a free one nobody, until the centre has said. The clock runs from the
    moment it is published (`due_at`), whoever it lies with; `escalate_at` is when the next one is told that it is late.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    code = models.CharField(max_length=16, unique=True)
    topic = models.ForeignKey("dialogue.Topic", null=True, on_delete=models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("catalogue.Category", null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=60)
    text = models.TextField()
    place = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    # Why it is not published.
    held_because = models.CharField(max_length=300, blank=True, default="")
    supports = models.PositiveIntegerField(default=0)
    comments_shown = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    planned_for = models.DateField(null=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    project = models.CharField(max_length=80, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            # queries.proposals: a district's published ones, newest first, and those of a topic
            models.Index(fields=["district", "state", "-id"], name="proposal_newest"),
            models.Index(fields=["topic", "state", "-supports", "-id"], name="proposal_of_topic"),
            # queries.desk: what waits for an organisation's answer, by due time
            models.Index(
                fields=["organisation", "due_at"], name="proposal_waiting", condition=Q(answered_at=None, state="open")
            ),
            # queries.proposals: those with an answer, the latest first
            models.Index(
                fields=["district", "-answered_at"], name="proposal_answered", condition=Q(answered_at__isnull=False)
            ),
            # actions.chores.warn and escalate
            models.Index(fields=["warn_at"], name="proposal_warn", condition=Q(warn_at__isnull=False)),
            models.Index(fields=["escalate_at"], name="proposal_escalate", condition=Q(escalate_at__isnull=False)),
            # queries.moderation: what waits to be looked at
            models.Index(fields=["district", "id"], name="proposal_to_look_at", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_public(self) -> bool:
        return self.state == ProposalState.OPEN

    @property
    def is_late(self) -> bool:
        """Its clock has run out, or had before it was answered."""
        return self.due_at is not None and (self.answered_at or now()) > self.due_at

    @property
    def takes_supports(self) -> bool:
        """Until it has its answer."""
        return self.is_public and self.answered_at is None

    @property
    def organisation_name(self) -> str:
        card = organisations(self.district_id).get(self.organisation_id) if self.organisation_id else None
        return card.name if card else ""

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/{district_by(self.district_id).slug}/dialogue/proposals/{self.code}"

    @property
    def state_label(self) -> str:
        """In a word: what became of it, or where it stands."""
        if self.outcome:
            return str(Outcome(self.outcome).label)
        if self.is_public:
            return gettext("Answer overdue") if self.is_late else gettext("Waiting for an answer")
        return str(ProposalState(self.state).label)

    @property
    def tone(self) -> str:
        if self.outcome:
            return TONES[Outcome(self.outcome)]
        if self.is_public:
            return "late" if self.is_late else "wait"
        return ""


class Support(models.Model):
    """Somebody stands behind a proposal, once. Of who was erased the row stays, without them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supporters")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "account"], name="support_once")]

    def __str__(self) -> str:
        return str(self.pk)


class CommentState(models.TextChoices):
    WAITING = "waiting", _("Being looked at")
    SHOWN = "shown", _("Made public")
    HIDDEN = "hidden", _("Hidden")


class Comment(Signed):
    """Something said to a proposal. A hidden one keeps its place and says why; `reported` counts who has objected."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    state = models.CharField(max_length=8, choices=CommentState.choices, default=CommentState.WAITING)
    hidden_because = models.CharField(max_length=300, blank=True, default="")
    reported = models.PositiveSmallIntegerField(default=0)
    looked_at = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # queries.proposal_page: a proposal's comments in their order
            models.Index(fields=["proposal", "id"], name="comment_of_proposal"),
            # queries.moderation: those that wait, or that somebody objects to
            models.Index(fields=["district", "id"], name="comment_to_look_at", condition=Q(looked_at=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CommentReport(models.Model):
    """Somebody objects to a comment, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "account"], name="commentreport_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """An official answer to one or many proposals, or a later word on what became of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    # Of the demo's invented history: nobody.
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    planned_for = models.DateField(null=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    project = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label)

    @property
    def tone(self) -> str:
        return TONES[Outcome(self.outcome)]

    @property
    def organisation_name(self) -> str:
        card = organisations(self.district_id).get(self.organisation_id)
        return card.name if card else self.organisation_id


class AnswerTo(models.Model):
    """Which proposals an answer is to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="of")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "proposal"], name="answerto_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.proposal_id}"

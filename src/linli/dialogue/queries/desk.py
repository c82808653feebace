"""What waits at the desk: answers by their due time, what is nobody's yet, and what is to be looked through."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from linli.people.actors import Actor

from ..access import may_answer, may_moderate, may_route
from ..models import Comment, CommentState, Meeting, Proposal, ProposalState, Topic
from .topics import TopicCard, cards

MOST = 200
COUNT_TO = 100


@dataclass(frozen=True)
class DeskPage:
    waiting: list[Proposal]
    unrouted: list[Proposal]
    answered: list[Proposal]
    topics: list[TopicCard]
    planned: list[Topic]
    meetings: list[Meeting]

    @property
    def late(self) -> int:
        return sum(1 for row in self.waiting if row.is_late)


@dataclass(frozen=True)
class ModerationPage:
    proposals: list[Proposal]
    comments: list[Comment]


def _asked(actor: Actor) -> QuerySet[Proposal]:
    units = actor.reach.organisations if may_answer(actor) else ()
    return Proposal.objects.public().filter(district=actor.reach.district, organisation__in=units)


def desk_page(actor: Actor, topic: str = "") -> DeskPage:
    """What waits for this person's organisation, the soonest due first; for the centre also what is nobody's."""
    rows = _asked(actor).select_related("topic")
    if topic:
        rows = rows.filter(topic__code=topic)
    own = Topic.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations, active=True)
    meetings = Meeting.objects.filter(district=actor.reach.district, organisation__in=actor.reach.organisations)
    return DeskPage(
        waiting=list(rows.filter(answered_at=None).order_by("due_at", "id")[:MOST]),
        unrouted=unrouted(actor),
        answered=list(rows.exclude(answered_at=None).order_by("-answered_at", "-id")[:20]),
        topics=cards(own.public().order_by("-closes_at", "-id"), 12),
        planned=list(own.filter(opened_at=None).order_by("opens_at")[:12]),
        meetings=list(meetings.order_by("-starts_at")[:12]),
    )


def unrouted(actor: Actor) -> list[Proposal]:
    if not may_route(actor):
        return []
    rows = Proposal.objects.public().filter(district=actor.reach.district, organisation=None, answered_at=None)
    return list(rows.order_by("due_at", "id")[:MOST])


def to_answer(actor: Actor, codes: list[str]) -> list[Proposal]:
    """Those of these that this person may answer."""
    return list(_asked(actor).filter(code__in=codes[:MOST]).select_related("topic").order_by("due_at", "id"))


def _to_look_at(actor: Actor) -> tuple[QuerySet[Proposal], QuerySet[Comment]]:
    proposals = Proposal.objects.filter(district=actor.reach.district, state=ProposalState.WAITING)
    comments = Comment.objects.filter(district=actor.reach.district, looked_at=False)
    return proposals, comments.exclude(state=CommentState.HIDDEN)


def moderation_page(actor: Actor) -> ModerationPage:
    """The oldest first; comments that somebody objects to before the rest."""
    proposals, comments = _to_look_at(actor)
    return ModerationPage(
        list(proposals.select_related("topic").order_by("id")[:50]),
        list(comments.select_related("proposal").prefetch_related("reports").order_by("-reported", "id")[:100]),
    )


def waiting_count(actor: Actor) -> int:
    """How many answers wait for this person's organisation, and what is nobody's for the centre; counted to a hundred."""
    if not may_answer(actor):
        return 0
    whose = Q(organisation__in=actor.reach.organisations)
    if may_route(actor):
        whose |= Q(organisation=None)
    rows = Proposal.objects.unanswered().filter(whose, district=actor.reach.district)
    return rows.order_by().values("pk")[:COUNT_TO].count()


def moderation_count(actor: Actor) -> int:
    if not may_moderate(actor):
        return 0
    proposals, comments = _to_look_at(actor)
    return proposals.values("pk")[:COUNT_TO].count() + comments.values("pk")[:COUNT_TO].count()

"""What waits at the desk: answers by their due time, what is nobody's yet, and what is to be looked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.places.models import District
from linli.prepared import prepared
from linli.subqueries import number_of_any

from ..access import at_dialogue, may_answer, may_moderate, may_route
from ..models import Comment, CommentState, Meeting, Proposal, ProposalState, Topic
from .topics import TopicCard, cards, has_dialogue

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
    if topic and topic.isprintable():
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
    known = [code for code in codes[:MOST] if code.isprintable()]
    return list(_asked(actor).filter(code__in=known).select_related("topic").order_by("due_at", "id"))


def _to_look_at(district: str) -> tuple[QuerySet[Proposal], QuerySet[Comment]]:
    proposals = Proposal.objects.filter(district=district, state=ProposalState.WAITING)
    comments = Comment.objects.filter(district=district, looked_at=False)
    return proposals, comments.exclude(state=CommentState.HIDDEN)


def moderation_page(actor: Actor) -> ModerationPage:
    """The oldest first; comments that somebody objects to before the rest."""
    proposals, comments = _to_look_at(actor.reach.district)
    return ModerationPage(
        list(proposals.select_related("topic").order_by("id")[:50]),
        list(comments.select_related("proposal").prefetch_related("reports").order_by("-reported", "id")[:100]),
    )


def door_count(actor: Actor) -> int:
    """What waits for this person: answers of their organisation, for the centre what is nobody's, for who looks through
    what is to be looked at. One statement, counted to a hundred; none where nobody has proposed anything."""
    district = actor.reach.district
    if not (district and at_dialogue(actor) and has_dialogue(district)):
        return 0
    return sum(
        _at_the_door(actor.reach.alone, may_answer(actor), may_route(actor), may_moderate(actor), district=district)
    )


@prepared
def _at_the_door(
    reach: Reach, answers: bool, routes: bool, moderates: bool, *, district: str
) -> QuerySet[District, int]:
    unanswered = Proposal.objects.unanswered().filter(district=district)
    parts: list[QuerySet[Any, Any]] = []
    if answers:
        parts.append(unanswered.filter(organisation__in=reach.organisations))
    if routes:
        parts.append(unanswered.filter(organisation=None))
    if moderates:
        parts += _to_look_at(district)
    number = number_of_any([part.values("pk")[:COUNT_TO] for part in parts], COUNT_TO)
    return District.objects.filter(pk=district).annotate(waiting=number).values_list("waiting", flat=True)


def moderation_count(actor: Actor) -> int:
    if not may_moderate(actor):
        return 0
    proposals, comments = _to_look_at(actor.reach.district)
    return proposals.values("pk")[:COUNT_TO].count() + comments.values("pk")[:COUNT_TO].count()

"""Topics and proposals for the search room, which follows their events."""

from __future__ import annotations

from uuid import UUID

from linli.audit.errors import UnknownEvent
from linli.places.queries import district_by
from linli.search.follow import CursorLost, Source
from linli.search.index import Document, Gone

from ..models import DialogueEvent, Meeting, Proposal, Topic


def changes(after: str, limit: int) -> tuple[list[Document | Gone], str]:
    """What changed after a cursor (an event's key). What is not public, or no more, is gone."""
    try:
        events = DialogueEvent.objects.all().after(UUID(after) if after else None)
    except UnknownEvent as unknown:
        raise CursorLost(after) from unknown
    passed = list(events.settled().values_list("pk", "stream", "about")[:limit])
    if not passed:
        return [], after
    touched = {
        about: {stream for _pk, stream, kind in passed if kind == about} for about in ("proposal", "topic", "meeting")
    }
    found = [*_proposals(touched["proposal"]), *_topics(touched["topic"]), *_meetings(touched["meeting"])]
    return found, str(passed[-1][0])


def _proposals(keys: set[UUID]) -> list[Document | Gone]:
    rows = Proposal.objects.filter(pk__in=keys).select_related("topic")
    return [
        Document(
            "proposal", str(row.pk), row.district_id, row.title, f"{row.text}\n{row.place}", row.published_at or row.created_at,
            codes=(row.code,), terms=(f"state:{row.outcome or 'waiting'}",),
            address=f"/{district_by(row.district_id).slug}/dialogue/proposals/{row.code}",
        )
        if row.is_public else Gone("proposal", str(row.pk))
        for row in rows
    ]  # fmt: skip


def _topics(keys: set[UUID]) -> list[Document | Gone]:
    return [
        Document(
            "topic", str(row.pk), row.district_id, row.title, f"{row.question}\n{row.background}", row.opens_at,
            over=row.is_over, address=f"/{district_by(row.district_id).slug}/dialogue/topics/{row.code}",
        )
        if row.active and row.has_begun else Gone("topic", str(row.pk))
        for row in Topic.objects.filter(pk__in=keys)
    ]  # fmt: skip


def _meetings(keys: set[UUID]) -> list[Document | Gone]:
    return [
        Document(
            "meeting", str(row.pk), row.district_id, row.title, f"{row.agenda}\n{row.minutes}", row.starts_at,
            over=row.is_over, address=f"/{district_by(row.district_id).slug}/dialogue/meetings/{row.code}",
        )
        if row.cancelled_at is None else Gone("meeting", str(row.pk))
        for row in Meeting.objects.filter(pk__in=keys)
    ]  # fmt: skip


DIALOGUE = Source("dialogue", changes)

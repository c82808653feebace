"""The dialogue over JSON: topics, proposals, comments and meetings to read; proposing and supporting with a token."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.answers import ERRORS, json_answer, write
from linli.cases.queries.keyset import Cursor
from linli.people.actors import Actor, actor_of
from linli.places.queries import district_by
from linli.problem import Fault

from . import commands as c
from .actions import comment, propose, support, take_back
from .actions.telling import path_of
from .errors import InvalidInput, NoSuchProposal
from .models import Answer, Comment, Meeting, Proposal, Topic
from .queries import meetings, topics
from .queries.proposals import FILTERS, Wanted, comments_of, listed, proposal_by, proposal_page
from .queries.topics import BallotCard, TopicCard, ballot_of, cards, topic_by

router = Router(tags=["dialogue"])
MOST = 100


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _topic(card: TopicCard) -> dict[str, Any]:
    row = card.topic
    return {
        "code": row.code, "title": row.title, "question": row.question, "organisation": row.organisation_id,
        "organisation_name": row.organisation_name, "opens_at": _iso(row.opens_at), "closes_at": _iso(row.closes_at),
        "open": row.is_open, "answer_days": row.answer_days, "proposals": card.proposals, "answered": card.answered,
        "path": path_of(row),
    }  # fmt: skip


def _ballot(card: BallotCard | None) -> dict[str, Any] | None:
    if card is None:
        return None
    choices = [{"id": str(one.id), "text": one.text, "votes": one.votes} for one in card.choices]
    return {"question": card.question, "voted": card.turnout, "options": choices}


def _proposal(row: Proposal) -> dict[str, Any]:
    return {
        "code": row.code, "title": row.title, "topic": row.topic.code if row.topic else None, "by": row.by,
        "state": row.outcome or ("late" if row.is_late else "waiting") if row.is_public else row.state,
        "organisation": row.organisation_id, "organisation_name": row.organisation_name or None, "supports": row.supports,
        "comments": row.comments_shown, "created_at": _iso(row.created_at), "published_at": _iso(row.published_at),
        "due_at": _iso(row.due_at), "answered_at": _iso(row.answered_at), "path": path_of(row),
    }  # fmt: skip


def _answer(row: Answer) -> dict[str, Any]:
    return {
        "at": _iso(row.at), "organisation": row.organisation_id, "organisation_name": row.organisation_name,
        "outcome": row.outcome, "text": row.text, "planned_for": row.planned_for, "project": row.project or None,
    }  # fmt: skip


def _comment(row: Comment) -> dict[str, Any]:
    shown = row.state == "shown"
    return {
        "id": str(row.pk), "at": _iso(row.created_at), "by": row.by if shown else None, "text": row.text if shown else None,
        "hidden_because": row.hidden_because or None,
    }  # fmt: skip


@router.get("/topics", response={200: dict, **ERRORS}, summary="A district's topics, the soonest to end first")
def list_topics(
    request: HttpRequest, district: str, state: str = "open", after: str = "", limit: int = 50
) -> HttpResponse:
    """`state`: open, over or all; `after` is the `next` of the page before."""
    code = district_by(district).code
    _one_of("state", state, (topics.OPEN, topics.OVER, topics.ALL))
    found, following = topics.listed_topics(code, state, _place(after), _size(limit))
    return json_answer({"items": [_topic(card) for card in found], "next": following or None})


def _one_of(field: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        message = _("There is no “%(value)s” here. Possible are: %(known)s.")
        raise InvalidInput([Fault(field, message % {"value": value[:40], "known": "、".join(known)}, value[:40])])


def _place(after: str) -> str:
    """Where a page begins, as the page before gave it."""
    if after and Cursor.read(after) is None:
        message = _("“%(value)s” is not a place to go on from; please use the `next` of the page before.")
        raise InvalidInput([Fault("after", message % {"value": after[:40]}, after[:40])])
    return after


def _size(limit: int) -> int:
    return max(1, min(limit, MOST))


@router.get("/topics/{code}", response={200: dict, **ERRORS}, summary="One topic, with its ballot")
def one_topic(request: HttpRequest, code: str, district: str) -> HttpResponse:
    """Counts of a ballot stand there once it is over and enough have voted."""
    row = topic_by(district_by(district).code, code)
    card = cards(Topic.objects.filter(pk=row.pk), 1)[0]
    shown = {**_topic(card), "background": row.background, "ballot": _ballot(ballot_of(Actor.guest(), row))}
    return json_answer(shown)


@router.get("/proposals", response={200: dict, **ERRORS}, summary="Published proposals, the newest first")
def list_proposals(
    request: HttpRequest, district: str, topic: str = "", state: str = "", after: str = "", limit: int = 50
) -> HttpResponse:
    """`state`: waiting, late, answered, or an outcome; `after` is the `next` of the page before."""
    code = district_by(district).code
    if state:
        _one_of("state", state, [name for name in FILTERS if name])
    key = topic_by(code, topic).pk if topic else None
    page = listed(Wanted(code, key, state), older=_place(after), size=_size(limit))
    return json_answer({"items": [_proposal(row) for row in page.rows], "next": page.older or None})


@router.get("/proposals/{code}", response={200: dict, **ERRORS}, summary="One proposal, with its answers and its story")
def one_proposal(request: HttpRequest, code: str) -> HttpResponse:
    return json_answer(_whole(actor_of(request), code))


def _whole(actor: Actor, code: str) -> dict[str, Any]:
    page = proposal_page(actor, "", code)
    row, answers = page.proposal, [page.answer, *page.earlier] if page.answer else []
    return {
        **_proposal(row), "text": row.text, "place": row.place or None, "case": page.case_code or None,
        "answers": [_answer(one) for one in answers], "supported": page.supported,
        "timeline": [{"at": _iso(step.at), "what": step.what, "by": step.by or None} for step in page.steps],
    }  # fmt: skip


@router.post("/proposals", response={201: dict, **ERRORS}, summary="Propose, to a topic or freely")
def make_proposal(request: HttpRequest, payload: c.Propose) -> HttpResponse:
    def do() -> HttpResponse:
        row = propose(actor_of(request), payload)
        return json_answer(_proposal(row), 201)

    return write(request, do)


@router.post("/proposals/{code}/support", response={200: dict, **ERRORS}, summary="Stand behind it; counts once")
def support_proposal(request: HttpRequest, code: str) -> HttpResponse:
    def do() -> HttpResponse:
        row = support(actor_of(request), code)
        return json_answer({"code": row.code, "supports": row.supports, "supported": True})

    return write(request, do)


@router.delete("/proposals/{code}/support", response={200: dict, **ERRORS}, summary="No longer stand behind it")
def unsupport_proposal(request: HttpRequest, code: str) -> HttpResponse:
    def do() -> HttpResponse:
        row = take_back(actor_of(request), code)
        return json_answer({"code": row.code, "supports": row.supports, "supported": False})

    return write(request, do)


@router.get("/proposals/{code}/comments", response={200: dict, **ERRORS}, summary="What is said to it, oldest first")
def list_comments(request: HttpRequest, code: str, after: str = "") -> HttpResponse:
    row = proposal_by(actor_of(request), code)
    if not row.is_public:
        raise NoSuchProposal(code)
    found, more = comments_of(row, _place(after))
    return json_answer({"items": [_comment(one) for one in found], "next": more or None})


@router.post("/proposals/{code}/comments", response={201: dict, **ERRORS}, summary="Say something to it")
def make_comment(request: HttpRequest, code: str, payload: c.Say) -> HttpResponse:
    def do() -> HttpResponse:
        made = comment(actor_of(request), code, payload)
        return json_answer({"id": str(made.pk), "state": made.state}, 201)

    return write(request, do)


@router.get("/meetings", response={200: dict, **ERRORS}, summary="A district's meetings, those to come or those over")
def list_meetings(
    request: HttpRequest, district: str, state: str = "upcoming", after: str = "", limit: int = 50
) -> HttpResponse:
    """Never with the address where they meet: that is for who has registered. `state`: upcoming or over."""
    code = district_by(district).code
    _one_of("state", state, (meetings.UPCOMING, meetings.OVER))
    found, following = meetings.listed_meetings(code, state, _place(after), _size(limit))
    return json_answer({"items": [_meeting(row) for row in found], "next": following or None})


@router.get("/meetings/{code}", response={200: dict, **ERRORS}, summary="One meeting, afterwards with its minutes")
def one_meeting(request: HttpRequest, code: str) -> HttpResponse:
    row = meetings.meeting_page(Actor.guest(), "", code).meeting
    told = {"minutes": row.minutes or None, "called_off": row.cancelled_because or None}
    return json_answer({**_meeting(row), **told})


def _meeting(row: Meeting) -> dict[str, Any]:
    return {
        "code": row.code, "title": row.title, "agenda": row.agenda, "starts_at": _iso(row.starts_at),
        "ends_at": _iso(row.ends_at), "seats": row.seats, "organisation": row.organisation_id, "path": path_of(row),
    }  # fmt: skip

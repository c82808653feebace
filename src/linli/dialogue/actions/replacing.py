"""Making the topics of a district what its pack says; called by the loader inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from linli.clock import LOCAL, now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District

from ..models import Answer, AnswerTo, Comment, CommentState, Proposal, ProposalState, Support, Topic
from .answering import write_answer
from .ballot import lay_ballot
from .proposing import PREFIX, start_clock
from .recording import record
from .speaking import count_comments
from .topics import note_end, note_opening


@dataclass(frozen=True)
class AnswerRow:
    """The official answer of a demo's proposal."""

    day: date
    outcome: str
    text: str
    planned_for: date | None = None
    project: str = ""


@dataclass(frozen=True)
class ProposalRow:
    """A proposal of a demo: invented, as is who stands behind it."""

    day: date
    title: str
    text: str
    by: str
    place: str = ""
    supports: int = 0
    comments: Sequence[str] = ()
    answer: AnswerRow | None = None


@dataclass(frozen=True)
class TopicRow:
    """A topic as a pack gives it, first and last day included."""

    code: str
    organisation: str
    title: str
    question: str
    opens: date
    closes: date
    moderation: str
    answer_days: int
    background: str = ""
    ballot: str = ""
    options: Sequence[str] = ()
    proposals: Sequence[ProposalRow] = field(default=())


def replace_topics(district: District, rows: Sequence[TopicRow]) -> Changes:
    """One left out is taken off the pages, not deleted. One that was changed at the desk stays as it was left there, and a
    ballot keeps its answers."""
    changes = Changes()
    known = {row.code: row for row in Topic.objects.filter(district=district)}
    for row in rows:
        topic = known.get(row.code)
        values = _values(row)
        if topic is None:
            topic = _add(district, row, values)
            changes.added.append(row.title)
        elif topic.from_pack and any(getattr(topic, name) != value for name, value in values.items()):
            if topic.is_over and topic.ended_at is None:
                note_end(Actor.system(), topic)
            for name, value in values.items():
                setattr(topic, name, value)
            if not topic.is_over:
                topic.ended_at = None
            topic.save()
            record(Actor.system(), "changed", topic)
            changes.changed.append(row.title)
    wanted = {row.code for row in rows}
    for topic in (one for one in known.values() if one.active and one.from_pack and one.code not in wanted):
        topic.active = False
        topic.save(update_fields=["active"])
        record(Actor.system(), "taken_off", topic)
        changes.removed.append(topic.title)
    return changes


def _values(row: TopicRow) -> dict[str, Any]:
    given = asdict(row)
    for name in ("code", "ballot", "options", "proposals", "opens", "closes", "organisation"):
        del given[name]
    opens, after = (datetime.combine(day, time(), LOCAL) for day in (row.opens, row.closes + timedelta(days=1)))
    return {**given, "organisation_id": row.organisation, "opens_at": opens, "closes_at": after, "active": True}


def _add(district: District, row: TopicRow, values: dict[str, Any]) -> Topic:
    topic = Topic.objects.create(district=district, code=row.code, from_pack=True, created_at=now(), **values)
    if row.ballot:
        lay_ballot(topic, row.ballot, list(row.options))
    record(Actor.system(), "planned", topic, closes=topic.closes_at, ballot=bool(row.ballot))
    if topic.has_begun:
        note_opening(topic)
    for told in row.proposals:
        _tell(topic, told)
    return topic


def _tell(topic: Topic, told: ProposalRow) -> None:
    """An invented proposal, as if it had been made on its day; nobody is told anything of it."""
    at = min(datetime.combine(told.day, time(10), LOCAL), now())
    row = Proposal(
        id=uuid7(at), district_id=topic.district_id, code=case_code(PREFIX), topic=topic,
        organisation_id=topic.organisation_id, title=told.title, text=told.text, place=told.place,
        name_cipher=seal(told.by), state=ProposalState.OPEN, supports=told.supports, is_demo=True, created_at=at,
    )  # fmt: skip
    start_clock(row, at)
    behind = [
        Support(id=uuid7(at), district_id=row.district_id, proposal=row, created_at=at) for _n in range(told.supports)
    ]
    insert([row], behind, [_comment(row, words, at + timedelta(hours=n)) for n, words in enumerate(told.comments, 1)])
    record(Actor.system(), "submitted", row, at, topic=topic.code, organisation=topic.organisation_id)
    record(Actor.system(), "published", row, at, due=row.due_at)
    count_comments(row)
    if told.answer is not None:
        _answer(row, told.answer)


def _comment(row: Proposal, words: str, at: datetime) -> Comment:
    return Comment(
        id=uuid7(at), district_id=row.district_id, proposal=row, text=words, state=CommentState.SHOWN, looked_at=True,
        created_at=at,
    )  # fmt: skip


def _answer(row: Proposal, told: AnswerRow) -> None:
    made = Answer(
        id=uuid7(), district_id=row.district_id, organisation_id=str(row.organisation_id), text=told.text, outcome=told.outcome,
        planned_for=told.planned_for, project=told.project, at=min(datetime.combine(told.day, time(15), LOCAL), now()),
    )  # fmt: skip
    insert([made], [AnswerTo(id=uuid7(), district_id=row.district_id, answer=made, proposal=row)])
    write_answer(Actor.system(), made, row)

"""A demo's invented matters: some at every stage, and those of the last year of which only the outcome is left.

Everything is told in days from the day it is loaded, and made once: what became of it since is the team's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from linli.clock import LOCAL, moment_text, now, today
from linli.ids import case_code, uuid7
from linli.people.actions import resident_with
from linli.places.actions import Changes
from linli.places.models import District

from ..models import (
    Agreement,
    Answer,
    How,
    Kept,
    Matter,
    MatterKind,
    Party,
    Session,
    Signature,
    Source,
    State,
    Team,
    TeamMember,
)
from ..pointing import pointed
from ..sealing import close, new_key
from .agreeing import digest_of, text_of
from .book import written
from .bringing import PREFIX, added
from .signing import FOLLOW_UP_AFTER


@dataclass(frozen=True)
class SessionRow:
    days_ago: int
    notes: str


@dataclass(frozen=True)
class PointRow:
    text: str
    due_in: int | None = None


@dataclass(frozen=True)
class MatterRow:
    """`stage`: brought, willing, talking (with `points`: to be signed), agreed, not_agreed. Names are invented."""

    kind: str
    team: str
    days_ago: int
    story: str
    parties: tuple[str, ...]
    stage: str
    phones: tuple[str, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    points: tuple[PointRow, ...] = ()
    signed_days_ago: int = 0
    session_in: int = 0


@dataclass(frozen=True)
class PastRow:
    """So many matters of a kind that ended so; who they were and what was said is forgotten."""

    kind: str
    outcome: str
    number: int
    days: int


@dataclass(frozen=True)
class YearRow:
    matters: Sequence[MatterRow] = ()
    past: Sequence[PastRow] = field(default=())


_PAST = {
    "kept": (State.CLOSED, Kept.KEPT), "partly": (State.CLOSED, Kept.PARTLY), "broken": (State.CLOSED, Kept.BROKEN),
    "not_agreed": (State.CLOSED, ""), "referred": (State.REFERRED, ""), "withdrawn": (State.WITHDRAWN, ""),
}  # fmt: skip


def add_demo_year(district: District, year: YearRow) -> Changes:
    """All of it, where there is no matter yet."""
    changes = Changes()
    if Matter.objects.filter(district=district).exists():
        return changes
    for past in year.past:
        kind = _past(district, past)
        changes.added.append(f"{kind.name} {past.number}")
    for row in sorted(year.matters, key=lambda one: -one.days_ago):
        changes.added.append(_matter(district, row).code)
    return changes


def _at(days_ago: int, hour: int = 10) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), time(hour), LOCAL)


def _past(district: District, row: PastRow) -> MatterKind:
    kind = MatterKind.objects.get(district=district, code=row.kind)
    teams = list(Team.objects.filter(district=district, active=True).order_by("position"))
    state, kept = _PAST[row.outcome]
    rows = []
    for number in range(row.number):
        brought = _at(345 - (number * 300 // max(row.number, 1) + 7 * len(row.kind)) % 300)
        ended = brought + timedelta(days=row.days + number % 5)
        agreed = ended if kept else None
        rows.append(
            Matter(
                id=uuid7(), district=district, code=case_code(PREFIX), team=teams[number % len(teams)], kind=kind, state=state,
                source=Source.RESIDENT if number % 3 else Source.DESK, key=b"", brought_at=brought, agreed_at=agreed,
                settled=1 if kept else None, kept=kept, ended_at=ended + (FOLLOW_UP_AFTER if kept else timedelta()),
                followed_up_at=ended + FOLLOW_UP_AFTER if kept else None,
            )
        )  # fmt: skip
    Matter.objects.bulk_create(rows)
    return kind


def _matter(district: District, row: MatterRow) -> Matter:
    team = Team.objects.get(district=district, code=row.team)
    kind = MatterKind.objects.get(district=district, code=row.kind)
    matter = Matter(
        id=uuid7(), district=district, code=case_code(PREFIX), team=team, kind=kind, state=State(row.stage), source=Source.RESIDENT,
        key=new_key(), brought_at=_at(row.days_ago),
    )  # fmt: skip
    matter.save(force_insert=True)
    parties = [_party(matter, row, number) for number in range(len(row.parties))]
    matter.story_cipher = close(matter.key, pointed(row.story, parties))
    if row.stage != State.BROUGHT:
        matter.willing_at = _at(max(0, row.days_ago - 2))
    by = _mediators(team)
    for held in row.sessions:
        _session(matter, held, parties, by)
    if row.session_in:
        begins = datetime.combine(today() + timedelta(days=row.session_in), time(15), LOCAL)
        Session(id=uuid7(), matter=matter, begins_at=begins, place=team.place).save(force_insert=True)
    if row.points:
        _agreement(matter, row, parties, by)
    if row.stage == State.NOT_AGREED:
        matter.ended_at = _at(max(0, row.days_ago - 10))
    matter.save()
    return matter


def _party(matter: Matter, row: MatterRow, number: int) -> Party:
    phone = row.phones[number] if number < len(row.phones) else ""
    party = added(matter, row.parties[number], resident_with(phone) if phone else None, brought=number == 0)
    willing = row.stage != State.BROUGHT or number == 0
    if willing:
        party.answer, party.answered_at, party.asked_at = Answer.AGREED, now(), _at(row.days_ago)
        party.answered_at_desk = not phone
        party.save()
    return party


def _mediators(team: Team) -> list[Any]:
    return [one.account for one in TeamMember.objects.filter(team=team).select_related("account").order_by("id")]


def _session(matter: Matter, held: SessionRow, parties: list[Party], by: list[Any]) -> None:
    notes, name = pointed(held.notes, parties), by[0].name if by else matter.team.name
    begins = _at(held.days_ago, 15)
    Session(
        id=uuid7(), matter=matter, begins_at=begins, place=matter.team.place, state=Session.Kind.HELD, ended_at=begins,
        parties_there=[one.number for one in parties], mediators_there=[name], notes_cipher=close(matter.key, notes),
    ).save(force_insert=True)  # fmt: skip
    written(matter, name, f"{moment_text(begins)} {matter.team.place}\n{notes}")


def _agreement(matter: Matter, row: MatterRow, parties: list[Party], by: list[Any]) -> None:
    points = [
        {
            "n": number, "text": pointed(one.text, parties),
            "due": (today() + timedelta(days=one.due_in)).isoformat() if one.due_in is not None else "",
        }
        for number, one in enumerate(row.points, 1)
    ]  # fmt: skip
    text, at = text_of(matter, 1, points, parties), _at(row.signed_days_ago, 16)
    name = by[0].name if by else matter.team.name
    version = Agreement(
        id=uuid7(), matter=matter, version=1, body_cipher=close(matter.key, text), digest=digest_of(text), written_at=at, by=name
    )  # fmt: skip
    version.save(force_insert=True)
    if row.stage != State.AGREED:
        return
    for party in parties:
        _signed(version, at, party=party, witness=name, strokes_cipher=close(party.key, _scribble(party.number)))
    if by:
        _signed(version, at, mediator=by[0].pk, mediator_name=name, strokes_cipher=close(matter.key, _scribble(7)))
    matter.settled, matter.agreed_at = 1, at
    matter.follow_up_on = (at + FOLLOW_UP_AFTER).date()
    written(matter, name, "\n".join(f"{one['n']}. {one['text']}" for one in points))


def _signed(version: Agreement, at: datetime, **whose: Any) -> None:
    Signature(id=uuid7(), agreement=version, how=How.DRAWN, digest=version.digest, at=at, **whose).save(
        force_insert=True
    )


def _scribble(seed: int) -> str:
    """Strokes that look like a name written quickly."""
    strokes = [
        [
            (180 + part * 230 + step * 9, 300 + int(130 * math.sin(step * (0.35 + seed * 0.03) + part) * math.cos(step * 0.11)))
            for step in range(22)
        ]
        for part in range(3)
    ]  # fmt: skip
    return json.dumps(strokes)

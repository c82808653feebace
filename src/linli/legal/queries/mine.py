"""A person's own times with a lawyer, and the notes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from linli.audit.models import AuditEntry
from linli.audit.queries import sittings
from linli.clock import now
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.people.vault import unseal

from ..errors import NotThere
from ..models import Aid, AidState, Consultation, Note, State

MOST_LISTED = 30
NOTE_SEEN = "legal_note_seen"


@dataclass(frozen=True)
class ReadNote:
    """The four parts of a note, opened."""

    asked: str
    explained: str
    law: str
    next: str
    written_at: datetime
    changed_at: datetime | None

    @classmethod
    def of(cls, row: Note) -> ReadNote:
        body = json.loads(unseal(row.body_cipher))
        return cls(body["asked"], body["explained"], body["law"], body["next"], row.written_at, row.changed_at)


@dataclass(frozen=True)
class Look:
    at: datetime
    who: str
    times: int


@dataclass(frozen=True)
class Mine:
    """A consultation as its owner sees it."""

    row: Consultation

    @property
    def path(self) -> str:
        return f"/my/legal/{self.row.code}"

    @cached_property
    def note(self) -> ReadNote | None:
        found = Note.objects.filter(consultation=self.row).first()
        return ReadNote.of(found) if found else None

    @cached_property
    def aid(self) -> Aid | None:
        return Aid.objects.filter(consultation=self.row).first()

    @property
    def must_answer_aid(self) -> bool:
        return self.aid is not None and self.aid.state == AidState.PROPOSED

    @property
    def looks(self) -> list[Look]:
        """Who of the staff read it, the newest first."""
        rows = AuditEntry.objects.filter(
            district=self.row.district_id, subject=self.row.subject, kind=NOTE_SEEN
        ).order_by("-at", "-id")
        return [Look(one.at, one.actor_name, times) for one, times in sittings(rows[:50])]


def mine(actor: Actor, *, only_coming: bool = False) -> list[Mine]:
    """The latest first; one statement."""
    if actor.account is None or actor.kind != "resident":
        return []
    rows = Consultation.objects.filter(account=actor.account).select_related("lawyer", "place", "kind")
    if only_coming:
        rows = rows.filter(state=State.BOOKED, ends_at__gt=now())
    return [Mine(row) for row in rows.order_by("-begins_at")[:MOST_LISTED]]


def own(actor: Actor, code: str) -> Mine:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NotThere(code[:20])
    rows = Consultation.objects.filter(code=spelled, account=actor.account)
    row = rows.select_related("lawyer", "place", "kind").first()
    if row is None:
        raise NotThere(code[:20])
    return Mine(row)

"""A demo's invented people at the legal desk: some who were there, with notes, and some who are booked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from linli.clock import now, today
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actions import resident_with
from linli.people.vault import seal
from linli.places.actions import Changes
from linli.places.models import District

from ..models import Consultation, LegalKind, Note, State, Ten
from ..queries.times import Slot, days, tens_between
from .booking import PREFIX


@dataclass(frozen=True)
class DemoRow:
    """The n-th slot of the n-th day from today that has any (negative: before). A name that is invented."""

    day: int
    slot: int
    kind: str
    name: str
    question: str = ""
    phone: str = ""
    asked: str = ""
    explained: str = ""
    law: str = ""
    next: str = ""


def add_demo(district: District, rows: Sequence[DemoRow]) -> Changes:
    """All of them, where there is nobody yet."""
    changes = Changes()
    if not rows or Consultation.objects.filter(district=district).exists():
        return changes
    before = days(district.code, today() - timedelta(days=28), 28)
    coming = [one for one in days(district.code) if one.day > today()]
    kinds = dict(LegalKind.objects.filter(district=district).values_list("code", "pk"))
    for row in rows:
        known = before if row.day < 0 else coming
        place = row.day if row.day < 0 else row.day - 1
        if not -len(known) <= place < len(known) or not known[place].slots:
            continue
        slots = known[place].slots
        changes.added.append(_made(district, slots[row.slot % len(slots)], row, kinds[row.kind]).code)
    return changes


def _made(district: District, slot: Slot, row: DemoRow, kind: UUID) -> Consultation:
    past = slot.ends_at < now()
    made = Consultation(
        id=uuid7(), district=district, code=case_code(PREFIX), lawyer=slot.lawyer, place=slot.place, kind_id=kind,
        begins_at=slot.begins_at, ends_at=slot.ends_at, state=State.CAME if past else State.BOOKED,
        account=resident_with(row.phone) if row.phone else None, name_cipher=seal(row.name),
        question_cipher=seal(row.question) if row.question else b"", created_at=now(), ended_at=slot.ends_at if past else None,
    )  # fmt: skip
    made.save(force_insert=True)
    at = tens_between(slot.begins_at, slot.ends_at)
    insert(
        [Ten(id=uuid7(), consultation=made, lawyer=slot.lawyer, account_id=made.account_id, at=one) for one in at],
        unless_there=True,
    )
    if past and row.explained:
        body = {"asked": row.asked or row.question, "explained": row.explained, "law": row.law, "next": row.next}
        sealed = seal(json.dumps(body, ensure_ascii=False))
        Note(id=uuid7(), consultation=made, body_cipher=sealed, written_at=slot.ends_at).save(force_insert=True)
    return made

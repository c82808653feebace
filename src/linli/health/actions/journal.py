"""A kiosk's journal comes in: in its order, without gaps, each entry chained to the one before by SHA-256.

An entry's digest is that of the digest before it, a line end, and its body as it was written: a letter that only we read.
What is known already is passed over, what comes too early waits, and what does not continue the journal known here is
refused whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from pydantic import AwareDatetime, Base64Bytes, Field, ValidationError

from linli.cases.commands import Command, parse
from linli.clock import now
from linli.people.vault import read_letter
from linli.problem import Problem

from ..access import device_actor
from ..commands import Measured
from ..errors import JournalFork, JournalGap
from ..limits import ValueFault
from ..models import Device, Patient, Source
from .taking import Taken, take_many

MOST_ENTRIES, MOST_VALUES, LONGEST_BODY = 2000, 12, 8000


class Entry(Command):
    """One entry as it is sent; `body` is a JSON text (see Letter)."""

    seq: Annotated[int, Field(ge=1, le=2_000_000_000)]
    body: Annotated[str, Field(min_length=2, max_length=LONGEST_BODY)]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Journal(Command):
    """`device_now`: what the device's clock shows while it sends, so that ours and its are known together."""

    device_now: AwareDatetime | None = None
    entries: Annotated[list[Entry], Field(max_length=MOST_ENTRIES)]


class Value(Command):
    quantity: Literal[
        "blood_pressure", "pulse", "weight", "height", "waist", "glucose_fasting", "glucose_random", "oxygen"
    ]
    value: dict[str, Any]


class Letter(Command):
    """A body as the kiosk writes it: Body's text as a letter about this device and number, in base64."""

    seq: int
    letter: Base64Bytes


class Body(Command):
    """What an entry says: of whom, when by the device's clock, and what. `ahead`: how far it knew its clock to be ahead."""

    seq: int
    at: AwareDatetime
    who: UUID
    ahead: float | None = None
    values: Annotated[list[Value], Field(min_length=1, max_length=MOST_VALUES)]


@dataclass(frozen=True)
class Answer:
    """What became of one value. `answer`: accepted, suspect, urgent, or the code of the problem."""

    quantity: str
    answer: str
    said: str = ""
    faults: tuple[ValueFault, ...] = ()
    taken: Taken | None = None


@dataclass
class Reply:
    """Up to `acknowledged` all is here, `digest` is that entry's; `waiting` came too early, and is to be sent again."""

    acknowledged: int
    digest: str
    clock_ahead: float | None
    waiting: list[int] = field(default_factory=list)
    answers: dict[int, list[Answer]] = field(default_factory=dict)


def chained(before: str, body: str) -> str:
    """The digest of an entry after one with digest `before`; nothing is before the first."""
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


@transaction.atomic
def replay(device: Device, given: Journal | dict[str, Any]) -> Reply:
    """Take what continues the journal. Raises InvalidInput, JournalGap (409, naming what is expected), JournalFork (409)."""
    command = given if isinstance(given, Journal) else parse(Journal, given)
    received = now()
    ahead = (command.device_now - received).total_seconds() if command.device_now else None
    row = Device.objects.select_for_update(of=("self",)).select_related("point").get(pk=device.pk)
    entries = sorted(command.entries, key=lambda one: one.seq)
    fresh = _continuing(row, entries)
    waiting = [one.seq for one in entries if one.seq > (fresh[-1].seq if fresh else row.last_seq)]
    if waiting and not fresh:
        raise JournalGap(row.last_seq + 1, row.last_digest)
    answers = _taken(row, fresh, ahead)
    if fresh:
        row.last_seq, row.last_digest = fresh[-1].seq, fresh[-1].digest
    row.seen_at, row.clock_ahead = received, ahead if ahead is not None else row.clock_ahead
    row.save(update_fields=["last_seq", "last_digest", "seen_at", "clock_ahead"])
    return Reply(row.last_seq, row.last_digest, ahead, waiting, answers)


def _continuing(row: Device, entries: Sequence[Entry]) -> list[Entry]:
    """Those that follow, one after the other, on what is known. Raises JournalFork."""
    seq, digest, found = row.last_seq, row.last_digest, list[Entry]()
    for one in entries:
        if one.seq == row.last_seq and one.digest != row.last_digest:
            raise JournalFork(one.seq, row.last_seq + 1, row.last_digest)
        if one.seq != seq + 1:
            continue
        if chained(digest, one.body) != one.digest:
            raise JournalFork(one.seq, row.last_seq + 1, row.last_digest)
        seq, digest = one.seq, one.digest
        found.append(one)
    return found


def _body(row: Device, entry: Entry) -> Body | None:
    """What it says, or None for what cannot be read: it is answered so, and holds up nothing that follows.

    Raises UnopenedLetter; the device keeps what it has.
    """
    try:
        sealed = Letter.model_validate_json(entry.body).letter
    except ValidationError:  # in the clear, as pages of before wrote it
        text = entry.body
    else:
        text = read_letter(sealed, f"linli kiosk {row.code} {entry.seq}")
    try:
        body = Body.model_validate_json(text)
    except ValidationError:
        return None
    return body if body.seq == entry.seq else None


def _taken(row: Device, entries: Sequence[Entry], ahead: float | None) -> dict[int, list[Answer]]:
    """All values of all entries at once, told apart again."""
    bodies = {entry.seq: _body(row, entry) for entry in entries}
    wanted = {body.who for body in bodies.values() if body}
    people = Patient.objects.filter(pk__in=wanted, district=row.point.district_id).in_bulk() if wanted else {}
    places: list[tuple[int, str]] = []
    given: list[Measured] = []
    answers: dict[int, list[Answer]] = {}
    for entry in entries:
        body = bodies[entry.seq]
        answers[entry.seq] = [] if body else [Answer("", "unreadable")]
        patient = people.get(body.who) if body else None
        for place, value in enumerate(body.values if body else ()):
            if patient is None:
                answers[entry.seq].append(Answer(value.quantity, "no_such_patient"))
                continue
            places.append((entry.seq, value.quantity))
            given.append(_measured(row, entry, place, value, body, patient, ahead))
    for (seq, quantity), result in zip(places, take_many(device_actor(row), given), strict=True):
        answers[seq].append(_answer(quantity, result))
    return answers


def _measured(
    row: Device, entry: Entry, place: int, value: Value, body: Body | None, patient: Patient, ahead: float | None
) -> Measured:
    assert body is not None
    identifier = f"{row.code}:{entry.digest[:40]}:{place}"
    known = body.ahead if body.ahead is not None else ahead
    at: datetime = body.at
    return Measured(
        patient, value.quantity, value.value, at, Source.KIOSK, row, row.point, identifier, clock_ahead=known
    )  # fmt: skip


def _answer(quantity: str, result: Taken | Problem) -> Answer:
    if isinstance(result, Taken):
        return Answer(quantity, result.answer, result.advice, taken=result)
    faults = tuple(one for one in result.faults if isinstance(one, ValueFault))
    return Answer(quantity, result.code, result.message, faults)

"""The record book (说事本): what was written stays; the database refuses anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction

from linli.cases.commands import parse
from linli.clock import now, today
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..models import BookEntry, Matter, Team
from ..pointing import pointed
from ..sealing import close
from .files import by, everyone, record, work_on


@transaction.atomic
def write_entry(actor: Actor, code: str, given: dict[str, Any]) -> BookEntry:
    """A page about a matter in the book of its team. Raises NotThere, InvalidInput."""
    matter = work_on(actor, code)
    command = parse(c.WriteEntry, given)
    entry = written(matter, by(actor), pointed(command.text, everyone(matter)))
    record(actor, matter, "entry_written")
    return entry


def written(matter: Matter, who: str, text: str) -> BookEntry:
    """The next page of the team's book, in the caller's transaction. The team is locked: numbers have no gap."""
    team = Team.objects.select_for_update().get(pk=matter.team_id)
    last = BookEntry.objects.filter(team=team).order_by("-year", "-number").first()
    year = today().year
    entry = BookEntry(
        id=uuid7(), team=team, year=year, number=last.number + 1 if last and last.year == year else 1, matter=matter, at=now(),
        by=who[:40], body_cipher=close(matter.key, text), prev=last.digest if last else "",
    )  # fmt: skip
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: BookEntry) -> str:
    """SHA-256 over the page as it lies in the database, ciphertext and all, after the digest of the page before."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = f"{entry.prev}\n{entry.team_id}\n{entry.year}\n{entry.number}\n{entry.matter_id}\n{at}\n{entry.by}\n"
    return hashlib.sha256(told.encode() + bytes(entry.body_cipher)).hexdigest()


@dataclass(frozen=True)
class BrokenEntry:
    """A page that is not what was written, or does not follow the one before."""

    team: str
    label: str
    why: str


def broken_entries() -> Iterator[BrokenEntry]:
    """Every such page of every book; nothing of what stands on it is read."""
    for team in Team.objects.order_by("district", "position"):
        before, number, year = "", 0, 0
        for entry in BookEntry.objects.filter(team=team).order_by("year", "number").iterator(chunk_size=500):
            number = number + 1 if entry.year == year else 1
            why = _wrong(entry, before, number)
            if why:
                yield BrokenEntry(team.name, entry.label, why)
            before, number, year = entry.digest, entry.number, entry.year


def _wrong(entry: BookEntry, before: str, number: int) -> str:
    if entry.number != number:
        return "missing"
    if entry.prev != before:
        return "unlinked"
    return "" if digest_of(entry) == entry.digest else "changed"

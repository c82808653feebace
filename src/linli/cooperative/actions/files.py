"""Tickets from a file: looked at first, each bad line named, then taken whole or without the bad ones; twice is once."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.importing import Fields, ImportRefused, Table, open_table
from linli.cases.importing.reading import read_time
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal_bytes, unseal_bytes
from linli.problem import Problem

from .. import commands as c
from ..access import check_manages
from ..errors import BadLines, CooperativeProblem, NotNow, NotThere, UnreadableFile
from ..models import TicketFile, Way
from ..queries.facts import facts_for
from .weighing import Outcome, judged, parsed, take

MOST_BYTES, MOST_LINES = 8_000_000, 20_000
KINDS = (".csv", ".xlsx")
COLUMNS: dict[str, tuple[str, ...]] = {
    "point": ("收奶点", "点", "point"), "ticket": ("票号", "票据号", "ticket"), "household": ("户号", "household"),
    "tag": ("耳标", "耳标号", "tag"), "at": ("时间", "称重时间", "time"), "kg": ("公斤", "重量", "kg"),
    "fat": ("脂肪", "脂肪率", "fat"), "density": ("密度", "density"), "temperature": ("温度", "temperature"),
    "device": ("设备", "device"),
}  # fmt: skip
NEEDED = ("point", "ticket", "household", "at", "kg", "fat", "density", "temperature")


@dataclass(frozen=True)
class Line:
    number: int
    shown: str
    outcome: Outcome

    @property
    def reason(self) -> str:
        """Every fault of a line in one go."""
        problem = self.outcome.problem
        if problem is None:
            return ""
        return " ".join(dict.fromkeys(fault.message for fault in problem.faults)) or problem.message


@dataclass
class Preview:
    """A file as it would be taken now."""

    row: TicketFile
    lines: list[Line] = field(default_factory=list)

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.outcome.problem is not None]

    @property
    def fresh(self) -> list[Line]:
        return [line for line in self.lines if line.outcome.fresh]

    @property
    def known(self) -> int:
        return len(self.lines) - len(self.bad) - len(self.fresh)


@transaction.atomic
def hand_in(actor: Actor, name: str, body: bytes) -> TicketFile:
    """Keep a file to be looked at. Raises NotYours, UnreadableFile."""
    district = check_manages(actor).district_id
    if not body or len(body) > MOST_BYTES:
        raise UnreadableFile(_("Please choose a file of at most %(n)s MB.") % {"n": MOST_BYTES // 1_000_000})
    if not name.lower().endswith(KINDS):
        raise UnreadableFile(_("Please choose a CSV file, or an Excel workbook (.xlsx)."))
    _rows(name, body)
    return TicketFile.objects.create(
        id=uuid7(),
        district_id=district,
        name=name[-120:],
        body_cipher=seal_bytes(body),
        by=actor.account,
        created_at=now(),
    )


def look_at(actor: Actor, key: UUID) -> Preview:
    """Raises NotYours, NotThere, UnreadableFile."""
    row = _file(actor, key)
    numbered, tickets = _tickets(row)
    known = [ticket for ticket in tickets if not isinstance(ticket, Problem)]
    outcomes = judged(facts_for(actor, known), tickets)
    return _preview(row, numbered, outcomes)


@transaction.atomic
def take_file(actor: Actor, key: UUID, only_good: bool) -> Preview:
    """All of it, or with `only_good` what can be taken. Raises NotYours, NotThere, NotNow, UnreadableFile, BadLines."""
    row = _file(actor, key, held=True)
    if row.taken_at is not None:
        raise NotNow(_("Take the file"), _("taken already"))
    numbered, tickets = _tickets(row)
    preview = _preview(row, numbered, take(actor, tickets, Way.FILE))
    if preview.bad and not only_good:
        raise BadLines(len(preview.bad))
    row.taken_at, row.taken, row.left_out = now(), len(preview.fresh), len(preview.bad)
    row.save(update_fields=["taken_at", "taken", "left_out"])
    audit.record(
        actor,
        "milk_file_taken",
        district=row.district_id,
        subject=f"file:{row.pk}",
        data={"tickets": len(preview.fresh)},
    )
    return preview


def _preview(row: TicketFile, numbered: list[tuple[int, str]], outcomes: list[Outcome]) -> Preview:
    lines = [Line(number, shown, outcome) for (number, shown), outcome in zip(numbered, outcomes, strict=True)]
    return Preview(row, lines)


def _file(actor: Actor, key: UUID, held: bool = False) -> TicketFile:
    check_manages(actor)
    rows = TicketFile.objects.select_for_update() if held else TicketFile.objects.all()
    row = rows.filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the file"))
    return row


def _tickets(row: TicketFile) -> tuple[list[tuple[int, str]], list[c.Ticket | Problem]]:
    numbered, tickets = list[tuple[int, str]](), list[c.Ticket | Problem]()
    for number, shown, cells, fault in _rows(row.name, unseal_bytes(row.body_cipher)):
        numbered.append((number, shown))
        tickets.append(_ticket(cells, fault))
    return numbered, tickets


def _ticket(cells: Mapping[str, str], fault: str) -> c.Ticket | Problem:
    if fault:
        return CooperativeProblem(fault)
    given: dict[str, Any] = {name: value for name, value in cells.items() if value}
    try:
        given["at"] = _time(cells.get("at", ""))
    except ValueError as wrong:
        return CooperativeProblem(str(wrong), field="at")
    return parsed([given])[0]


def _time(text: str) -> datetime:
    return read_time(text.removesuffix(".000000000"))


def _rows(name: str, body: bytes) -> list[tuple[int, str, dict[str, str], str]]:
    """Number, what stands in it, cells by field, and what is wrong with it as a line. Raises UnreadableFile."""
    suffix = Path(name.lower()).suffix
    with tempfile.NamedTemporaryFile(suffix=suffix) as there:
        there.write(body)
        there.flush()
        try:
            table = open_table(Path(there.name), {}, Fields(COLUMNS, ()))
            found = [(row.line, " · ".join(filter(None, row.raw))[:120], row.cells, row.fault) for row in table.rows]
        except ImportRefused:
            raise UnreadableFile(
                _("“%(name)s” cannot be read. Please save it as “CSV UTF-8” or as an Excel workbook and try again.")
                % {"name": name[-60:]}
            ) from None
    _check_columns(table)
    if not found or len(found) > MOST_LINES:
        raise UnreadableFile(
            _("The file has %(n)s lines; please hand in 1 to %(most)s at once.") % {"n": len(found), "most": MOST_LINES}
        )
    return found


def _check_columns(table: Table) -> None:
    missing = [COLUMNS[name][0] for name in NEEDED if name not in table.columns]
    if missing:
        told = {"missing": "、".join(missing), "header": "、".join(table.header)[:120] or "—"}
        raise UnreadableFile(
            _(
                "These columns are missing: %(missing)s. The first line has: %(header)s. The template shows how it should be."
            )
            % told
        )

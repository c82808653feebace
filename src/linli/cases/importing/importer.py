"""From rows to cases: in batches, each source id once, nothing lost without a line that says why."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.places.models import District
from linli.places.queries import district_by
from linli.problem import Problem

from .. import commands as c
from ..actions import submit_many
from ..file import CaseFile, save_all
from ..models import Case, Channel, RemarkKind, Result, State
from .reading import Row, Table, open_table, read_time

BATCH = 500

Told = Callable[[int, int | None], None]
# What is remembered of a row: its line, and a hash of its words.
Mark = tuple[int, int]


@dataclass
class Report:
    """What became of each row: `read` = `opened` + `known` + `rejected`."""

    file: str
    read: int = 0
    opened: int = 0
    closed: int = 0
    unlocated: int = 0
    known: int = 0
    rejected: int = 0
    rejected_file: Path | None = None
    columns: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        said = _(
            "%(file)s: %(read)s rows; %(opened)s cases opened (%(closed)s of them closed with their reply, %(unlocated)s without a place), %(known)s known already, %(rejected)s rejected."
        ) % vars(self)
        return f"{said}\n{self.rejected_file}" if self.rejected else said


class _Rejects:
    """The file of rejected rows: line, reason, and the row as it was. Made only when there is one."""

    def __init__(self, path: Path, table: Table, report: Report) -> None:
        self.path, self.table, self.report = path, table, report
        self._file: TextIO | None = None

    def add(self, row: Row, reason: str) -> None:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow([_("line"), _("reason"), *self.table.header])
            self.report.rejected_file = self.path
        csv.writer(self._file).writerow([row.line, reason, *row.raw])
        self.report.rejected += 1

    def close(self) -> None:
        if self._file:
            self._file.close()


def import_file(
    file: Path, district: str, *, source: str, mapping: dict[str, str], rejected: Path, told: Told | None = None
) -> Report:
    """Take over a register. A row whose source id is known is left alone, so a second import changes nothing."""
    found = district_by(district)
    table = open_table(file, mapping)
    report = Report(file.name, columns={name: table.header[place] for name, place in table.columns.items()})
    rejects = _Rejects(rejected, table, report)
    seen: dict[str, Mark] = {}
    try:
        while batch := list(islice(table.rows, BATCH)):
            _take(batch, found, source[:40], report, rejects, seen)
            if told:
                told(report.read, table.total)
    finally:
        rejects.close()
    return report


def _take(
    batch: list[Row], district: District, source: str, report: Report, rejects: _Rejects, seen: dict[str, Mark]
) -> None:
    """One batch, one transaction. `seen`: the first row of each id in this file."""
    ids = [_source_id(row) for row in batch]
    with transaction.atomic():
        known = set(Case.objects.from_source(district.code, source, ids).values_list("source_id", flat=True))
        files: list[CaseFile] = []
        for row, source_id in zip(batch, ids, strict=True):
            report.read += 1
            mark = (row.line, hash(row.raw))
            fault = row.fault or _another(mark, seen.get(source_id, mark), source_id)
            if fault:
                rejects.add(row, fault)
            elif source_id in seen or source_id in known:
                report.known += 1
                seen.setdefault(source_id, mark)
            else:
                try:
                    files.append(_open(row, district, source, source_id))
                except (Problem, ValueError) as refused:
                    rejects.add(row, refused.message if isinstance(refused, Problem) else str(refused))
                else:
                    seen[source_id] = mark
        save_all(files)
    _count(files, report)


def _another(mark: Mark, first: Mark, source_id: str) -> str:
    """What is wrong with a row whose id another one of the file has; the same words twice are one message."""
    if mark[1] == first[1]:
        return ""
    message = _("The id “%(id)s” is also that of line %(line)s, which says something else; each message needs its own.")
    return message % {"id": source_id[:40], "line": first[0]}


def _count(files: Iterable[CaseFile], report: Report) -> None:
    for file in files:
        report.opened += 1
        report.closed += file.case.state == State.CLOSED
        report.unlocated += file.case.area_id is None


def _source_id(row: Row) -> str:
    """The register's own id, or the line where it has none."""
    return (row.cells.get("id") or f"line {row.line}")[:80]


def _open(row: Row, district: District, source: str, source_id: str) -> CaseFile:
    cells = row.cells
    said_at = read_time(cells["time"])
    reply = cells.get("reply", "")
    contact = c.ContactDetails(phone=cells["phone"], name=cells.get("name", "")) if cells.get("phone") else None
    command = c.parse(
        c.Submit,
        {
            "district": district.code, "text": cells["text"] or cells.get("title", ""), "title": cells.get("title", "")[:80],
            "address": cells.get("address", "")[:120], "channel": Channel.IMPORT, "source": source, "source_id": source_id,
            "votes": _count_of(cells, "support"), "said_at": said_at, "contact": contact,
        },
    )  # fmt: skip
    file = submit_many(Actor.system(), [command])[0]
    if reply:
        _close_with(file, c.parse(c.Answer, {"text": reply}).text, cells)
    file.messages.clear()
    return file


def _count_of(cells: dict[str, str], name: str) -> int:
    given = cells.get(name, "") or "0"
    if not re.fullmatch(r"[0-9]{1,9}(\.0)?", given):
        raise ValueError(_("“%(value)s” is not a count of supports; a whole number would do.") % {"value": given[:20]})
    return int(given.removesuffix(".0"))


def _close_with(file: CaseFile, reply: str, cells: dict[str, str]) -> None:
    """It was answered in the other register: the reply and its time are kept, and nothing is asked of anyone."""
    case = file.case
    replied_at = read_time(cells["reply_time"]) if cells.get("reply_time") else case.created_at
    if replied_at < case.created_at:
        message = _("The reply (%(reply)s) is earlier than the message (%(time)s).")
        raise ValueError(message % {"reply": cells["reply_time"], "time": cells["time"]})
    case.state, case.result = State.CLOSED, Result.EXPLAINED
    case.answered_at = case.closed_at = replied_at
    case.closings = 1
    case.reminded = 1
    file.record(
        "answered_elsewhere",
        Actor.system(),
        at=replied_at.isoformat(),
        **file.say(RemarkKind.ANSWER, reply, Actor.system()),
    )

"""A table of cards: each row taken, there already, kept to be confirmed, or rejected with code, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.models import Organisation
from linli.people.vault import seal_bytes
from linli.places.models import District
from linli.problem import Problem

from ..access import check_may_report
from ..checks import Rules
from ..checks.finding import Finding, Grade
from ..checks.words import sentence
from ..choices import CHOICES, FIELDS, LABELS, REQUIRED, label
from ..commands import CardReport
from ..errors import NotYours, UnknownKind, UnreadableTable
from ..examining import examine, rules_of
from ..models import ImportRun
from .reporting import report

MOST_ROWS, LARGEST = 20_000, 20_000_000
NUMBER = "source_id"
_NUMBER_NAMES = (NUMBER, "number", "编号", "卡片编号", "病例编号")
_CONFIRMED_NAMES = ("confirmed", "核实说明")
Line = tuple[int, str, str, str, str, str]


class _Taken:
    """What became of the rows so far."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.lines: list[Line] = []

    def say(self, line: int, found: Finding) -> None:
        value = found.told.get("value", "")
        self.lines.append(
            (line, label(found.field) if found.field else "", found.code, found.grade.value, value, sentence(found))
        )

    def refuse(self, line: int, problem: Problem) -> None:
        self.run.rejected += 1
        faults = [(one.field, one.message) for one in problem.faults] or [("", problem.message)]
        for field, message in faults:
            name = field.split(".")[-1]
            self.lines.append((line, label(name) if name in LABELS else name, problem.code, "invalid", "", message))


def import_cards(actor: Actor, kind: str, name: str, content: bytes) -> ImportRun:
    """Take a CSV file in. The same file again changes nothing. Raises NotYours, UnknownKind, UnreadableTable."""
    check_may_report(actor)
    if kind not in FIELDS:
        raise UnknownKind(kind)
    unit = Organisation.objects.select_related("district").filter(code=actor.organisation).first()
    if unit is None:
        raise NotYours(_("You do not work for an institution that reports."))
    columns, rows = _table(kind, content)
    run = ImportRun(
        id=uuid7(), district=unit.district, organisation=unit, kind=kind, file=name[:120], by=actor.account, at=now()
    )  # fmt: skip
    taken, rules = _Taken(run), rules_of(unit.district_id)
    for line, cells in rows:
        run.rows += 1
        _take(actor, unit.district, kind, dict(zip(columns, cells, strict=False)), line, taken, rules)
    run.report_cipher = seal_bytes(orjson.dumps(taken.lines))
    run.save(force_insert=True)
    counts = {"rows": run.rows, "taken": run.taken, "there": run.there, "kept": run.kept, "rejected": run.rejected}
    audit.record(
        actor, "registry_imported", district=unit.district_id, subject=f"import:{run.pk}", data={"kind": kind, **counts}
    )
    return run


def _take(
    actor: Actor, district: District, kind: str, row: dict[str, str], line: int, taken: _Taken, rules: Rules
) -> None:
    number = row.pop(NUMBER, "")
    words = row.pop("confirmed", "").strip()
    examined = examine(district, kind, row, rules=rules)
    blocking = [one for one in examined.findings if one.blocks]
    for one in examined.findings:
        if one.blocks or not words:
            taken.say(line, one)
    if blocking:
        taken.run.rejected += 1
        return
    confirmed = {one.code: words for one in examined.findings if one.grade is Grade.RARE} if words else {}
    command = CardReport(kind=kind, fields=_filled(row), source_id=number, confirmed=confirmed, way="csv")  # type: ignore[arg-type]
    try:
        with transaction.atomic():
            done = report(actor, command)
    except Problem as problem:
        taken.refuse(line, problem)
        return
    if not done.created:
        taken.run.there += 1
    elif done.handed_in:
        taken.run.taken += 1
    else:
        taken.run.kept += 1
        known = {one.code for one in examined.findings}
        for one in done.findings:
            if one.code not in known:
                taken.say(line, one)


def _filled(row: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in row.items() if value.strip()}


def _table(kind: str, content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The fields of its columns, and its rows with their lines. Raises UnreadableTable."""
    if len(content) > LARGEST:
        raise UnreadableTable(_("The file is too large; please split it (at most %(n)d rows each).") % {"n": MOST_ROWS})
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
    except csv.Error as wrong:
        raise UnreadableTable(_("This is not readable CSV: %(why)s.") % {"why": wrong}) from None
    columns = [_field(kind, cell) for cell in header]
    repeated = {label(name) for name in columns if name in LABELS and columns.count(name) > 1}
    lacking = [label(name) for name in REQUIRED[kind] if name not in columns and name != "cause"]
    if repeated:
        raise UnreadableTable(_("These columns are there twice: %(names)s.") % {"names": "、".join(sorted(repeated))})
    if lacking:
        raise UnreadableTable(_("These columns are missing: %(names)s.") % {"names": "、".join(lacking)})
    return columns, _rows(reader)


def _decoded(content: bytes) -> str:
    """UTF-8, or what Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("This is neither UTF-8 nor GB 18030 text. Please save the file as CSV UTF-8."))


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    before = reader.line_num
    try:
        for number, cells in enumerate(reader, 1):
            line, before = before + 1, reader.line_num
            if number > MOST_ROWS:
                raise UnreadableTable(_("The table has more than %(n)d rows. Please split it.") % {"n": MOST_ROWS})
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as wrong:
        raise UnreadableTable(_("This is not readable CSV: %(why)s.") % {"why": wrong}) from None


def _field(kind: str, heading: str) -> str:
    """The field that a column's heading means; a heading that means none stays as it is, to be named as unknown."""
    if heading in FIELDS[kind]:
        return heading
    if heading in _NUMBER_NAMES or heading == _("Number of the card"):
        return NUMBER
    if heading in _CONFIRMED_NAMES:
        return "confirmed"
    said = {str(LABELS[name]): name for name in FIELDS[kind]}
    return said.get(heading, heading)


def template_of(kind: str) -> str:
    """An empty table with all columns and one row that says what goes where."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Number of the card"), *(label(name) for name in FIELDS[kind] if name != "cause_by"), "核实说明"]
    )
    hints = [
        " / ".join(f"{code} {words}" for code, words in CHOICES[name].items()) if name in CHOICES else ""
        for name in FIELDS[kind]
        if name != "cause_by"
    ]
    writer.writerow(["", *hints, ""])
    return out.getvalue()

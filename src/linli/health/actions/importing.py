"""Tables of devices that can only write those: every line whole or not at all, every fault with line, column, value and advice."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.audit.actions import record
from linli.clock import LOCAL, now
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import check_physician
from ..errors import HealthProblem
from ..limits import ValueFault
from ..models import Device, Patient, Quantity, Source
from .taking import FUTURE, Measured, Taken, take_many

MOST_LINES, MOST_BYTES = 5_000, 2 * 1024 * 1024


@dataclass(frozen=True)
class Column:
    """`names`: how a table may call it, the first as it is documented. `part`: of which quantity's value it is."""

    names: tuple[str, ...]
    told: Promise | str
    quantity: str = ""
    part: str = "value"


COLUMNS: dict[str, Column] = {
    "card": Column(("卡号", "card"), gettext_lazy("number on the health card")),
    "at": Column(("时间", "测量时间", "at"), gettext_lazy("when it was measured, as 2026-11-02 09:30")),
    "device": Column(("设备", "device"), gettext_lazy("code of the device, may be empty")),
    "systolic": Column(("收缩压", "systolic"), "mmHg", Quantity.BLOOD_PRESSURE, "systolic"),
    "diastolic": Column(("舒张压", "diastolic"), "mmHg", Quantity.BLOOD_PRESSURE, "diastolic"),
    "pulse": Column(("脉搏", "pulse"), gettext_lazy("beats a minute"), Quantity.PULSE),
    "height": Column(("身高", "height"), "cm", Quantity.HEIGHT),
    "weight": Column(("体重", "weight"), "kg", Quantity.WEIGHT),
    "waist": Column(("腰围", "waist"), "cm", Quantity.WAIST),
    "glucose_fasting": Column(("空腹血糖", "glucose_fasting"), "mmol/L", Quantity.GLUCOSE_FASTING),
    "glucose_random": Column(("随机血糖", "glucose_random"), "mmol/L", Quantity.GLUCOSE_RANDOM),
    "hba1c": Column(("糖化血红蛋白", "hba1c"), "%", Quantity.HBA1C),
    "temperature": Column(("体温", "temperature"), "°C", Quantity.TEMPERATURE),
    "oxygen": Column(("血氧", "oxygen"), "%", Quantity.OXYGEN),
}
_BY_NAME = {name.lower(): key for key, column in COLUMNS.items() for name in column.names}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


class UnreadableTable(HealthProblem):
    code = "unreadable_table"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why, field="table")


@dataclass(frozen=True)
class LineFault:
    """What is wrong in a line (the heading is line 1), in which column, with which value, and what would do."""

    line: int
    column: str
    value: str
    message: str


@dataclass
class Report:
    """What became of a table. `again`: values that were here before."""

    lines: int = 0
    accepted: int = 0
    suspect: int = 0
    urgent: int = 0
    again: int = 0
    faults: list[LineFault] = field(default_factory=list)
    advice: list[LineFault] = field(default_factory=list)

    @property
    def bad_lines(self) -> int:
        return len({fault.line for fault in self.faults})

    @property
    def taken_lines(self) -> int:
        return self.lines - self.bad_lines


@dataclass(frozen=True)
class Line:
    number: int
    cells: Mapping[str, str]
    # How this table calls the columns.
    called: Mapping[str, str]

    def fault(self, key: str, message: str) -> LineFault:
        return LineFault(self.number, self.called.get(key, ""), self.cells.get(key, "")[:60], message)


def import_table(actor: Actor, body: bytes) -> Report:
    """Put what a table holds, a line at a time. What was here before is counted and stored no second time.

    Raises NotYours, UnreadableTable for a table whose lines cannot even be told apart.
    """
    check_physician(actor)
    lines = list(_lines(_text(body)))
    report = Report(lines=len(lines))
    cards = {line.cells.get("card", "").upper() for line in lines}
    here = Patient.objects.filter(district=actor.reach.district, erased_at=None)
    people = {row.code: row for row in here.filter(code__in=cards - {""})}
    own = Device.objects.select_related("point").filter(point__organisation__in=actor.reach.organisations, active=True)
    devices = {row.code: row for row in own}
    for line in lines:
        measured, faults = _read(line, people, devices)
        report.faults += faults
        if not faults:
            _take(actor, line, measured, report)
    record(
        actor, "health_imported", district=actor.reach.district,
        data={"lines": report.lines, "taken": report.taken_lines, "again": report.again},
    )  # fmt: skip
    return report


def _text(body: bytes) -> str:
    """UTF-8, or the encoding that Chinese spreadsheets write. Raises UnreadableTable."""
    if len(body) > MOST_BYTES:
        raise UnreadableTable(_("The table is larger than %(mb)d MB. Please split it.") % {"mb": MOST_BYTES // 1024**2})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableTable(_("This is not a text table. Please save it as CSV (UTF-8 or GB18030) and choose that file."))


def _lines(text: str) -> Iterator[Line]:
    """Each line with its cells by our names of the columns. Raises UnreadableTable."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(
            csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=separator, strict=True)
        )
    except csv.Error as broken:
        raise UnreadableTable(
            _("The table breaks off: %(why)s. Please save it once more as CSV.") % {"why": broken}
        ) from None
    if not rows:
        raise UnreadableTable(_("The table is empty."))
    keys = _heading([cell.strip() for cell in rows[0]])
    called = {key: rows[0][place].strip() for place, key in enumerate(keys)}
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if len(filled) > MOST_LINES:
        raise UnreadableTable(_("The table has more than %(most)d lines. Please split it.") % {"most": MOST_LINES})
    for number, row in filled:
        cells = {key: cell.strip() for key, cell in zip(keys, row, strict=False)}
        if len(row) > len(keys) and any(cell.strip() for cell in row[len(keys) :]):
            cells["surplus"] = ",".join(row[len(keys) :])
        yield Line(number, cells, called)


def _heading(names: list[str]) -> list[str]:
    """Our name of each column. Raises UnreadableTable for one that is not known, twice there, or missing."""
    unknown = [name for name in names if name.lower() not in _BY_NAME]
    if unknown:
        known = "、".join(column.names[0] for column in COLUMNS.values())
        message = _("The column “%(name)s” is not known. Known are: %(known)s.")
        raise UnreadableTable(message % {"name": unknown[0][:40], "known": known})
    keys = [_BY_NAME[name.lower()] for name in names]
    twice = next((name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1), None)
    if twice:
        raise UnreadableTable(_("The column “%(name)s” is there twice. Please take one out.") % {"name": twice})
    missing = next((COLUMNS[key].names[0] for key in ("card", "at") if key not in keys), None)
    if missing:
        raise UnreadableTable(
            _("The column “%(name)s” is missing. The first line has to name the columns.") % {"name": missing}
        )
    return keys


def _read(
    line: Line, people: Mapping[str, Patient], devices: Mapping[str, Device]
) -> tuple[list[Measured], list[LineFault]]:
    """The values of a line, or everything that keeps it from being taken."""
    faults: list[LineFault] = []
    if "surplus" in line.cells:
        faults.append(LineFault(line.number, "", line.cells["surplus"][:60], _("There are more cells than columns. Is a comma too many?")))  # fmt: skip
    patient = people.get(line.cells.get("card", "").upper())
    if patient is None:
        faults.append(
            line.fault("card", _("Nobody here has this card. Please compare the number, or open a health file first."))
        )
    at = _time(line, faults)
    code = line.cells.get("device", "")
    if code and code not in devices:
        faults.append(
            line.fault("device", _("There is no such device at your health points. The cell may be left empty."))
        )
    values = _values(line, faults)
    if not values and not faults:
        faults.append(LineFault(line.number, "", "", _("There is no value in this line.")))
    if faults or patient is None or at is None:
        return [], faults
    return [
        Measured(patient, quantity, value, at, Source.CSV, devices.get(code), paths=_paths(quantity))
        for quantity, value in values.items()
    ], []


def _time(line: Line, faults: list[LineFault]) -> datetime | None:
    text = line.cells.get("at", "")
    for form in _TIMES:
        try:
            at = datetime.strptime(text, form).replace(tzinfo=LOCAL)
        except ValueError:
            continue
        if at > now() + FUTURE or at.year < 2000:
            faults.append(line.fault("at", _("This cannot be the time of a measurement. Was the device's clock set?")))
            return None
        return at
    faults.append(line.fault("at", _("This is no time. Please write it as 2026-11-02 09:30.")))
    return None


def _values(line: Line, faults: list[LineFault]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, column in COLUMNS.items():
        text = line.cells.get(key, "")
        if not column.quantity or not text:
            continue
        if not _NUMBER.fullmatch(text):
            faults.append(
                line.fault(key, _("This is no number. Please write digits and a point only, without the unit."))
            )
            continue
        found.setdefault(column.quantity, {})[column.part] = float(text)
    return found


def _paths(quantity: str) -> dict[str, str]:
    """The column of each part of a value."""
    return {column.part: key for key, column in COLUMNS.items() if column.quantity == quantity}


def _take(actor: Actor, line: Line, measured: list[Measured], report: Report) -> None:
    """All of a line, or nothing of it."""
    with transaction.atomic():
        answers = take_many(actor, measured, all_or_nothing=True)
    problems = [one for one in answers if isinstance(one, Problem)]
    if problems:
        report.faults += [fault for problem in problems for fault in _told(line, problem)]
        return
    for one, answer in zip(measured, answers, strict=True):
        assert isinstance(answer, Taken), "a problem was told already"
        _count(line, one, answer, report)


def _told(line: Line, problem: Problem) -> Iterator[LineFault]:
    if not problem.faults:
        yield LineFault(line.number, "", "", problem.message)
    for fault in problem.faults:
        key = fault.field
        value = fault.value if isinstance(fault, ValueFault) else ""
        yield LineFault(line.number, line.called.get(key, COLUMNS[key].names[0] if key in COLUMNS else ""), value or line.cells.get(key, ""), fault.message)  # fmt: skip


def _count(line: Line, one: Measured, answer: Taken, report: Report) -> None:
    if not answer.is_news:
        report.again += 1
        return
    setattr(report, answer.answer, getattr(report, answer.answer) + 1)
    if answer.advice:
        key = next(iter(_paths(one.quantity).values()), "")
        report.advice.append(line.fault(key, answer.advice))

"""Reading a register of messages: CSV in UTF-8 or GBK, or Excel; its columns recognised by their headers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now
from linli.problem import Problem

# Headers that registers use for a field, in lower case and without spaces.
HEADERS: dict[str, tuple[str, ...]] = {
    "id": ("id", "留言编号", "编号", "工单编号", "诉求编号", "案件编号", "mail_id", "序号", "信件编号"),
    "title": ("subject", "title", "留言主题", "主题", "标题", "诉求标题"),
    "text": ("text", "留言详情", "内容", "详情", "诉求内容", "留言内容", "query", "正文", "事项描述"),
    "time": ("time", "留言时间", "时间", "日期", "提交时间", "来电时间", "受理时间", "query_date", "created_at"),
    "address": ("address", "地址", "地点", "事发地址", "诉求地点", "位置"),
    "support": ("support", "点赞数", "支持", "支持数", "赞成数"),
    "against": ("against", "反对数", "反对"),
    "reply": ("reply", "答复意见", "回复", "答复", "答复内容", "回复内容"),
    "reply_time": ("reply_time", "答复时间", "回复时间", "reply_date"),
    "phone": ("phone", "电话", "手机", "手机号", "联系电话"),
    "name": ("name", "姓名", "联系人"),
}
NEEDED = ("text", "time")
# An official text with its lists can be as long as a book; the reader would stop at 131,072 characters.
LONGEST_CELL = 4_000_000
EARLIEST = datetime(1980, 1, 1, tzinfo=LOCAL)

_TIME = re.compile(r"(\d{4})[/\-.年](\d{1,2})[/\-.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")


class ImportRefused(Problem):
    """The file as a whole cannot be read."""

    code = "import_refused"
    status = 422


@dataclass(frozen=True)
class Row:
    """One line of the register: its number in the file (the header is 1), and its cells by field."""

    line: int
    cells: dict[str, str]
    raw: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """A register opened for reading; `rows` may be walked once."""

    header: tuple[str, ...]
    columns: dict[str, int]
    rows: Iterator[Row]
    total: int
    encoding: str


@dataclass(frozen=True)
class Fields:
    """What a kind of register holds: the headers that each field is known by, and the fields that it cannot do without."""

    headers: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


MESSAGES = Fields(HEADERS, NEEDED)


def open_table(file: Path, mapping: dict[str, str], fields: Fields = MESSAGES) -> Table:
    """Open `file`; `mapping` names headers for fields where they are not recognised. Raises ImportRefused."""
    if file.suffix.lower() in (".xlsx", ".xls", ".xlsb", ".ods"):
        return _excel(file, mapping, fields)
    return _csv(file, mapping, fields)


def _csv(file: Path, mapping: dict[str, str], fields: Fields) -> Table:
    text, encoding = _decoded(file)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))
    header = tuple(cell.strip() for cell in next(reader, []))
    columns = recognise(header, mapping, fields)

    def rows() -> Iterator[Row]:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                yield Row(line, {}, (), _("This line cannot be read as CSV: %(why)s") % {"why": broken})
                continue
            if any(cell.strip() for cell in cells):
                yield _row(line, cells, header, columns)

    total = sum(1 for _line in csv.reader(io.StringIO(text, newline=""))) - 1 if text else 0
    return Table(header, columns, rows(), max(0, total), encoding)


def _decoded(file: Path) -> tuple[str, str]:
    raw = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    message = _("%(name)s is neither UTF-8 nor GBK text. Please save it as “CSV UTF-8” and try again.")
    raise ImportRefused(message % {"name": file.name})


def _excel(file: Path, mapping: dict[str, str], fields: Fields) -> Table:
    try:
        sheet = polars.read_excel(file, has_header=False, infer_schema_length=0, raise_if_empty=False)
    except Exception as broken:  # the reader raises its own kinds for each broken format
        message = _("%(name)s cannot be read as an Excel workbook: %(why)s")
        raise ImportRefused(message % {"name": file.name, "why": str(broken)[:120]}) from broken
    lines = [["" if cell is None else str(cell) for cell in line] for line in sheet.iter_rows()]
    header = tuple(cell.strip() for cell in lines[0]) if lines else ()
    columns = recognise(header, mapping, fields)
    rows = (
        _row(number, cells, header, columns)
        for number, cells in enumerate(lines[1:], start=2)
        if any(c.strip() for c in cells)
    )
    return Table(header, columns, rows, max(0, len(lines) - 1), "excel")


def _row(line: int, cells: list[str], header: tuple[str, ...], columns: dict[str, int]) -> Row:
    if len(cells) != len(header):
        fault = _("This line has %(n)s cells; the header has %(m)s.") % {"n": len(cells), "m": len(header)}
        return Row(line, {}, tuple(cells), fault)
    return Row(line, {name: cells[place].strip() for name, place in columns.items()}, tuple(cells))


def recognise(header: tuple[str, ...], mapping: dict[str, str], fields: Fields = MESSAGES) -> dict[str, int]:
    """Field → column. Raises ImportRefused naming what is missing and what the header has."""
    plain = [re.sub(r"\s", "", cell).lower() for cell in header]
    columns: dict[str, int] = {}
    for field, name in mapping.items():
        if field not in fields.headers or name not in header:
            message = _("--column %(field)s=%(name)s: fields are %(fields)s; the header has %(header)s.")
            raise ImportRefused(
                message
                % {"field": field, "name": name, "fields": "、".join(fields.headers), "header": "、".join(header)}
            )
        columns[field] = header.index(name)
    for field, known in fields.headers.items():
        found = next((plain.index(name) for name in known if name in plain), None)
        if field not in columns and found is not None and found not in columns.values():
            columns[field] = found
    missing = [field for field in fields.needed if field not in columns]
    if missing:
        message = _(
            "No column was recognised for %(missing)s; the header has: %(header)s. Name it with --column, such as --column text=留言详情."
        )
        raise ImportRefused(message % {"missing": "、".join(missing), "header": "、".join(header) or "—"})
    return columns


def read_time(text: str) -> datetime:
    """2019/2/28 11:25:05, 2019-02-28 11:25, 2019年2月28日, or Excel's day number; in Asia/Shanghai unless it says where.

    Raises ValueError with a sentence for people, also for what was before there were registers or is still to come.
    """
    try:
        when = _moment(text.strip())
        if EARLIEST <= when <= now() + timedelta(days=1):
            return when
    except (ValueError, OverflowError):
        pass
    message = _("“%(value)s” is not a time; 2019/2/28 11:25:05 or 2019-02-28 11:25 would do.")
    raise ValueError(message % {"value": text[:40]})


def _moment(text: str) -> datetime:
    found = _TIME.fullmatch(text)
    if found:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=LOCAL)
    if _SERIAL.fullmatch(text):
        return datetime(1899, 12, 30, tzinfo=LOCAL) + timedelta(days=float(text))
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=LOCAL)

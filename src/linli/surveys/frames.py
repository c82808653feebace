"""Tables that people bring: the frame to draw from, the list of a cluster, the population's margins. CSV, UTF-8 or GB 18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .errors import WrongFile
from .sampling import FrameUnit

LARGEST = 5_000_000
MOST_ROWS = 20_000
# Columns by the names that people give them.
_ALSO = {
    "code": ("代码", "编码", "区划代码"), "name": ("名称", "社区", "村"), "stratum": ("层", "分层"), "size": ("规模", "人数", "成年人数"),
    "listed": ("名单人数",), "lat": ("纬度",), "lon": ("经度",), "number": ("序号", "编号"), "address": ("地址", "住址"),
    "sex": ("性别",), "age": ("年龄", "年龄组"), "count": ("人数", "人口数"), "person": ("姓名",),
}  # fmt: skip
_SEX = {"男": "male", "女": "female", "male": "male", "female": "female"}


def rows_of(
    body: bytes, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line. Raises WrongFile."""
    reader = csv.reader(io.StringIO(_text(body)))
    try:
        header = [_column(one, (*required, *optional)) for one in next(reader, [])]
        missing = [one for one in required if one not in header]
        if missing:
            names = "、".join(f"{one}（{'/'.join(_ALSO.get(one, ()))}）" for one in missing)
            raise WrongFile(_("The first line must name the columns; missing: %(names)s.") % {"names": names}, 1)
        for line, cells in enumerate(reader, 2):
            if line > MOST_ROWS + 1:
                raise WrongFile(_("More than %(n)d rows.") % {"n": MOST_ROWS}, line)
            if any(cell.strip() for cell in cells):
                yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
    except csv.Error:
        raise WrongFile(_("This line cannot be read as CSV."), reader.line_num) from None


def _text(body: bytes) -> str:
    if len(body) > LARGEST:
        raise WrongFile(_("This file is larger than 5 MB."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile(_("This file is neither UTF-8 nor GB 18030; please save it as CSV again."))


def _column(given: str, known: tuple[str, ...]) -> str:
    name = given.strip().lower()
    return next((one for one in known if name == one or name in _ALSO.get(one, ())), "")


def frame(body: bytes) -> list[FrameUnit]:
    """code, name, stratum, size; listed, lat, lon where known. Raises WrongFile."""
    found = []
    for line, row in rows_of(body, ("code", "name", "stratum", "size"), ("listed", "lat", "lon")):
        for name in ("code", "name", "stratum"):
            if not row.get(name):
                raise WrongFile(_("“%(name)s” is empty.") % {"name": name}, line)
        lat, lon = _degree(row.get("lat", ""), line, 90), _degree(row.get("lon", ""), line, 180)
        size, listed = _whole(row.get("size", ""), "size", line), _whole(row.get("listed") or "0", "listed", line)
        found.append(FrameUnit(row["code"][:40], row["name"][:60], row["stratum"][:40], size, listed, lat, lon))
    if not found:
        raise WrongFile(_("The frame has no cluster."))
    return found


def _whole(text: str, name: str, line: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise WrongFile(_("%(name)s “%(value)s” is no whole number.") % {"name": name, "value": text[:20]}, line)
    return int(text)


def _degree(text: str, line: int, most: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise WrongFile(_("“%(value)s” is no position in degrees.") % {"value": text[:20]}, line)
    return value


def people(body: bytes) -> dict[int, tuple[str, str]]:
    """The list of a cluster: number, person, address. Raises WrongFile."""
    found: dict[int, tuple[str, str]] = {}
    for line, row in rows_of(body, ("number", "person"), ("address",)):
        number = _whole(row.get("number", ""), "number", line)
        if number in found:
            raise WrongFile(_("The number %(n)d is in the list twice.") % {"n": number}, line)
        found[number] = (row.get("person", "")[:40], row.get("address", "")[:120])
    return found


def margins(body: bytes, groups: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """How many people there are by sex and age group: sex, age, count. Raises WrongFile."""
    found: dict[str, int] = {}
    for line, row in rows_of(body, ("sex", "age", "count")):
        sex, age = _SEX.get(row.get("sex", "")), row.get("age", "").removesuffix("岁")
        if sex is None or age not in groups:
            told = {"groups": "、".join(groups)}
            raise WrongFile(_("Please give sex as 男 or 女, and age as one of %(groups)s.") % told, line)
        if f"{sex}|{age}" in found:
            raise WrongFile(_("This group is there twice."), line)
        found[f"{sex}|{age}"] = _whole(row.get("count", ""), "count", line)
    missing = [f"{sex} {age}" for sex in ("male", "female") for age in groups if not found.get(f"{sex}|{age}")]
    if missing:
        raise WrongFile(_("Nobody is given for: %(names)s.") % {"names": "、".join(missing)})
    return {"sex*age": found}


def any_table(body: bytes) -> dict[str, list[str]]:
    """A table of any columns, each by its name. Raises WrongFile."""
    rows = list(csv.reader(io.StringIO(_text(body))))
    if len(rows) < 2:
        raise WrongFile(_("The table has no rows."))
    header = [one.strip() for one in rows[0]]
    if len(set(header)) < len(header) or not all(header):
        raise WrongFile(_("Each column needs a name of its own."), 1)
    if len(rows) - 1 > MOST_ROWS:
        raise WrongFile(_("More than %(n)d rows.") % {"n": MOST_ROWS})
    for line, row in enumerate(rows[1:], 2):
        if row and len(row) != len(header):
            raise WrongFile(
                _("This line has %(n)d values, the first %(there)d.") % {"n": len(row), "there": len(header)}, line
            )
    return {name: [row[at].strip() for row in rows[1:] if row] for at, name in enumerate(header)}

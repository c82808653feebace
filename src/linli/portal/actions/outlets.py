"""Publishing figures: what an outlet made of the district's work in a month, entered by hand or from a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import today
from linli.people.actors import Actor
from linli.people.roles import EDITORS
from linli.places.actions import Changes
from linli.places.models import District
from linli.places.queries import district_by
from linli.problem import Fault

from ..errors import NotAnEditor, WrongFigures
from ..models import ArticlePage, Outlet, Republication

COLUMNS = {"月份": "month", "媒体": "outlet", "篇数": "items", "阅读量": "reads", "标题": "title", "网址": "address"}
REQUIRED = ("month", "outlet", "items", "reads")
MOST_LINES, MOST_BYTES, MOST_FAULTS = 5000, 2_000_000, 20
MOST = {"items": 1_000_000, "reads": 10_000_000_000}
_MONTH = re.compile(r"(20\d\d)\s*[-./年]\s*(1[0-2]|0?[1-9])\s*月?")


@dataclass(frozen=True)
class Figure:
    """One line: of one item where it has a title or an address, else an outlet's sum of the month."""

    outlet: str
    month: date
    items: int
    reads: int
    title: str = ""
    address: str = ""


def enter_figure(actor: Actor, given: Mapping[str, Any]) -> Republication:
    """Take one line as an editor typed it. The same outlet, month and title said again replaces what was said."""
    district = _district_of(actor)
    known = _outlets(district)
    figure, faults = _read_line({name: str(given.get(name, "")).strip() for name in COLUMNS.values()}, known, 0)
    if figure is None:
        raise WrongFigures(faults)
    with transaction.atomic():
        row, _new = _keep(actor, district, figure, known, _titles(district, [figure]))
        told = {"outlet": figure.outlet, "month": f"{figure.month:%Y-%m}", "items": figure.items, "reads": figure.reads}
        audit.record(actor, "figures_entered", district=district.code, data=told)
    return row


def import_figures(actor: Actor, content: bytes) -> int:
    """Take a CSV file (月份, 媒体, 篇数, 阅读量; 标题 and 网址 if wanted): all of it or nothing. Raises WrongFigures by line."""
    district = _district_of(actor)
    known = _outlets(district)
    figures = _read(content, known)
    titles = _titles(district, figures)
    with transaction.atomic():
        for figure in figures:
            _keep(actor, district, figure, known, titles)
        audit.record(actor, "figures_imported", district=district.code, data={"lines": len(figures)})
    return len(figures)


@transaction.atomic
def replace_figures(district: District, rows: Sequence[Figure]) -> Changes:
    """Bring the figures that a pack brings in line; what editors entered stays."""
    changes, known, titles = Changes(), _outlets(district), _titles(district, rows)
    standing = Republication.objects.filter(district=district, entered_by=None)
    before = {(one.outlet.code, one.month, one.title, one.address): one for one in standing.select_related("outlet")}
    for row in rows:
        one = before.pop((row.outlet, row.month, row.title, row.address), None)
        if one is None:
            _row, new = _keep(Actor.system(), district, row, known, titles, replace=False)
            changes.added += [f"{row.outlet} {row.month:%Y-%m}"] if new else []
        elif (one.items, one.reads) != (row.items, row.reads):
            Republication.objects.filter(pk=one.pk).update(items=row.items, reads=row.reads)
            changes.changed.append(f"{row.outlet} {row.month:%Y-%m}")
    for one in before.values():
        one.delete()
        changes.removed.append(str(one))
    return changes


def _keep(
    actor: Actor, district: District, figure: Figure, known: Mapping[str, Outlet], titles: Mapping[str, int], *, replace: bool = True
) -> tuple[Republication, bool]:  # fmt: skip
    where: dict[str, Any] = {
        "outlet": next(one for one in known.values() if one.code == figure.outlet), "month": figure.month,
        "title": figure.title, "address": figure.address,
    }  # fmt: skip
    said: dict[str, Any] = {
        "district": district,
        "items": figure.items,
        "reads": figure.reads,
        "entered_by": actor.account,
        "article_id": titles.get(_plain(figure.title)),
    }
    if replace:
        return Republication.objects.update_or_create(**where, defaults=said)
    return Republication.objects.get_or_create(**where, defaults=said)


def _district_of(actor: Actor) -> District:
    if not actor.has(*EDITORS) or not actor.reach.district:
        raise NotAnEditor
    return district_by(actor.reach.district)


def _outlets(district: District) -> dict[str, Outlet]:
    """By name and by code."""
    rows = list(Outlet.objects.filter(district=district))
    return {one.code: one for one in rows} | {one.name: one for one in rows}


def _titles(district: District, figures: Sequence[Figure]) -> dict[str, int]:
    """The district's published articles by their titles, where any of the figures tells of one item."""
    if not any(figure.title for figure in figures):
        return {}
    rows = ArticlePage.objects.live().filter(url_path__startswith=f"/{district.slug}/").order_by("pk")
    return {_plain(title): key for key, title in rows.values_list("pk", "title")}


def _plain(title: str) -> str:
    return "".join(title.split())


def _read(content: bytes, known: Mapping[str, Outlet]) -> list[Figure]:
    lines = list(_lines(content))
    faults: list[Fault] = []
    found, first = [], dict[tuple[str, date, str, str], int]()
    for number, cells in lines:
        figure, wrong = _read_line(cells, known, number)
        faults += wrong
        if figure is None:
            continue
        key = (figure.outlet, figure.month, figure.title, figure.address)
        if key in first:
            message = _("Line %(line)d: the same outlet, month and title stand in line %(first)d already.")
            faults.append(Fault(f"{number}.outlet", message % {"line": number, "first": first[key]}))
        first.setdefault(key, number)
        found.append(figure)
    if faults:
        raise WrongFigures(faults[:MOST_FAULTS])
    if not found:
        raise WrongFigures([Fault("file", _("There is no line of figures in this file."))])
    return found


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table by its columns, with their numbers as a spreadsheet shows them. Raises WrongFigures."""
    if len(content) > MOST_BYTES:
        raise WrongFigures([Fault("file", _("The file is larger than 2 MB. Please send it in parts."))])
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        header = [COLUMNS.get(name.strip(), name.strip()) for name in next(reader, [])]
        missing = [name for name, field in COLUMNS.items() if field in REQUIRED and field not in header]
        if missing:
            message = _("The first line must name the columns; these are missing: %(names)s.")
            raise WrongFigures([Fault("file", message % {"names": "、".join(missing)})])
        before = reader.line_num
        for cells in reader:
            number, before = before + 1, reader.line_num
            if number > MOST_LINES:
                raise WrongFigures([Fault("file", _("The file has more than %(n)d lines. Please send it in parts.") % {"n": MOST_LINES})])  # fmt: skip
            if any(cell.strip() for cell in cells):
                yield number, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    except csv.Error:
        message = _("Line %(line)d cannot be read as CSV. Please save the table as “CSV UTF-8”.")
        raise WrongFigures([Fault("file", message % {"line": reader.line_num})]) from None


def _text(content: bytes) -> str:
    """UTF-8, or what Chinese spreadsheets save by themselves."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WrongFigures([Fault("file", _("This is not a CSV file. Please save the table as “CSV UTF-8”."))])


def _read_line(cells: Mapping[str, str], known: Mapping[str, Outlet], line: int) -> tuple[Figure | None, list[Fault]]:
    """One line, or every fault of it. `known`: the district's outlets, by name and by code."""
    where = _("Line %(line)d: ") % {"line": line} if line else ""
    faults: list[Fault] = []

    def wrong(field: str, message: str) -> None:
        faults.append(Fault(f"{line}.{field}" if line else field, where + message, cells.get(field, "")[:60]))

    outlet = known.get(cells.get("outlet", ""))
    if outlet is None:
        wrong("outlet", _("“%(value)s” is no outlet of this district. Please choose one from the list.") % {"value": cells.get("outlet", "")[:40]})  # fmt: skip
    month = _month(cells.get("month", ""))
    if month is None:
        wrong("month", _("“%(value)s” is no month. Please write it like 2026-10.") % {"value": cells.get("month", "")[:40]})  # fmt: skip
    elif month > today():
        wrong("month", _("This month has not come yet."))
    numbers = {name: _whole(cells.get(name, "")) for name in ("items", "reads")}
    for name, value in numbers.items():
        if value is None or value > MOST[name]:
            wrong(name, _("“%(value)s” is no whole number from 0 on. Please write it like 1280.") % {"value": cells.get(name, "")[:40]})  # fmt: skip
    title, address = cells.get("title", ""), cells.get("address", "")
    if len(title) > 200:
        wrong("title", _("The title has more than 200 characters."))
    if address and not re.fullmatch(r"https?://\S{1,390}", address):
        wrong("address", _("An address begins with https:// and has no spaces."))
    if faults or outlet is None or month is None:
        return None, faults
    return Figure(outlet.code, month, numbers["items"] or 0, numbers["reads"] or 0, title, address), []


def _month(text: str) -> date | None:
    found = _MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found else None


def _whole(text: str) -> int | None:
    """A whole number, with the commas or the 万 that people write."""
    plain = text.replace(",", "").replace("，", "").strip()
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,4}))?(万?)", plain, re.ASCII)
    if found is None or (found[2] and not found[3]):
        return None
    return int(found[1] + (found[2] or "").ljust(4, "0")) if found[3] else int(found[1])

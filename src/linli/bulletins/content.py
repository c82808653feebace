"""What a bulletin says, as types: sections with a table each, key figures, methods, and versions of all that was used.

It goes into JSON and comes back the same; the digest is of its canonical JSON. Nothing here is about a single person.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict

# Whom a mark is about decides its colour, the same in every chart.
Tone = Literal["total", "men", "women", "town", "village", "plain"]
Shows = Literal["share", "rate", "mean", "count"]
Domain = dict[str, str]


class Piece(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cell(Piece):
    """A figure of one group of people. `n`: how many it is of (interviewed, or person-years lived); `cases`: how many
    of them have it, as counted. What is kept back has neither value nor interval nor cases."""

    n: int | None = None
    cases: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    kept_back: bool = False


class Column(Piece):
    """`domain` says whom a column is about, as {"sex": "male"}; of everybody it is empty."""

    label: str
    domain: Domain = {}
    tone: Tone = "total"


class Line(Piece):
    """A row of a table: of everybody (`group` and `domain` empty), or one of a group that divides them, such as sexes."""

    label: str
    cells: tuple[Cell, ...]
    group: str = ""
    domain: Domain = {}
    tone: Tone = "plain"


class Table(Piece):
    """`measure` names what is counted: tables of the same one are looked at together before numbers are published.

    Of a `share` cases are of n persons; of a `rate` of n person-years, times `per`; a `mean` has no cases, a `count`
    nothing else.
    """

    code: str
    title: str
    measure: str
    shows: Shows
    unit: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    decimals: int = 1
    # What the column n is called.
    base: str = ""
    note: str = ""

    @property
    def has_intervals(self) -> bool:
        return any(cell.low is not None for line in self.lines for cell in line.cells)

    @property
    def cells(self) -> int:
        return len(self.lines) * len(self.columns)


class Section(Piece):
    """One thing that is told: in a sentence, in a chart, in the table of the same figures.

    `subject`: what it is read together with, as blood pressure or what people died of.
    """

    code: str
    title: str
    message: str
    table: Table
    chart: Literal["bars", "lines", "forest", ""] = "bars"
    definition: str = ""
    subject: str = ""


class KeyFigure(Piece):
    """A cell of one of the tables that stands at the beginning; `line` and `column` count from 0."""

    name: str
    table: str
    line: int = 0
    column: int = 0
    definition: str = ""


class Method(Piece):
    name: str
    text: str


class Used(Piece):
    """A rule, population, questionnaire, list or sample that figures rest on, in its version."""

    kind: Literal["rule", "population", "questionnaire", "list", "sample", "software"]
    name: str
    version: str
    source: str = ""
    # Whether somebody held it against the text of its source.
    verified: bool = True


class Suppression(Piece):
    """By what rule small numbers were left out, and how many cells that was."""

    k: int
    protection: float
    version: str
    cells: int
    of: int


class Content(Piece):
    """Everything on the pages of a bulletin. `synthetic`: the people in it were made up."""

    title: str
    district: str
    issuer: str
    year: int
    period: str
    summary: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    methods: tuple[Method, ...]
    used: tuple[Used, ...]
    made_on: date
    synthetic: bool = False
    suppression: Suppression | None = None

    def table(self, code: str) -> Table:
        return next(one.table for one in self.sections if one.table.code == code)

    def cell(self, figure: KeyFigure) -> tuple[Table, Cell]:
        table = self.table(figure.table)
        return table, table.lines[figure.line].cells[figure.column]


def digest_of(content: Content) -> str:
    """SHA-256 of the content, however it was written down."""
    plain = orjson.dumps(content.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(plain).hexdigest()

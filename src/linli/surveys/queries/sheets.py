"""A questionnaire as people read it, and as a spreadsheet that pyxform reads again; how a sample is put in words."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from pyxform.xls2json_backends import get_xlsform

from ..models import Form, Survey, UnitKind
from ..xlsform.definition import BY_ITSELF, HOLDERS, Node, definition_of


@dataclass(frozen=True)
class Question:
    """One line of the preview; `depth` of groups around it."""

    name: str
    kind: str
    label: str
    hint: str
    choices: str
    depth: int
    required: bool
    asked_if: bool
    is_group: bool


def questions(form: Form) -> list[Question]:
    found: list[Question] = []

    def go(fields: tuple[Node, ...], depth: int) -> None:
        for one in fields:
            if one.kind not in BY_ITSELF:
                found.append(
                    Question(
                        one.name, one.kind, one.label or one.name, one.hint, "、".join(each.label for each in one.choices), depth,
                        one.required is not None, one.relevant is not None, one.kind in HOLDERS,
                    )
                )  # fmt: skip
            go(one.fields, depth + 1)

    go(definition_of(form.definition).fields, 0)
    return found


def workbook(form: Form) -> bytes:
    """The XLSForm as .xlsx: the file that was put up, or the same sheets written from it."""
    source = bytes(form.source)
    suffix = "." + form.source_name.rsplit(".", 1)[-1].lower()
    if suffix == ".xlsx":
        return source
    book = get_xlsform(source if suffix in (".xls", ".xlsm") else source.decode(), file_type=suffix)
    made = Workbook()
    made.remove(made.worksheets[0])
    for name in ("survey", "choices", "settings"):
        rows: list[dict[str, Any]] = [dict(one) for one in getattr(book, name) or ()]
        header = list(dict.fromkeys(column for row in rows for column in row))
        sheet = made.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(column, "") for column in header])
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Stratum:
    """A stratum in the plan's words: how many clusters of how many, how many people of each."""

    name: str
    there: int
    size: int
    clusters: int
    each: int

    @property
    def people(self) -> int:
        return self.clusters * self.each


def summary(survey: Survey) -> list[Stratum]:
    """The plan of the drawn sample, by stratum."""
    sample = getattr(survey, "sample", None)
    if sample is None:
        return []
    found = []
    for take in sample.plan["takes"]:
        units = [one for one in sample.frame if one["stratum"] == take["stratum"]]
        size = sum(one["size"] for one in units)
        found.append(Stratum(take["stratum"], len(units), size, take["clusters"], take["each"]))
    return found


def is_household(survey: Survey) -> bool:
    return bool(survey.sample.kind == UnitKind.HOUSEHOLD)

"""An XLSForm read: by pyxform into the XForm for ODK Collect, and from the same into the definition for our own page.

Raises FaultyForm, each fault with its sheet and row where pyxform says them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from ..errors import FaultyForm, FormFault
from .definition import ASKED, BY_ITSELF, UNIT, Choice, Definition, Node, walk
from .expressions import NotAnExpression, Tree, names, parse
from .saying import expression_said, pyxform_said

# As XLSForm writes it, and as pyxform passes it on.
_KINDS = {
    "string": "text", "text": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "select one": "select_one", "select all that apply": "select_multiple", "note": "note", "geopoint": "geopoint",
    "gps": "geopoint", "location": "geopoint", "photo": "image", "image": "image", "calculate": "calculate",
    "start": "start", "end": "end", "today": "today", "deviceid": "deviceid", "group": "group", "repeat": "repeat",
}  # fmt: skip
_EXPRESSIONS = ("relevant", "constraint", "calculate", "required")
_ALWAYS, _NEVER = {"yes", "true", "true()"}, {"", "no", "false", "false()"}
LARGEST = 5_000_000


@dataclass(frozen=True)
class Read:
    """Both faces of one questionnaire, and what pyxform remarks about it."""

    definition: Definition
    xml: str
    remarks: tuple[str, ...]


def read(body: bytes, name: str) -> Read:
    """An XLSForm of a file: .xlsx, .xls, .csv or a table in Markdown (.md). Raises FaultyForm."""
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix not in (".xlsx", ".xlsm", ".xls", ".md", ".csv"):
        raise FaultyForm(
            [
                FormFault(
                    "", 0, _("Please give a spreadsheet (.xlsx), or the same as .csv or as a Markdown table (.md).")
                )
            ]
        )
    if len(body) > LARGEST:
        raise FaultyForm([FormFault("", 0, _("This file is larger than 5 MB; a questionnaire is not."))])
    remarks: list[str] = []
    try:
        book = get_xlsform(body.decode() if suffix in (".md", ".csv") else body, file_type=suffix)
        made = workbook_to_json(workbook_dict=book, warnings=remarks)
        rows = _rows(book)
        xml = create_survey_element_from_dict(made).to_xml(validate=False, warnings=remarks)
    except PyXFormError as wrong:
        raise FaultyForm([pyxform_said(str(wrong))]) from None
    except UnicodeDecodeError:
        raise FaultyForm([FormFault("", 0, _("This file is not written in UTF-8."))]) from None
    return Read(_definition(made, rows), xml, tuple(dict.fromkeys(remarks)))


def _rows(book: DefinitionData) -> dict[str, int]:
    """In which row of the sheet each name stands."""
    return {str(row.get("name")): at for at, row in enumerate(book.survey or (), 2) if row.get("name")}


def _definition(made: Mapping[str, Any], rows: Mapping[str, int]) -> Definition:
    reader = _Reader(rows, str(made.get("default_language") or "default"))
    fields = reader.nodes(made.get("children", []), inside="")
    definition = Definition(
        str(made["id_string"]), str(made.get("version") or "1"), str(made.get("title") or made["id_string"]),
        str(made["name"]), fields,
    )  # fmt: skip
    reader.check(definition)
    if reader.faults:
        raise FaultyForm(reader.faults)
    return definition


class _Reader:
    """Goes through the rows, gathering every fault."""

    def __init__(self, rows: Mapping[str, int], language: str) -> None:
        self.rows, self.language = rows, language
        self.faults: list[FormFault] = []

    def fault(self, name: str, message: str) -> None:
        self.faults.append(FormFault("survey", self.rows.get(name, 0), message))

    def nodes(self, children: list[dict[str, Any]], inside: str) -> tuple[Node, ...]:
        found = []
        for row in children:
            name, given = str(row.get("name", "")), str(row.get("type", ""))
            if name == "meta":
                continue
            kind = _KINDS.get(given)
            if kind is None:
                self.fault(name, _("Our own page does not know questions of the kind “%(kind)s”.") % {"kind": given})
                continue
            if kind == "repeat" and inside == "repeat":
                self.fault(name, _("A repeat must not stand within another repeat."))
                continue
            found.append(self.node(row, name, kind, inside))
        return tuple(found)

    def node(self, row: dict[str, Any], name: str, kind: str, inside: str) -> Node:
        bind = {str(key): str(value) for key, value in (row.get("bind") or {}).items() if isinstance(value, str)}
        trees = {one: self.tree(name, bind.get(one, "")) for one in _EXPRESSIONS}
        control = row.get("control") or {}
        count = control.get("jr:count")
        within = "repeat" if kind == "repeat" else inside
        if row.get("choice_filter"):
            self.fault(name, _("Our own page cannot filter choices (choice_filter)."))
        return Node(
            name, kind, self.words(row.get("label")), self.words(row.get("hint")), trees["required"],
            self.words((row.get("bind") or {}).get("jr:requiredMsg")), trees["relevant"], trees["constraint"],
            self.words((row.get("bind") or {}).get("jr:constraintMsg")), trees["calculate"],
            self.tree(name, str(count)) if count else None,
            bind.get("readonly", "").lower() in _ALWAYS, str(row.get("default") or ""), str(control.get("appearance") or ""),
            tuple(Choice(str(one["name"]), self.words(one.get("label"))) for one in row.get("choices") or ()),
            self.nodes(row.get("children") or [], within),
        )  # fmt: skip

    def words(self, given: object) -> str:
        """In the form's own language, else in Chinese, else in the first there is."""
        if isinstance(given, Mapping):
            chosen = given.get(self.language) or next(
                (text for name, text in given.items() if "zh" in name.lower() or "中" in name), None
            )
            return str(chosen or next(iter(given.values()), ""))
        return str(given or "")

    def tree(self, name: str, text: str) -> Tree | None:
        if text.strip().lower() in _NEVER:
            return None
        if text.strip().lower() in _ALWAYS:
            return ["call", "true", []]
        try:
            return parse(text)
        except NotAnExpression as wrong:
            self.fault(name, expression_said(wrong))
            return None

    def check(self, definition: Definition) -> None:
        """Names once, every name asked for is there, and who it is about is asked."""
        seen: set[str] = set()
        for one in walk(definition.fields):
            if one.name in seen:
                message = _("The name “%(name)s” is there twice; each question needs a name of its own.")
                self.fault(one.name, message % {"name": one.name})
            seen.add(one.name)
        for one in walk(definition.fields):
            for name in _asked(one):
                if name not in seen:
                    self.fault(one.name, _("There is no question “%(name)s”.") % {"name": name})
        unit = definition.nodes.get(UNIT)
        if unit is None or unit.kind != "text" or UNIT in definition.repeats:
            self.fault(
                UNIT, _("A questionnaire asks for the number of the drawn person: please add a question of type text named “unit”.")
            )  # fmt: skip
        if not any(one.kind in ASKED for one in definition.nodes.values() if one.name != UNIT):
            self.fault("", _("This questionnaire asks nothing."))


def _asked(node: Node) -> Iterator[str]:
    for tree in (node.required, node.relevant, node.constraint, node.calculate, node.count):
        if tree is not None:
            yield from names(tree)
    for found in re.finditer(r"\$\{\s*([^}\s]+)\s*\}", f"{node.label} {node.hint}"):
        yield found[1]


__all__ = ["ASKED", "BY_ITSELF", "Read", "read"]

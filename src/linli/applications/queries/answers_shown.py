"""A form as it was filled in, each answer in the manner of its kind, for who reads it through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from linli.catalogue.services import FormField, Group, ServiceSpec, holds
from linli.clock import day_text
from linli.places.queries import label


@dataclass(frozen=True)
class Told:
    """What an earlier return said of one thing."""

    round: int
    text: str


@dataclass
class Noted:
    """One thing that a return can name: `about` is how the command names it. `remark` is what stands in its line now."""

    about: str
    label: str
    told: list[Told] = field(default_factory=list)
    remark: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"about-{self.about}"


@dataclass
class Answer(Noted):
    """One answer. `text` says most kinds; a person has `facts`, a table `head` and `rows`, each cell with its column."""

    kind: str = "text"
    text: str = ""
    note: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.facts or self.rows)


@dataclass(frozen=True)
class AnswerGroup:
    title: str
    answers: list[Answer]


def groups_of(spec: ServiceSpec, district: str, given: Mapping[str, Any]) -> list[AnswerGroup]:
    """The groups in which something was asked; what a condition hides was not asked."""
    groups = []
    for group in spec.form:
        asked = [one for one in group.fields if one.kind != "file" and holds(one.only_if, given)]
        if asked:
            groups.append(AnswerGroup(group.title, [_answer(spec, district, one, given.get(one.id)) for one in asked]))
    return groups


def answered(spec: ServiceSpec, district: str, given: Mapping[str, Any]) -> list[tuple[Group, list[Answer]]]:
    """What was answered, group by group, for who answered it."""
    found = []
    for group in spec.form:
        shown = [_answer(spec, district, one, given[one.id]) for one in group.fields if given.get(one.id) is not None]
        if told := [one for one in shown if not one.is_empty]:
            found.append((group, told))
    return found


def _answer(spec: ServiceSpec, district: str, one: FormField, value: Any) -> Answer:
    shown = Answer(one.id, one.label, kind=one.kind)
    if one.kind == "declaration":
        shown.text, shown.note = (_("Agreed") if value else ""), one.text
    elif value in (None, "", [], {}):
        return shown
    elif one.kind == "person":
        shown.facts = _person(value)
    elif one.kind == "table":
        shown.head = [column.label for column in one.columns]
        shown.rows = [
            [(column.label, text_of(district, column, row.get(column.id))) for column in one.columns] for row in value
        ]
    elif one.kind == "computed":
        shown.text, shown.note = _sum(spec, one, str(value)), _("worked out from the fields above")
    else:
        shown.text = text_of(district, one, value)
    return shown


def text_of(district: str, one: FormField, value: Any) -> str:
    """One plain value as people read it."""
    if value in (None, "", []):
        return ""
    match one.kind:
        case "choices":
            return "、".join(str(part) for part in value)
        case "area":
            return label(district, str(value)) or str(value)
        case "date":
            return day_text(date.fromisoformat(str(value)))
        case "money":
            return _("%(amount)s yuan") % {"amount": f"{Decimal(str(value)):,.2f}"}
        case "bank_card":
            return " ".join(str(value)[at : at + 4] for at in range(0, len(str(value)), 4))
    return str(value)


def _person(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    born, sex = str(value.get("born", "")), str(value.get("sex", ""))
    said = [day_text(date.fromisoformat(born))] if born else []
    facts = [
        (_("Full name"), str(value.get("name", ""))),
        (_("ID number"), str(value.get("id_number", ""))),
        (_("Born"), "，".join(filter(None, [sex, *said]))),
        (_("Phone"), str(value.get("phone", ""))),
    ]
    return [(name, text) for name, text in facts if text]


def _sum(spec: ServiceSpec, one: FormField, value: str) -> str:
    kinds = {known.kind for group in spec.form for known in group.fields if known.id in one.adds}
    return text_of("", one.model_copy(update={"kind": "money"}), value) if kinds == {"money"} else value

"""A questionnaire as our own page and the server read it: questions, groups and repeats, with expressions as trees.

Names are unique in the whole form, and a repeat holds no other: so answers are one mapping by name, and a repeat's are a
list of mappings under the repeat's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from .expressions import Tree

# What a person is asked, what the device says by itself, and what only holds others.
ASKED = ("text", "integer", "decimal", "date", "select_one", "select_multiple", "geopoint", "image")
BY_ITSELF = ("start", "end", "today", "deviceid", "calculate")
HOLDERS = ("group", "repeat")
# Questions whose meaning the room knows, whatever the form.
UNIT, OUTCOME, PLACE, ADULTS = "unit", "outcome", "place", "adults"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Node:
    """One row of the form. `said` is told when the constraint does not hold, `required_said` when nothing was answered."""

    name: str
    kind: str
    label: str = ""
    hint: str = ""
    required: Tree | None = None
    required_said: str = ""
    relevant: Tree | None = None
    constraint: Tree | None = None
    said: str = ""
    calculate: Tree | None = None
    count: Tree | None = None
    read_only: bool = False
    default: str = ""
    appearance: str = ""
    choices: tuple[Choice, ...] = ()
    fields: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Definition:
    form_id: str
    version: str
    title: str
    # The element around the answers.
    root: str
    fields: tuple[Node, ...]
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every row by its name."""
        return {one.name: one for one in walk(self.fields)}

    @cached_property
    def repeats(self) -> dict[str, str]:
        """Of every question within a repeat the repeat's name."""
        return {inner.name: one.name for one in walk(self.fields) if one.kind == "repeat" for inner in walk(one.fields)}

    @cached_property
    def questions(self) -> list[Node]:
        """Those asked or worked out, in order: what a table has columns of."""
        return [one for one in walk(self.fields) if one.kind in ASKED or one.kind == "calculate"]

    def label_of(self, name: str, value: str) -> str:
        """An answer in words."""
        node = self.nodes.get(name)
        known = {one.value: one.label for one in node.choices} if node else {}
        if node and node.kind == "select_multiple":
            return "、".join(known.get(one, one) for one in value.split())
        return known.get(value, value)


def walk(fields: tuple[Node, ...]) -> Iterator[Node]:
    for one in fields:
        yield one
        yield from walk(one.fields)


def definition_json(definition: Definition) -> dict[str, Any]:
    """As it is kept and sent to the page; what is empty is left out."""
    made: dict[str, Any] = asdict(definition)
    made["fields"] = [_bare(one) for one in made["fields"]]
    return made


def _bare(node: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in node.items() if value not in ("", None, False, (), [])}
    if "fields" in kept:
        kept["fields"] = [_bare(one) for one in kept["fields"]]
    return kept


def definition_of(given: dict[str, Any]) -> Definition:
    """Again, of what `definition_json` made."""
    return Definition(
        given["form_id"],
        given["version"],
        given["title"],
        given["root"],
        _nodes(given["fields"]),
        tuple(given["notes"]),
    )


def _nodes(given: list[dict[str, Any]]) -> tuple[Node, ...]:
    found = []
    for row in given:
        choices = tuple(Choice(**one) for one in row.get("choices", ()))
        found.append(Node(**{**row, "choices": choices, "fields": _nodes(row.get("fields", []))}))
    return tuple(found)

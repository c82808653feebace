"""What is asked, and what is wrong with the answers: relevance, calculations, required, types, choices, constraints.

The page in the browser does the same by static/surveys/evaluate.js; shared cases hold both together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .definition import Definition, Node
from .evaluating import Scope, evaluate, text, truth

Answers = dict[str, Any]
# A calculation may rest on one further down; deeper chains than this are none that a form needs.
_ROUNDS = 6
_INTEGER, _DECIMAL = re.compile(r"-?\d{1,15}"), re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_SPOT = re.compile(r"-?\d{1,3}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?){0,2}")
LONGEST_TEXT, MOST_ROWS = 4000, 50


@dataclass(frozen=True)
class Settled:
    """`values`: the answers that count, without those of questions not asked, with what is worked out. `asked`: the paths of
    the questions that are relevant; within a repeat `reading[2]/systolic`."""

    values: Answers
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Wrong:
    """`reason` is a code: required, type, choice, constraint, row, calculate; `path` as in Settled."""

    path: str
    reason: str
    value: str = ""


def path_of(repeat: str, index: int, name: str) -> str:
    return f"{repeat}[{index + 1}]/{name}" if repeat else name


def settle(definition: Definition, given: Mapping[str, Any], today: str) -> Settled:
    """Go through the form until nothing changes any more."""
    settled = Settled({}, ())
    for _round in range(_ROUNDS):
        again = _pass(definition, given, settled.values, today)
        if again == settled:
            break
        settled = again
    return settled


def _pass(definition: Definition, given: Mapping[str, Any], known: Answers, today: str) -> Settled:
    values: Answers = {}
    asked: list[str] = []
    # Later questions see what was worked out so far in this round; what comes after, as the last round left it.
    seen = dict(known)

    def scope(repeat: str = "", index: int = 0) -> Scope:
        return Scope(seen, definition.repeats, today, "", repeat, index)

    def go(fields: tuple[Node, ...], source: Mapping[str, Any], into: Answers, repeat: str, index: int) -> None:
        for node in fields:
            if node.relevant is not None and not truth(evaluate(node.relevant, scope(repeat, index))):
                _forget(node, seen, repeat, index)
                continue
            if node.kind == "group":
                go(node.fields, source, into, repeat, index)
            elif node.kind == "repeat":
                rows = _rows(node, source, scope())
                into[node.name] = seen[node.name] = [dict(one) for one in _kept(known, node.name, len(rows))]
                made: list[Answers] = [{} for _row in rows]
                for at, row in enumerate(rows):
                    go(node.fields, row, made[at], node.name, at)
                into[node.name] = seen[node.name] = made
            elif node.kind != "note":
                asked.append(path_of(repeat, index, node.name))
                value = str(source.get(node.name) or "").strip()
                if node.calculate is not None:
                    value = text(evaluate(node.calculate, scope(repeat, index)))
                into[node.name] = value
                (seen[repeat][index] if repeat else seen)[node.name] = value

    go(definition.fields, given, values, "", 0)
    return Settled(values, tuple(asked))


def _forget(node: Node, seen: Answers, repeat: str, index: int) -> None:
    """What is not asked has no answer."""
    if node.kind in ("group", "repeat"):
        if node.kind == "repeat":
            seen[node.name] = []
            return
        for inner in node.fields:
            _forget(inner, seen, repeat, index)
    else:
        (seen[repeat][index] if repeat else seen)[node.name] = ""


def _kept(known: Answers, name: str, count: int) -> Iterator[Mapping[str, Any]]:
    rows = known.get(name, [])
    for at in range(count):
        yield rows[at] if at < len(rows) else {}


def _rows(node: Node, source: Mapping[str, Any], scope: Scope) -> list[Mapping[str, Any]]:
    """As many as the count says, else as many as there are."""
    there = [one for one in source.get(node.name) or [] if isinstance(one, Mapping)][:MOST_ROWS]
    if node.count is None:
        return there
    wanted = text(evaluate(node.count, scope))
    count = min(int(float(wanted)), MOST_ROWS) if _DECIMAL.fullmatch(wanted) and float(wanted) > 0 else 0
    return [there[at] if at < len(there) else {} for at in range(count)]


def wrongs(definition: Definition, settled: Settled, today: str) -> list[Wrong]:
    """Everything that stands against the answers, in the form's order."""
    found: list[Wrong] = []
    for path in settled.asked:
        repeat, index, name = split(path)
        node = definition.nodes[name]
        row = settled.values[repeat][index] if repeat else settled.values
        value = str(row.get(name, ""))
        scope = Scope(settled.values, definition.repeats, today, value, repeat, index)
        reason = _reason(node, value, scope)
        if reason:
            found.append(Wrong(path, reason, value))
    return found


def split(path: str) -> tuple[str, int, str]:
    """Repeat, place in it (from 0) and name. Raises ValueError."""
    found = re.fullmatch(r"(?:([^\[\]/]+)\[(\d+)\]/)?([^\[\]/]+)", path)
    if found is None:
        raise ValueError(path)
    return found[1] or "", int(found[2] or 1) - 1, found[3]


def _reason(node: Node, value: str, scope: Scope) -> str:
    if node.kind in ("calculate", "start", "end", "today", "deviceid"):
        return ""
    if not value:
        return "required" if node.required is not None and truth(evaluate(node.required, scope)) else ""
    if not _fits(node, value):
        return "choice" if node.choices else "type"
    if node.constraint is not None and not truth(evaluate(node.constraint, scope)):
        return "constraint"
    return ""


def _fits(node: Node, value: str) -> bool:
    """Whether it is a value of its kind."""
    match node.kind:
        case "integer":
            return bool(_INTEGER.fullmatch(value))
        case "decimal":
            return bool(_DECIMAL.fullmatch(value))
        case "date":
            return _is_day(value)
        case "geopoint":
            return bool(_SPOT.fullmatch(value)) and abs(float(value.split()[0])) <= 90
        case "select_one":
            return value in {one.value for one in node.choices}
        case "select_multiple":
            return set(value.split()) <= {one.value for one in node.choices}
    return len(value) <= LONGEST_TEXT


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

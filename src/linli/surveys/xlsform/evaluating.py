"""Working out an expression's tree: the same rules as static/surveys/evaluate.js, held together by shared cases.

Values are text, numbers, truth and lists of text (a question within a repeat, asked for from outside it). A text that
is a day counts as a number of days; an empty text is no number, and compares with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, inf, isfinite, nan
from typing import Any

from .expressions import Tree

Value = str | float | bool | list[str]
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*")
_DAY = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?:T.*)?\s*")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Scope:
    """What an expression sees: `answers` by name, a repeat's as a list of mappings; where it stands in a repeat; its own value.

    `repeats` says for every question within a repeat the repeat's name.
    """

    answers: Mapping[str, Any]
    repeats: Mapping[str, str]
    today: str
    own: str = ""
    repeat: str = ""
    index: int = 0

    def value(self, name: str) -> Value:
        repeat = self.repeats.get(name)
        if repeat is None:
            found = self.answers.get(name, "")
            return [""] * len(found) if isinstance(found, list) else str(found)
        rows = self.answers.get(repeat, [])
        if repeat == self.repeat:
            return str(rows[self.index].get(name, "")) if self.index < len(rows) else ""
        return [str(row.get(name, "")) for row in rows]


def evaluate(tree: Tree, scope: Scope) -> Value:
    """The value of a tree that `expressions.parse` made."""
    match tree:
        case ["num", value]:
            return float(value)
        case ["str", value]:
            return str(value)
        case ["self"]:
            return scope.own
        case ["ref", name]:
            return scope.value(name)
        case ["neg", inner]:
            return -number(evaluate(inner, scope))
        case ["op", "and", left, right]:
            return truth(evaluate(left, scope)) and truth(evaluate(right, scope))
        case ["op", "or", left, right]:
            return truth(evaluate(left, scope)) or truth(evaluate(right, scope))
        case ["op", sign, left, right]:
            return _operation(sign, evaluate(left, scope), evaluate(right, scope))
        case ["call", "if", [condition, yes, no]]:
            return evaluate(yes if truth(evaluate(condition, scope)) else no, scope)
        case ["call", "indexed-repeat", [asked, _repeat, at]]:
            return _indexed(asked[1], number(evaluate(at, scope)), scope)
        case ["call", "position", _given]:
            return float(scope.index + 1)
        case ["call", "today", _given]:
            return scope.today
        case ["call", name, given]:
            return _CALLS[name]([evaluate(one, scope) for one in given])
    raise ValueError(tree)


def text(value: Value) -> str:
    """As XPath writes it: 3, 0.5, true; of a list the first."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, list):
        return value[0] if value else ""
    return value


def _number_text(value: float) -> str:
    if not isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if value == floor(value) and abs(value) < 1e21:
        return str(int(value))
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f")
    return re.sub(r"e([+-])0*", r"e\1", repr(value))


def number(value: Value) -> float:
    """A number, or not a number; a day counts from 1970."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    written = text(value)
    if _NUMBER.fullmatch(written):
        return float(written)
    if day := _DAY.fullmatch(written):
        try:
            return float((date(int(day[1]), int(day[2]), int(day[3])) - _EPOCH).days)
        except ValueError:
            return nan
    return nan


def truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)


def _operation(sign: str, left: Value, right: Value) -> Value:
    if sign in _ARITHMETIC:
        return _ARITHMETIC[sign](number(left), number(right))
    if isinstance(left, list) or isinstance(right, list):
        lefts: Sequence[Value] = left if isinstance(left, list) else [left]
        rights: Sequence[Value] = right if isinstance(right, list) else [right]
        return any(_compared(sign, one, other) for one in lefts for other in rights)
    return _compared(sign, left, right)


def _compared(sign: str, left: Value, right: Value) -> bool:
    if sign in ("=", "!="):
        if isinstance(left, bool) or isinstance(right, bool):
            same = truth(left) == truth(right)
        elif isinstance(left, float) or isinstance(right, float):
            same = number(left) == number(right)
        else:
            same = left == right
        return same if sign == "=" else not same
    first, second = number(left), number(right)
    return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[sign]


def _divided(left: float, right: float) -> float:
    if right == 0:
        return nan if left == 0 or left != left else inf if left > 0 else -inf
    return left / right


def _rest(left: float, right: float) -> float:
    """With the sign of the dividend."""
    if right == 0 or not isfinite(left):
        return nan
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": _divided,
    "mod": _rest,
}


def _indexed(name: str, at: float, scope: Scope) -> str:
    rows = scope.answers.get(scope.repeats.get(name, ""), [])
    place = int(at) - 1 if isfinite(at) else -1
    return str(rows[place].get(name, "")) if 0 <= place < len(rows) else ""


def _rounded(given: list[Value]) -> Value:
    value, places = number(given[0]), number(given[1]) if len(given) > 1 else 0.0
    if not isfinite(value) or not isfinite(places):
        return value
    scale = 10.0 ** int(places)
    return floor(value * scale + 0.5) / scale


def _whole(given: list[Value]) -> Value:
    value = number(given[0])
    return float(int(value)) if isfinite(value) else value


def _numbers(given: list[Value]) -> list[float]:
    """What is there of it; an empty answer counts for nothing."""
    flat = [one for value in given for one in (value if isinstance(value, list) else [value])]
    return [number(one) for one in flat if one != ""]


def _all(found: list[float], how: Callable[[list[float]], float]) -> float:
    return nan if not found or any(one != one for one in found) else how(found)


def _part(given: list[Value]) -> str:
    """From a place (from 0) up to another, which is not in it."""
    whole = text(given[0])
    first = max(0, int(number(given[1])))
    last = max(0, int(number(given[2]))) if len(given) > 2 else len(whole)
    return whole[first:last]


def _matches(given: list[Value]) -> bool:
    return re.fullmatch(text(given[1]), text(given[0])) is not None


def _power(given: list[Value]) -> float:
    try:
        return float(number(given[0]) ** number(given[1]))
    except (OverflowError, ZeroDivisionError, TypeError):
        return nan


def _first_given(given: list[Value]) -> str:
    return text(given[0]) or text(given[1])


_CALLS: dict[str, Callable[[list[Value]], Value]] = {
    "true": lambda given: True,
    "false": lambda given: False,
    "not": lambda given: not truth(given[0]),
    "boolean": lambda given: truth(given[0]),
    "number": lambda given: number(given[0]),
    "string": lambda given: text(given[0]),
    "int": _whole,
    "round": _rounded,
    "abs": lambda given: abs(number(given[0])),
    "pow": _power,
    "sum": lambda given: float(sum(_numbers(given))),
    "count": lambda given: float(len(given[0])) if isinstance(given[0], list) else 1.0,
    "min": lambda given: _all(_numbers(given), min),
    "max": lambda given: _all(_numbers(given), max),
    "coalesce": _first_given,
    "concat": lambda given: "".join(map(text, given)),
    "string-length": lambda given: float(len(text(given[0]))),
    "regex": _matches,
    "contains": lambda given: text(given[1]) in text(given[0]),
    "starts-with": lambda given: text(given[0]).startswith(text(given[1])),
    "substr": _part,
    "selected": lambda given: text(given[1]) in text(given[0]).split(" "),
    "count-selected": lambda given: float(len(text(given[0]).split())),
    "date": lambda given: text(given[0]),
}

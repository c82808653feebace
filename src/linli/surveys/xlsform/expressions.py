"""Expressions of an XLSForm, parsed into a tree that the server and the page in the browser both work out.

A strict part of XPath 1.0 as XLSForms use it: `${name}`, `.`, text, numbers, `or and = != < <= > >= + - * div mod`,
brackets and the functions below. Anything else is refused by name when the form is put up, never guessed at in the field.

A tree is JSON: ["num", 3], ["str", "x"], ["ref", "age"], ["self"], ["neg", tree], ["op", "+", left, right],
["call", "selected", [tree, …]].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Tree = list[Any]

# How many arguments each function takes, the fewest and the most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "true": (0, 0), "false": (0, 0), "not": (1, 1), "boolean": (1, 1), "number": (1, 1), "string": (1, 1), "int": (1, 1),
    "round": (1, 2), "abs": (1, 1), "pow": (2, 2), "sum": (1, 1), "count": (1, 1), "min": (1, 9), "max": (1, 9),
    "if": (3, 3), "coalesce": (2, 2), "concat": (1, 30), "string-length": (1, 1), "regex": (2, 2), "contains": (2, 2),
    "starts-with": (2, 2), "substr": (2, 3), "selected": (2, 2), "count-selected": (1, 1), "today": (0, 0), "date": (1, 1),
    "indexed-repeat": (3, 3), "position": (1, 1),
}  # fmt: skip
_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*(?P<name>[^}\s]+)\s*\})|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<text>'[^']*'|"[^"]*")"""
    r"""|(?P<word>[A-Za-z_][\w-]*)|(?P<sign>\.\.|!=|<=|>=|[=<>+\-*(),.]))"""
)
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_WORDS = {"or", "and", "div", "mod"}


class NotAnExpression(ValueError):
    """`reason` is a code: sign, end, function, arguments, name; `found` what stands there."""

    def __init__(self, text: str, reason: str, found: str = "") -> None:
        self.text, self.reason, self.found = text, reason, found
        super().__init__(f"{reason} {found!r} in {text!r}")


def parse(text: str) -> Tree:
    """The tree of an expression. Raises NotAnExpression."""
    parser = _Parser(text)
    tree = parser.level(0)
    if parser.kind:
        raise NotAnExpression(text, "sign", parser.value)
    return tree


class _Parser:
    """Reads from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.kind, self.value = "", ""
        self.step()

    def step(self) -> None:
        if not self.text[self.at :].strip():
            self.kind, self.value = "", ""
            return
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise NotAnExpression(self.text, "sign", self.text[self.at :].strip()[:1])
        self.at, self.kind = found.end(), str(found.lastgroup)
        if self.kind == "name":
            self.kind = "ref"
        self.value = found["name"] if self.kind == "ref" else found[self.kind]

    def take(self, sign: str) -> None:
        if self.value != sign or self.kind != "sign":
            raise NotAnExpression(self.text, "sign" if self.kind else "end", self.value or sign)
        self.step()

    def level(self, depth: int) -> Tree:
        if depth == len(_LEVELS):
            return self.unary()
        left = self.level(depth + 1)
        while self.value in _LEVELS[depth] and self.kind in ("sign", "word"):
            sign = self.value
            self.step()
            left = ["op", sign, left, self.level(depth + 1)]
        return left

    def unary(self) -> Tree:
        if self.kind == "sign" and self.value == "-":
            self.step()
            return ["neg", self.unary()]
        return self.primary()

    def primary(self) -> Tree:
        kind, value = self.kind, self.value
        if not kind:
            raise NotAnExpression(self.text, "end")
        self.step()
        match kind:
            case "ref":
                return ["ref", value]
            case "number":
                return ["num", float(value)]
            case "text":
                return ["str", value[1:-1]]
            case "word" if value not in _WORDS:
                return self.call(value)
        if value == ".":
            return ["self"]
        if value != "(":
            raise NotAnExpression(self.text, "sign", value)
        inner = self.level(0)
        self.take(")")
        return inner

    def call(self, name: str) -> Tree:
        if self.value != "(" or self.kind != "sign":
            raise NotAnExpression(self.text, "name", name)
        if name not in FUNCTIONS:
            raise NotAnExpression(self.text, "function", name)
        self.step()
        given = self.arguments(name)
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(given) <= most:
            raise NotAnExpression(self.text, "arguments", name)
        return ["call", name, given]

    def arguments(self, name: str) -> list[Tree]:
        given: list[Tree] = []
        if name == "position" and self.value == "..":
            # The only step upward: which instance of the repeat this is.
            self.step()
            given.append(["self"])
        while not (self.kind == "sign" and self.value == ")"):
            if given:
                self.take(",")
            given.append(self.level(0))
        self.take(")")
        return given


def names(tree: Tree) -> Iterator[str]:
    """The names of questions it asks for."""
    match tree:
        case ["ref", name]:
            yield name
        case ["neg", inner]:
            yield from names(inner)
        case ["op", _sign, left, right]:
            yield from names(left)
            yield from names(right)
        case ["call", _name, given]:
            for one in given:
                yield from names(one)

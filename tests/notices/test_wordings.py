"""Whatever the house tells anybody has words of its own: what is queued, read off the source, is what is worded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

import linli
from linli.cases.models import Result
from linli.notices.texts import DEFAULTS, unknown_parts

PACKAGE = Path(linli.__file__).parent
TREES = {path: ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts}
TEMPLATE = "template"
# The one name that is put together, of a service's kind and what was decided.
PUT_TOGETHER = {
    "f'{file.spec.kind}_{case.result}'": {
        f"{kind}_{result}" for kind in ("application", "commendation") for result in (Result.GRANTED, Result.REFUSED)
    }
}


def calls(tree: ast.AST) -> Iterator[tuple[str, bool, ast.Call]]:
    """Each call: the name, whether it is a method's, and itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, True, node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, False, node


def functions() -> Iterator[tuple[Path, ast.FunctionDef, list[str]]]:
    """Every function of the package, with the names of its arguments."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield path, node, [one.arg for one in (*node.args.posonlyargs, *node.args.args)]


class Tellers:
    """`Message`, and every function that hands a `template` of its own arguments on to it, through however many hands."""

    def __init__(self) -> None:
        self.known: dict[tuple[Path, str], tuple[bool, int]] = {}
        asking = [(path, node, names) for path, node, names in functions() if TEMPLATE in names]
        while any(self._learn(*one) for one in asking):
            pass

    def _learn(self, path: Path, node: ast.FunctionDef, names: list[str]) -> bool:
        handed_on = any(isinstance(one, ast.Name) and one.id == TEMPLATE for one in self.told(path, node))
        if (path, node.name) in self.known or not handed_on:
            return False
        is_method = names[0] == "self"
        self.known[path, node.name] = is_method, names.index(TEMPLATE) - is_method
        return True

    def told(self, path: Path, tree: ast.AST) -> Iterator[ast.expr]:
        """What stands for the template wherever this part of a module calls one of them."""
        for name, is_method, call in calls(tree):
            places = {
                at
                for (where, _n), (method, at) in self._named(name)
                if method == is_method and _near(path, where, name)
            }
            if places or name == "Message":
                yield from (one.value for one in call.keywords if one.arg == TEMPLATE)
            yield from (call.args[at] for at in places if at < len(call.args))
        for several in (node for node in ast.walk(tree) if isinstance(node, ast.Dict) and "actions" in path.parts):
            keys = (key.value if isinstance(key, ast.Constant) else None for key in several.keys)
            yield from (value for key, value in zip(keys, several.values, strict=True) if key == TEMPLATE)

    def _named(self, name: str) -> list[tuple[tuple[Path, str], tuple[bool, int]]]:
        return [one for one in self.known.items() if one[0][1] == name]


def _near(path: Path, where: Path, name: str) -> bool:
    """A room's own functions are called within it, those with an underscore within their module; the methods of a case anywhere."""
    room = len(PACKAGE.parts)
    return path == where if name.startswith("_") else path.parts[room] == where.parts[room] or where.name == "file.py"


def assigned(path: Path, name: str) -> list[ast.expr]:
    """What a module gives this name, or the module that it takes it from."""
    found: list[ast.expr] = []
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ImportFrom) and any(one.name == name for one in node.names):
            found += assigned(path.parents[max(node.level - 1, 0)] / f"{node.module}.py", name)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                found += [value for one, value in pairs if isinstance(one, ast.Name) and one.id == name]
    return found


def names_of(path: Path, told: ast.expr) -> set[str]:
    """Every template that an expression can be."""
    match told:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.IfExp(body=one, orelse=other):
            return names_of(path, one) | names_of(path, other)
        case ast.Name(id="template") if not assigned(path, TEMPLATE):
            return set()
        case ast.Name(id=name) if assigned(path, name):
            return set().union(*(names_of(path, value) for value in assigned(path, name)))
        case ast.Subscript(value=ast.Name() as table):
            return names_of(path, table)
        case ast.Dict(values=several):
            return set().union(*(names_of(path, value) for value in several))
        case ast.JoinedStr() if ast.unparse(told) in PUT_TOGETHER:
            return PUT_TOGETHER[ast.unparse(told)]
    raise AssertionError(f"{path}:{told.lineno}: nobody can see what is told here: {ast.unparse(told)}")


def test_whatever_is_told_is_worded_and_nothing_else() -> None:
    tellers = Tellers()
    queued = {
        name: path.relative_to(PACKAGE)
        for path, tree in TREES.items()
        for told in tellers.told(path, tree)
        for name in names_of(path, told)
    }
    assert len(queued) > 100, "the source was read"
    assert {name: where for name, where in queued.items() if name not in DEFAULTS} == {}
    assert {name.removesuffix(".desk") for name in DEFAULTS} - queued.keys() == set(), "words that nobody says"


def test_no_word_has_a_part_that_nobody_gives() -> None:
    with override("zh-hans"):
        assert [name for name, wording in DEFAULTS.items() if unknown_parts(str(wording.text))] == []

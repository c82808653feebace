"""Reads that are asked again and again: their statement is worked out once, then only what is looked for changes.

Working out a statement takes Django longer than a database takes to answer it; `make bench` shows what a page costs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.expressions import Expression

P = ParamSpec("P")
R = TypeVar("R")

# Of each read, the statements kept, at some 45 kB: about as many as there are organisations in a district.
KEPT = 256
_FIELDS: dict[type, type[models.Field[Any, Any]]] = {
    str: models.CharField, int: models.IntegerField, float: models.FloatField, UUID: models.UUIDField,
    datetime: models.DateTimeField, date: models.DateField,
}  # fmt: skip


class Given(Expression):
    """The place of a value in a statement; the value itself is given when the statement is asked."""

    def __init__(self, name: str, kind: type) -> None:
        super().__init__(output_field=_FIELDS[kind]())
        self.name = name

    def as_sql(self, *_compiler_and_connection: Any) -> Any:
        return "%s", [self]

    def filled(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        return self.output_field.get_db_prep_value(given[self.name], connection)


class _Statement:
    """A query worked out, ready to be asked."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._params = "", tuple[Any, ...]()
        with suppress(EmptyResultSet):
            self._sql, self._params = self._compiler.as_sql()
            columns = [column for column, *_named in self._compiler.select[: self._compiler.col_count]]
            self._converters = self._compiler.get_converters(columns)

    def ask(self, given: dict[str, Any]) -> list[Any]:
        if not self._sql:
            return []
        here = connections[DEFAULT_DB_ALIAS]
        params = tuple(param.filled(given, here) if type(param) is Given else param for param in self._params)
        # What a compiler has worked out is anybody's; what it asks for, and over which connection, is this asking's own.
        compiler = _twin(
            self._compiler, connection=here,
            as_sql=lambda: (self._sql, params), get_converters=lambda _columns: self._converters,
        )  # fmt: skip
        query = _twin(self._rows.query, get_compiler=lambda *_using, **_more: compiler)
        rows: Any = self._rows._iterable_class(_twin(self._rows, _query=query))
        return list(rows)


def _twin(thing: Any, **changes: Any) -> Any:
    """A shallow copy with some attributes changed; `copy` would have a query set ask the database."""
    twin = object.__new__(type(thing))
    vars(twin).update(vars(thing), **changes)
    return twin


def prepared(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Turn a function that builds a query into one that answers it.

    What is passed by position makes the statement (it must be hashable: a reach, a view's name); each such
    combination is built once. What is passed by keyword is looked for by it, and reaches the function as a `Given`:
    good for comparing with a column, not for reading. So whatever the query depends on is passed, the time of day too.
    """

    made: Callable[..., QuerySet[Any, R]] = build  # with the places of the values, where callers pass values

    @lru_cache(maxsize=KEPT)
    def statement(shape: tuple[Any, ...], kinds: tuple[tuple[str, type], ...]) -> _Statement:
        return _Statement(made(*shape, **{name: Given(name, kind) for name, kind in kinds}))

    @wraps(build)
    def ask(*shape: P.args, **given: P.kwargs) -> list[R]:
        return statement(shape, tuple((name, type(value)) for name, value in given.items())).ask(given)

    return ask

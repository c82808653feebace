"""Pages by key: each begins where the last one ended, so the thousandth costs what the first did. Never OFFSET."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Func, Model, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the sort time, where it is sorted by one, and the key."""

    at: datetime | None
    key: UUID

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The place an address names; None for one that is empty or altered, which is the first page."""
        time, _dash, key = text.partition("-")
        try:
            at = _EPOCH + int(time, 16) * _TICK if time else None
            return cls(at, UUID(hex=key))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        time = f"{(self.at - _EPOCH) // _TICK:x}" if self.at else ""
        return f"{time}-{self.key.hex}"


def cursor_of(row: Model, order: list[str]) -> str:
    """The place of a row in a list sorted by `order` (a key, or a time and a key)."""
    names = [name.lstrip("-") for name in order]
    return str(Cursor(getattr(row, names[0]) if len(names) == 2 else None, getattr(row, names[-1])))


class _Further(Func):
    """`(time, key) > (t, k)`, as an index of both has them: of many rows with one time none is passed over one by one."""

    output_field = BooleanField()

    def __init__(self, time: str, key: str, cursor: Cursor, side: str) -> None:
        given = (value if isinstance(value, Expression) else Value(value) for value in (cursor.at, cursor.key))
        super().__init__(F(time), F(key), *given)
        self.side = side

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: Any, **_extra: Any) -> Any:
        parts = [compiler.compile(source) for source in self.get_source_expressions()]
        time, key, at, beyond = (statement for statement, _params in parts)
        return f"({time}, {key}) {self.side} ({at}, {beyond})", [param for _sql, params in parts for param in params]


def after(cursor: Cursor, order: list[str]) -> Q:
    return _beyond(cursor, order, forward=True)


def before(cursor: Cursor, order: list[str]) -> Q:
    return _beyond(cursor, order, forward=False)


def _beyond(cursor: Cursor, order: list[str], *, forward: bool) -> Q:
    less = order[0].startswith("-") == forward
    names = [name.lstrip("-") for name in order]
    if len(names) == 1 or cursor.at is None:
        return Q(**{f"{names[-1]}__{'lt' if less else 'gt'}": cursor.key})
    return Q(_Further(names[0], names[1], cursor, "<" if less else ">"))


def page_of(rows: QuerySet[Row, Any], order: list[str], backwards: bool, size: int) -> QuerySet[Row, Any]:
    """What to read for a page: in the list's order or, going back, from its end; one row more than is shown."""
    turned = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    return rows.order_by(*(turned if backwards else order))[: size + 1]


def cut(found: list[Any], backwards: bool, size: int) -> tuple[list[Any], bool, bool]:
    """The page in the list's order, and whether there is more before it and after it on the side that was read."""
    more, found = len(found) > size, found[:size]
    return (found[::-1], more, True) if backwards else (found, False, more)


def paged(rows: QuerySet[Any], order: list[str], backwards: bool, size: int) -> tuple[list[Any], bool, bool]:
    """Both at once."""
    return cut(list(page_of(rows, order, backwards, size)), backwards, size)

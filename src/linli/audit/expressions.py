"""SQL that both databases understand and Django does not spell: transaction numbers and row comparison."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, Any]


class TransactionId(Func):
    """The number of the transaction that writes the row on PostgreSQL; 0 on SQLite, where writers queue."""

    arity = 0
    output_field = BigIntegerField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: Any, **_extra: Any) -> Compiled:
        return "0", []

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: Any, **_extra: Any
    ) -> Compiled:
        return "pg_current_xact_id()::text::bigint", []


class OldestRunning(Func):
    """The oldest transaction still running on PostgreSQL: every number below it has ended."""

    arity = 0
    output_field = BigIntegerField()
    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class RowNumber(Func):
    """SQLite's own row number: as writers queue and rows are never deleted, the order in which they came."""

    arity = 1
    output_field = BigIntegerField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: Any, **_extra: Any) -> Compiled:
        column, _params = compiler.compile(self.source_expressions[0])
        table, _dot, _name = column.rpartition(".")
        return f"{table}.rowid", []


class RowAfter(Func):
    """`(a, b) > (x, y)`: the first half of the arguments against the second, answered from one index."""

    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: Any, **_extra: Any) -> Compiled:
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _ in part) for part in (compiled[:half], compiled[half:]))
        return f"(({left}) > ({right}))", [value for _, params in compiled for value in params]

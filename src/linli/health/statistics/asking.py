"""Tables as they are given, and answers as they come back: all that the statistics ask of a database, by ibis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ibis
import pyarrow
from ibis.expr.types import Table

Expression = Callable[[Table], Any]


def table_of(rows: Any) -> Table:
    """A table of whatever there is: one of ibis, a data frame of polars or pandas, an arrow table,
    columns by name (`{"age": [70, 81]}`), or rows as dictionaries."""
    if isinstance(rows, Table):
        return rows
    if isinstance(rows, Mapping):
        rows = pyarrow.table({name: list(column) for name, column in rows.items()})
    elif isinstance(rows, Sequence):
        rows = pyarrow.Table.from_pylist([dict(row) for row in rows])
    return ibis.memtable(rows)


def kept(table: Table) -> Table:
    """Worked out once and held in memory here: clusters, strata, cells, and a sample whose weights were fitted."""
    return ibis.memtable(table.to_pyarrow())


def read(table: Table) -> list[dict[str, Any]]:
    """All rows of a small table."""
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return found


def number(scalar: Any) -> float:
    """A single figure; 0 where there is none."""
    return float(scalar.to_pyarrow().as_py() or 0)

"""New rows in one INSERT whose text is worked out once a table.

`bulk_create` spends more on building a statement than PostgreSQL on carrying it out, and does not say whether a row
that might be there already was written; `make bench` shows the first, an idempotency key needs the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from types import NoneType
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

# SQLite takes 32,766 parameters in one statement, PostgreSQL 65,535.
MOST_PARAMETERS = 30_000
MOST_ROWS = 500
# What a database takes without being told which field it is for; asking every field takes longer than sending the rest.
_PLAIN: dict[str, frozenset[type]] = {
    "postgresql": frozenset({str, int, bool, float, NoneType, UUID, datetime}),
    "sqlite": frozenset({str, int, float, NoneType}),
}


def insert(*batches: Sequence[models.Model], unless_there: bool = False) -> int:
    """Write new rows, a batch for each model, all columns but those the database fills; returns how many were written.

    `unless_there`: a row that would be there twice is left out, and waited for while another writes it.
    Keys are made by us, so nothing is read back; no signal is sent. Raises IntegrityError.
    """
    here, written = connections[DEFAULT_DB_ALIAS], 0
    with here.cursor() as cursor:
        for rows in batches:
            written += _insert(here, cursor, rows, " ON CONFLICT DO NOTHING" if unless_there else "") if rows else 0
    return written


def _insert(here: BaseDatabaseWrapper, cursor: CursorWrapper, rows: Sequence[models.Model], end: str) -> int:
    fields, start = _start(type(rows[0]))
    plain = _PLAIN[here.vendor]
    at_once = min(MOST_ROWS, MOST_PARAMETERS // len(fields))
    marks = f"({', '.join(['%s'] * len(fields))})"
    written = 0
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        values = [
            value if known and type(value) in plain else field.get_db_prep_save(value, here)
            for row in map(vars, some)
            for field, name, known in fields
            for value in (row[name],)
        ]
        cursor.execute(f"{start}{', '.join([marks] * len(some))}{end}", values)
        written += cursor.rowcount
    for one in rows:
        one._state.adding, one._state.db = False, here.alias
    return written


@cache
def _start(model: type[models.Model]) -> tuple[list[tuple[models.Field[object, object], str, bool]], str]:
    """The columns that are written (field, attribute, whether it may hold plain values), and the statement up to its values."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.has_db_default() and not isinstance(field, models.AutoField)
    ]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    columns = [(field, field.attname, not isinstance(field, models.JSONField)) for field in fields]
    return columns, f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES "

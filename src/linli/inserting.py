"""New rows in one INSERT whose text is worked out once a table.

`bulk_create` spends more on building a statement than PostgreSQL on carrying it out, and does not say whether a row
that might be there already was written; `make bench` shows the first, an idempotency key needs the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.db import connection, models

# SQLite takes 32,766 parameters in one statement, PostgreSQL 65,535.
MOST_PARAMETERS = 30_000
MOST_ROWS = 500


def insert(rows: Sequence[models.Model], *, unless_there: bool = False) -> int:
    """Write new rows of one model, all columns but those the database fills; returns how many were written.

    `unless_there`: a row that would be there twice is left out, and waited for while another writes it.
    Keys are made by us, so nothing is read back; no signal is sent. Raises IntegrityError.
    """
    if not rows:
        return 0
    model = type(rows[0])
    fields, start = _start(model)
    at_once = min(MOST_ROWS, MOST_PARAMETERS // len(fields))
    marks = f"({', '.join(['%s'] * len(fields))})"
    written = 0
    with connection.cursor() as cursor:
        for first in range(0, len(rows), at_once):
            some = rows[first : first + at_once]
            values = [
                field.get_db_prep_save(getattr(row, field.attname), connection) for row in some for field in fields
            ]
            end = " ON CONFLICT DO NOTHING" if unless_there else ""
            cursor.execute(f"{start}{', '.join([marks] * len(some))}{end}", values)
            written += cursor.rowcount
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return written


@cache
def _start(model: type[models.Model]) -> tuple[list[models.Field[object, object]], str]:
    """The columns that are written, and the statement up to its values."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.has_db_default() and not isinstance(field, models.AutoField)
    ]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    return fields, f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES "

"""What the database itself refuses: two leases, or two holders of the use right, of one asset on one day."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Table, and the column of the last day; none there: until further notice.
_SPANS = (("assets_lease", "until"), ("assets_useright", "last"))
_EVER = "'9999-12-31'"


def _postgresql(table: str, last: str) -> str:
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_never_overlaps "
        f"EXCLUDE USING gist (asset_id WITH =, daterange(first, {last}, '[]') WITH &&)"
    )


def _sqlite(table: str, last: str, verb: str) -> str:
    overlaps = (
        f"SELECT 1 FROM {table} one WHERE one.asset_id = NEW.asset_id AND one.id <> NEW.id "
        f'AND one."first" <= coalesce(NEW."{last}", {_EVER}) AND coalesce(one."{last}", {_EVER}) >= NEW."first"'
    )
    return (
        f"CREATE TRIGGER {table}_never_overlaps_{verb.lower()} BEFORE {verb} ON {table} WHEN EXISTS ({overlaps}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} never overlaps: {verb} refused'); END"
    )


def _lay(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        # To compare keys in one index with spans of days; trusted, so that the owner of a database may.
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist", params=None)
    for table, last in _SPANS:
        statements = (
            [_postgresql(table, last)]
            if on_postgresql
            else [_sqlite(table, last, verb) for verb in ("INSERT", "UPDATE")]
        )
        for statement in statements:
            schema_editor.execute(statement, params=None)


def _lift(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table, _last in _SPANS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_never_overlaps", params=None)
        else:
            for verb in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_never_overlaps_{verb}", params=None)


def never_overlapping() -> migrations.RunPython:
    """One operation for a migration's list, after the tables are made."""
    return migrations.RunPython(_lay, _lift)

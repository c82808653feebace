"""Append-only tables: a migration operation for triggers by which the database refuses UPDATE and DELETE."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_FUNCTION = """
CREATE OR REPLACE FUNCTION linli_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""


def _postgresql(table: str) -> list[str]:
    return [
        _FUNCTION,
        f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION linli_append_only()",
    ]


def _sqlite(table: str) -> list[str]:
    return [
        f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def laying(vendor: str, table: str) -> list[str]:
    """The statements that install the triggers of one table."""
    return _postgresql(table) if vendor == "postgresql" else _sqlite(table)


def lifting(vendor: str, table: str) -> list[str]:
    """The statements that take them away: for reversing a migration, and for emptying a test database."""
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS append_only ON "{table}"']
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"' for verb in ("update", "delete")]


def guarded(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that refuse UPDATE and DELETE at present."""
    if connection.vendor == "postgresql":
        asked = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1"
    else:
        asked = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_delete' ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name.strip('"') for (name,) in cursor.fetchall()]


class AppendOnly(Operation):
    """Lay the triggers on a table; reversed, lift them."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the models' state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in laying(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in lifting(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Refuse UPDATE and DELETE on {self.table}"


def append_only(table: str) -> AppendOnly:
    """One operation for a migration's list, after the table is made."""
    return AppendOnly(table)

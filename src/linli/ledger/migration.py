"""What the database itself refuses: a change to what was posted, and an entry on a day that is closed."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_CLOSED = (
    'SELECT 1 FROM ledger_book WHERE ledger_book.district_id = NEW.district_id AND NEW."on" <= ledger_book.closed_until'
)
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION linli_day_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({_CLOSED}) THEN
        RAISE EXCEPTION 'the book is closed on %: entry refused', NEW."on" USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER day_is_open BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION linli_day_is_open();
"""
_SQLITE = f"""
CREATE TRIGGER ledger_entry_day_is_open BEFORE INSERT ON ledger_entry WHEN EXISTS ({_CLOSED})
BEGIN SELECT RAISE(ABORT, 'the book is closed on that day: entry refused'); END
"""


def _lay(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    schema_editor.execute(_POSTGRESQL if vendor == "postgresql" else _SQLITE, params=None)


def _lift(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER day_is_open ON ledger_entry", params=None)
    else:
        schema_editor.execute("DROP TRIGGER ledger_entry_day_is_open", params=None)


def open_days_only() -> migrations.RunPython:
    """One operation for a migration's list, after the tables are made."""
    return migrations.RunPython(_lay, _lift)

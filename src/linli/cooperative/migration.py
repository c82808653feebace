"""What the database itself refuses: a change to what was weighed, and milk put into a day that is closed."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_TABLE = "cooperative_weighing"
# All that a ticket says; only that it was voided comes later.
_WEIGHED = (
    "district_id, collection_id, point_id, ticket, household_id, camel_id, at, kg, fat, density, temperature, grade_id, fault, price,"
    " amount, digest, entered_at"
)
_CLOSED = (
    "SELECT 1 FROM cooperative_collection WHERE cooperative_collection.id = NEW.collection_id"
    " AND cooperative_collection.closed_at IS NOT NULL"
)
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION linli_as_weighed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was weighed is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION linli_day_is_collecting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({_CLOSED}) THEN
        RAISE EXCEPTION 'this day of the point is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER as_weighed BEFORE UPDATE OF {_WEIGHED} ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION linli_as_weighed();
CREATE TRIGGER day_is_collecting BEFORE INSERT OR UPDATE OF voided_at ON {_TABLE}
    FOR EACH ROW EXECUTE FUNCTION linli_day_is_collecting();
"""
_SQLITE = (
    f"CREATE TRIGGER {_TABLE}_as_weighed BEFORE UPDATE OF {_WEIGHED} ON {_TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'what was weighed is never changed'); END",
    f"CREATE TRIGGER {_TABLE}_collecting BEFORE INSERT ON {_TABLE} WHEN EXISTS ({_CLOSED})"
    " BEGIN SELECT RAISE(ABORT, 'this day of the point is closed'); END",
    f"CREATE TRIGGER {_TABLE}_voiding BEFORE UPDATE OF voided_at ON {_TABLE} WHEN EXISTS ({_CLOSED})"
    " BEGIN SELECT RAISE(ABORT, 'this day of the point is closed'); END",
)


def _lay(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = (_POSTGRESQL,) if schema_editor.connection.vendor == "postgresql" else _SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _lift(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        names = [f"{name} ON {_TABLE}" for name in ("as_weighed", "day_is_collecting")]
    else:
        names = [f"{_TABLE}_{name}" for name in ("as_weighed", "collecting", "voiding")]
    for name in names:
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)


def as_weighed() -> migrations.RunPython:
    """One operation for a migration's list, after the tables are made."""
    return migrations.RunPython(_lay, _lift)

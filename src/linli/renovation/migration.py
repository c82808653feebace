"""What the database itself refuses: a ballot in a vote that has its result."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_CLOSED = "SELECT 1 FROM renovation_voteresult WHERE renovation_voteresult.vote_id = NEW.vote_id"
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION linli_vote_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({_CLOSED}) THEN
        RAISE EXCEPTION 'the vote is closed: ballot refused' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vote_is_open BEFORE INSERT ON renovation_ballot FOR EACH ROW EXECUTE FUNCTION linli_vote_is_open();
"""
_SQLITE = f"""
CREATE TRIGGER renovation_ballot_vote_is_open BEFORE INSERT ON renovation_ballot WHEN EXISTS ({_CLOSED})
BEGIN SELECT RAISE(ABORT, 'the vote is closed: ballot refused'); END
"""


def _lay(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    schema_editor.execute(_POSTGRESQL if vendor == "postgresql" else _SQLITE, params=None)


def _lift(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER vote_is_open ON renovation_ballot", params=None)
    else:
        schema_editor.execute("DROP TRIGGER renovation_ballot_vote_is_open", params=None)


def open_votes_only() -> migrations.RunPython:
    """One operation for a migration's list, after the tables are made."""
    return migrations.RunPython(_lay, _lift)

"""Making the tables: those of others first, and those of a room in one go.

python -m linli.migrating     brings the database up to date

Django draws the models that refer to one another anew with every table that is made; in a house where everything refers to
a district that is every model there is, once for each table. Here it is once a room, and the hundred small steps of others
are gone before most of ours are there to be drawn: a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Several tables that are made one after the other."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: list[migrations.CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What was drawn before is drawn again with the rest, when it is asked for.
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} models"


class FirstMigration(migrations.Migration):
    """A migration whose tables are made together where they stand together."""

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        vars(self)["operations"] = list(_together(self.operations))


def _together(operations: Iterable[Any]) -> Iterable[Any]:
    for are_tables, some in groupby(operations, lambda one: isinstance(one, migrations.CreateModel)):
        if are_tables:
            yield CreateModels(list(some))
        else:
            yield from some


def migrate() -> None:
    """Bring the database up to date."""
    executor = MigrationExecutor(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("linli.")}
    executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in ours])
    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    import django

    django.setup()
    migrate()

"""Rows that most tests begin with: made once by the verbs of the rooms, then copied from table to table."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction

# By what was made: of each table, its rows, in a form that the database takes back.
_kept: dict[Hashable, dict[str, Any]] = {}


def lay_or_make(name: Hashable, make: Callable[[], None]) -> None:
    """Make it where there is anything already; into empty tables its rows are laid, once it was made into such."""
    if any(_rows(table) for table in _tables()[:1]):
        make()
    elif name in _kept:
        with transaction.atomic():
            for table, rows in _kept[name].items():
                _lay(table, rows)
    else:
        full = {table for table in _tables() if _rows(table)}
        make()
        if not full:
            _kept[name] = {table: rows for table in _tables() if (rows := _rows(table))}


@cache
def _tables() -> list[str]:
    """Those of the rooms, first of all the districts', which are empty where everything is."""
    models = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("linli.")]
    names = [model._meta.db_table for model in models]
    return sorted(names, key=lambda name: name != "places_district")


def _rows(table: str) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'SELECT json_agg(one)::text FROM "{table}" one')
            return cursor.fetchone()[0]
        # Past Django's converters: as the file has them.
        return cursor.cursor.connection.execute(f'SELECT * FROM "{table}"').fetchall()


def _lay(table: str, rows: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            taken = f'INSERT INTO "{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", %s::json)'
            cursor.execute(taken, [rows])
        else:
            places = ", ".join("?" * len(rows[0]))
            cursor.cursor.connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)

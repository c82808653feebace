"""Parts of a statement that Django does not spell by itself: what is found in any of several ways, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL


def keys_of_any(parts: Iterable[QuerySet[Any]]) -> Any:
    """The keys that any part gives, for `pk__in=`; each part selects one key, and keeps its order and its limit.

    Each is read by its own index, no further than its limit; asked for all at once (this OR that), a database has to
    look at everything either way could reach. Django's own union cannot keep limits on SQLite.
    """
    statement, params = _any_of(parts)
    return RawSQL(statement, params) if statement else []


def number_of(rows: QuerySet[Any, Any], most: int) -> RawSQL:
    """How many rows there are, none counted beyond `most`: to be asked for within another statement."""
    return number_of_any([rows.order_by().values("pk")[:most]], most)


def number_of_any(parts: Iterable[QuerySet[Any]], most: int) -> RawSQL:
    """How many keys those are, likewise."""
    statement, params = _any_of(parts)
    counted = f"(SELECT COUNT(*) FROM (SELECT * FROM ({statement}) one LIMIT {most:d}) counted)"
    return RawSQL(counted if statement else "0", params, IntegerField())


def _any_of(parts: Iterable[QuerySet[Any]]) -> tuple[str, list[Any]]:
    statements: list[str] = []
    params: list[Any] = []
    for part in parts:
        with suppress(EmptyResultSet):
            statement, given = part.query.sql_with_params()
            statements.append(f"SELECT * FROM ({statement}) part")
            params.extend(given)
    return " UNION ".join(statements), params

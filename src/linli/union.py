"""Rows found in several ways: each way is read by its own index and no further than its own limit, then put together.

Asked for all at once (this OR that), a database has to look at everything either way could reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


def keys_of_any(parts: Iterable[QuerySet[Any]]) -> Any:
    """The keys that any part gives, for `pk__in=`; each part selects one key, and keeps its order and its limit.

    Spelled out because Django's own union cannot keep limits on SQLite.
    """
    statements: list[str] = []
    params: list[Any] = []
    for part in parts:
        with suppress(EmptyResultSet):
            statement, given = part.query.sql_with_params()
            statements.append(f"SELECT * FROM ({statement}) part")
            params.extend(given)
    return RawSQL(" UNION ".join(statements), params) if statements else []

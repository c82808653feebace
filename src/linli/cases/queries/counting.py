"""How many rows there are, as far as a person needs to know: beyond a thousand nobody counts on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

COUNT_TO = 1000


def counted(wanted: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """The number of rows of each query, none counted beyond `COUNT_TO`, all in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    names: list[str] = []
    found = dict.fromkeys(wanted, 0)
    for name, rows in wanted.items():
        try:
            statement, given = rows.order_by().values("pk")[:COUNT_TO].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({statement}) counted)")
        params.extend(given)
        names.append(name)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", params)
            found |= dict(zip(names, cursor.fetchone(), strict=True))
    return found


def said(count: int) -> str:
    """What `counted` found, for people: 999+ where it stopped."""
    return f"{COUNT_TO - 1}+" if count >= COUNT_TO else str(count)

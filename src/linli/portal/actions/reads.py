"""How often something was opened: one number a thing and day, and nothing of who opened it."""

from __future__ import annotations

from django.db import connection

from linli.clock import today

from ..models import Reads

# Both databases say it alike, and two at once lose none.
_COUNT = (
    "INSERT INTO {table} (district_id, target, key, day, count) VALUES (%s, %s, %s, %s, 1) "
    "ON CONFLICT (district_id, target, key, day) DO UPDATE SET count = {table}.count + 1"
)


def count_read(district: str, target: str, key: str) -> None:
    """One more today. There is no actor: who reads is not asked."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=Reads._meta.db_table), [district, target, key, today()])

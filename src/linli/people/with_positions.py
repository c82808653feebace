"""Accounts, each read together with the positions held today: who asks is found out with every request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import FilteredRelation, QuerySet

from linli.clock import now, today
from linli.prepared import prepared

from .models import Account, held_on
from .reach import know_reach

_COLUMNS = [field.attname for field in Account._meta.concrete_fields]


def account_by_key(key: UUID) -> Account | None:
    return _known(_by_key(key=key, day=today()))


def account_by_token(digest: str) -> Account | None:
    """Whose token it is, unless it has ended."""
    return _known(_by_token(digest=digest, at=now(), day=today()))


def _known(rows: list[tuple[Any, ...]]) -> Account | None:
    """The account of these rows, one for each position."""
    if not rows:
        return None
    account = Account.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0][: len(_COLUMNS)])
    know_reach(account, (row[len(_COLUMNS) :] for row in rows if row[len(_COLUMNS)]))
    return account


@prepared
def _by_key(*, key: UUID, day: date) -> QuerySet[Account, tuple[Any, ...]]:
    return _with_positions(Account.objects.filter(pk=key), day)


@prepared
def _by_token(*, digest: str, at: datetime, day: date) -> QuerySet[Account, tuple[Any, ...]]:
    return _with_positions(Account.objects.filter(tokens__digest=digest, tokens__expires_at__gt=at), day)


def _with_positions(accounts: QuerySet[Account], day: date) -> QuerySet[Account, tuple[Any, ...]]:
    held = FilteredRelation("positions", condition=held_on(day, "positions__"))
    columns = (*_COLUMNS, "held__role", "held__organisation_id", "held__area_id", "held__stands_in_for_id")
    return accounts.annotate(held=held).order_by("held__id").values_list(*columns)

"""Where a browser's session is kept, and whose it is: asked with every page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.db.models import FilteredRelation, QuerySet
from django.utils import timezone

from linli.clock import today
from linli.prepared import prepared

from .models import Account, held_on
from .reach import know_reach

_COLUMNS = [field.attname for field in Account._meta.concrete_fields]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by a statement made once."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        for data in _kept(key=self.session_key or "", at=timezone.now()):
            return self.decode(data)
        # What the browser shows is no session of ours: it gets a new key with its first word worth keeping.
        self._session_key = None
        return {}


class Accounts(ModelBackend):
    """Django's accounts, each read together with the positions held today."""

    def get_user(self, user_id: UUID) -> Account | None:
        rows = _account(key=user_id, day=today())
        if not rows:
            return None
        account = Account.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0][: len(_COLUMNS)])
        know_reach(account, (row[len(_COLUMNS) :] for row in rows if row[-3]))
        return account if self.user_can_authenticate(account) else None


@prepared
def _kept(*, key: str, at: datetime) -> QuerySet[Session, str]:
    return Session.objects.filter(session_key=key, expire_date__gt=at).values_list("session_data", flat=True)


@prepared
def _account(*, key: UUID, day: date) -> QuerySet[Account, tuple[Any, ...]]:
    held = FilteredRelation("positions", condition=held_on(day, "positions__"))
    columns = (*_COLUMNS, "held__role", "held__organisation_id", "held__area_id")
    return Account.objects.filter(pk=key).annotate(held=held).order_by("held__id").values_list(*columns)

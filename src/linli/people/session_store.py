"""Where a browser's session is kept, and whose it is: asked with every page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from linli.prepared import prepared

from .models import Account


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
    """Django's accounts, likewise."""

    def get_user(self, user_id: UUID) -> Account | None:
        return next((found for found in _account(key=user_id) if self.user_can_authenticate(found)), None)


@prepared
def _kept(*, key: str, at: datetime) -> QuerySet[Session, str]:
    return Session.objects.filter(session_key=key, expire_date__gt=at).values_list("session_data", flat=True)


@prepared
def _account(*, key: UUID) -> QuerySet[Account]:
    return Account.objects.filter(pk=key)

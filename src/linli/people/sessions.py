"""Signed-in browsers of staff: at most three at once, ended after half an hour of rest or twelve hours."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.clock import now

from .actors import address_of
from .models import Account, StaffSession
from .session_store import SessionStore

AT_ONCE = 3
REST = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
# The last use is noted no more often than this: not every look at a page is a write.
NOTED_EVERY = timedelta(minutes=1)

BACKEND = "linli.people.session_store.Accounts"
_SINCE, _SEEN = "staff_since", "staff_seen"


def sign_in_staff(request: HttpRequest, account: Account) -> None:
    """Begin a session; the oldest ones beyond three end."""
    at = now()
    with transaction.atomic():
        sign_out(request)
        login(request, account, backend=BACKEND)
        request.session[_SINCE] = request.session[_SEEN] = at.isoformat()
        request.session.set_expiry(int(WHOLE.total_seconds()))
        request.session.save()
        key = str(request.session.session_key)
        present = StaffSession.objects.create(
            key_digest=digest_of(key), session_key=key, account=account, address=address_of(request),
            browser=request.headers.get("User-Agent", "")[:250], created_at=at,
        )  # fmt: skip
        others = StaffSession.objects.filter(account=account).exclude(pk=present.pk)
        for old in others.order_by("-created_at")[AT_ONCE - 1 :]:
            end(old)


def sign_in_resident(request: HttpRequest, account: Account) -> None:
    login(request, account, backend=BACKEND)


def sign_out(request: HttpRequest) -> None:
    """End this browser's session."""
    key = request.session.session_key
    if key:
        StaffSession.objects.filter(key_digest=digest_of(key)).delete()
    logout(request)


def end(session: StaffSession) -> None:
    """End a session somewhere else: its next request is a stranger's."""
    SessionStore(session.session_key).delete()
    session.delete()


def end_all(account: Account) -> None:
    """End every session and token of an account: nobody is signed in under it any more."""
    for session in StaffSession.objects.filter(account=account):
        end(session)
    account.tokens.all().delete()


def digest_of(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def limit_staff_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that ends staff sessions past their time. Requests without a session cost nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        since = request.session.get(_SINCE)
        if since:
            at, seen = now(), datetime.fromisoformat(request.session[_SEEN])
            if at - datetime.fromisoformat(since) > WHOLE or at - seen > REST:
                sign_out(request)
                messages.info(request, _("You were signed out to keep the desk safe. Please sign in again."))
            elif at - seen > NOTED_EVERY:
                request.session[_SEEN] = at.isoformat()
        return get_response(request)

    return answer

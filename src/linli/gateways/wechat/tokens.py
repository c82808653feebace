"""The access token: one for all nodes, kept sealed in the database, fetched anew before it ends and by one of them only.

Who gets the row's lease is the one that asks WeChat; the others go on with the old token, which is good until its end, or wait a
little where there is none. No transaction is open while WeChat is asked.

WeChat's stable token is the same for whoever asks, until shortly before its end. To force another out ends the one that all
use, and may be done twenty times a day, half a minute apart: only where WeChat refuses the very token that it gives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db.models import Q

from linli import clock
from linli.inserting import insert
from linli.people.vault import seal, unseal

from .accounts import OfficialAccount
from .calling import SECONDS, TOKEN_ENDED, call
from .errors import ClientError
from .models import AccessToken

# So long before its end it is fetched anew; WeChat lets the old one live on for five minutes.
AHEAD = timedelta(minutes=5)
LEASE = timedelta(seconds=5 * SECONDS)
BETWEEN_FORCED = timedelta(seconds=30)
# How long somebody waits for the one that fetches it.
_WAITS, _WAIT = 40, 0.1

Told = TypeVar("Told")


def with_token(account: OfficialAccount, do: Callable[[str], Told]) -> Told:
    """Do something that needs the token; once again with another, if WeChat says that it has ended. Raises ClientError."""
    token = token_of(account)
    try:
        return do(token)
    except ClientError as refused:
        if refused.number not in TOKEN_ENDED:
            raise
    return do(token_of(account, ended=token))


def token_of(account: OfficialAccount, ended: str = "") -> str:
    """The token that is good now; not `ended`, which was refused. Raises ClientError."""
    for _try in range(_WAITS):
        row, at = _row(account), clock.now()
        known = unseal(row.value_cipher)
        good = bool(known) and known != ended and row.expires_at > at
        if good and row.expires_at - AHEAD > at:
            return known
        if _claim(row):
            return _fetch(account, row, known, refused=bool(ended) and known == ended)
        if good:
            return known
        time.sleep(_WAIT)
    raise ClientError("no access token")


def _row(account: OfficialAccount) -> AccessToken:
    found = AccessToken.objects.filter(district=account.district).first()
    if found is None:
        at = clock.now()
        insert([AccessToken(district_id=account.district, value_cipher=b"", expires_at=at)], unless_there=True)
        found = AccessToken.objects.get(district=account.district)
    return found


def _claim(row: AccessToken) -> bool:
    """Whether we are the one: one UPDATE, which the database lets only one of many succeed at."""
    at = clock.now()
    free = AccessToken.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=at), pk=row.pk, fetched_at=row.fetched_at, expires_at=row.expires_at
    )
    return bool(free.update(lease_until=at + LEASE))


def _fetch(account: OfficialAccount, row: AccessToken, known: str, *, refused: bool) -> str:
    """The next token, kept for all; the one that is known where there is no other and it was not refused."""
    at = clock.now()
    try:
        token, lasts = _asked(account, force=False)
        if refused and token == known:
            if row.fetched_at and at - row.fetched_at < BETWEEN_FORCED:
                raise ClientError("a token that WeChat has just given is refused")
            token, lasts = _asked(account, force=True)
    except ClientError:
        AccessToken.objects.filter(pk=row.pk).update(lease_until=None)
        if known and not refused and row.expires_at > at:
            return known
        raise
    AccessToken.objects.filter(pk=row.pk).update(
        value_cipher=seal(token), expires_at=at + timedelta(seconds=lasts), fetched_at=at, lease_until=None
    )
    return token


def _asked(account: OfficialAccount, *, force: bool) -> tuple[str, int]:
    """A token, and how many seconds it lasts."""
    asked = {
        "grant_type": "client_credential", "appid": account.appid, "secret": account.secret, "force_refresh": force,
    }  # fmt: skip
    told = call(account, "POST", "/cgi-bin/stable_token", {}, asked)
    try:
        return str(told["access_token"]), int(told["expires_in"])
    except (KeyError, TypeError, ValueError):
        raise ClientError("no token in the answer") from None

"""Signing in and out, lock-outs and tokens of staff, and who stands in for whom, written down as they happen.

The people room lies below and cannot call us, so it is listened to.
"""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out

from linli.people.actions import absence_ended, absence_named, token_issued
from linli.people.actors import Actor
from linli.people.models import Absence, Account, AccountKind

from .actions import record


def begin() -> None:
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    user_locked_out.connect(_locked_out)
    token_issued.connect(_token_issued)
    absence_named.connect(_absence_named)
    absence_ended.connect(_absence_ended)


def _of_staff(account: Any, kind: str) -> None:
    if isinstance(account, Account) and account.kind == AccountKind.STAFF:
        record(Actor.of(account), kind, district=account.district_id or "")


def _signed_in(user: Any, **_more: Any) -> None:
    _of_staff(user, "signed_in")


def _signed_out(user: Any, **_more: Any) -> None:
    _of_staff(user, "signed_out")


def _token_issued(sender: Any, account: Account, **_more: Any) -> None:
    _of_staff(account, "token_issued")


def _locked_out(username: str = "", **_more: Any) -> None:
    _of_staff(Account.objects.filter(username=username).first(), "locked_out")


def _absence_named(sender: Any, actor: Actor, absence: Absence, **_more: Any) -> None:
    lent = absence.account.stood_in_for.filter(account=absence.stand_in, since__gte=absence.since)
    _of_absence("absence_named", actor, absence, roles=sorted(set(lent.values_list("role", flat=True))))


def _absence_ended(sender: Any, actor: Actor, absence: Absence, **_more: Any) -> None:
    _of_absence("absence_ended", actor, absence)


def _of_absence(kind: str, actor: Actor, absence: Absence, **more: Any) -> None:
    """Who by user name, the days and the positions; the reason is nobody's business here."""
    days = {"since": absence.since.isoformat(), "until": absence.until.isoformat()}
    data = {"stand_in": str(absence.stand_in), **days, **more}
    record(actor, kind, district=absence.district_id, subject=str(absence.account), data=data)

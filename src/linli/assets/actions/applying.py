"""Applications to use a vacant asset: handed in by who is signed in, decided by the owner's staff with a reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from linli.audit.actions import record
from linli.clock import now
from linli.ids import case_code
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal

from .. import commands as c
from ..access import check_runs
from ..errors import AppliedAlready, DecidedAlready, NotThere, NotVacant, SignInFirst, TooManyApplications
from ..models import ApplicationState, Asset, UseApplication
from ..queries.applications import application_read, own_application
from ..queries.register import is_vacant

# The letters of an application's number: 资产申请.
PREFIX = "ZS"
MOST_AT_ONCE = 3


@transaction.atomic
def apply(actor: Actor, asset: Asset, given: dict[str, Any]) -> UseApplication:
    """Say what one would make of a vacant asset.

    Raises SignInFirst, InvalidInput, NotVacant, AppliedAlready, TooManyApplications.
    """
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = c.parse(c.Apply, given)
    if not is_vacant(asset):
        raise NotVacant(asset.name)
    # Whoever applies twice at the same moment stands in line behind themselves.
    account = Account.objects.select_for_update().get(pk=actor.account.pk)
    waiting = UseApplication.objects.filter(account=account, state=ApplicationState.WAITING)
    there = waiting.filter(asset=asset).first()
    if there is not None:
        raise AppliedAlready(there.code)
    if waiting.count() >= MOST_AT_ONCE:
        raise TooManyApplications(MOST_AT_ONCE)
    return UseApplication.objects.create(
        district_id=asset.district_id, code=case_code(PREFIX), asset=asset, account=account, who=command.who,
        name_cipher=seal(command.name), phone_cipher=seal(command.phone), purpose=command.purpose,
        wanted_from=command.wanted_from, months=command.months, created_at=now(),
    )  # fmt: skip


@transaction.atomic
def withdraw(actor: Actor, code: str) -> UseApplication:
    """One's own. Raises NotThere, DecidedAlready."""
    row = _held(own_application(actor, code))
    if row.state != ApplicationState.WAITING:
        raise DecidedAlready(row.get_state_display())
    return _ended(actor, row, ApplicationState.WITHDRAWN, "")


def grant(actor: Actor, code: str, given: dict[str, Any]) -> UseApplication:
    """Agree to it; the lease or the use right is written next. Raises NotThere, NotYourAsset, InvalidInput, DecidedAlready."""
    return _decided(actor, code, ApplicationState.GRANTED, given)


def decline(actor: Actor, code: str, given: dict[str, Any]) -> UseApplication:
    """Say why not. Raises NotThere, NotYourAsset, InvalidInput, DecidedAlready."""
    return _decided(actor, code, ApplicationState.DECLINED, given)


@transaction.atomic
def _decided(actor: Actor, code: str, state: ApplicationState, given: dict[str, Any]) -> UseApplication:
    row = _held(application_read(actor, code))
    check_runs(actor, row.asset)
    command = c.parse(c.Because, given)
    if row.state != ApplicationState.WAITING:
        raise DecidedAlready(row.get_state_display())
    _ended(actor, row, state, command.reason)
    record(actor, f"asset_application_{state}", district=row.district_id, subject=f"application:{row.code}")
    return row


def _held(row: UseApplication) -> UseApplication:
    rows = UseApplication.objects.select_for_update(of=("self",)).select_related("asset__ownership")
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise NotThere(row.code)
    return found


def _ended(actor: Actor, row: UseApplication, state: ApplicationState, reason: str) -> UseApplication:
    row.state, row.reason, row.decided_at = state, reason, now()
    row.decided_by = actor.account if actor.is_staff else None
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    return row


def see_contact(actor: Actor, code: str) -> UseApplication:
    """Name and telephone in full, for who runs the asset; the look is on record. Raises NotThere, NotYourAsset."""
    row = application_read(actor, code)
    check_runs(actor, row.asset)
    record(actor, "asset_applicant_seen", district=row.district_id, subject=f"application:{row.code}")
    return row

"""Activities are planned; people sign up, wait, withdraw. Everybody is served in the order in which they came.

Each begins by locking the activity: whoever comes at the same moment stands in line behind.
"""

from __future__ import annotations

from secrets import randbelow
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal

from .. import commands as c
from ..access import check_speaks_for, team_of
from ..errors import AlreadySignedUp, FewerThanTaken, NotNow, NotThere, SignInFirst
from ..models import OPEN_SIGN_UPS, Activity, ActivityState, SignUp, SignUpState
from ..queries.mine import own_sign_up
from .telling import CANCELLED, MOVED_UP, SEATED, WAITING, tell_signed_up

# The letters of a sign-up's number: 志愿.
PREFIX = "ZY"


def locked(key: UUID) -> Activity:
    """Nobody else changes it until the transaction ends. Raises NotThere."""
    row = Activity.objects.select_for_update(of=("self",)).select_related("team").filter(pk=key).first()
    if row is None:
        raise NotThere(_("this activity"))
    return row


def run_by(actor: Actor, key: UUID) -> Activity:
    """One of a team that this person may act for, locked. Raises NotThere, NotYours."""
    row = locked(key)
    check_speaks_for(actor, row.team)
    return row


@transaction.atomic
def plan_activity(actor: Actor, code: str, given: dict[str, Any]) -> Activity:
    """Raises NotThere, InvalidInput."""
    command = parse(c.ActivitySheet, given)
    team = team_of(actor, code)
    row = Activity(
        id=uuid7(), district_id=team.district_id, team=team, code=case_code("H").lower(), door=str(1000 + randbelow(9000)),
        created_at=now(), **command.model_dump(),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@transaction.atomic
def change_seats(actor: Actor, key: UUID, seats: int) -> Activity:
    """More seats, and who waits moves up; never fewer than are taken. Raises NotThere, NotYours, NotNow, FewerThanTaken."""
    row = run_by(actor, key)
    if not row.takes_sign_ups:
        raise NotNow(_("Change how many can come"), row.state_label)
    if not 1 <= seats <= 500 or seats < row.taken:
        raise FewerThanTaken(row.taken)
    row.seats = seats
    row.save(update_fields=["seats"])
    move_up(row)
    return row


@transaction.atomic
def call_off(actor: Actor, key: UUID, given: dict[str, Any]) -> Activity:
    """With the reason, which everybody in it is told. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = parse(c.Because, given)
    row = run_by(actor, key)
    if row.state != ActivityState.PLANNED or now() >= row.begins_at:
        raise NotNow(_("Call it off"), row.state_label)
    row.state, row.reason = ActivityState.CANCELLED, command.reason
    row.save(update_fields=["state", "reason"])
    rows = list(row.sign_ups.filter(state__in=(SignUpState.SEATED, SignUpState.WAITING)))
    for one in rows:
        one.activity = row
    tell_signed_up(rows, CANCELLED, "called_off", command.reason)
    return row


@transaction.atomic
def sign_up(actor: Actor, district: str, code: str, given: dict[str, Any]) -> SignUp:
    """A seat, or the end of the waiting list. Raises SignInFirst, InvalidInput, NotThere, NotNow, AlreadySignedUp."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.SignUpSheet, given)
    key = Activity.objects.filter(district=district, code=code).values_list("pk", flat=True).first()
    if key is None:
        raise NotThere(_("this activity"))
    activity = locked(key)
    if not activity.takes_sign_ups:
        raise NotNow(_("Sign up"), activity.state_label)
    there = activity.sign_ups.filter(account=actor.account, state__in=OPEN_SIGN_UPS).first()
    if there is not None:
        raise AlreadySignedUp(there.code)
    seated = not activity.is_full
    activity.last_turn += 1
    activity.taken += seated
    activity.save(update_fields=["last_turn", "taken"])
    row = SignUp(
        id=uuid7(), district_id=district, activity=activity, account=actor.account, name_cipher=seal(command.name),
        code=case_code(PREFIX), turn=activity.last_turn, state=SignUpState.SEATED if seated else SignUpState.WAITING,
        created_at=now(),
    )  # fmt: skip
    insert([row])
    tell_signed_up([row], SEATED if seated else WAITING, "made")
    return row


@transaction.atomic
def withdraw(actor: Actor, code: str) -> SignUp:
    """Before it begins; whoever waits moves up. Raises NotThere, NotNow."""
    known = own_sign_up(actor, code)
    activity = locked(known.activity_id)
    return withdrawn(activity, SignUp.objects.get(pk=known.pk))


def withdrawn(activity: Activity, row: SignUp) -> SignUp:
    """The same in an activity that the caller has locked. Raises NotNow."""
    row.activity = activity
    if not row.may_withdraw:
        raise NotNow(_("Withdraw from it"), row.state_label)
    activity.taken -= row.state == SignUpState.SEATED
    activity.save(update_fields=["taken"])
    row.state = SignUpState.CANCELLED
    row.save(update_fields=["state"])
    move_up(activity)
    return row


def move_up(activity: Activity) -> None:
    """Seat those who wait, in their order, as far as there are seats."""
    if not activity.takes_sign_ups or activity.left <= 0:
        return
    rows = list(activity.sign_ups.filter(state=SignUpState.WAITING).order_by("turn")[: activity.left])
    for row in rows:
        row.activity, row.state = activity, SignUpState.SEATED
        row.save(update_fields=["state"])
    activity.taken += len(rows)
    activity.save(update_fields=["taken"])
    tell_signed_up(rows, MOVED_UP, "moved_up")

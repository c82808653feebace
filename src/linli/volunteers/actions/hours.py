"""Checking in and out at the place, hours confirmed and corrected, certificates.

The ledger of hours is append-only: every minute has its row, and what was wrong is taken back by an opposite one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import LOCAL, now, today
from linli.ids import case_code, read_case_code, uuid7
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal

from .. import commands as c
from ..access import check_speaks_for
from ..errors import (
    AlreadyHere,
    MoreThanItLasted,
    NoHours,
    NotNow,
    NotOverYet,
    NotThere,
    SameHours,
    SignInFirst,
    TooEarly,
    TooLate,
    WrongDoor,
)
from ..models import Activity, ActivityState, Certificate, HoursEntry, HoursKind, SignUp, SignUpState
from ..models.activities import LEAVES
from ..queries.mine import own_sign_up
from .signing import locked

# The letters of a certificate's number: 证明.
CERTIFICATE = "ZM"


@transaction.atomic
def check_in(actor: Actor, code: str, door: str) -> SignUp:
    """By the volunteer, with the number shown at the place.

    Raises NotThere, AlreadyHere, NotNow, TooEarly, TooLate, WrongDoor.
    """
    known = own_sign_up(actor, code)
    row = _locked(known)
    _check_arrives(row)
    if door.strip() != row.activity.door:
        raise WrongDoor
    return _came(row)


@transaction.atomic
def check_in_by_leader(actor: Actor, code: str) -> SignUp:
    """Who has no phone at hand is seen by the leader. Raises NotThere, NotYours, AlreadyHere, NotNow, TooEarly, TooLate."""
    row = _run_by(actor, code)
    _check_arrives(row)
    return _came(row)


def _locked(known: SignUp) -> SignUp:
    """The sign-up with its activity, which is locked."""
    activity = locked(known.activity_id)
    row = SignUp.objects.get(pk=known.pk)
    row.activity = activity
    return row


def _run_by(actor: Actor, code: str) -> SignUp:
    known = SignUp.objects.select_related("activity__team").filter(code=read_case_code(code) or "").first()
    if known is None or (actor.is_staff and known.district_id != actor.reach.district):
        raise NotThere(code[:20])
    check_speaks_for(actor, known.activity.team)
    return _locked(known)


def _check_arrives(row: SignUp) -> None:
    if row.came_at is not None:
        raise AlreadyHere(row.came_at)
    if row.state != SignUpState.SEATED or row.activity.state != ActivityState.PLANNED:
        raise NotNow(_("Check in"), row.state_label)
    if now() < row.activity.door_opens:
        raise TooEarly(row.activity.door_opens)
    if now() >= row.activity.ends_at:
        raise TooLate(row.activity.ends_at)


def _came(row: SignUp) -> SignUp:
    row.state, row.came_at = SignUpState.CAME, now()
    row.save(update_fields=["state", "came_at"])
    return row


@transaction.atomic
def check_out(actor: Actor, code: str) -> SignUp:
    """Leaving: the minutes between are written down. Raises NotThere, NotNow, TooLate."""
    return _left(_locked(own_sign_up(actor, code)))


@transaction.atomic
def check_out_by_leader(actor: Actor, code: str) -> SignUp:
    """Raises NotThere, NotYours, NotNow, TooLate."""
    return _left(_run_by(actor, code))


def _left(row: SignUp) -> SignUp:
    latest: datetime = row.activity.ends_at + LEAVES
    if row.state != SignUpState.CAME or row.came_at is None:
        raise NotNow(_("Check out"), row.state_label)
    if now() > latest:
        raise TooLate(latest)
    row.went_at, row.state = now(), SignUpState.DONE
    row.save(update_fields=["went_at", "state"])
    minutes = minutes_between(row.activity, row.came_at, row.went_at)
    if minutes > 0:
        _write(row, HoursKind.CLOCK, minutes)
    return row


def minutes_between(activity: Activity, came: datetime, went: datetime) -> int:
    """Whole minutes within the activity: who comes early or stays on is there of their own accord."""
    inside = min(went, activity.ends_at) - max(came, activity.begins_at)
    return max(0, inside // timedelta(minutes=1))


def _write(row: SignUp, kind: HoursKind, minutes: int, reason: str = "") -> HoursEntry:
    """The next row of a sign-up whose activity the caller has locked."""
    entry = HoursEntry(
        id=uuid7(), district_id=row.district_id, team_id=row.activity.team_id, sign_up=row, kind=kind, minutes=minutes,
        number=row.hours.count() + 1, reason=reason, on=row.activity.begins_at.astimezone(LOCAL).date(), at=now(),
    )  # fmt: skip
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def confirm_hours(actor: Actor, code: str, given: dict[str, Any]) -> HoursEntry:
    """Of who did not check out, or not in: by leader or home organisation, once it is over.

    Raises InvalidInput, NotThere, NotYours, NotOverYet, MoreThanItLasted, NotNow.
    """
    command = parse(c.Minutes, given)
    row = _run_by(actor, code)
    _check_minutes(row, command.minutes)
    if row.state not in (SignUpState.SEATED, SignUpState.CAME, SignUpState.MISSED) or row.hours.exists():
        raise NotNow(_("Confirm hours"), row.state_label)
    row.state = SignUpState.DONE
    row.save(update_fields=["state"])
    _record(actor, "volunteer_hours_confirmed", row, command.minutes)
    return _write(row, HoursKind.CONFIRMED, command.minutes)


def _check_minutes(row: SignUp, minutes: int) -> None:
    if row.activity.state == ActivityState.CANCELLED:
        raise NotNow(_("Confirm hours"), row.activity.state_label)
    if now() < row.activity.ends_at:
        raise NotOverYet(row.activity.ends_at)
    if minutes > row.activity.minutes:
        raise MoreThanItLasted(minutes, row.activity.minutes)


@transaction.atomic
def correct_hours(actor: Actor, code: str, given: dict[str, Any]) -> int:
    """What stands is taken back by an opposite row, and the right number follows; returns what stands now.

    Raises InvalidInput, NotThere, NotYours, NotOverYet, MoreThanItLasted, NotNow, SameHours.
    """
    command = parse(c.Correction, given)
    row = _run_by(actor, code)
    _check_minutes(row, command.minutes)
    stands = row.hours.aggregate(n=Sum("minutes"))["n"] or 0
    if row.state != SignUpState.DONE:
        raise NotNow(_("Correct hours"), row.state_label)
    if stands == command.minutes:
        raise SameHours(stands)
    if stands:
        _write(row, HoursKind.TAKEN_BACK, -stands, command.reason)
    if command.minutes:
        _write(row, HoursKind.CONFIRMED, command.minutes, command.reason)
    _record(actor, "volunteer_hours_corrected", row, command.minutes)
    return command.minutes


@transaction.atomic
def note_missed(actor: Actor, code: str) -> SignUp:
    """Had a seat and did not come. Raises NotThere, NotYours, NotNow, NotOverYet."""
    row = _run_by(actor, code)
    if row.state != SignUpState.SEATED:
        raise NotNow(_("Did not come"), row.state_label)
    _check_minutes(row, 0)
    row.state = SignUpState.MISSED
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def certify(actor: Actor, district: str, given: dict[str, Any]) -> Certificate:
    """All hours of oneself in a district up to today, on one paper; the same day's is given again.

    Raises SignInFirst, InvalidInput, NoHours.
    """
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Certify, given)
    # Two clicks at once stand in line.
    account = Account.objects.select_for_update().get(pk=actor.account.pk)
    rows = HoursEntry.objects.filter(sign_up__account=account, district=district)
    told = rows.aggregate(minutes=Sum("minutes"), first=Min("on"), last=Max("on"))
    if not told["minutes"] or told["minutes"] <= 0:
        raise NoHours
    standing = rows.values("sign_up").annotate(n=Sum("minutes")).filter(n__gt=0).count()
    known = Certificate.objects.filter(
        account=account, district=district, issued_on=today(), minutes=told["minutes"]
    ).first()
    if known is not None and known.name == command.name:
        return known
    row = Certificate(
        id=uuid7(), district_id=district, account=account, name_cipher=seal(command.name), number=case_code(CERTIFICATE),
        activities=standing, issued_on=today(), **told,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _record(actor: Actor, kind: str, row: SignUp, minutes: int) -> None:
    subject = f"volunteering:{row.code}"
    audit.record(actor, kind, district=row.district_id, subject=subject, data={"minutes": minutes})

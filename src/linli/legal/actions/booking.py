"""Times with a lawyer: booked, moved, given back, walked in. The database lets no lawyer be in two places at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import case_code, read_case_code, uuid7
from linli.inserting import insert
from linli.people.actions import resident_with
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal
from linli.problem import Fault

from .. import commands as c
from ..access import check_may_take
from ..errors import (
    ElsewhereThen,
    LawyerBusy,
    LawyerNotThere,
    NoSuchSlot,
    NotBegunYet,
    NotNow,
    NotThere,
    SignInFirst,
    SlotTaken,
    TooManyBooked,
    TooManyMissed,
)
from ..models import ARRIVES, Consultation, Lawyer, LegalKind, LegalPlace, State, Ten
from ..queries.mine import own
from ..queries.times import Slot, slot_at, tens_between, there_now
from .telling import tell_owner

# The letters of a consultation's number: 法律.
PREFIX = "FL"
MOST_AT_ONCE = 2
# Who let so many times pass unused within so long does not book online for a while.
MISSED, WITHIN = 3, timedelta(days=90)


@transaction.atomic
def book(actor: Actor, district: str, given: dict[str, Any]) -> Consultation:
    """For oneself. Raises SignInFirst, InvalidInput, NoSuchSlot, SlotTaken, ElsewhereThen, TooManyBooked, TooManyMissed."""
    if actor.account is None or actor.kind != "resident":
        raise SignInFirst
    command = parse(c.Book, given)
    slot = _coming(district, command)
    # Whoever books twice at the same moment stands in line behind themselves.
    account = Account.objects.select_for_update().get(pk=actor.account.pk)
    _check_person(account)
    row = _booked(district, slot, account, command, by_staff=False)
    tell_owner(row, "legal_booked", "made")
    return row


def _coming(district: str, command: c.Slot) -> Slot:
    """Raises NoSuchSlot: outside of the hours, in the past, on a day off."""
    slot = slot_at(district, command.lawyer, command.begins_at)
    if slot is None or slot.begins_at <= now():
        raise NoSuchSlot(command.begins_at)
    return slot


def _check_person(account: Account) -> None:
    theirs = Consultation.objects.filter(account=account)
    if theirs.filter(state=State.BOOKED, ends_at__gt=now()).count() >= MOST_AT_ONCE:
        raise TooManyBooked(MOST_AT_ONCE)
    missed = theirs.filter(state=State.MISSED, begins_at__gte=now() - WITHIN).count()
    if missed >= MISSED:
        raise TooManyMissed(missed, WITHIN.days)


@transaction.atomic
def book_for(actor: Actor, given: dict[str, Any]) -> Consultation:
    """Somebody who called or stands at the desk. Raises InvalidInput, NotYours, NoSuchSlot, SlotTaken, ElsewhereThen."""
    command = parse(c.BookFor, given)
    slot = _coming(actor.reach.district, command)
    check_may_take(actor, slot.lawyer, slot.place)
    account = resident_with(command.phone) if command.phone else None
    row = _booked(actor.reach.district, slot, account, command, by_staff=True)
    tell_owner(row, "legal_booked", "made")
    _record(actor, "legal_booked_for", row)
    return row


def _booked(district: str, slot: Slot, account: Account | None, command: c.Book, *, by_staff: bool) -> Consultation:
    row = Consultation(
        id=uuid7(), district_id=district, code=_code(), lawyer=slot.lawyer, place=slot.place, kind=_kind(district, command.kind),
        begins_at=slot.begins_at, ends_at=slot.ends_at, account=account, name_cipher=seal(command.name),
        question_cipher=seal(command.question) if command.question else b"", by_staff=by_staff, created_at=now(),
    )  # fmt: skip
    row.save(force_insert=True)
    _take(row)
    return row


def _code() -> str:
    code = case_code(PREFIX)
    while Consultation.objects.filter(code=code).exists():
        # One number in many thousand millions is drawn twice.
        code = case_code(PREFIX)
    return code


def _kind(district: str, code: str) -> LegalKind:
    found = LegalKind.objects.filter(district=district, code=code, active=True).first()
    if found is None:
        raise InvalidInput([Fault("kind", _("Please choose from the list what it is about."), code)])
    return found


def _take(row: Consultation) -> None:
    """The ten minutes of the lawyer, and of the person. Raises ElsewhereThen, SlotTaken; the transaction is then undone."""
    at = tens_between(row.begins_at, row.ends_at)
    if row.account_id is not None:
        other = Ten.objects.filter(account=row.account_id, at__in=at).select_related("consultation").first()
        if other is not None:
            raise ElsewhereThen(other.consultation.code)
    tens = [Ten(id=uuid7(), consultation=row, lawyer_id=row.lawyer_id, account_id=row.account_id, at=one) for one in at]
    if insert(tens, unless_there=True) < len(tens):
        raise SlotTaken(row.begins_at)


@transaction.atomic
def cancel(actor: Actor, code: str) -> Consultation:
    """One's own. Raises NotThere, NotNow."""
    return _cancelled(_locked(own(actor, code).row.pk))


@transaction.atomic
def cancel_for(actor: Actor, code: str) -> Consultation:
    """They are told. Raises NotThere, NotYours, NotNow."""
    row = _cancelled(taken_by(actor, code))
    tell_owner(row, "legal_cancelled", "cancelled")
    _record(actor, "legal_cancelled_for", row)
    return row


def _cancelled(row: Consultation) -> Consultation:
    if not row.may_change:
        raise NotNow(_("Cancel the time"), row.state_label)
    row.tens.all().delete()
    return _ended(row, State.CANCELLED)


@transaction.atomic
def move(actor: Actor, code: str, given: dict[str, Any]) -> Consultation:
    """One's own, to another time, also with another lawyer. Raises NotThere, NotNow, NoSuchSlot, SlotTaken, ElsewhereThen."""
    return _moved(_locked(own(actor, code).row.pk), parse(c.Slot, given))


@transaction.atomic
def move_for(actor: Actor, code: str, given: dict[str, Any]) -> Consultation:
    """They are told. Raises NotThere, NotYours, NotNow, NoSuchSlot, SlotTaken, ElsewhereThen."""
    row = taken_by(actor, code)
    command = parse(c.Slot, given)
    slot = _coming(row.district_id, command)
    check_may_take(actor, slot.lawyer, slot.place)
    row = _moved(row, command)
    _record(actor, "legal_moved_for", row)
    return row


def _moved(row: Consultation, command: c.Slot) -> Consultation:
    if not row.may_change:
        raise NotNow(_("Move the time"), row.state_label)
    slot = _coming(row.district_id, command)
    row.tens.all().delete()
    row.lawyer, row.place, row.begins_at, row.ends_at = slot.lawyer, slot.place, slot.begins_at, slot.ends_at
    row.moved, row.reminded_at = row.moved + 1, None
    row.save(update_fields=["lawyer", "place", "begins_at", "ends_at", "moved", "reminded_at"])
    _take(row)
    tell_owner(row, "legal_moved", f"moved-{row.moved}")
    return row


@transaction.atomic
def walk_in(actor: Actor, given: dict[str, Any]) -> Consultation:
    """Somebody is there now, and so is the lawyer. Raises InvalidInput, NotThere, NotYours, LawyerNotThere, LawyerBusy."""
    command, district = parse(c.WalkIn, given), actor.reach.district
    lawyer = Lawyer.objects.filter(district=district, code=command.lawyer, active=True).first()
    place = LegalPlace.objects.filter(district=district, code=command.place, active=True).first()
    if lawyer is None or place is None:
        raise NotThere(_("the lawyer or the place"))
    check_may_take(actor, lawyer, place)
    if not any(one.lawyer_id == lawyer.pk and one.place_id == place.pk for one in there_now(district)):
        raise LawyerNotThere(lawyer.name, place.name)
    at = now()
    begins = at - timedelta(minutes=at.minute % 10, seconds=at.second, microseconds=at.microsecond)
    row = Consultation(
        id=uuid7(), district_id=district, code=_code(), lawyer=lawyer, place=place, kind=_kind(district, command.kind),
        begins_at=begins, ends_at=begins + timedelta(minutes=command.minutes), state=State.CAME, walked_in=True, by_staff=True,
        account=resident_with(command.phone) if command.phone else None, name_cipher=seal(command.name), created_at=at, ended_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    try:
        _take(row)
    except SlotTaken:
        raise LawyerBusy(lawyer.name) from None
    _record(actor, "legal_walked_in", row)
    return row


@transaction.atomic
def note_came(actor: Actor, code: str, came: bool) -> Consultation:
    """Whether they were there; a slip can be corrected. Raises NotThere, NotYours, NotNow, NotBegunYet."""
    row = taken_by(actor, code)
    if row.state == State.CANCELLED or (not came and hasattr(row, "note")):
        raise NotNow(_("Note who came"), row.state_label)
    earliest = row.begins_at - ARRIVES if came else row.begins_at
    if now() < earliest:
        raise NotBegunYet(earliest)
    return _ended(row, State.CAME if came else State.MISSED)


def _ended(row: Consultation, state: State) -> Consultation:
    row.state, row.ended_at = state, now()
    row.save(update_fields=["state", "ended_at"])
    return row


def _locked(key: UUID) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("lawyer", "place", "kind")
    return rows.get(pk=key)


def known(actor: Actor, code: str) -> Consultation:
    """One of the actor's district, locked. Raises NotThere."""
    spelled = read_case_code(code)
    rows = Consultation.objects.filter(code=spelled, district=actor.reach.district)
    key = rows.values_list("pk", flat=True).first() if spelled and actor.is_staff else None
    if key is None:
        raise NotThere(code[:20])
    return _locked(key)


def taken_by(actor: Actor, code: str) -> Consultation:
    """One that this member of staff may keep the time of. Raises NotThere, NotYours."""
    row = known(actor, code)
    check_may_take(actor, row.lawyer, row.place)
    return row


def _record(actor: Actor, kind: str, row: Consultation) -> None:
    audit.record(actor, kind, district=row.district_id, subject=row.subject)

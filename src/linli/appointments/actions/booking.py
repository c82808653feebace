"""Booking a time, moving to another, cancelling. A place is given once, whoever asks at the same moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.catalogue.guides import Guide, guide, version_of
from linli.clock import LOCAL, now
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actions import contact_for
from linli.people.actors import Actor
from linli.people.models import Account, AccountKind
from linli.people.vault import normal_mobile
from linli.places.queries import district_by
from linli.problem import Fault
from linli.subqueries import keys_of_any

from .. import commands as c
from ..errors import AlreadyBooked, HallClosed, MovedOften, NotNow, TimeTaken, TooLate, TooMany, TooManyToday
from ..models import Appointment, Hall, State
from ..opening import HallCard, check_time
from ..queries.halls import card_of, hall_for
from ..queries.mine import own
from ..queries.times import nearest_free, overlapping
from .chores import close_past_of
from .telling import close, next_reminder, record, tell_person

# The letters of an appointment's number: 预约.
PREFIX = "YY"
MOST_OPEN = 3
# Each booking and each move sends a text message to a number that nobody has proved to be theirs.
MOST_A_DAY, MOST_MOVES = 5, 5
A_DAY = timedelta(hours=24)


@transaction.atomic
def book(actor: Actor, given: c.Book | dict[str, Any]) -> Appointment:
    """Take a place. Raises InvalidInput, NoSuchService, NoSuchHall, NotServedHere, NotATime, TooManyToday, AlreadyBooked,
    TooMany, TimeTaken."""
    command = given if isinstance(given, c.Book) else parse(c.Book, given)
    shown = guide(district_by(command.district).code, command.service)
    hall = hall_for(shown, command.hall)
    owner = actor.account if actor.kind == "resident" else None
    _check_person(command, owner)
    check_time(hall, command.at)
    row = _row(command, shown, hall, owner)
    if not actor.is_staff:
        _check_pace(row, hall)
    _give_a_place(row, hall)
    record(actor, "made", row)
    tell_person(row, "appointment_made", f"{row.version}:made")
    return row


def _check_person(command: c.Book, owner: Account | None) -> None:
    """Who is signed in needs to say nothing; of anybody else both are needed, and named at once."""
    if owner is not None and owner.phone_index:
        return
    faults = []
    if not command.name:
        faults.append(Fault("name", _("Please write your name, so that we can call you.")))
    if not command.phone:
        faults.append(
            Fault(
                "phone",
                _("Please write your mobile number: we send the number of the appointment there, and a reminder."),
            )
        )
    if faults:
        raise InvalidInput(faults)


def _row(command: c.Book, shown: Guide, hall: HallCard, owner: Account | None) -> Appointment:
    at, contact = now(), None
    if owner is None or not owner.phone_index:
        contact = contact_for(hall.district, phone=normal_mobile(command.phone), name=command.name, account=owner)
    person = contact.phone_index if contact else owner.phone_index if owner else ""
    return Appointment(
        id=uuid7(), district_id=hall.district, hall=Hall.objects.get(pk=hall.id), service_id=shown.id,
        service_code=shown.code, day=command.at.astimezone(LOCAL).date(), starts_at=command.at, account=owner,
        contact=contact, person=person, remind_at=next_reminder(command.at, at), created_at=at,
    )  # fmt: skip


def _check_pace(row: Appointment, hall: HallCard) -> None:
    """Cancelled ones count as well. Raises TooManyToday."""
    made = Appointment.objects.filter(created_at__gt=now() - A_DAY)
    parts = [
        made.filter(contact__phone_index=row.person),
        made.filter(account__phone_index=row.person, account__kind=AccountKind.RESIDENT),
    ]
    if row.account_id is not None:
        parts.append(made.filter(account=row.account_id))
    keys = keys_of_any(part.values("pk")[:MOST_A_DAY] for part in parts)
    if Appointment.objects.filter(pk__in=keys).count() >= MOST_A_DAY:
        raise TooManyToday(MOST_A_DAY, hall.name, hall.phone)


def _give_a_place(row: Appointment, hall: HallCard) -> None:
    """Write it with a free number. Of two that chose the same the database takes one; the other chooses anew.

    Each time another had to be quicker, so it ends when places or turns have run out.
    """
    while True:
        row.turn, row.place = _free_turn(row), _free_place(row, hall)
        row.code = case_code(PREFIX)
        if insert([row], unless_there=True):
            return


def _free_place(row: Appointment, hall: HallCard) -> int:
    held = overlapping(hall, row.starts_at).exclude(pk=row.pk)
    taken = list(held.values_list("place", flat=True))
    if len(taken) >= hall.places:
        raise TimeTaken(nearest_free(hall, row.starts_at))
    # One more than there are places is never needed: fewer than that are taken.
    return next(number for number in hall.windows if number not in taken)


def _free_turn(row: Appointment) -> int:
    """One of the few that a person may have at once. Raises AlreadyBooked, TooMany."""
    close_past_of(row.district_id, row.person)
    held = Appointment.objects.filter(district=row.district_id, person=row.person)
    turns = dict(held.values_list("service_code", "turn"))
    if row.service_code in turns:
        assert row.service_id is not None
        raise AlreadyBooked(version_of(row.service_id).name)
    free = set(range(1, MOST_OPEN + 1)) - set(turns.values())
    if not free:
        raise TooMany(MOST_OPEN)
    return min(free)


@transaction.atomic
def move(actor: Actor, code: str, given: c.NewTime | dict[str, Any]) -> Appointment:
    """Another time at the same hall. Raises NoSuchAppointment, NotNow, TooLate, InvalidInput, HallClosed, MovedOften,
    NotATime, TimeTaken."""
    command = given if isinstance(given, c.NewTime) else parse(c.NewTime, given)
    row = _locked(actor, code, _("Move to another time"))
    hall, before = card_of(row.hall), row.starts_at
    if command.at == before:
        return row
    _check_movable(row)
    check_time(hall, command.at)
    row.starts_at, row.day = command.at, command.at.astimezone(LOCAL).date()
    row.remind_at, row.version = next_reminder(command.at, now()), row.version + 1
    _save_with_a_place(row, hall)
    record(actor, "moved", row, before=before.isoformat())
    tell_person(row, "appointment_made", f"{row.version}:made")
    return row


def _check_movable(row: Appointment) -> None:
    """Raises HallClosed, MovedOften. Of what is still booked each version but the first is a move."""
    if not row.hall.active:
        raise HallClosed(row.hall.name)
    if row.version > MOST_MOVES:
        raise MovedOften(MOST_MOVES, row.hall.name, row.hall.phone)


def _save_with_a_place(row: Appointment, hall: HallCard) -> None:
    while True:
        row.place = _free_place(row, hall)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            # Somebody took this number a moment ago; there may be another.
            continue
        return


@transaction.atomic
def cancel(actor: Actor, code: str) -> Appointment:
    """Give the place back. Raises NoSuchAppointment, NotNow, TooLate."""
    row = _locked(actor, code, _("Cancel the appointment"))
    cancel_row(actor, row)
    return row


def cancel_row(actor: Actor, row: Appointment) -> None:
    """The same of a row that the caller has locked, and may cancel."""
    row.state, row.place, row.version = State.CANCELLED, None, row.version + 1
    close(row, now())
    row.save()
    record(actor, "cancelled", row)
    tell_person(row, "appointment_cancelled", f"{row.version}:cancelled")


def _locked(actor: Actor, code: str, what: str) -> Appointment:
    """One's own, its row locked until the transaction ends, and not yet begun."""
    known = own(actor, code)
    row = Appointment.objects.select_for_update(of=("self",)).select_related("hall", "contact").get(pk=known.pk)
    if row.state != State.BOOKED:
        raise NotNow(what, row.state_label)
    if row.starts_at <= now():
        raise TooLate
    return row

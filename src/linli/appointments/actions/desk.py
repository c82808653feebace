"""The verbs of a hall's desk: check in, call, serve, end; somebody without an appointment; who is next.

Each begins by locking the hall, so that a queue number is given once and nobody is called to two windows.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.catalogue.guides import Guide, guides
from linli.clock import LOCAL, now, today
from linli.ids import case_code, uuid7
from linli.inserting import insert
from linli.people.actions import contact_for
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..errors import NobodyWaits, NoSuchAppointment, NoSuchHall, NotNow
from ..lifecycle import DESK_MOVES, Move, is_possible
from ..models import Appointment, Hall, State
from ..opening import HallCard
from ..queries.halls import halls_of
from ..queries.queue import waiting
from .booking import PREFIX, cancel_row
from .telling import close, record


@transaction.atomic
def perform(actor: Actor, key: UUID, name: str, given: c.ToWindow | dict[str, Any]) -> Appointment:
    """Make one of the desk's moves. Raises NoSuchAppointment, NotNow, InvalidInput."""
    command = given if isinstance(given, c.ToWindow) else parse(c.ToWindow, given)
    rule = DESK_MOVES[name]
    known = Appointment.objects.filter(pk=key).values_list("hall_id", flat=True).first()
    hall = next((card for card in halls_of(actor) if card.id == known), None)
    if hall is None:
        raise NoSuchAppointment
    _lock(hall)
    row = Appointment.objects.select_for_update(of=("self",)).select_related("hall", "contact").get(pk=key)
    if not is_possible(rule, row):
        raise NotNow(str(rule.label), row.state_label)
    if rule.to == State.CANCELLED:
        cancel_row(actor, row)
    else:
        _do(actor, row, rule, hall, command.window)
    return row


def _do(actor: Actor, row: Appointment, rule: Move, hall: HallCard, window: int) -> None:
    at = now()
    row.state, row.version = rule.to, row.version + 1
    match rule.to:
        case State.ARRIVED:
            row.arrived_at, row.ended_at, row.remind_at = at, None, None
            row.queue_number, row.window, row.called_at = _next_number(hall), None, None
        case State.CALLED:
            row.called_at = at
            row.window = row.window if rule.name == "recall" else _window(hall, window)
        case State.DONE | State.MISSED:
            close(row, at)
    row.save()
    more = {"window": row.window} if rule.to == State.CALLED else {}
    record(actor, rule.name.replace("-", "_"), row, **more)


@transaction.atomic
def call_next(actor: Actor, hall_code: str, given: c.ToWindow | dict[str, Any]) -> Appointment:
    """Call whoever is next to a window. Raises NoSuchHall, NobodyWaits, InvalidInput."""
    command = given if isinstance(given, c.ToWindow) else parse(c.ToWindow, given)
    hall = _run_by(actor, hall_code)
    _lock(hall)
    queue = waiting(hall.id)
    if not queue:
        raise NobodyWaits
    row = Appointment.objects.select_related("hall", "contact").get(pk=queue[0].pk)
    _do(actor, row, DESK_MOVES["call"], hall, command.window)
    return row


@transaction.atomic
def walk_in(actor: Actor, given: c.WalkIn | dict[str, Any]) -> Appointment:
    """Add somebody who came without an appointment to today's queue. Raises InvalidInput, NoSuchHall."""
    command = given if isinstance(given, c.WalkIn) else parse(c.WalkIn, given)
    hall = _run_by(actor, command.hall)
    shown = _service(hall, command.service) if command.service else None
    _lock(hall)
    at = now()
    row = Appointment(
        id=uuid7(), district_id=hall.district, hall=Hall.objects.get(pk=hall.id), service_id=shown.id if shown else None,
        service_code=shown.code if shown else "", day=at.astimezone(LOCAL).date(), starts_at=at, walked_in=True,
        contact=contact_for(hall.district, name=command.name) if command.name else None, state=State.ARRIVED,
        queue_number=_next_number(hall), created_at=at, arrived_at=at, code=case_code(PREFIX),
    )  # fmt: skip
    while not insert([row], unless_there=True):
        # One number in many thousand millions is drawn twice.
        row.code = case_code(PREFIX)
    record(actor, "walked_in", row)
    return row


def _service(hall: HallCard, code: str) -> Guide:
    shown = guides(hall.district).get(code)
    if shown is None or not hall.serves(shown):
        raise InvalidInput(
            [Fault("service", _("%(hall)s does not serve “%(code)s”.") % {"hall": hall.name, "code": code}, code)]
        )
    return shown


def _run_by(actor: Actor, code: str) -> HallCard:
    hall = next((card for card in halls_of(actor) if card.code == code), None)
    if hall is None:
        raise NoSuchHall(code)
    return hall


def _lock(hall: HallCard) -> None:
    """Until the transaction ends nobody else moves the queue of this hall."""
    Hall.objects.select_for_update().get(pk=hall.id)


def _next_number(hall: HallCard) -> int:
    last: int | None = Appointment.objects.filter(hall=hall.id, day=today()).aggregate(last=Max("queue_number"))["last"]
    return (last or 0) + 1


def _window(hall: HallCard, window: int) -> int:
    if window not in hall.windows:
        told = {"hall": hall.name, "n": hall.places, "value": window}
        raise InvalidInput(
            [Fault("window", _("%(hall)s has the windows 1 to %(n)d, none “%(value)d”.") % told, str(window))]
        )
    return window

"""Works at houses: planned, moved on one by one or a whole matrix at once, and accepted when nothing is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now, today
from linli.ids import uuid7
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.models import OrganisationKind

from .. import commands as c
from ..access import check_may_accept, own_estate
from ..errors import FaultsOpen, NotPossible, NotThere, Unfit
from ..models import Estate, House, HouseWork, Work, WorkEvent, WorkState
from ..models.estates import MOVES
from .faults import follow_those

_DAYS = {WorkState.UNDER_WAY: "started_on", WorkState.DONE: "done_on", WorkState.ACCEPTED: "accepted_on"}


def held(actor: Actor, code: str) -> Estate:
    """An estate of theirs, nobody else changing it until the transaction ends. Raises NotThere."""
    row = own_estate(actor, code)
    Estate.objects.select_for_update().get(pk=row.pk)
    return row


def house_of(estate: Estate, key: UUID | None) -> House:
    """Raises NotThere."""
    row = House.objects.filter(estate=estate, pk=key, active=True).first() if key else None
    if row is None:
        raise NotThere(_("this building"))
    row.estate = estate
    return row


def work_of(district: str, code: str) -> Work:
    """Raises NotThere."""
    row = Work.objects.filter(district=district, code=code, active=True).first()
    if row is None:
        raise NotThere(_("this work"))
    return row


def _at(house: House, work: Work) -> HouseWork:
    """The row of a work at a house; a new one where none is."""
    there = HouseWork.objects.filter(house=house, work=work).first()
    row = there or HouseWork(id=uuid7(), district_id=house.district_id)
    row.house, row.work = house, work
    return row


@transaction.atomic
def plan(actor: Actor, code: str, given: c.Plan | dict[str, Any]) -> HouseWork:
    """Days, contractor and money of a work at a house; one that was not planned is planned then.

    Raises NotThere, InvalidInput, Unfit.
    """
    command = given if isinstance(given, c.Plan) else parse(c.Plan, given)
    estate = held(actor, code)
    row = _at(house_of(estate, command.house), work_of(estate.district_id, command.work))
    row.planned_from, row.planned_until = command.planned_from, command.planned_until
    row.planned_amount = command.planned_amount
    row.contractor_id = contractor_of(estate.district_id, command.contractor) if command.contractor else None
    if row.state == WorkState.NOT_PLANNED:
        _put(actor, estate, row, WorkState.PLANNED, today(), "")
    row.save()
    return row


def contractor_of(district: str, code: str) -> str:
    """The code of an enterprise. Raises Unfit."""
    card = people.organisations(district).get(code)
    if card is None or not card.active or card.kind != OrganisationKind.ENTERPRISE:
        raise Unfit("contractor", _("Please choose one of the enterprises of this district."), code)
    return card.code


@transaction.atomic
def move(actor: Actor, code: str, given: c.Move | dict[str, Any]) -> HouseWork:
    """A work at a house goes on. Raises NotThere, InvalidInput, NotPossible, FaultsOpen, NotYours."""
    command = given if isinstance(given, c.Move) else parse(c.Move, given)
    return _moved(actor, held(actor, code), command)[0]


def accept(actor: Actor, code: str, house: UUID, work: str, note: str = "") -> HouseWork:
    """The street or the department found it in order. Raises NotThere, NotYours, NotPossible, FaultsOpen."""
    return move(actor, code, {"house": str(house), "work": work, "state": WorkState.ACCEPTED, "note": note})


@transaction.atomic
def move_many(actor: Actor, code: str, moves: Sequence[dict[str, Any]]) -> int:
    """Several at once, as the matrix sends them: all or none; what stays as it is costs nothing. Returns how many moved.

    Raises what `move` raises.
    """
    commands = [parse(c.Move, one) for one in moves]
    estate = held(actor, code)
    return sum(_moved(actor, estate, one)[1] for one in commands)


def _moved(actor: Actor, estate: Estate, command: c.Move) -> tuple[HouseWork, bool]:
    """The row, and whether it changed."""
    row = _at(house_of(estate, command.house), work_of(estate.district_id, command.work))
    wanted = WorkState(command.state)
    if row.state == wanted:
        return row, False
    what = f"{row.house.name}{row.work.name}"
    if wanted not in MOVES[row.state]:
        possible = [str(WorkState(one).label) for one in MOVES[row.state]]
        raise NotPossible(what, row.state_label, str(wanted.label), possible)
    if wanted == WorkState.ACCEPTED:
        check_may_accept(actor)
        _check_no_faults(row, what)
    _put(actor, estate, row, wanted, today(), command.note)
    row.save()
    return row, True


def _check_no_faults(row: HouseWork, what: str) -> None:
    """As the cases stand at this moment. Raises FaultsOpen."""
    follow_those(row.house.faults.filter(work=row.work))
    still_open = row.house.faults.filter(work=row.work, mended_at=None).select_related("case").order_by("found_at")
    codes = [one.case.code for one in still_open]
    if codes:
        raise FaultsOpen(what, codes)


def _put(actor: Actor, estate: Estate, row: HouseWork, state: WorkState, day: date, note: str) -> None:
    """The new state, its day, and the event that tells it; days of states that were gone back from are no more."""
    was, row.state = row.state, state
    reached = list(WorkState).index(state)
    for one, name in _DAYS.items():
        if list(WorkState).index(one) > reached:
            setattr(row, name, None)
    if state in _DAYS:
        setattr(row, _DAYS[state], day)
    WorkEvent.objects.create(
        id=uuid7(), district_id=estate.district_id, estate=estate, house=row.house, work=row.work, was=was, became=state,
        day=day, note=note, organisation=actor.organisation[:24], at=now(),
    )  # fmt: skip

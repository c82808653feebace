"""The moves that the desk of a hall makes on an appointment of today: from which state, to which."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.clock import now, today

from .models import Appointment, State


@dataclass(frozen=True)
class Move:
    """One move. `main`: the next step as a rule. `day_only`: not before the day of the appointment."""

    name: str
    label: Promise
    to: State
    froms: tuple[State, ...]
    main: bool = False
    day_only: bool = True


_ALL = (
    Move("check-in", _("Is here"), State.ARRIVED, (State.BOOKED, State.MISSED), main=True),
    Move("call", _("Call"), State.CALLED, (State.ARRIVED,), main=True),
    Move("serve", _("At the window now"), State.SERVING, (State.CALLED,), main=True),
    Move("done", _("Served, done"), State.DONE, (State.CALLED, State.SERVING), main=True),
    Move("recall", _("Call again"), State.CALLED, (State.CALLED,)),
    Move("missed", _("Is not here"), State.MISSED, (State.BOOKED, State.ARRIVED, State.CALLED)),
    Move("cancel", _("Cancel for them"), State.CANCELLED, (State.BOOKED,), day_only=False),
)
DESK_MOVES = {move.name: move for move in _ALL}


def possible(row: Appointment) -> list[Move]:
    """What the desk can do with an appointment as it stands; the next step first."""
    return [move for move in _ALL if is_possible(move, row)]


def is_possible(move: Move, row: Appointment) -> bool:
    """Before its time has come nobody can be said not to have."""
    too_early = move.to == State.MISSED and row.state == State.BOOKED and row.starts_at > now()
    return row.state in move.froms and not too_early and (row.day == today() or not move.day_only)

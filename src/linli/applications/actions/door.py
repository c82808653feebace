"""The one door for moves on applications: lock the case, check the table of moves, do the verb, write one event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from linli.cases.actions.door import check_state, check_who
from linli.cases.actions.seen import check_seen
from linli.cases.commands import Command, parse
from linli.cases.errors import NoSuchCase, NotNow
from linli.cases.lifecycle import Move, Part, states_text
from linli.cases.models import Case, State
from linli.ids import read_case_code
from linli.people.actors import Actor

from ..file import ApplicationFile
from ..lifecycle import APPLICATION_MOVES, hindrance, parts_of
from . import correcting, deciding, reviewing

Verb = Callable[[Actor, ApplicationFile, Any], None]

VERBS: dict[str, Verb] = {
    "accept": reviewing.accept,
    "return": reviewing.give_back,
    "correct": correcting.correct,
    "recommend": reviewing.recommend,
    "report_up": reviewing.report_up,
    "hand_down": reviewing.hand_down,
    "consult": reviewing.consult,
    "consulted": reviewing.consulted,
    "grant": deciding.grant,
    "refuse": deciding.refuse,
    "verify": deciding.verify,
    "revoke": deciding.revoke,
    "deliver": deciding.deliver,
    "decline": reviewing.decline,
    "withdraw": reviewing.withdraw,
    "rate": deciding.rate,
    "urge": reviewing.urge,
    "note": reviewing.note,
}


@dataclass(frozen=True)
class Done:
    """What a move gave: the case as it is now, and its file."""

    case: Case
    file: ApplicationFile


@transaction.atomic
def perform(
    actor: Actor, code: str, move: str, given: Command | dict[str, Any], seen: int | None = None, *, exactly: bool = False
) -> Done:  # fmt: skip
    """Make a move on an application; `seen`, `exactly`: as in the cases room.

    Raises NoSuchCase, Stale, NotNow, NotYours, InvalidInput, or what the verb itself refuses.
    """
    rule = APPLICATION_MOVES[move]
    case = locked(actor, code)
    check_who(rule, parts_of(actor, case), case, case.state, State)
    check_seen(actor, case, seen, exactly=exactly)
    check_state(rule, case, case.state, State)
    if stands := hindrance(rule, case):
        raise NotNow(
            str(rule.label),
            stands,
            states_text(rule.starts, State),
            rule.who_text,
            version=case.version,
            state_id=case.state,
        )
    command = given if isinstance(given, Command) else parse(rule.command, given)
    file = ApplicationFile.load(case)
    act(actor, file, rule, command)
    file.save()
    return Done(case, file)


def act(actor: Actor, file: ApplicationFile, rule: Move, command: Command) -> None:
    """Do a verb on a file in memory: the state moves as the table says, and exactly one event says so."""
    already = len(file.file.events)
    came_from = file.case.state
    if rule.to is not None:
        file.case.state = rule.to
        if rule.to == State.RETURNED:
            file.case.came_from = came_from
    VERBS[rule.name](actor, file, command)
    assert len(file.file.events) == already + 1, f"{rule.name} must append exactly one event"


def locked(actor: Actor, code: str) -> Case:
    """The case, its row locked until the transaction ends. An application that is none of the actor's is not there."""
    spelled = read_case_code(code)
    applications = Case.objects.applications().select_for_update(of=("self",))
    case = applications.filter(code=spelled).first() if spelled else None
    if case is None or not _may_know(actor, case):
        raise NoSuchCase(code)
    return case


def _may_know(actor: Actor, case: Case) -> bool:
    if actor.kind == "system" or Part.APPLICANT in parts_of(actor, case):
        return True
    return actor.kind == "staff" and Case.objects.visible_to(actor.reach).filter(pk=case.pk).exists()

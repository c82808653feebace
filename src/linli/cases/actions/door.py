"""The one door for moves: lock the case, check the table of moves, do the verb, write one event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.ids import read_case_code
from linli.people.actors import Actor

from ..commands import Command, parse
from ..errors import NoSuchCase, NotNow, NotYours
from ..file import CaseFile
from ..lifecycle import CALLOUT_MOVES, CASE_MOVES, CONFIRM, Move, Part, may_reopen, parts_of, states_text
from ..models import Callout, CalloutState, Case, State, Whistle
from . import closing, handling, whistling
from .seen import check_seen

# A verb that found nothing to do says False.
Verb = Callable[..., bool | None]

CASE_VERBS: dict[str, Verb] = {
    "register": handling.register,
    "locate": handling.locate,
    "classify": handling.classify,
    "assign": handling.assign,
    "start": handling.start,
    "hand_back": handling.hand_back,
    "transfer": handling.transfer,
    "ask": handling.ask,
    "reply": handling.reply,
    "decline": handling.decline,
    "withdraw": handling.withdraw,
    "merge": handling.merge,
    "note": handling.note,
    "urge": handling.urge,
    "follow": handling.follow,
    "whistle": whistling.blow,
    "answer": closing.answer,
    "close": closing.close,
    "rate": closing.rate,
    "reopen": closing.reopen,
}
CALLOUT_VERBS: dict[str, Verb] = {
    "acknowledge": whistling.acknowledge,
    "report-in": whistling.report_in,
    "arrive": whistling.arrive,
    "finish": whistling.finish,
    "refuse": whistling.refuse,
    "overrule": whistling.overrule,
    "uphold": whistling.uphold,
}


@dataclass(frozen=True)
class Done:
    """What a move gave: the case as it is now, and its file."""

    case: Case
    file: CaseFile


@transaction.atomic
def perform(
    actor: Actor, code: str, move: str, given: Command | dict[str, Any], seen: int | None = None, *, exactly: bool = False
) -> Done:  # fmt: skip
    """Make a move on a case. `seen` is the version the actor was looking at, when known; `exactly`: see `check_seen`.

    Raises NoSuchCase, Stale, NotNow, NotYours, InvalidInput, or what the verb itself refuses.
    """
    rule = CASE_MOVES[move]
    if move == "merge":
        _lock_both(code, str(given.get("into", "") if isinstance(given, dict) else getattr(given, "into", "")))
    case = _locked(actor, code)
    parts = parts_of(actor, case)
    check_who(rule, parts, case, case.state, State)
    check_seen(actor, case, seen, exactly=exactly)
    check_state(rule, case, case.state, State)
    if move == "reopen" and not may_reopen(parts, case):
        raise NotYours(str(rule.label), str(Part.OFFICE.value))
    command = given if isinstance(given, Command) else parse(rule.command, given)
    return _done(actor, CaseFile.load(case), rule, command)


@transaction.atomic
def perform_on_callout(
    actor: Actor, callout_id: UUID, move: str, given: Command | dict[str, Any], seen: int | None = None,
    *, exactly: bool = False,
) -> Done:  # fmt: skip
    """Make a move on a callout. A callout that the actor may not see does not exist for them."""
    rule = CALLOUT_MOVES[move]
    found = Callout.objects.filter(pk=callout_id).values_list("case__code", flat=True).first()
    case = _locked(actor, found or str(callout_id), staff_only=True)
    file = CaseFile.load(case)
    callout = file.callout(callout_id)
    assert callout is not None
    check_who(rule, parts_of(actor, case, callout), case, callout.state, CalloutState)
    check_seen(actor, case, seen, exactly=exactly)
    check_state(rule, case, callout.state, CalloutState)
    if move == "refuse" and not callout.may_refuse:
        raise NotNow(
            str(rule.label), str(callout.get_ruling_display()), states_text(rule.starts, CalloutState), rule.who_text,
            version=case.version, state_id=callout.state,
        )  # fmt: skip
    command = given if isinstance(given, Command) else parse(rule.command, given)
    return _done(actor, file, rule, command, callout)


@transaction.atomic
def perform_on_whistle(
    actor: Actor, whistle_id: UUID, given: Command | dict[str, Any], seen: int | None = None, *, exactly: bool = False
) -> Done:
    """The community confirms on site that a whistle's work is done, and rates the departments."""
    found = Whistle.objects.filter(pk=whistle_id).values_list("case__code", flat=True).first()
    case = _locked(actor, found or str(whistle_id), staff_only=True)
    file = CaseFile.load(case)
    whistle = next(w for w in file.whistles if w.pk == whistle_id)
    may = bool(parts_of(actor, case) & CONFIRM.who)
    if may:
        check_seen(actor, case, seen, exactly=exactly)
    whistling.check_confirmable(file, whistle)
    if not may:
        raise NotYours(str(CONFIRM.label), CONFIRM.who_text)
    command = given if isinstance(given, Command) else parse(CONFIRM.command, given)
    return _done(actor, file, CONFIRM, command, whistle)


def act(actor: Actor, file: CaseFile, rule: Move, command: Command, *about: object) -> None:
    """Do a verb on a file in memory: the state moves as the table says, and exactly one event says so, if anything was done."""
    already = len(file.events)
    if rule.to is not None and rule.name in CASE_VERBS:
        came_from, file.case.state = file.case.state, rule.to
        if rule.to == State.RETURNED:
            file.case.came_from = came_from
    verb = CALLOUT_VERBS[rule.name] if rule.name in CALLOUT_VERBS else CASE_VERBS.get(rule.name, whistling.confirm)
    expected = 0 if verb(actor, file, command, *about) is False else 1
    assert len(file.events) == already + expected, f"{rule.name} must append exactly one event"


def _done(actor: Actor, file: CaseFile, rule: Move, command: Command, *about: object) -> Done:
    act(actor, file, rule, command, *about)
    if file.events:
        file.save()
    return Done(file.case, file)


def _locked(actor: Actor, code: str, *, staff_only: bool = False) -> Case:
    """The case, its row locked until the transaction ends; waits for who holds it, never fails for that."""
    spelled = read_case_code(code)
    requests = Case.objects.requests().select_for_update(of=("self",))
    case = requests.filter(code=spelled).first() if spelled else None
    if case is None or not _may_know(actor, case, staff_only):
        raise NoSuchCase(code)
    return case


def _lock_both(code: str, into: str) -> None:
    """A merge writes two cases: everyone takes their rows in one order, so that no two wait for each other."""
    codes = [spelled for spelled in map(read_case_code, (code, into)) if spelled]
    rows = Case.objects.select_for_update(of=("self",)).filter(code__in=codes).order_by("id")
    list(rows.values_list("pk", flat=True))


def _may_know(actor: Actor, case: Case, staff_only: bool) -> bool:
    if actor.kind == "system":
        return True
    if actor.kind == "staff":
        mine = Case.objects.visible_to(actor.reach).filter(pk=case.pk)
        return mine.exists() or (not staff_only and Part.REPORTER in parts_of(actor, case))
    return not staff_only


def check_who(
    rule: Move, parts: frozenset[Part], case: Case, state: str, kind: type[State] | type[CalloutState]
) -> None:
    """Who has no part in the move learns no more than that; staff and reporter also that it is not possible now."""
    if parts & rule.who:
        return
    if parts != {Part.ANYONE}:
        check_state(rule, case, state, kind)
    raise NotYours(str(rule.label), rule.who_text)


def check_state(rule: Move, case: Case, state: str, kind: type[State] | type[CalloutState]) -> None:
    if state not in rule.starts:
        raise NotNow(
            str(rule.label), str(kind(state).label), states_text(rule.starts, kind), rule.who_text,
            version=case.version, state_id=state,
        )  # fmt: skip

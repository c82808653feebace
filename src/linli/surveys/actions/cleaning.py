"""Cleaning: one answer set right, or an interview left out of the analysis, each with who, when and why. What was sent stays."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.cases.errors import InvalidInput
from linli.clock import now, today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.vault import seal
from linli.problem import Fault

from .. import commands as c
from ..access import check_may_direct
from ..errors import NoSuchInterview, NotNow
from ..models import Correction, Outcome, Submission, Survey, Unit, UnitState
from ..queries.answers import current_answers, value_at, with_value
from ..xlsform.answering import path_of, settle, split, wrongs
from ..xlsform.definition import OUTCOME, UNIT, definition_of
from .preparing import locked
from .submitting import fault_of


@transaction.atomic
def correct(actor: Actor, code: str, key: UUID, given: c.Correct | dict[str, Any]) -> Correction:
    """Another value counts from now on, if the questionnaire allows it. Raises NotYours, NoSuchSurvey, NoSuchInterview,
    InvalidInput (no such question, a value it does not allow), NotNow (it is that already)."""
    check_may_direct(actor)
    command = given if isinstance(given, c.Correct) else parse(c.Correct, given)
    survey, row = locked(actor, code), _interview(actor, code, key)
    definition, answers = definition_of(row.form.definition), current_answers(row)
    try:
        repeat, index, name = split(command.path)
    except ValueError:
        repeat, index, name = "", 0, ""
    node = definition.nodes.get(name)
    if node is None or definition.repeats.get(name, "") != repeat or node.calculate is not None:
        message = _("There is no question “%(name)s” that could be corrected.") % {"name": command.path[:60]}
        raise InvalidInput([Fault("path", message, command.path[:60])])
    old = value_at(answers, command.path)
    if old is None:
        raise InvalidInput([Fault("path", _("This question is not part of this interview."), command.path[:60])])
    if old == command.value:
        raise NotNow(_("This answer is that already."))
    now_answers = settle(definition, with_value(answers, command.path, command.value), today().isoformat())
    faults = wrongs(definition, now_answers, today().isoformat())
    here = path_of(repeat, index, name)
    # What was wrong before with other answers is not this correction's fault.
    mine = [one for one in faults if one.path == here]
    if mine:
        raise InvalidInput([Fault("value", fault_of(definition, mine[0]).message, "")])
    made = _append(actor, row, here, old, command.value, command.reason)
    _follow(survey, row, name, now_answers.values)
    return made


def _interview(actor: Actor, code: str, key: UUID) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).filter(
        survey__code=code, survey__district=actor.reach.district, pk=key
    )
    found = rows.select_related("form", "survey", "unit").first()
    if found is None:
        raise NoSuchInterview
    return found


def _append(actor: Actor, row: Submission, path: str, old: str, value: str, reason: str) -> Correction:
    made = Correction(
        id=uuid7(), submission=row, path=path, old_digest=hashlib.sha256(old.encode()).hexdigest(), value_cipher=seal(value),
        reason=reason, by=actor.account, at=now(),
    )  # fmt: skip
    made.save(force_insert=True)
    Survey.objects.filter(pk=row.survey_id).update(revision=F("revision") + 1)
    return made


def _follow(survey: Survey, row: Submission, name: str, values: dict[str, Any]) -> None:
    """Whom it is about and how it ended are columns too."""
    if name == UNIT:
        before = row.unit_id
        row.unit = Unit.objects.filter(survey=survey, code=str(values.get(UNIT, ""))).first()
        row.doubts = [one for one in row.doubts if one != "unknown_unit"] if row.unit else row.doubts
        row.save(update_fields=["unit", "doubts"])
        for unit in Unit.objects.filter(pk__in=[one for one in (before, row.unit_id) if one]):
            _recount(unit)
    if name == OUTCOME and values.get(OUTCOME) in Outcome.values:
        row.outcome = str(values[OUTCOME])
        row.save(update_fields=["outcome"])
        if row.unit:
            _recount(row.unit)


def _recount(unit: Unit) -> None:
    """How a person stands by the interviews that count."""
    there = set(unit.submissions.filter(left_out=False).values_list("outcome", flat=True))
    order = (UnitState.DONE, UnitState.INELIGIBLE, UnitState.REFUSED, UnitState.ABSENT)
    unit.state = next((one.value for one in order if one.value in there), UnitState.WAITING.value)
    unit.save(update_fields=["state"])


@transaction.atomic
def leave_out(actor: Actor, code: str, key: UUID, given: c.Because | dict[str, Any]) -> Correction:
    """An interview no longer counts. Raises NotYours, NoSuchSurvey, NoSuchInterview, InvalidInput, NotNow."""
    return _set_left_out(actor, code, key, given, True)


@transaction.atomic
def take_in(actor: Actor, code: str, key: UUID, given: c.Because | dict[str, Any]) -> Correction:
    """It counts again. Raises likewise."""
    return _set_left_out(actor, code, key, given, False)


def _set_left_out(actor: Actor, code: str, key: UUID, given: c.Because | dict[str, Any], out: bool) -> Correction:
    check_may_direct(actor)
    command = given if isinstance(given, c.Because) else parse(c.Because, given)
    locked(actor, code)
    row = _interview(actor, code, key)
    if row.left_out == out:
        raise NotNow(_("This interview is left out already.") if out else _("This interview counts already."))
    row.left_out = out
    row.save(update_fields=["left_out"])
    if row.unit:
        _recount(row.unit)
    return _append(actor, row, "", "out" if not out else "in", "out" if out else "in", command.reason)

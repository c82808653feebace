"""Taking in a filled questionnaire: the one way in, for our own page and for ODK Collect."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import orjson
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.actions.papers import written_files
from linli.clock import now, today
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal_bytes
from linli.problem import Fault

from ..access import may_interview
from ..errors import InvalidAnswers, NotAnInterviewer, UnknownForm
from ..models import Form, Outcome, Source, Submission, Survey, SurveyState, Unit, UnitState
from ..sampling import digest
from ..times import Times, times_of
from ..xlsform.answering import Answers, Settled, Wrong, settle, split, wrongs
from ..xlsform.definition import OUTCOME, UNIT, Definition, Node, definition_of
from ..xlsform.evaluating import number
from ..xlsform.instances import Head, answers_of, head_of
from .attaching import Sent, put_with
from .doubting import FAR, metres_from

__all__ = ["Device", "Sent", "Submitted", "submit"]


@dataclass(frozen=True)
class Device:
    """What the device says of itself at sending: its clock now, and the interview's length by its monotonic clock."""

    source: str = Source.ODK.value
    now: datetime | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class Submitted:
    """`state`: new, same (had come already, nothing changed but attachments that were missing), conflict (same instance, other
    body: nothing was kept, `conflict` says which part differs)."""

    state: Literal["new", "same", "conflict"]
    submission: Submission
    conflict: str = ""


@dataclass(frozen=True)
class Filled:
    """A submission read and found to be as its form asks."""

    form: Form
    head: Head
    raw: Answers
    settled: Settled

    @property
    def body_digest(self) -> str:
        return digest([self.form.form_id, self.form.version, self.raw])


def submit(actor: Actor, xml: bytes, attachments: Sequence[Sent] = (), device: Device | None = None) -> Submitted:
    """Take in one submission of a form of the actor's district; call it again for attachments sent apart, with the same XML.

    Raises NotAnInterviewer (403), UnknownForm (404), NotTheForm (422: no XML, or a field the form does not have),
    InvalidAnswers (422: every fault with its field).
    """
    if not may_interview(actor):
        raise NotAnInterviewer
    filled = _read(actor, xml)
    with written_files() as written, transaction.atomic():
        there = _there(actor, filled)
        if there is None:
            row = _row(actor, filled, xml, device or Device())
            if insert([row], unless_there=True):
                _count(row)
                put_with(row, filled.form, filled.settled, attachments, written)
                return Submitted("new", row)
            there = _there(actor, filled)
        assert there is not None, "who was there before is there now"
        if there.body_digest != filled.body_digest:
            return Submitted("conflict", there, _differs(there, filled))
        differing = put_with(there, filled.form, filled.settled, attachments, written)
        return Submitted("conflict", there, differing) if differing else Submitted("same", there)


def _there(actor: Actor, filled: Filled) -> Submission | None:
    rows = Submission.objects.filter(district=actor.reach.district, instance_id=filled.head.instance_id)
    return rows.select_related("form").first()


def _read(actor: Actor, xml: bytes) -> Filled:
    head = head_of(xml)
    forms = Form.objects.filter(form_id=head.form_id, version=head.version, survey__district=actor.reach.district)
    form = forms.exclude(survey__state=SurveyState.PREPARING).select_related("survey").order_by("-created_at").first()
    if form is None:
        raise UnknownForm(head.form_id, head.version)
    definition = definition_of(form.definition)
    raw = answers_of(head, definition)
    settled = settle(definition, raw, today().isoformat())
    found = wrongs(definition, settled, today().isoformat())
    if found:
        raise InvalidAnswers([fault_of(definition, one) for one in found])
    return Filled(form, head, raw, settled)


def fault_of(definition: Definition, wrong: Wrong) -> Fault:
    """Said with the question's own words; the value is not repeated: it may be about health."""
    repeat, index, name = split(wrong.path)
    node = definition.nodes[name]
    label = f"{node.label}（{index + 1}）" if repeat else node.label or name
    return Fault(
        wrong.path, _("“%(question)s”: %(message)s") % {"question": label, "message": said(node, wrong.reason)}
    )


def said(node: Node, reason: str) -> str:
    if reason == "constraint":
        return node.said or _("this value is not possible here.")
    if reason == "required":
        return node.required_said or _("please answer this question.")
    if reason == "choice":
        return _("this is none of the choices.")
    return {
        "integer": _("please give a whole number."),
        "decimal": _("please give a number."),
        "date": _("please give a day, as 2026-11-02."),
        "geopoint": _("please give a position."),
    }.get(node.kind, _("this text is too long."))


def _row(actor: Actor, filled: Filled, xml: bytes, device: Device) -> Submission:
    survey, values = filled.form.survey, filled.settled.values
    code = str(values.get(UNIT, ""))
    unit = Unit.objects.filter(survey=survey, code=code).select_related("cluster").first()
    times = times_of(filled.form, values, device.now, device.seconds)
    metres = metres_from(unit.cluster, values) if unit else None
    outcome = str(values.get(OUTCOME, "")) or Outcome.DONE.value
    return Submission(
        id=uuid7(), district_id=survey.district_id, survey=survey, form=filled.form, unit=unit,
        instance_id=filled.head.instance_id, body_digest=filled.body_digest, answers_digest=answers_digest(values, times),
        xml_cipher=seal_bytes(xml), answers_cipher=seal_bytes(orjson.dumps(values)),
        outcome=outcome if outcome in Outcome.values else Outcome.DONE.value, source=device.source, by=actor.account,
        received_at=now(), started_at=times.started, ended_at=times.ended, seconds=times.seconds,
        clock_ahead=times.ahead, clock_trusted=times.trusted, metres_away=metres,
        doubts=_doubts(actor, survey, unit, times, metres, _recalculated(filled)), left_out=False,
    )  # fmt: skip


def answers_digest(values: Answers, times: Times) -> str:
    """Of what was answered, whoever it is said to be about and whenever: two interviews of one digest are one copied."""
    kept = {name: value for name, value in values.items() if name not in (UNIT, *times.fields)}
    return hashlib.sha256(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _recalculated(filled: Filled) -> bool:
    """Whether the device worked out something else than we do."""
    definition = definition_of(filled.form.definition)
    worked_out = [one.name for one in definition.questions if one.kind == "calculate" and one.name in filled.raw]
    return any(not _same(filled.raw[name], filled.settled.values.get(name, "")) for name in worked_out)


def _same(told: str, ours: str) -> bool:
    """Also where another device writes the same number otherwise."""
    first, second = number(told), number(ours)
    return told in ("", ours) or abs(first - second) <= 1e-6 * max(1.0, abs(second))


def _doubts(
    actor: Actor, survey: Survey, unit: Unit | None, times: Times, metres: int | None, recalculated: bool
) -> list[str]:
    found = []
    if unit is None:
        found.append("unknown_unit")
    elif unit.state != UnitState.WAITING:
        found.append("duplicate")
    if unit is not None and unit.interviewer_id and unit.interviewer_id != actor.reach.account_id:
        found.append("other_interviewer")
    if not times.trusted:
        found.append("clock")
    if metres is not None and metres > FAR:
        found.append("far")
    if survey.state == SurveyState.CLOSED:
        found.append("late")
    if recalculated:
        found.append("calculated")
    return found


def _count(row: Submission) -> None:
    """The unit stands as its interview says: one that was made counts more than one that was not."""
    Survey.objects.filter(pk=row.survey_id).update(revision=F("revision") + 1)
    if row.unit is None:
        return
    states = [UnitState.WAITING, UnitState.ABSENT, UnitState.REFUSED]
    Unit.objects.filter(pk=row.unit.pk, state__in=states).update(state=row.outcome)


def _differs(there: Submission, filled: Filled) -> str:
    """Which question was answered otherwise, by its words; never how."""
    definition = definition_of(there.form.definition)
    if (there.form.form_id, there.form.version) != (filled.form.form_id, filled.form.version):
        return _("another version of the questionnaire")
    before = there.answers
    for path in filled.settled.asked:
        repeat, index, name = split(path)
        rows = before.get(repeat, []) if repeat else [before]
        old = rows[index].get(name, "") if repeat and index < len(rows) else before.get(name, "") if not repeat else ""
        new = (filled.settled.values[repeat][index] if repeat else filled.settled.values).get(name, "")
        if old != new:
            return definition.nodes[name].label or name
    return _("an answer that is not asked any more")

"""Official answers, one to many proposals at once; and whose matter a proposal is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.errors import NoSuchCase
from linli.cases.models import Case
from linli.cases.queries.of_case import case_read_by
from linli.clock import day_text, now, today
from linli.ids import read_case_code, uuid7
from linli.inserting import insert
from linli.people import queries as people
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..access import organisation_of, router
from ..errors import InvalidInput, NoSuchProposal, NotNow
from ..models import Answer, AnswerTo, Outcome, Proposal
from .proposing import stop_clock
from .recording import locked_proposal, record
from .telling import tell_of_answer, tell_organisation


@transaction.atomic
def answer(actor: Actor, given: c.AnswerThem | Mapping[str, Any]) -> Answer:
    """Answer all of these, or none; what was answered before may so be given another outcome. Sent twice it is one answer.

    Raises InvalidInput, NoSuchProposal, NotYours, NotNow.
    """
    command = c.parse(c.AnswerThem, given)
    rows = _asked(actor, command.proposals)
    faults, case = _faults(command), None
    if command.case:
        case = _case(actor, command.case, faults)
    if faults:
        raise InvalidInput(faults)
    same = _given_already(rows, command, case)
    if same is not None:
        return same
    made = Answer(
        id=uuid7(), district_id=rows[0].district_id, organisation_id=str(rows[0].organisation_id), account=actor.account,
        text=command.text, outcome=command.outcome, planned_for=command.planned_for, case=case, project=command.project,
        at=now(),
    )  # fmt: skip
    insert([made], [AnswerTo(id=uuid7(), district_id=row.district_id, answer=made, proposal=row) for row in rows])
    first = [row for row in rows if row.answered_at is None]
    for row in rows:
        write_answer(actor, made, row)
    tell_of_answer(made, first, "proposal_answered")
    tell_of_answer(made, [row for row in rows if row not in first], "proposal_news")
    return made


def _given_already(rows: list[Proposal], command: c.AnswerThem, case: Case | None) -> Answer | None:
    """The same words as all of them were answered with last, sent again: nobody is to be told twice."""
    told = AnswerTo.objects.filter(proposal__in=rows).select_related("answer").order_by("answer__at", "answer_id")
    last = {one.proposal_id: one.answer for one in told}
    if len(last) < len(rows) or len({one.pk for one in last.values()}) > 1:
        return None
    found = next(iter(last.values()))
    given = (command.text, str(command.outcome), command.planned_for, case.pk if case else None, command.project)
    same = given == (found.text, str(found.outcome), found.planned_for, found.case_id, found.project)
    return found if same else None


def write_answer(actor: Actor, made: Answer, row: Proposal) -> None:
    """One of those answered: what becomes of it, and its clock stops."""
    again = row.answered_at is not None
    row.outcome, row.planned_for, row.project = made.outcome, made.planned_for, made.project
    row.case_id = made.case_id
    row.answered_at, row.version = row.answered_at or made.at, row.version + 1
    stop_clock(row)
    row.save()
    record(actor, "outcome_changed" if again else "answered", row, made.at, answer=made.pk, outcome=str(made.outcome))


def _asked(actor: Actor, codes: list[str]) -> list[Proposal]:
    """Locked in the order of their keys, so that two who answer the same wait for each other."""
    spelled = [read_case_code(code) or code for code in dict.fromkeys(codes)]
    found = Proposal.objects.select_for_update(of=("self",)).select_related("topic").filter(code__in=spelled)
    rows = list(found.order_by("id"))
    missing = set(spelled) - {row.code for row in rows if row.is_public and row.district_id == actor.reach.district}
    if missing:
        raise NoSuchProposal(min(missing))
    for row in rows:
        organisation_of(actor, row.organisation_id or "-")
    if len({row.organisation_id for row in rows}) > 1:
        raise InvalidInput([Fault("proposals", _("These were put to different organisations. Please answer for one at a time."))])  # fmt: skip
    return rows


def _faults(command: c.AnswerThem) -> list[Fault]:
    if command.outcome == Outcome.PLANNED and command.planned_for is None:
        return [Fault("planned_for", _("Please say by when it is planned."))]
    if command.outcome != Outcome.PLANNED and command.planned_for is not None:
        return [
            Fault("planned_for", _("A date belongs to what is planned. Please leave it empty, or choose “Planned”."))
        ]
    if command.planned_for is not None and command.planned_for < today():
        shown = day_text(command.planned_for)
        return [Fault("planned_for", _("%(day)s has passed. Please give a day to come.") % {"day": shown}, shown)]
    return []


def _case(actor: Actor, code: str, faults: list[Fault]) -> Case | None:
    """The case that goes on with it: one that everybody may read, or its link would lead nowhere."""
    try:
        case, _audience = case_read_by(actor, code)
    except NoSuchCase as unknown:
        faults.append(Fault("case", unknown.message, code))
        return None
    if not case.published or case.district_id != actor.reach.district:
        faults.append(Fault("case", _("Case %(code)s is not public, so people could not follow it. Please name the project instead, or have the case published.") % {"code": case.code}, code))  # fmt: skip
    return case


@transaction.atomic
def route(actor: Actor, code: str, given: c.Route | Mapping[str, Any]) -> Proposal:
    """The centre says whose matter it is; the clock goes on. Raises NoSuchProposal, NotYours, NotNow, InvalidInput."""
    command = c.parse(c.Route, given)
    row = locked_proposal(code)
    router(actor, row.district_id)
    card = people.organisations(row.district_id).get(command.organisation)
    if card is None or not card.active:
        raise InvalidInput([Fault("organisation", _("There is no such organisation in this district. Please choose one from the list."), command.organisation)])  # fmt: skip
    _still_unanswered(row)
    if row.organisation_id == card.code:
        return row
    before, row.organisation_id, row.version = row.organisation_id, card.code, row.version + 1
    row.save()
    record(actor, "routed", row, before=before or "", organisation=card.code)
    if row.is_public:
        tell_organisation(row, "proposal_new", f"routed:{row.version}")
    return row


@transaction.atomic
def hand_back(actor: Actor, code: str, given: c.Reason | Mapping[str, Any]) -> Proposal:
    """It is not this organisation's matter: in public, with the reason; the centre says whose. Raises NoSuchProposal,
    NotYours, NotNow, InvalidInput."""
    command = c.parse(c.Reason, given)
    row = locked_proposal(code)
    unit = organisation_of(actor, row.organisation_id or "-")
    _still_unanswered(row)
    if unit == people.centre(row.district_id):
        raise NotNow(_("It is with the centre already. Please say whose matter it is instead."), row.state)
    row.organisation_id, row.version = None, row.version + 1
    row.save()
    record(actor, "handed_back", row, organisation=unit, reason=command.reason)
    tell_organisation(row, "proposal_unrouted", f"back:{row.version}")
    return row


def _still_unanswered(row: Proposal) -> None:
    if row.answered_at is not None or row.state not in ("open", "waiting"):
        raise NotNow(_("It is “%(state)s”, so it stays where it is.") % {"state": row.state_label}, row.state)

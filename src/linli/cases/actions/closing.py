"""Answer, close, rate, reopen: how a case ends, and how it may not have."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places.queries import check_position
from linli.problem import Fault

from .. import commands as c
from ..errors import InvalidInput
from ..file import CaseFile
from ..models import DeadlineKind, Follow, Rating, RemarkKind, Result


def answer(actor: Actor, file: CaseFile, command: c.Answer) -> None:
    """Tell the reporter what was done. A whistle still open must be confirmed first."""
    if file.open_whistles:
        message = _("A whistle is still open: please confirm on site that every department is done, then answer.")
        raise InvalidInput([Fault("text", message)])
    case = file.case
    case.answered_at = now()
    file.meet(DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER, DeadlineKind.FINISH)
    file.record("answered", actor, **file.say(RemarkKind.ANSWER, command.text, actor))
    file.tell_reporter("case_answered")
    if actor.organisation != case.office_id:
        file.tell(case.office_id, "callout_finished_all")


def close(actor: Actor, file: CaseFile, command: c.Close) -> None:
    """The community has looked. “Closed, not solved” is a result of its own and stays visible as that."""
    case = file.case
    case.result, case.closed_at = command.result, now()
    case.closings += 1
    case.score = case.solved = None
    file.meet(DeadlineKind.CLOSE)
    file.cancel()
    detail: dict[str, object] = {"result": str(command.result)}
    if command.text:
        detail |= file.say(RemarkKind.CLOSING, command.text, actor)
    if command.location:
        check_position(command.location.lat, command.location.lon)
        detail |= command.location.model_dump()
    file.record("closed", actor, **detail)
    file.tell_reporter("case_closed")
    file.tell_reporter("rating_asked")
    if case.followers:
        for follow in Follow.objects.filter(case=case).exclude(account=None, contact=None):
            file.tell_person("case_closed", follow.account_id, follow.contact_id)


def rate(actor: Actor, file: CaseFile, command: c.Rate) -> None:
    """The reporter's word on it, once after each closing."""
    case = file.case
    if case.score is not None:
        message = _("You have rated this case already (%(score)s of 5). If it is not solved, you can reopen it.")
        raise InvalidInput([Fault("score", message % {"score": case.score}, str(command.score))])
    case.score, case.solved = command.score, command.solved
    file.rows.append(
        Rating(
            id=uuid7(),
            district_id=case.district_id,
            case=case,
            community=case.community,
            closing=case.closings,
            score=command.score,
            solved=command.solved,
            text=command.text,
            created_at=now(),
        )
    )
    file.record("rated", actor, score=command.score, solved=command.solved)
    file.tell(case.office_id, "case_rated", reason=f"{command.score}/5")


def reopen(actor: Actor, file: CaseFile, command: c.Reopen) -> None:
    """Not solved: the desk and every department that worked on it are told, and the clocks start anew."""
    case = file.case
    case.reopened += 1
    case.result, case.score, case.solved, case.closed_at = Result.NONE, None, None, None
    case.reminded = 0
    file.start_all(file.clock.case_terms(), case.office_id)
    file.record("reopened", actor, **file.say(RemarkKind.REASON, command.reason, actor))
    for organisation in {case.office_id, case.organisation_id, *(callout.organisation_id for callout in file.callouts)}:
        file.tell(organisation, "case_reopened_staff")
    file.tell_reporter("case_reopened")

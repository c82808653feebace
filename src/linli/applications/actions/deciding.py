"""The last level's verbs, and what follows: grant, refuse, deliver, rate; verify a promise; revoke."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.errors import InvalidInput
from linli.cases.models import DeadlineKind, RemarkKind, Result, State
from linli.clock import day_text, now, today
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..decision import issue
from ..file import ApplicationFile
from ..models import Decision, Verdict
from .publishing import publish, withdraw_published
from .reviewing import check_eyes, check_found


def grant(actor: Actor, file: ApplicationFile, command: c.Grant) -> None:
    if command.valid_until and command.valid_until <= today():
        message = _("%(day)s is past: a decision is valid for some time from now on.")
        raise InvalidInput(
            [Fault("valid_until", message % {"day": day_text(command.valid_until)}, str(command.valid_until))]
        )
    check_found(file, command)
    check_eyes(actor, file, Verdict.GRANT)
    file.opine(actor, Verdict.GRANT, command.checks, command.text)
    decide(actor, file, Verdict.GRANT, "granted", command.text, command.valid_until)


def refuse(actor: Actor, file: ApplicationFile, command: c.Refuse) -> None:
    check_eyes(actor, file, Verdict.REFUSE)
    file.opine(actor, Verdict.REFUSE, command.checks, command.reason)
    decide(actor, file, Verdict.REFUSE, "refused", command.reason)


def decide(
    actor: Actor, file: ApplicationFile, verdict: Verdict, kind: str, text: str = "", valid_until: date | None = None
) -> None:
    """Write the decision, its paper and what is told of it."""
    case = file.case
    case.result = Result.GRANTED if verdict == Verdict.GRANT else Result.REFUSED
    case.answered_at = now()
    file.count_days()
    file.file.meet(DeadlineKind.ACCEPT, DeadlineKind.DECIDE, DeadlineKind.BY_LAW)
    decision = issue(file, verdict, text, valid_until)
    file.file.rows.append(decision)
    said: dict[str, Any] = dict(file.file.say(RemarkKind.ANSWER, text, actor)) if text else {}
    file.file.record(kind, actor, decision=str(decision.pk), number=decision.number, **said)
    if verdict == Verdict.GRANT:
        publish(file)
    file.file.tell_reporter(f"{file.spec.kind}_{case.result}")


def grant_on_promise(actor: Actor, file: ApplicationFile) -> None:
    """告知承诺: the applicant has promised that all conditions hold; granted at once, looked into afterwards."""
    case = file.case
    case.state, case.registered_at = State.VERIFYING, now()
    # The last level answers for it, and it is its paper; so before the event, which says whose it is.
    organisation = file.chain[file.spec.chain[-1]]
    file.give_to(file.spec.chain[-1], organisation)
    decide(actor, file, Verdict.GRANT, "granted_on_promise")
    file.file.start(DeadlineKind.VERIFY, organisation, file.spec.look_into)
    file.file.tell(organisation, "application_promised")


def verify(actor: Actor, file: ApplicationFile, command: c.Verify) -> None:
    file.file.meet(DeadlineKind.VERIFY)
    said = dict(file.file.say(RemarkKind.NOTE, command.text, actor)) if command.text else {}
    file.file.record("verified", actor, **said)


def revoke(actor: Actor, file: ApplicationFile, command: c.Revoke) -> None:
    """The paper is valid no more, and who looks it up reads that and why."""
    case = file.case
    case.result, case.closed_at = Result.REVOKED, now()
    file.file.meet(DeadlineKind.VERIFY)
    file.file.cancel()
    Decision.objects.filter(case=case, revoked_at=None).update(revoked_at=now(), revoked_for=command.reason)
    withdraw_published(case)
    file.file.record("revoked", actor, **file.file.say(RemarkKind.ANSWER, command.reason, actor))
    file.file.tell_reporter("application_revoked")


def deliver(actor: Actor, file: ApplicationFile, command: c.Deliver) -> None:
    file.case.closed_at = now()
    said = dict(file.file.say(RemarkKind.NOTE, command.text, actor)) if command.text else {}
    file.file.record("delivered", actor, how=command.how, **said)


def rate(actor: Actor, file: ApplicationFile, command: c.RateApplication) -> None:
    """The applicant's word (好差评), once."""
    case = file.case
    case.score = command.score
    said = dict(file.file.say(RemarkKind.REPLY, command.text, actor)) if command.text else {}
    file.file.record("application_rated", actor, score=command.score, **said)
    file.file.tell(case.office_id, "case_rated", reason=f"{command.score}/5")

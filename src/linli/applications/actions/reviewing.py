"""The reviewers' verbs: accept, return with every fault, recommend, report up, give back, ask experts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.cases import commands as of_cases
from linli.cases.actions import handling
from linli.cases.errors import InvalidInput
from linli.cases.file import digest
from linli.cases.models import CaseEvent, DeadlineKind, RemarkKind, State
from linli.clock import day_text, now, today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.problem import Fault

from .. import commands as c
from ..across import changed
from ..errors import NotConnected, SameEyes
from ..file import ApplicationFile, written
from ..levels import TWO_LOOK, installation_of, level_before, next_level
from ..models import Opinion, Shortcoming, Verdict
from .forgetting import forget_correction


def accept(actor: Actor, file: ApplicationFile, command: c.Accept) -> None:
    """Taken up (受理): from now the promised working days count."""
    begin_clock(file)
    said = _said(file, command.text, actor)
    file.file.record("accepted", actor, **said)
    file.file.tell_reporter("application_accepted", due=due_of(file))


def begin_clock(file: ApplicationFile) -> None:
    case, days = file.case, file.spec.days
    case.registered_at = now()
    organisation = case.organisation_id or case.office_id
    file.file.meet(DeadlineKind.ACCEPT)
    file.file.start(DeadlineKind.DECIDE, organisation, f"{max(days.promised, 1)}个工作日")
    if days.law and file.spec.consent == "silence":
        file.file.start(DeadlineKind.BY_LAW, organisation, f"{days.law}个工作日")


def give_back(actor: Actor, file: ApplicationFile, command: c.Return) -> None:
    """Returned for correction, every fault named; once and for all before it is accepted (行政许可法)."""
    known = parts_of_form(file)
    unknown = [name for name in command.shortcomings if name not in known]
    if unknown:
        message = _("“%(name)s” is neither a field nor a material of this application.")
        raise InvalidInput([Fault(f"shortcomings.{name}", message % {"name": name}, name) for name in unknown])
    file.application.returns += 1
    file.file.meet(DeadlineKind.ACCEPT)
    file.file.pause()
    rows = [
        Shortcoming(id=uuid7(), case=file.case, round=file.application.returns, about=about, text=text)
        for about, text in command.shortcomings.items()
    ]
    file.file.rows.extend(rows)
    named = digest(written(dict(command.shortcomings)))
    file.file.record("returned", actor, count=len(rows), shortcomings=named, **_said(file, command.text, actor))
    file.file.tell_reporter("application_returned", reason=str(len(rows)))


def parts_of_form(file: ApplicationFile) -> set[str]:
    answers = file.answers
    fields = {one.id for group in file.spec.form for one in group.fields}
    return fields | {f"material.{one.id}" for one in file.spec.materials_for(answers)}


def recommend(actor: Actor, file: ApplicationFile, command: c.Recommend) -> None:
    """The first of two reviewers says what they found; a second person decides."""
    verdict = Verdict(command.verdict)
    if verdict == Verdict.GRANT:
        check_found(file, command)
    file.opine(actor, verdict, command.checks, command.text)
    said = _said(file, command.text, actor, RemarkKind.NOTE)
    file.file.record("recommended", actor, verdict=str(verdict), level=file.case.level, **said)
    file.file.tell(file.case.organisation_id, "application_second", due=due_of(file))


def report_up(actor: Actor, file: ApplicationFile, command: c.ReportUp) -> None:
    """This level agrees; the one above has it from now on."""
    check_found(file, command)
    check_eyes(actor, file, Verdict.GRANT)
    file.opine(actor, Verdict.GRANT, command.checks, command.text)
    chain = file.chain
    level = next_level(list(chain), file.case.level)
    name = file.give_to(level, chain[level])
    elsewhere = installation_of(file.case.district_id, chain[level])
    if elsewhere and not changed.has_listeners():
        raise NotConnected(name)
    said = _said(file, command.text, actor, RemarkKind.NOTE)
    kind = "sent_across" if elsewhere else "reported_up"
    file.file.record(kind, actor, level=level, organisation=chain[level], name=name, **said)
    if not elsewhere:
        file.file.tell(chain[level], "application_for_review", due=due_of(file))
    file.file.tell_reporter("application_reported_up", organisation=name)


def hand_down(actor: Actor, file: ApplicationFile, command: c.HandDown) -> None:
    """Not ready to be decided: the level below looks again."""
    chain = file.chain
    level = level_before(list(chain), file.case.level)
    if not level:
        back_across(actor, file, command.reason)
        return
    name = file.give_to(level, chain[level])
    said = _said(file, command.reason, actor, RemarkKind.NOTE)
    file.file.record("handed_down", actor, level=level, organisation=chain[level], name=name, **said)
    file.file.tell(chain[level], "application_handed_down", due=due_of(file))


def back_across(actor: Actor, file: ApplicationFile, reason: str) -> None:
    """The level below is on another installation, which has it again; nothing is left to do here."""
    case = file.case
    case.state, case.closed_at = State.DECLINED, now()
    file.file.cancel()
    opened = CaseEvent.objects.filter(stream=case.pk, kind="handed_in").order_by("-seq").first()
    name = str(opened.data.get("name", "")) if opened else ""
    file.file.record("handed_down", actor, across=True, name=name, **_said(file, reason, actor, RemarkKind.NOTE))


def consult(actor: Actor, file: ApplicationFile, command: c.Consult) -> None:
    file.file.pause()
    file.file.record("consulting", actor, **_said(file, command.reason, actor))


def consulted(actor: Actor, file: ApplicationFile, command: c.Consulted) -> None:
    file.run_on()
    file.file.record("consulted", actor, **_said(file, command.text, actor, RemarkKind.NOTE))


def decline(actor: Actor, file: ApplicationFile, command: of_cases.Decline) -> None:
    """Not accepted (不予受理): why, and whose matter it is."""
    file.file.meet(DeadlineKind.ACCEPT)
    handling.decline(actor, file.file, command)


def withdraw(actor: Actor, file: ApplicationFile, command: of_cases.Withdraw) -> None:
    handling.withdraw(actor, file.file, command)
    forget_correction(file.case.pk)


def urge(actor: Actor, file: ApplicationFile, command: of_cases.Urge) -> None:
    handling.urge(actor, file.file, command)


def note(actor: Actor, file: ApplicationFile, command: of_cases.Note) -> None:
    handling.note(actor, file.file, command)


# What stands before a level may agree


def check_found(file: ApplicationFile, command: c.Checked) -> None:
    """Every condition looked at and holding, no material run out. Raises InvalidInput with every one that stands against it."""
    faults = [*_unmet(file, command.checks)]
    if not command.despite_expiry:
        faults += expired_faults(file)
    if faults:
        raise InvalidInput(faults)


def _unmet(file: ApplicationFile, checks: Sequence[bool]) -> list[Fault]:
    conditions = file.spec.conditions
    if len(checks) != len(conditions):
        message = _("Please look at each of the %(n)d conditions and say whether it holds.")
        return [Fault("checks", message % {"n": len(conditions)})]
    message = _("“%(text)s” was marked as not holding. Then please return it, or refuse it with the reason.")
    return [
        Fault(f"checks.{number}", message % {"text": one.text[:40]})
        for number, (one, holds) in enumerate(zip(conditions, checks, strict=True))
        if not holds
    ]


def expired_faults(file: ApplicationFile) -> list[Fault]:
    message = _(
        "“%(name)s” ran out on %(day)s. Please return it, or say that it is taken because it was valid when handed in."
    )
    return [
        Fault(
            f"material.{one.material}", message % {"name": one.document.name, "day": day_text(one.document.valid_until)}
        )
        for one in file.handed_in()
        if one.document.has_expired(today())
    ]


def needs_second(file: ApplicationFile) -> bool:
    """Whether two people of the level that has it must have looked."""
    return file.spec.four_eyes and file.case.level in TWO_LOOK


def second_opinion(actor: Actor, file: ApplicationFile) -> Opinion | None:
    """The newest recommendation of somebody else at this level, since it lies there."""
    own = actor.account.pk if actor.account else None
    return next((one for one in reversed(file.opinions_here()) if one.account_id != own), None)


def check_eyes(actor: Actor, file: ApplicationFile, verdict: Verdict) -> None:
    """Raises SameEyes where a second person has to have recommended the same before."""
    if not needs_second(file):
        return
    other = second_opinion(actor, file)
    if other is None:
        raise SameEyes(
            _("Two people have to look at this: someone else of your office recommends first, then you decide.")
        )
    if other.verdict != verdict:
        raise SameEyes(
            _("%(name)s recommended “%(verdict)s”. Where you see it otherwise, please talk it over, and have a new recommendation written.")
            % {"name": other.name, "verdict": other.verdict_label}
        )  # fmt: skip


def due_of(file: ApplicationFile) -> str:
    return min((d.due_at for d in file.file.running(DeadlineKind.DECIDE)), default=now()).isoformat()


def _said(file: ApplicationFile, text: str, actor: Actor, kind: RemarkKind = RemarkKind.REASON) -> dict[str, Any]:
    return dict(file.file.say(kind, text, actor)) if text else {}

"""What the level above, on another installation, did with an application is done here: the installation itself acts.

An application that was handed over lies with the organisation above (state, level, clock) until it is decided there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.models import Case, CaseEvent, RemarkKind, State
from linli.clock import now
from linli.people.actors import Actor

from .. import commands as c
from ..across import Outcome
from ..errors import NotAcross
from ..file import ApplicationFile
from ..levels import installation_of
from ..models import Verdict
from ..queries.across import border
from .deciding import decide, revoke
from .door import locked
from .reviewing import consult, consulted, due_of, give_back, parts_of_form

WITH_THEM = (State.UNDER_REVIEW, State.CONSULTING)
DECIDED = (State.GRANTED, State.DELIVERED)


@transaction.atomic
def from_above(installation: str, given: Outcome) -> Case:
    """Do here what was done there. Raises NoSuchCase, NotAcross."""
    case = locked(Actor.system(), given.case)
    file = ApplicationFile.load(case)
    own, theirs = border(file, installation)
    lies_there = case.level in theirs and case.state in WITH_THEM
    revocable = given.verdict == "revoked" and case.state in DECIDED and _was_handed_over(case, theirs)
    if not own or not (lies_there or revocable):
        raise NotAcross(case.code, case.state_label)
    VERBS[given.verdict](file, given, own)
    assert len(file.file.events) == 1, f"{given.verdict} must append exactly one event"
    file.save()
    return case


def _was_handed_over(case: Case, levels: Collection[str]) -> bool:
    sent = CaseEvent.objects.filter(stream=case.pk, kind="sent_across")
    return any(data["level"] in levels for data in sent.values_list("data", flat=True))


@transaction.atomic
def not_taken(key: UUID, installation: str, reason: str) -> bool:
    """It could not be taken there: back to the level that handed it over, with the reason. False where it lies elsewhere."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=key)
    file = ApplicationFile.load(case)
    own, theirs = border(file, installation)
    if not own or case.level not in theirs or case.state not in WITH_THEM:
        return False
    _back_to(file, own, reason)
    file.save()
    return True


def _granted(file: ApplicationFile, given: Outcome, own: str) -> None:
    _decided(file, given, own, Verdict.GRANT, State.GRANTED)


def _refused(file: ApplicationFile, given: Outcome, own: str) -> None:
    _decided(file, given, own, Verdict.REFUSE, State.REFUSED)


def _decided(file: ApplicationFile, given: Outcome, own: str, verdict: Verdict, state: State) -> None:
    """The paper is this side's own, and names whose decision it is. The clock stays with who had it until now."""
    case = file.case
    case.state, case.level, case.organisation_id = state, own, file.chain[own]
    file.application.level_since = now()
    source = _("Decided by %(name)s, number %(number)s.") % {"name": given.organisation, "number": given.number}
    text = " ".join(filter(None, [given.text, source]))
    decide(Actor.system(), file, verdict, str(given.verdict), text, given.valid_until)


def _returned(file: ApplicationFile, given: Outcome, own: str) -> None:
    """What they name that this form does not know is said in words, or nobody would read it."""
    known = parts_of_form(file)
    named = {about: text for about, text in given.shortcomings.items() if about in known}
    others = [text for about, text in given.shortcomings.items() if about not in known]
    words = "\n".join(filter(None, [given.text, *others]))[:2000]
    if not named:
        named = {file.spec.form[0].fields[0].id: _reason(words, _("Please look through it again."))[:300]}
    file.case.came_from, file.case.state = file.case.state, State.RETURNED
    give_back(Actor.system(), file, c.Return(shortcomings=named, text=words))


def _handed_down(file: ApplicationFile, given: Outcome, own: str) -> None:
    _back_to(file, own, given.text)


def _back_to(file: ApplicationFile, level: str, reason: str) -> None:
    organisation = file.chain[level]
    if file.case.state == State.CONSULTING:
        file.run_on()
    file.case.state = State.UNDER_REVIEW
    name = file.give_to(level, organisation)
    said = file.file.say(RemarkKind.NOTE, reason, Actor.system()) if reason else {}
    file.file.record("handed_down", Actor.system(), level=level, organisation=organisation, name=name, **said)
    # The reason may name what somebody filled in: it stands on the page, not in the notice.
    file.file.tell(organisation, "application_handed_down", due=due_of(file))


def _moved_on(kind: str) -> Callable[[ApplicationFile, Outcome, str], None]:
    def move(file: ApplicationFile, given: Outcome, own: str) -> None:
        """It is with another level there. Where this side's chain has that level too, it lies with it here as well."""
        chain, case = file.chain, file.case
        code = chain.get(given.level)
        if code and given.level != case.level and installation_of(case.district_id, code):
            file.give_to(given.level, code)
        file.file.record(kind, Actor.system(), level=given.level, name=given.organisation)
        if kind == "reported_up":
            file.file.tell_reporter("application_reported_up", organisation=given.organisation)

    return move


def _consulting(file: ApplicationFile, given: Outcome, own: str) -> None:
    file.case.state = State.CONSULTING
    consult(Actor.system(), file, c.Consult(reason=_reason(given.text, _("With the experts"))))


def _consulted(file: ApplicationFile, given: Outcome, own: str) -> None:
    file.case.state = State.UNDER_REVIEW
    consulted(Actor.system(), file, c.Consulted(text=given.text))


def _revoked(file: ApplicationFile, given: Outcome, own: str) -> None:
    file.case.state = State.CLOSED
    reason = _reason(given.text, _("Revoked by %(name)s.") % {"name": given.organisation})
    revoke(Actor.system(), file, c.Revoke(reason=reason))


def _reason(text: str, otherwise: str) -> str:
    """What was said there, as long as a reason may be here."""
    return text[:1000] if len(text) > 1 else otherwise


VERBS: dict[str, Callable[[ApplicationFile, Outcome, str], None]] = {
    "granted": _granted,
    "refused": _refused,
    "returned": _returned,
    "handed_down": _handed_down,
    "reported_up": _moved_on("reported_up"),
    "stage": _moved_on("handed_down"),
    "consulting": _consulting,
    "consulted": _consulted,
    "revoked": _revoked,
}

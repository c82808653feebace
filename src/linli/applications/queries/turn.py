"""Whose turn it is with an application, in a sentence, and which moves stand at hand for who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linli.cases.lifecycle import Move, Part
from linli.cases.models import Case, State
from linli.people import queries as people
from linli.people.actors import Actor

from ..actions.reviewing import needs_second, second_opinion
from ..file import ApplicationFile
from ..levels import next_level
from ..lifecycle import offered, parts_of
from ..models import Opinion, Verdict

# Moves that are made from the page itself, with what was checked and remarked on it.
ON_THE_PAGE = ("accept", "return", "recommend", "report_up", "grant", "refuse")
# The applicant's own, whoever else may help them with it elsewhere.
OF_THE_APPLICANT = ("correct", "withdraw", "rate")
# Those that go on from where it stands, where nothing is to be checked.
_NEXT = ("accept", "correct", "consulted", "verify", "deliver")
_IN_REVIEW = (State.ACCEPTED, State.UNDER_REVIEW)

_STANDS: dict[str, Callable[[], str]] = {
    State.RETURNED: lambda: _("Returned to the applicant. We wait for the correction; the clock stands still."),
    State.CONSULTING: lambda: _("With the experts; the clock stands still."),
    State.VERIFYING: lambda: _("Granted on the applicant’s promise; whether it holds is still looked into."),
    State.GRANTED: lambda: _("Granted. What is left is that the result reaches the applicant."),
    State.REFUSED: lambda: _("Refused. What is left is that the decision reaches the applicant."),
    State.DELIVERED: lambda: _("Done: the applicant has the result."),
    State.DECLINED: lambda: _("Not accepted; the applicant was told whose matter it is."),
    State.WITHDRAWN: lambda: _("Withdrawn by the applicant."),
    State.CLOSED: lambda: _("The decision was revoked; its paper is no longer valid."),
}


@dataclass(frozen=True)
class Turn:
    """`main` is the one move at hand. `agree` carries it up or grants it, where this person may say so now; `second`
    is what somebody else of the level has recommended, `own` what this person has."""

    said: str
    main: Move | None = None
    agree: Move | None = None
    recommend: Move | None = None
    give_back: Move | None = None
    refuse: Move | None = None
    two_look: bool = False
    second: Opinion | None = None
    own: Opinion | None = None
    rare: list[Move] = field(default_factory=list)

    @property
    def reviews(self) -> bool:
        """Whether this person looks through it now."""
        return self.give_back is not None

    @property
    def checks(self) -> bool:
        """Whether the conditions are to be held against it now, not only looked whether all is there."""
        return bool(self.agree or self.recommend)

    @property
    def has_said(self) -> bool:
        """Whether this person has recommended, and waits for somebody else to look."""
        return self.own is not None and self.second is None

    @property
    def recommend_first(self) -> bool:
        return self.recommend is not None and self.main is self.recommend

    @property
    def main_on_page(self) -> bool:
        """Whether it is made further down the page, where its checks are."""
        return self.main is not None and self.main.name in ON_THE_PAGE and self.main.name != "accept"


def turn_of(actor: Actor, file: ApplicationFile, chain: dict[str, str]) -> Turn:
    by_name = {move.name: move for move in offered(actor, file.case)}
    rare = [move for name, move in by_name.items() if name not in ON_THE_PAGE and name not in OF_THE_APPLICANT]
    in_review = file.case.state in _IN_REVIEW and "return" in by_name
    if not in_review:
        main = next((by_name[name] for name in _NEXT if name in by_name), None)
        return Turn(
            _stands(actor, file.case), main, give_back=by_name.get("return"),
            rare=[move for move in rare if move is not main],
        )  # fmt: skip
    two_look = needs_second(file)
    second = second_opinion(actor, file) if two_look else None
    own = _own(actor, file) if two_look else None
    may_grant = not two_look or (second is not None and second.verdict == Verdict.GRANT)
    may_refuse = not two_look or (second is not None and second.verdict == Verdict.REFUSE)
    agree = by_name.get("grant") or by_name.get("report_up")
    agree = agree if may_grant else None
    refuse = by_name.get("refuse") if may_refuse else None
    recommend = by_name.get("recommend")
    main = agree or (refuse if two_look else None) or (None if own else recommend)
    said = _second_look(second, own) if two_look else _look(file, chain)
    return Turn(said, main, agree, recommend, by_name.get("return"), refuse, two_look, second, own, rare)


def _own(actor: Actor, file: ApplicationFile) -> Opinion | None:
    key = actor.account.pk if actor.account else None
    return next((one for one in reversed(file.opinions_here()) if one.account_id == key), None)


def _stands(actor: Actor, case: Case) -> str:
    if case.state == State.RETURNED and Part.COUNTER in parts_of(actor, case):
        return _(
            "Returned for correction. It came in over your counter: correct it with the applicant; the clock stands still."
        )
    if case.state in _STANDS:
        return _STANDS[case.state]()
    if case.state == State.SUBMITTED and Part.REVIEWER in parts_of(actor, case):
        return _("Just handed in. Please accept it, or say at once all that is to be corrected.")
    card = people.organisations(case.district_id).get(case.organisation_id or case.office_id)
    return _("It is for %(office)s to go on with.") % {"office": card.name if card else ""}


def _look(file: ApplicationFile, chain: dict[str, str]) -> str:
    above = next_level(list(chain), file.case.level) if file.case.level in chain else ""
    if not above:
        return _("You decide. Please look at each condition, then grant it, or refuse it with the reason.")
    card = people.organisations(file.case.district_id).get(chain[above])
    if card is None:
        return _("Please look at each condition; if all hold, agree and report it up.")
    return _("Please look at each condition; if all hold, agree and report it up to %(name)s.") % {"name": card.name}


def _second_look(second: Opinion | None, own: Opinion | None) -> str:
    if second is not None:
        return _("%(name)s has recommended “%(verdict)s”. You are the second pair of eyes: please look yourself, then decide.") % {
            "name": second.name, "verdict": second.verdict_label,
        }  # fmt: skip
    if own is not None:
        return _("You have recommended “%(verdict)s”. Another person of your office decides now.") % {
            "verdict": own.verdict_label
        }
    return _(
        "Two people look at this. Please look through it and recommend; another person of your office decides then."
    )

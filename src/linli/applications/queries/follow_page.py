"""All that an application's page shows to who handed it in: how it stands, in plain words first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.errors import NoSuchCase
from linli.cases.lifecycle import Part
from linli.cases.models import Case, DeadlineKind, DeadlineState, Result, State, Timed
from linli.cases.queries.of_case import deadlines_of
from linli.cases.queries.timeline import Audience, Entry, timeline
from linli.catalogue.guides import Guide, version_of
from linli.catalogue.services import Group, Material
from linli.ids import read_case_code
from linli.people import queries as people
from linli.people.actors import Actor
from linli.places.models import Level
from linli.places.queries import district_by

from ..file import opened
from ..lifecycle import offered, parts_of
from ..models import Application, Decision, Document, HandedIn, Shortcoming
from .answers_shown import Answer, answered
from .drafts import newest_shortcomings

# What the page has a form for.
FORMS = ("withdraw", "rate")


@dataclass(frozen=True)
class Stage:
    """One of the stages; `how` is done, now or todo."""

    name: str
    how: str


@dataclass(frozen=True)
class FollowPage:
    """What the page shows; what was handed in only to the applicant."""

    case: Case
    guide: Guide
    office: str
    said: str
    stages: list[Stage]
    clock: Timed | None
    entries: list[Entry]
    moves: frozenset[str]
    shortcomings: list[tuple[str, str]] = field(default_factory=list)
    decision: Decision | None = None
    answers: list[tuple[Group, list[Answer]]] = field(default_factory=list)
    documents: list[tuple[str, list[Document]]] = field(default_factory=list)
    words: str = ""
    # What has to be shown in person, while it is not decided.
    originals: list[Material] = field(default_factory=list)

    @property
    def district(self) -> Any:
        return district_by(self.case.district_id)


def follow_page(actor: Actor, code: str) -> FollowPage:
    """For the applicant alone: an application is nobody else's business. Raises NoSuchCase."""
    spelled = read_case_code(code)
    case = Case.objects.applications().filter(code=spelled).first() if spelled else None
    if case is None or Part.APPLICANT not in parts_of(actor, case):
        raise NoSuchCase(code)
    assert case.service_id is not None
    guide, application = version_of(case.service_id), Application.objects.get(case=case)
    answers = opened(application.answers_cipher)
    entries = timeline(case, Audience.REPORTER)
    decision = Decision.objects.filter(case=case).order_by("-issued_at").first()
    returned = newest_shortcomings(case) if case.state == State.RETURNED else []
    return FollowPage(
        case=case, guide=guide, office=_name(case, case.organisation_id or case.office_id), said=_said(case),
        stages=_stages(case, guide), clock=_clock(case), entries=entries,
        moves=frozenset(move.name for move in offered(actor, case)), shortcomings=_named(guide, returned), decision=decision,
        answers=answered(guide.spec, case.district_id, answers), documents=_documents(case, guide, answers),
        originals=[one for one in guide.spec.materials_for(answers) if one.needs == "original"] if case.is_open else [],
        words=_words(entries),
    )  # fmt: skip


# The turns an application takes; of the first some words may be for the applicant, of the others never.
_WITH_WORDS = ("granted", "refused", "revoked", "returned", "declined")
_WITHOUT_WORDS = ("corrected", "granted_on_promise", "granted_by_silence", "withdrawn")


def _words(entries: list[Entry]) -> str:
    """What was said with the turn it took last; what was said with one before is over."""
    newest = next((entry for entry in entries if entry.kind in (*_WITH_WORDS, *_WITHOUT_WORDS)), None)
    return newest.words if newest and newest.kind in _WITH_WORDS else ""


def _name(case: Case, code: str) -> str:
    card = people.organisations(case.district_id).get(code)
    return card.name if card else code


def _clock(case: Case) -> Timed | None:
    wanted = (DeadlineKind.ACCEPT, DeadlineKind.DECIDE)
    pending = (DeadlineState.RUNNING, DeadlineState.PAUSED)
    return next((d for d in deadlines_of(case=case.pk) if d.kind in wanted and d.state in pending), None)


def _named(guide: Guide, returned: list[Shortcoming]) -> list[tuple[str, str]]:
    """What each is about, as the form calls it, and what would do."""
    spec = guide.spec
    labels = {one.id: one.label for group in spec.form for one in group.fields}
    labels |= {f"material.{one.id}": one.name for one in spec.materials}
    labels |= {f"material.{one.id}": one.label for group in spec.form for one in group.fields if one.kind == "file"}
    return [(labels.get(one.about, one.about), one.text) for one in returned]


def _documents(case: Case, guide: Guide, answers: dict[str, Any]) -> list[tuple[str, list[Document]]]:
    held: dict[str, list[Document]] = {}
    uses = HandedIn.objects.filter(case=case, replaced_at=None).select_related("document").order_by("at", "id")
    for one in uses.prefetch_related("document__pages"):
        held.setdefault(one.material, []).append(one.document)
    return [(one.name, held[one.id]) for one in guide.spec.materials_for(answers) if one.id in held]


def _stages(case: Case, guide: Guide) -> list[Stage]:
    """Handed in, accepted, each level, decided; none for one that went another way."""
    if case.state in (State.DECLINED, State.WITHDRAWN):
        return []
    chain = list(guide.spec.chain)
    names = [_("Hand in"), _("Acceptance"), *(str(Level(level).label) for level in chain), _("Decision")]
    if case.result:
        present = len(names)
    elif case.registered_at is None:
        present = 1
    else:
        present = 2 + chain.index(case.level) if case.level in chain else 2
    return [
        Stage(name, "done" if at < present else "now" if at == present else "todo") for at, name in enumerate(names)
    ]


# How it stands, in a sentence


def _said(case: Case) -> str:
    office = _name(case, case.organisation_id or case.office_id)
    match case.state:
        case State.SUBMITTED:
            return _(
                "It has been delivered to %(office)s. They accept it, or say once and for all what is missing."
            ) % {"office": office}
        case State.ACCEPTED | State.UNDER_REVIEW:
            return _("Accepted. %(office)s is looking at it; you need do nothing.") % {"office": office}
        case State.CONSULTING:
            return _("%(office)s is asking experts; the clock stands still until they have answered.") % {
                "office": office
            }
        case State.RETURNED:
            return _(
                "Some points have to be corrected; all of them stand below. The clock stands still until you hand it in again."
            )
        case State.DECLINED:
            return _("It could not be accepted here. Please turn to: %(next)s.") % {"next": case.next_door}
        case State.WITHDRAWN:
            return _("You have withdrawn it.")
    return _decided(case)


def _decided(case: Case) -> str:
    match case.result:
        case Result.REVOKED:
            return _("The decision has been revoked; its paper is no longer valid. The reason is below.")
        case Result.REFUSED:
            return _("It could not be granted. The reason, and what you can do, stand in the decision.")
    if case.state == State.VERIFYING:
        return _("Granted on your promise. We look into it in the coming weeks.")
    return _("Granted. The decision is here to keep and to show.")
